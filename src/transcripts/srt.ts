import { readCaptions } from "./captions.ts";
import type { TextFormat } from "./format.ts";

/** SubRip: a number, a time with a comma, the words. */
export const format: TextFormat = {
  matches: (text) => /^\s*\d+\s*\n\s*\d{1,2}:\d{2}:\d{2}[,.]\d{1,3}\s*-->/.test(text),
  read: (text) => readCaptions(text, "srt"),
};
