import * as z from "zod";
import { normalise } from "./normalise.ts";
import { keysOf, vendorJson } from "./vendor-json.ts";
import { piecesOf } from "./words.ts";

const millisecondsSchema = z
  .number()
  .min(0)
  .nullish()
  .transform((milliseconds) => (typeof milliseconds === "number" ? milliseconds / 1000 : null));
const speechSchema = z.object({
  text: z.string(),
  start: millisecondsSchema,
  end: millisecondsSchema,
  speaker: z.string().nullish(),
});
type Speech = z.infer<typeof speechSchema>;

/** AssemblyAI's JSON, times in milliseconds: utterances where speakers were told apart, else words. */
export const format = vendorJson(
  z.object({ utterances: z.array(speechSchema).nullish(), words: z.array(speechSchema).nullish() }),
  ({ utterances, words, segments }) => segments === undefined && [utterances, words].some(isSpeech),
  ({ utterances, words }) => {
    if (utterances && utterances.length > 0) return normalise(utterances.map(toPiece));
    return normalise(piecesOf((words ?? []).map((word) => ({ ...toPiece(word), isMark: false }))));
  },
);

function isSpeech(value: unknown): boolean {
  const [first] = Array.isArray(value) ? value : [];
  const { text, start } = keysOf(first);
  return typeof text === "string" && typeof start === "number";
}

function toPiece({ speaker, text, start, end }: Speech) {
  return { speaker: speaker ? `Speaker ${speaker}` : null, text, start_s: start, end_s: end };
}
