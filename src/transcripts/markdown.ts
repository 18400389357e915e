import { clockSeconds } from "./clock.ts";
import type { TextFormat } from "./format.ts";
import type { LabelledLine } from "./labels.ts";
import { readLabelledLines } from "./name-lines.ts";

const opening =
  /^\s*(?:[-*] )?\*\*(?:[[(]?(\d{1,2}:\d{2}(?::\d{2})?)[\])]?\s*)?([^*:\n]{1,80}?)\s*(?::\s*\*\*|\*\*\s*(?:[[(](\d{1,2}:\d{2}(?::\d{2})?)[\])])?\s*:)\s*(.*)$/;

/** `**Name:** words` at the start of paragraphs. */
export const format: TextFormat = {
  matches: (text) => linesOf(text).filter(({ label }) => label !== null).length >= 2,
  read: (text) => readLabelledLines(linesOf(text)),
};

function linesOf(text: string): LabelledLine<number | null>[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [, early, label = null, late, words = ""] = opening.exec(line) ?? [];
      if (label === null) return { label, text: line.replace(/^\s*#+\s*/, "").trim(), known: null };
      return { label, text: words, known: clockSeconds(early ?? late ?? "") };
    });
}
