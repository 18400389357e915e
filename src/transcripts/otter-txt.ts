import type { TextFormat } from "./format.ts";
import { countHeaders, readStampedLines } from "./stamped-lines.ts";

/** A name and a time above each speech. */
export const format: TextFormat = {
  matches: (text) => countHeaders(text) >= (/otter\.ai/i.test(text) ? 1 : 2),
  read: readStampedLines,
};
