import type { TextFormat } from "./format.ts";
import { roleOfLabel } from "./roles.ts";
import { refused, type TalkTurn } from "./talk.ts";

const openingPattern = /^\s*([a-z][a-z -]*?(?: \d+)?)\s*:(?:\s+|$)(.*)$/i;

/**
 * `Interviewer: ...` and `Candidate: ...` at the start of lines; further lines and paragraphs continue the turn. Only words for a role
 * and `Speaker` open a turn, numbered or not (`Interviewer 2:`), since candidates begin paragraphs with headings too (`Cost: two lawyers ...`).
 */
export const format: TextFormat = {
  matches: (text) => opening(text.trimStart().split("\n", 1).join("")) !== null,
  read: (text) => {
    const turns: { readonly opened: TalkTurn; readonly line: number; readonly lines: string[] }[] = [];
    for (const [index, line] of text.split("\n").entries()) {
      const opened = opening(line);
      if (opened === null) turns.at(-1)?.lines.push(line);
      else turns.push({ opened, line: index + 1, lines: [opened.text] });
    }
    const silent = turns.find(({ lines }) => lines.every((line) => line.trim() === ""));
    if (silent !== undefined)
      return refused("no-words", "nobody speaks in this turn, expected words", silent.line);
    const spoken = turns.map(({ opened, lines }) => ({ ...opened, text: lines.join("\n").trim() }));
    return { ok: true, turns: spoken, warnings: [] };
  },
};

function opening(line: string): TalkTurn | null {
  const [, speaker = "", text = ""] = openingPattern.exec(line) ?? [];
  const isLabel = roleOfLabel(speaker) !== null || /^speaker(?: \d+)?$/i.test(speaker);
  return isLabel ? { speaker, text, start_s: null, end_s: null } : null;
}
