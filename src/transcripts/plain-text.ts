import type { TranscriptFormat } from "./format.ts";

/** A written answer: everything is the candidate's. */
export const format: TranscriptFormat = {
  matches: () => true,
  parse: (text) => ({ ok: true, transcript: { turns: [{ role: "candidate", text: text.trim() }] } }),
};
