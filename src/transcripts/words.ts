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
  const pieces: { readonly first: Word; readonly texts: string[]; end_s: number | null }[] = [];
  for (const word of words) {
    const { text, isMark, speaker, end_s } = word;
    const last = pieces.at(-1);
    if (last === undefined || (!isMark && speaker !== null && speaker !== last.first.speaker))
      pieces.push({ first: word, texts: [text], end_s });
    else {
      const isOpen = /[\s$€£([{/-]$/.test(last.texts.at(-1) ?? "");
      last.texts.push(isMark || isOpen ? text : ` ${text}`);
      last.end_s = end_s ?? last.end_s;
    }
  }
  return pieces.map(({ first: { speaker, start_s }, texts, end_s }) => ({
    speaker,
    text: texts.join(""),
    start_s,
    end_s,
  }));
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
  const kept = new Set(words.flatMap((word) => figuresIn(word.text)));
  const lost = figuresIn(text).filter((figure) => !kept.has(figure));
  const [first] = lost;
  return first === undefined ? [] : [{ kind: "number-loss", count: lost.length, turn: null, example: first }];
}

function figuresIn(text: string): string[] {
  return text.match(/\d[\d.,]*\d|\d/g) ?? [];
}
