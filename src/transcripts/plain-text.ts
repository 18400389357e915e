import type { TextFormat } from "./format.ts";

/** Words of nobody in particular: a written answer, or a recording whose speakers were not told apart. */
export const format: TextFormat = {
  matches: () => true,
  read: (text) => ({
    ok: true,
    turns: [{ speaker: null, text: text.trim(), start_s: null, end_s: null }],
    warnings: [],
  }),
};
