import * as z from "zod";
import { normalise } from "./normalise.ts";
import { keysOf, secondsSchema, vendorJson } from "./vendor-json.ts";
import { piecesOf } from "./words.ts";

const speakerSchema = z.number().int().nullish();
const wordSchema = z.object({
  word: z.string(),
  punctuated_word: z.string().nullish(),
  start: secondsSchema,
  end: secondsSchema,
  speaker: speakerSchema,
});
const alternativeSchema = z.object({ transcript: z.string(), words: z.array(wordSchema).default([]) });
const utteranceSchema = z.object({
  transcript: z.string(),
  start: secondsSchema,
  end: secondsSchema,
  speaker: speakerSchema,
  channel: z.number().int().nullish(),
});
const resultsSchema = z.object({
  channels: z.array(z.object({ alternatives: z.array(alternativeSchema) })),
  utterances: z.array(utteranceSchema).default([]),
});

/** Deepgram's JSON: utterances where they were asked for, else words; a microphone for each person where there are channels. */
export const format = vendorJson(
  z.object({ results: resultsSchema }),
  ({ results }) => Array.isArray(keysOf(results)["channels"]),
  ({ results: { channels, utterances } }) => {
    const label = labeller(channels.length);
    if (utterances.length > 0)
      return normalise(
        utterances.map(({ transcript, start, end, speaker, channel }) => ({
          speaker: label(speaker, channel ?? 0),
          text: transcript,
          start_s: start,
          end_s: end,
        })),
      );
    const words = channels.flatMap(({ alternatives: [best] }, channel) =>
      (best?.words ?? []).map(({ word, punctuated_word: written, start, end, speaker }) => ({
        text: written ?? word,
        isMark: false,
        speaker: label(speaker, channel),
        start_s: start,
        end_s: end,
      })),
    );
    // Each channel is a microphone that runs from beginning to end.
    return normalise(piecesOf(words.toSorted((one, other) => (one.start_s ?? 0) - (other.start_s ?? 0))));
  },
);

function labeller(channelCount: number) {
  return (speaker: number | null | undefined, channel: number): string | null => {
    const names = [
      ...(channelCount > 1 ? [`Channel ${channel}`] : []),
      ...(typeof speaker === "number" ? [`Speaker ${speaker}`] : []),
    ];
    return names.length === 0 ? null : names.join(" ");
  };
}
