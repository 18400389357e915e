import { transcriptSchema } from "../domain/transcript.ts";
import type { ParsedTranscript, TranscriptFormat } from "./format.ts";

/** Our own form, as JSON: `{"turns": [...]}`. */
export const format: TranscriptFormat = {
  matches: (text, fileName) => fileName.endsWith(".json") || /^\s*\{\s*"turns"\s*:/.test(text),
  parse,
};

function parse(text: string): ParsedTranscript {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "";
    const position = Number(/at position (\d+)/.exec(reason)?.[1] ?? text.length);
    const line = text.slice(0, position).split("\n").length;
    return { ok: false, line, message: 'not whole JSON, expected {"turns": [...]}' };
  }
  const checked = transcriptSchema.safeParse(content);
  if (checked.success) return { ok: true, transcript: checked.data };
  const problems = checked.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  return { ok: false, line: null, message: problems.join("; ") };
}
