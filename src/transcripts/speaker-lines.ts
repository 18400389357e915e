import type { Role, Turn } from "../domain/transcript.ts";
import type { TranscriptFormat } from "./format.ts";

const roleOf: readonly (readonly [RegExp, Role])[] = [
  [/^interviewers?$/i, "interviewer"],
  [/^candidate$/i, "candidate"],
  [/^(observer|moderator|panell?ist|recruiter|host|note[ -]taker|speaker|other)$/i, "other"],
];

const openingPattern = /^\s*([a-z][a-z -]*?(?: \d+)?)\s*:(?:\s+|$)(.*)$/i;

/**
 * `Interviewer: ...` and `Candidate: ...` at the start of lines; further lines and paragraphs continue the turn. Only words for a role
 * open a turn, numbered or not (`Interviewer 2:`), since candidates begin paragraphs with headings too (`Cost: two lawyers ...`).
 */
export const format: TranscriptFormat = {
  matches: (text) => opening(text.trimStart().split("\n", 1).join("")) !== null,
  parse: (text) => {
    const turns: Turn[] = [];
    for (const line of text.split("\n")) {
      const opened = opening(line);
      const current = turns.at(-1);
      if (opened !== null) turns.push(opened);
      else if (current !== undefined)
        turns[turns.length - 1] = { ...current, text: `${current.text}\n${line}` };
    }
    const spoken = turns.map((turn) => ({ ...turn, text: turn.text.trim() }));
    const silent = spoken.findIndex((turn) => turn.text === "");
    if (silent === -1) return { ok: true, transcript: { turns: spoken } };
    return {
      ok: false,
      line: lineOfTurn(text, silent),
      message: "nobody speaks in this turn, expected words",
    };
  },
};

function opening(line: string): Turn | null {
  const [, label = "", text = ""] = openingPattern.exec(line) ?? [];
  const word = label.replace(/ \d+$/, "");
  const role = roleOf.find(([pattern]) => pattern.test(word))?.[1];
  if (role === undefined) return null;
  const isPlain = label.toLowerCase() === role;
  return isPlain ? { role, text } : { role, text, speaker: label };
}

function lineOfTurn(text: string, index: number): number {
  const lines = text.split("\n");
  const opened = lines.flatMap((line, at) => (opening(line) === null ? [] : [at + 1]));
  return opened[index] ?? 1;
}
