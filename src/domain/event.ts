import * as z from "zod";

/** What is put on record: who did what to whom, when. */
export const eventTypeSchema = z.enum([
  "run",
  "result",
  "calibrate",
  "score",
  "baseline-accept",
  "decision",
  "export",
  "erase",
]);
export type EventType = z.infer<typeof eventTypeSchema>;

const digest = z.string().regex(/^[0-9a-f]{64}$/, "a keyed hash is 64 hex digits");

/** A line of the event log. Candidates, documents and files are in it as keyed hashes, never as they are. */
export const eventSchema = z.strictObject({
  seq: z.int().min(1),
  at: z.iso.datetime(),
  actor: z.string().describe("Who ran the command, by the name that the system or $TOUCHSTONE_ACTOR gives."),
  type: eventTypeSchema,
  subject: digest.nullable().describe("Keyed hash of the candidate; null: it concerns no single one."),
  hashes: z.record(z.string(), digest).describe("Keyed hashes of what the event is about, by what it is."),
  prev: digest.nullable().describe("`mac` of the line before; null on the first."),
  mac: digest.describe("Keyed hash of this line without `mac`."),
});
export type Event = z.infer<typeof eventSchema>;
