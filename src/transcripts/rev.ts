import * as z from "zod";
import { normalise } from "./normalise.ts";
import { secondsSchema, vendorJson } from "./vendor-json.ts";
import { piecesOf } from "./words.ts";

const elementSchema = z.object({
  type: z.string(),
  value: z.string(),
  ts: secondsSchema,
  end_ts: secondsSchema,
});
const contentSchema = z.object({
  monologues: z.array(z.object({ speaker: z.number().int(), elements: z.array(elementSchema) })),
  speakers: z.array(z.object({ id: z.number().int(), name: z.string().nullish() })).default([]),
});

/** Rev's JSON: monologues of words and marks, speakers named in a list of their own. */
export const format = vendorJson(
  contentSchema,
  ({ monologues }) => Array.isArray(monologues),
  ({ monologues, speakers }) => {
    const names = new Map(speakers.map(({ id, name }) => [id, name]));
    const pieces = monologues.flatMap(({ speaker, elements }) =>
      piecesOf(
        elements.map(({ type, value, ts, end_ts }) => ({
          text: value,
          isMark: type === "punct",
          speaker: names.get(speaker) || `Speaker ${speaker}`,
          start_s: ts,
          end_s: end_ts,
        })),
      ),
    );
    return normalise(pieces);
  },
);
