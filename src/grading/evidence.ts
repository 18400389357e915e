import { levelOf, type Basis, type Dimension, type Level, type Speaker } from "../domain/rubric.ts";
import type { Scale } from "../domain/scale.ts";
import type { Evidence } from "../domain/score.ts";
import type { SentTurn } from "./fence.ts";
import type { Claim } from "./reply-schema.ts";

/** Fewer words could stand in any answer. */
const minWords = 3;

export type ClaimedLevel = {
  readonly dimension: Dimension;
  readonly level: number;
  readonly scale: Scale;
  /** Whose words are judged; absent: the candidate's. */
  readonly speaker?: Speaker | undefined;
};

/**
 * Checks the evidence that a model claims for a level against the turns as they were sent. What does not hold is struck, with why.
 *
 * A quote must be the judged speaker's words within one turn. Where the turn's number is wrong but exactly one turn of that speaker
 * has the words, the number is corrected; words that only somebody else said are struck.
 * An absence needs a level whose basis allows it, at or below the middle of the scale, and the turn that gave the opportunity:
 * the other side's, or turn 1, which opens with or answers the case study's prompt.
 */
export function checkEvidence(
  claims: readonly Claim[],
  turns: readonly SentTurn[],
  { dimension, level, scale, speaker }: ClaimedLevel,
): Evidence[] {
  const why =
    level > (scale.min + scale.max) / 2
      ? `absence may not carry level ${level}, above the middle of the scale`
      : levelOf(dimension, level).basis.includes("absence")
        ? null
        : `the basis of level ${level} does not allow absence`;
  return checkClaims(claims, turns, { speaker: speaker ?? "candidate", absenceStruck: why });
}

/** Checks the evidence claimed for a flag: quotes in the same way, absence where the flag rests on it. */
export function checkFlagEvidence(
  claims: readonly Claim[],
  turns: readonly SentTurn[],
  { basis, speaker }: { readonly basis: Basis; readonly speaker: Speaker },
): Evidence[] {
  const why = basis === "absence" ? null : "the flag rests on a quote, not on absence";
  return checkClaims(claims, turns, { speaker, absenceStruck: why });
}

type ClaimCheck = {
  readonly speaker: Speaker;
  /** Why an absence cannot hold here; null: it can. */
  readonly absenceStruck: string | null;
};

function checkClaims(claims: readonly Claim[], turns: readonly SentTurn[], check: ClaimCheck): Evidence[] {
  return claims.map((claim) =>
    claim.kind === "quote" ? checkQuote(claim, turns, check.speaker) : checkAbsence(claim, turns, check),
  );
}

/** Whether a level stands on evidence: a piece that holds, of a kind that the level's basis allows. */
export function carries({ basis }: Level, evidence: readonly Evidence[]): boolean {
  return evidence.some(({ kind, struck }) => struck === null && basis.includes(kind));
}

/** Whether a quote stands after another piece of evidence: in a later turn, or further on in the same one. */
export function isSaidAfter(later: Evidence, earlier: Evidence, turns: readonly SentTurn[]): boolean {
  if (later.turn !== earlier.turn) return later.turn > earlier.turn;
  if (later.kind !== "quote" || earlier.kind !== "quote") return true;
  const words = ` ${fold(turns[later.turn - 1]?.text ?? "").join(" ")} `;
  const place = ({ parts: [first = []] }: FoldedQuote): number => words.indexOf(` ${first.join(" ")} `);
  return place(foldQuote(later.quote)) > place(foldQuote(earlier.quote));
}

/** `text` is its words with a space on either side of each. */
type FoldedTurn = {
  readonly role: SentTurn["role"];
  readonly words: readonly string[];
  readonly text: string;
};

const foldedTurns = new WeakMap<readonly SentTurn[], readonly FoldedTurn[]>();

/** All claims about an answer are held against the same turns, which are folded once. */
function foldTurns(turns: readonly SentTurn[]): readonly FoldedTurn[] {
  const known = foldedTurns.get(turns);
  if (known !== undefined) return known;
  const folded = turns.map(({ role, text }) => {
    const words = fold(text);
    return { role, words, text: ` ${words.join(" ")} ` };
  });
  foldedTurns.set(turns, folded);
  return folded;
}

