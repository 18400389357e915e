import { readCaptions } from "./captions.ts";
import type { TextFormat } from "./format.ts";

/** WebVTT whose cues begin with a name and a colon, or name nobody. */
export const format: TextFormat = {
  matches: (text) => /^WEBVTT\b/.test(text),
  read: (text) => readCaptions(text, "vtt"),
};
