import type { TalkTurn, TalkWarning } from "./talk.ts";

/** A word with its own speaker, or a mark of punctuation, which has neither speaker nor time. */
export type Word = {
  readonly text: string;
  readonly isMark: boolean;
  readonly speaker: string | null;
  readonly start_s: number | null;
  readonly end_s: number | null;
};

/** Words as pieces of speech, a new one where the speaker changes. A word without a speaker is its predecessor's. */
export function piecesOf(words: readonly Word[]): TalkTurn[] {
  const pieces: TalkTurn[] = [];
  for (const { text, isMark, speaker, start_s, end_s } of words) {
    const last = pieces.at(-1);
    if (last === undefined || (!isMark && speaker !== null && speaker !== last.speaker))
      pieces.push({ speaker, text, start_s, end_s });
    else
      pieces[pieces.length - 1] = {
        ...last,
        text: attach(last.text, text, isMark),
        end_s: end_s ?? last.end_s,
      };
  }
  return pieces;
}

function attach(before: string, word: string, isMark: boolean): string {
  return isMark || /[\s$€£([{/-]$/.test(before) ? before + word : `${before} ${word}`;
}

/** Figures that have no time of their own: joining timed words alone would lose them. */
export function untimedNumbers(words: readonly Pick<Word, "text" | "start_s">[]): TalkWarning[] {
  const untimed = words.filter(({ text, start_s }) => start_s === null && /\d/.test(text));
  const [first] = untimed;
  return first === undefined
    ? []
    : [{ kind: "untimed-number", count: untimed.length, turn: null, example: first.text.trim() }];
}

/** Figures of a text that its own list of words lacks. */
export function missingNumbers(text: string, words: readonly { readonly text: string }[]): TalkWarning[] {
  const kept = words.map((word) => word.text).join(" ");
  const lost = (text.match(/\d[\d.,]*\d|\d/g) ?? []).filter((figure) => !kept.includes(figure));
  const [first] = lost;
  return first === undefined ? [] : [{ kind: "number-loss", count: lost.length, turn: null, example: first }];
}
