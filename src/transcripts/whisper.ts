import * as z from "zod";
import { normalise } from "./normalise.ts";
import type { TalkTurn, TalkWarning } from "./talk.ts";
import { secondsSchema, vendorJson } from "./vendor-json.ts";

const segmentSchema = z.object({
  start: secondsSchema,
  end: secondsSchema,
  text: z.string(),
  avg_logprob: z.number().nullish(),
  no_speech_prob: z.number().nullish(),
  compression_ratio: z.number().nullish(),
});
type Segment = z.infer<typeof segmentSchema>;

/** Whisper's JSON: segments of words that nobody is said to speak. */
export const format = vendorJson(
  z.object({ segments: z.array(segmentSchema) }),
  ({ segments }) => Array.isArray(segments),
  ({ segments }) => normalise(segments.map(toPiece), doubts(segments)),
);

function toPiece({ start, end, text }: Segment): TalkTurn {
  return { speaker: null, text, start_s: start, end_s: end };
}

/** What Whisper's own figures say of its words: looping text packs too well, and silence was heard as speech. */
function doubts(segments: readonly Segment[]): TalkWarning[] {
  const loops = segments.filter(({ compression_ratio: ratio }) => (ratio ?? 0) > 2.4);
  const silent = segments.filter(
    ({ no_speech_prob: silence, avg_logprob: likelihood }) => (silence ?? 0) > 0.6 && (likelihood ?? 0) < -1,
  );
  return [...doubt("repetition", loops), ...doubt("silence", silent)];
}

function doubt(kind: TalkWarning["kind"], segments: readonly Segment[]): TalkWarning[] {
  const [first] = segments;
  return first === undefined
    ? []
    : [{ kind, count: segments.length, turn: null, example: first.text.trim() }];
}