function checkQuote({ turn, text }: Claim, turns: readonly SentTurn[], speaker: Speaker): Evidence {
  const quote = foldQuote(text);
  const named = turns[turn - 1];
  if (named?.role === speaker && quote.whole.length >= minWords && standsIn(named.text, text))
    return { kind: "quote", turn, quote: text, struck: null };
  const found = foldTurns(turns).flatMap((each, index) =>
    contains(each, quote) ? [{ role: each.role, turn: index + 1 }] : [],
  );
  const said = found.filter(({ role }) => role === speaker).map(({ turn }) => turn);
  const [only] = said;
  if (said.includes(turn)) return { kind: "quote", turn, quote: text, struck: null };
  if (only !== undefined && said.length === 1)
    return { kind: "quote", turn: only, quote: text, struck: null };
  return {
    kind: "quote",
    turn: Math.max(1, turn),
    quote: text,
    struck: whyStruck(quote, turn, found, speaker),
  };
}

/** Between these a text folds to the same words alone as within another. */
const apart = /[\s.,;:!?()"]/;

/** Whether a turn has a quote letter for letter, as most have: then nothing needs folding. */
function standsIn(turn: string, quote: string): boolean {
  const at = turn.indexOf(quote);
  const [before, after] = [turn[at - 1], turn[at + quote.length]];
  return (
    at !== -1 && (before === undefined || apart.test(before)) && (after === undefined || apart.test(after))
  );
}

function whyStruck(
  quote: FoldedQuote,
  turn: number,
  found: readonly { role: SentTurn["role"] }[],
  speaker: Speaker,
): string {
  if (found.some(({ role }) => role === speaker)) return `not in turn ${turn}, and in several others`;
  const other = found.find(({ role }) => role !== "other");
  if (other !== undefined) return `${other.role}'s words`;
  if (found.length > 0) return "another speaker's words";
  if (quote.whole.length < minWords) return `fewer than ${minWords} words`;
  return "not found in the transcript";
}

function checkAbsence(
  { turn, text }: Claim,
  turns: readonly SentTurn[],
  { speaker, absenceStruck }: ClaimCheck,
): Evidence {
  const asker = speaker === "candidate" ? "interviewer" : "candidate";
  const why = (): string | null => {
    if (absenceStruck !== null) return absenceStruck;
    const opportunity = turns[turn - 1];
    if (opportunity === undefined) return `there is no turn ${turn}`;
    if (turn !== 1 && opportunity.role !== asker)
      return `turn ${turn} is not the ${asker}'s and gave no opportunity`;
    return text.trim() === "" ? "does not say what was expected" : null;
  };
  return { kind: "absence", turn: Math.max(1, turn), expected: text, struck: why() };
}

type FoldedQuote = { readonly whole: readonly string[]; readonly parts: readonly (readonly string[])[] };

function foldQuote(text: string): FoldedQuote {
  const parts = text.split(/…|\.(?:\s?\.){2,}/u).map(fold);
  return { whole: fold(text), parts: parts.filter((part) => part.length > 0) };
}

/**
 * Whether a turn contains a quote: its words in one run, or, where an ellipsis splits it, parts of at least three words each
 * that occur in order. A turn of fewer than three words must be quoted whole.
 */
function contains({ words, text }: FoldedTurn, { whole, parts }: FoldedQuote): boolean {
  if (words.length < minWords) return whole.length > 0 && ` ${whole.join(" ")} ` === text;
  return occurInOrder([whole], text) || occurInOrder(parts, text);
}

function occurInOrder(parts: readonly (readonly string[])[], text: string): boolean {
  if (parts.length === 0 || parts.some((part) => part.length < minWords)) return false;
  let from = 0;
  return parts.every((part) => {
    const words = ` ${part.join(" ")} `;
    const at = text.indexOf(words, from);
    // The closing space may open the next part.
    from = at + words.length - 1;
    return at !== -1;
  });
}

/** Scripts that write no spaces: each of their characters counts as a word. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;

/** The words of a text, alike for texts that differ in case, white space, punctuation, quotation marks or compatibility forms. */
function fold(text: string): string[] {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/(?<=[\p{L}\p{N}])['’‘ʼ`´](?=[\p{L}\p{N}])/gu, "")
    .replace(unspaced, " $& ")
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== "");
}
