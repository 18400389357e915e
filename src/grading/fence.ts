import { createHash } from "node:crypto";
import type { Neutralised } from "../domain/injection.ts";
import type { Role, Transcript } from "../domain/transcript.ts";
import { readAsLatin } from "./look-alikes.ts";

/** A turn as a model is shown it; its number is its place, counted from 1. */
export type SentTurn = { readonly role: Role; readonly text: string };

/** A transcript as a model is shown it. Evidence is checked against these turns, not against the file's. */
export type FencedTranscript = {
  readonly nonce: string;
  readonly turns: readonly SentTurn[];
  readonly text: string;
};

const lineBreaks = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
/** What a reader cannot see: controls, zero-width, bidi, tag and variation characters, fillers, private use, lone surrogates. */
const hidden =
  /(?!\n)[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;
/**
 * A bracket, or what looks like one, that could begin a tag or a chat template's marker: `<x`, `</x`, `<!--`, `<|x`. A plain "less
 * than" stays. Two letters that look like brackets count only before Latin, so that their own scripts stay readable.
 */
const tagOpening = /[<＜﹤⟨〈❬❮˂](?=\s*[\p{L}/／!?|<＜﹤])|[ᐸᚲ](?=\s*[/／]?\s*\p{Script=Latin})/gu;
const turnNumber = /[[［【〔⟦❲]\s*(\p{Nd}+)\s*[\]］】〕⟧❳]/gu;
/** A line that begins with a word and a colon, behind a turn's number or marks. */
const lineLabel =
  /^([^\p{L}\p{N}\n]{0,12}(?:\p{Nd}{1,4}\)[^\p{L}\p{N}\n]{0,4})?)(\p{L}[\p{L}\p{M}]{2,19}(?: \p{Nd}{1,2})?)([^\p{L}\p{N}\n:：]{0,3})[:：﹕∶]/gmu;
/** Who speaks in our prompt or a chat template, and who might be thought to grade. */
const speakers =
  /^(?:interviewer|candidate|system|assistant|user|human|developer|grader|examiner|evaluator|assessor|scorer|rater|moderator)(?: \d{1,2})?$/;
/** A key without which no JSON is a reply of ours, plain or with escapes, in quotation marks that are forgiven in replies. */
const replyKey = /(["“”„](?:level|status|signal|[^"“”„\n]{0,40}\\[^"“”„\n]{0,40})["“”])[^\S\n]*:/gu;
/** A line that repeats a heading of our instructions. */
const heading =
  /^[^\p{L}\p{N}\n]{0,8}(?:WHAT YOU ARE SHOWN|WHOSE WORDS COUNT|EVIDENCE|HOW TO CHOOSE A LEVEL|NOT OBSERVED|WHAT MUST NOT MOVE A SCORE|YOUR REPLY|FLAGS|SIGNALS)[^\p{L}\p{N}\n]{0,8}$/gmu;

const unusual = /[^\n\u0020-\u007E\u00A0-\u00AC\u00AE-\u017F\u2010-\u2027\u20AC]/;

/** Whether a text has nothing but Latin letters and common marks, as most have: then nothing in it is hidden or looks like another. */
export function isPlain(text: string): boolean {
  return !unusual.test(text);
}

/** Text without what a reader cannot see, in NFC, with plain line breaks. */
export function visible(text: string): string {
  if (isPlain(text)) return text;
  return withPlainBreaks(text).replace(hidden, "").normalize("NFC");
}

function withPlainBreaks(text: string): string {
  return text.replace(lineBreaks, "\n").replaceAll("\t", " ");
}

/**
 * Makes text that is not ours unable to open or close a fence, to forge a turn, or to be taken for a reply or an instruction of ours
 * when it is echoed. Marks and the case of letters change and no word does, so that quotes from the original still hold.
 */
export function neutralise(text: string): string {
  return neutraliseCounting(text).text;
}

/** A text made harmless, and how often each kind of thing was met in it. */
export type Harmless = { readonly text: string; readonly neutralised: Neutralised };

/** The same, with what was met counted. */
export function neutraliseCounting(text: string): Harmless {
  return mayBeMet.test(text) ? neutralised(text) : { text, neutralised: nothingMet };
}

/** Turns in which nothing was met: whoever comes next need not look again. */
const harmlessTurns = new WeakSet<SentTurn>();

/** A turn's text made harmless, with what was met counted. */
export function harmlessTurn(turn: SentTurn): Harmless {
  if (harmlessTurns.has(turn)) return { text: turn.text, neutralised: nothingMet };
  const harmless = neutraliseCounting(turn.text);
  if (harmless.neutralised === nothingMet) harmlessTurns.add(turn);
  return harmless;
}

/** What a text must have a piece of before anything is met in it; a look for these is all that most answers need. */
const mayBeMet = new RegExp(`${unusual.source}|[<[:]|[A-Z]{4}`);

const nothingMet: Neutralised = {
  hidden: 0,
  tags: 0,
  turnNumbers: 0,
  speakers: 0,
  replyKeys: 0,
  headings: 0,
};

function neutralised(text: string): Harmless {
  const counts = { tags: 0, turnNumbers: 0, speakers: 0, replyKeys: 0, headings: 0 };
  const counted = (kind: keyof typeof counts, replacement: string): string => {
    counts[kind] += 1;
    return replacement;
  };
  const seen = visible(text);
  const safe = seen
    .replace(tagOpening, () => counted("tags", "‹"))
    .replace(turnNumber, (_, number: string) => counted("turnNumbers", `(${number})`))
    .replace(lineLabel, (whole, before: string, label: string, after: string) =>
      speakers.test(readAsLatin(label)) ? counted("speakers", `${before}(${label})${after}`) : whole,
    )
    .replace(replyKey, (_, key: string) => counted("replyKeys", `${key} =`))
    .replace(heading, (line) => counted("headings", line.toLowerCase()));
  return {
    text: safe,
    neutralised: {
      hidden: seen === text ? 0 : (withPlainBreaks(text).match(hidden)?.length ?? 0),
      ...counts,
    },
  };
}

/** What sending a transcript changes in it, over all its turns. */
export function neutralisedIn(turns: readonly Harmless[]): Neutralised {
  const sum = (kind: keyof Neutralised): number =>
    turns.reduce((total, { neutralised }) => total + neutralised[kind], 0);
  return {
    hidden: sum("hidden"),
    tags: sum("tags"),
    turnNumbers: sum("turnNumbers"),
    speakers: sum("speakers"),
    replyKeys: sum("replyKeys"),
    headings: sum("headings"),
  };
}

/**
 * Fences a transcript: turns numbered `[3] candidate: ...`, between tags whose name ends in a nonce.
 * The nonce comes from the content, so that the same transcript gives the same prompt, and no transcript can contain its own.
 */
export function fenceTranscript(transcript: Transcript, salt: string): FencedTranscript {
  const turns = transcript.turns.map((turn) => ({ role: turn.role, text: harmlessTurn(turn).text }));
  const body = turns
    .map(({ role, text }, index) => `[${index + 1}] ${role}: ${text.replaceAll("\n", "\n    ")}`)
    .join("\n");
  const nonce = createHash("sha256")
    .update(JSON.stringify([body, salt]))
    .digest("hex")
    .slice(0, 12);
  return { nonce, turns, text: fence("transcript", nonce, body) };
}

/** Puts neutralised text between the tags of a fence. */
export function fence(name: string, nonce: string, body: string): string {
  return `<${name}-${nonce}>\n${body}\n</${name}-${nonce}>`;
}
