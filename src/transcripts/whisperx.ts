import * as z from "zod";
import { normalise } from "./normalise.ts";
import type { TalkTurn } from "./talk.ts";
import { keysOf, secondsSchema, vendorJson } from "./vendor-json.ts";
import { missingNumbers, piecesOf, untimedNumbers, type Word } from "./words.ts";

const wordSchema = z.object({
  word: z.string(),
  start: secondsSchema,
  end: secondsSchema,
  speaker: z.string().nullish(),
});
const segmentSchema = z.object({
  start: secondsSchema,
  end: secondsSchema,
  text: z.string(),
  speaker: z.string().nullish(),
  words: z.array(wordSchema).default([]),
});
type Segment = z.infer<typeof segmentSchema>;

/** WhisperX's JSON: Whisper's segments with speakers, and words of which figures have no time. */
export const format = vendorJson(
  z.object({ segments: z.array(segmentSchema) }),
  ({ segments, word_segments: words }) =>
    Array.isArray(segments) &&
    (Array.isArray(words) || segments.some((segment) => typeof keysOf(segment)["speaker"] === "string")),
  ({ segments }) => {
    const words = segments.flatMap((segment) => wordsOf(segment));
    const lost = segments.flatMap(({ text, words: given }) =>
      given.length === 0
        ? []
        : missingNumbers(
            text,
            given.map(({ word }) => ({ text: word })),
          ),
    );
    return normalise(segments.flatMap(toPieces), [...untimedNumbers(words), ...lost]);
  },
);

/** The segment's own text, unless two people share the segment. */
function toPieces(segment: Segment): TalkTurn[] {
  const words = wordsOf(segment);
  const speakers = new Set(words.flatMap(({ speaker }) => speaker ?? []));
  if (speakers.size > 1) return piecesOf(words);
  const [only = null] = speakers;
  return [
    { speaker: segment.speaker ?? only, text: segment.text, start_s: segment.start, end_s: segment.end },
  ];
}

function wordsOf({ words }: Segment): Word[] {
  const first = words.find(({ speaker }) => speaker)?.speaker ?? null;
  return words.map(({ word, speaker, start, end }, index) => ({
    text: word.trim(),
    isMark: false,
    speaker: speaker ?? (index === 0 ? first : null),
    start_s: start,
    end_s: end,
  }));
}
