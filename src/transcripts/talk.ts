import type { Role } from "../domain/transcript.ts";

/** What one speaker said without a break. Nothing is known of the speaker but the label; null where the file has none. */
export type TalkTurn = {
  readonly speaker: string | null;
  readonly text: string;
  readonly start_s: number | null;
  readonly end_s: number | null;
  /** Where the file itself says who is who. */
  readonly role?: Role;
};

/** What was done to a file to read it, or what looks wrong in it. */
export const talkWarningKinds = {
  encoding: "its bytes are not UTF-8",
  boilerplate: "lines of the tool that made it were left out",
  unreadable: "parts that could not be read were left out",
  duplicate: "words given twice were kept once",
  "out-of-order": "turns were put in the order of their times",
  backwards: "its times start again",
  "doubtful-label": "words before a colon that may be a speaker were read as words",
  "number-loss": "figures may be missing",
  "untimed-number": "figures have no time of their own and were kept",
  interjection: 'sentences cut by another\'s "mm-hm" were joined',
  repetition: "one line is repeated",
  silence: "words that recognisers make up in silence",
} as const;

/** One finding of reading a file: how often, and in which turn first, counted from 1. */
export type TalkWarning = {
  readonly kind: keyof typeof talkWarningKinds;
  readonly count: number;
  readonly turn: number | null;
  readonly example: string | null;
};

/** A file as it was understood, before anyone says who the candidate is. */
export type Talk = {
  /** The name of its format in `transcriptFormats`. */
  readonly format: string;
  readonly turns: readonly TalkTurn[];
  readonly warnings: readonly TalkWarning[];
  /** The text of the file before it was understood. */
  readonly source: string;
};

/** Why a file holds no talk that can be read. */
export type TalkProblem = {
  readonly kind:
    | "empty"
    | "unreadable"
    | "too-large"
    | "not-text"
    | "damaged"
    | "unsafe"
    | "not-evidence"
    | "unknown-shape"
    | "no-words";
  /** Counted from 1; null where the file as a whole is meant. */
  readonly line: number | null;
  readonly message: string;
};

/** A file's talk, or what is wrong with the file. */
export type ReadTalk =
  | { readonly ok: true; readonly talk: Talk }
  | { readonly ok: false; readonly problem: TalkProblem };

/** A refusal of the file as a whole. */
export function refused(
  kind: TalkProblem["kind"],
  message: string,
  line: number | null = null,
): { readonly ok: false; readonly problem: TalkProblem } {
  return { ok: false, problem: { kind, line, message } };
}
