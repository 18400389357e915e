import * as z from "zod";
import { normalise } from "./normalise.ts";
import { keysOf, vendorJson } from "./vendor-json.ts";
import { missingNumbers, piecesOf, type Word } from "./words.ts";

const secondsTextSchema = z
  .string()
  .regex(/^\d+(?:\.\d+)?$/, "expected seconds as text")
  .nullish()
  .transform((seconds) => (typeof seconds === "string" ? Number(seconds) : null));
const itemSchema = z.object({
  type: z.string(),
  start_time: secondsTextSchema,
  end_time: secondsTextSchema,
  speaker_label: z.string().nullish(),
  alternatives: z.array(z.object({ content: z.string() })),
});
const timedLabelSchema = z.object({ start_time: secondsTextSchema, speaker_label: z.string() });
const resultsSchema = z.object({
  transcripts: z.array(z.object({ transcript: z.string() })).default([]),
  items: z.array(itemSchema),
  speaker_labels: z
    .object({ segments: z.array(z.object({ items: z.array(timedLabelSchema).default([]) })) })
    .nullish(),
});
type Results = z.infer<typeof resultsSchema>;

/** AWS Transcribe's JSON, times as text: words and marks, whose speakers stand in the items or in a list of their own. */
export const format = vendorJson(
  z.object({ results: resultsSchema }),
  ({ results }) => Array.isArray(keysOf(results)["items"]),
  ({ results }) => {
    const words = wordsOf(results);
    const whole = results.transcripts.map(({ transcript }) => transcript).join(" ");
    return normalise(piecesOf(words), missingNumbers(whole, words));
  },
);

function wordsOf({ items, speaker_labels: labels }: Results): Word[] {
  const timed = (labels?.segments ?? []).flatMap((segment) => segment.items);
  const labelAt = new Map(timed.map(({ start_time, speaker_label }) => [start_time, speaker_label]));
  return items.map(({ type, start_time, end_time, speaker_label, alternatives: [best] }) => ({
    text: best?.content ?? "",
    isMark: type === "punctuation",
    speaker: speaker_label ?? labelAt.get(start_time) ?? null,
    start_s: start_time,
    end_s: end_time,
  }));
}
