import { readCaptions } from "./captions.ts";
import type { TextFormat } from "./format.ts";

/** WebVTT with a voice tag for each speaker. */
export const format: TextFormat = {
  matches: (text) => /^WEBVTT\b/.test(text) && /<v[ .][^>\n]{1,200}>/.test(text),
  read: (text) => readCaptions(text, "vtt"),
};
