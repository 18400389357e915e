import type { TextFormat } from "./format.ts";
import { countHeaders, readStampedLines } from "./stamped-lines.ts";

/** The text of a Teams document: a title, who started the transcription, then a name and a time above each speech. */
export const format: TextFormat = {
  matches: (text) =>
    countHeaders(text) > 0 &&
    /(?:\bstarted transcription\b|[- ]Meeting (?:Transcript|Recording)\b)/.test(text),
  read: readStampedLines,
};
