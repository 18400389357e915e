import * as z from "zod";
import { normalise } from "./normalise.ts";
import { vendorJson } from "./vendor-json.ts";

const entrySchema = z.object({
  participant: z.string().nullish(),
  text: z.string(),
  startTime: z.iso.datetime({ offset: true }),
  endTime: z.iso.datetime({ offset: true }).nullish(),
});
const nameSchema = z.object({ displayName: z.string() }).nullish();
const participantSchema = z.object({
  name: z.string(),
  signedinUser: nameSchema,
  anonymousUser: nameSchema,
  phoneUser: nameSchema,
});

/** Google Meet's entries, times of day; participants are named where their list was saved beside the entries. */
export const format = vendorJson(
  z.object({
    transcriptEntries: z.array(entrySchema),
    participants: z.array(participantSchema).default([]),
  }),
  ({ transcriptEntries: entries }) => Array.isArray(entries),
  ({ transcriptEntries: entries, participants }) => {
    const names = new Map(
      participants.map(({ name, signedinUser, anonymousUser, phoneUser }) => [
        name,
        (signedinUser ?? anonymousUser ?? phoneUser)?.displayName,
      ]),
    );
    const times = entries.map(({ startTime }) => Date.parse(startTime));
    const first = times.reduce((earliest, time) => Math.min(earliest, time), Infinity);
    const pieces = entries.map(({ participant, text, startTime, endTime }) => ({
      speaker: participant ? (names.get(participant) ?? participant) : null,
      text,
      start_s: (Date.parse(startTime) - first) / 1000,
      end_s: endTime ? (Date.parse(endTime) - first) / 1000 : null,
    }));
    return normalise(pieces);
  },
);
