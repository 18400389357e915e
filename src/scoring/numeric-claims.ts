import { factValues, type CaseStudy, type Fact } from "../domain/case-study.ts";
import { evaluateExpression, namesIn, parseExpression, type Expression } from "../domain/expression.ts";
import type { Transcript } from "../domain/transcript.ts";
import { HarnessError } from "../errors.ts";
import { figuresIn, type Figure } from "./figures.ts";

/** What a figure may be, the most favourable first. */
export const claimTags = ["right", "assumption-dependent", "wrong"] as const;
export type ClaimTag = (typeof claimTags)[number];

/** A candidate's figure and the fact that it speaks of: evidence for a reader, which never moves a level. */
export type NumericClaim = {
  /** Counted from 1. */
  readonly turn: number;
  /** Where the quote starts in the turn's text. */
  readonly start: number;
  readonly quote: string;
  readonly value: number;
  readonly fact: string;
  /** What the fact comes to. */
  readonly expected: number;
  readonly unit: string;
  readonly tag: ClaimTag;
};

/**
 * A candidate's figures that speak of a case study's facts. A figure is right within the fact's tolerance or as it is rounded when
 * spoken; assumption-dependent where it follows from another length of month or from an earlier figure of the candidate's own;
 * wrong where it is near a fact that its words name, or off by a power of ten. Whatever fits no fact is left alone.
 */
export function numericClaims(
  transcript: Transcript,
  caseStudy: Pick<CaseStudy, "facts">,
): readonly NumericClaim[] {
  const topics = topicsOf(caseStudy);
  if (topics.length === 0) return [];
  const stated = new Map<string, Stated>();
  let readings = readingsOf(topics, stated);
  return transcript.turns.flatMap(({ role, text }, index) => {
    if (role !== "candidate") return [];
    return figuresIn(text).flatMap((figure) => {
      const match = bestMatch(figure, wordsAround(text, figure), topics, { readings, stated });
      if (match === null) return [];
      const { topic, value, tag } = match;
      if (tag !== "right") {
        stated.set(topic.fact.id, { value, tag });
        readings = readingsOf(topics, stated);
      }
      const quote = text.slice(figure.start, figure.end);
      const { id, unit } = topic.fact;
      return [
        { turn: index + 1, start: figure.start, quote, value, fact: id, expected: topic.value, unit, tag },
      ];
    });
  });
}

/** A candidate's own figure for a fact that is not the right one. */
type Stated = { readonly value: number; readonly tag: ClaimTag };

/** Under which a figure may be consistent without being right. */
type Assumptions = {
  /** Per fact: what it comes to under another assumption. */
  readonly readings: ReadonlyMap<string, readonly number[]>;
  readonly stated: ReadonlyMap<string, Stated>;
};

/** A fact as a claim can speak of it: its value, unit and words. */
type Topic = {
  readonly fact: Fact;
  readonly tree: Expression;
  readonly value: number;
  readonly unit: FactUnit;
  /** Stem -> weight: the fewer facts use a word, the more it tells; words of the facts that it is worked out from count half. */
  readonly words: ReadonlyMap<string, number>;
};

type FactUnit = {
  readonly kind: "money" | "percent" | "points" | "times" | "count";
  readonly noun: string;
  readonly per: string;
};

function topicsOf(caseStudy: Pick<CaseStudy, "facts">): Topic[] {
  const values = factValues(caseStudy);
  const stems = caseStudy.facts.map(
    ({ id, says, unit }) => new Set(stemsOf(`${id.replaceAll("_", " ")} ${says} ${unit}`)),
  );
  const weightOf = (stem: string): number => 1 / Math.sqrt(stems.filter((each) => each.has(stem)).length);
  const topics = new Map<string, Topic>();
  for (const [index, fact] of caseStudy.facts.entries()) {
    const value = values.get(fact.id);
    if (value === undefined) continue;
    const tree = parseExpression(fact.expression);
    const inherited = namesIn(tree).flatMap((name) => [...(topics.get(name)?.words ?? [])]);
    const own = [...(stems[index] ?? [])].map((stem) => [stem, weightOf(stem)] as const);
    const words = new Map([...inherited.map(([stem, weight]) => [stem, weight / 2] as const), ...own]);
    topics.set(fact.id, { fact, tree, value, unit: unitOf(fact), words });
  }
  return [...topics.values()];
}

function unitOf({ unit }: Fact): FactUnit {
  const [counted = "", per = ""] = unit.split("/");
  const noun = stemsOf(counted).at(-1) ?? "";
  const rate = stemsOf(per).at(0) ?? "";
  if (/^(USD|EUR|CHF|GBP)$/.test(counted)) return { kind: "money", noun: "", per: rate };
  if (counted === "%" || counted.startsWith("per 100")) return { kind: "percent", noun, per: rate };
  if (counted === "points") return { kind: "points", noun: "", per: rate };
  if (counted === "times") return { kind: "times", noun: "", per: rate };
  return { kind: "count", noun, per: rate };
}

const idleWords = new Set(
  "a an and are as at be but by for from has have in is it its of on or so that the their then there they this to was we were what with you if not no one all per how many much times share cost costs usd same still today now i'd i".split(
    " ",
  ),
);
const sameWord: ReadonlyMap<string, string> = new Map([
  ["docs", "docum"],
  ["doc", "docum"],
  ["monthly", "month"],
  ["daily", "day"],
  ["yearly", "year"],
  ...["up", "grow", "grew", "grown", "rise", "rises", "rose", "increase", "increased"].map(
    (word) => [word, "growt"] as const,
  ),
  ...["down", "drop", "drops", "dropped", "fell", "loss", "loses", "lost"].map(
    (word) => [word, "fall"] as const,
  ),
]);

/** Words by their first letters, so that "summaries" and "summary" are one. A capital letter alone names an option. */
function stemsOf(text: string): string[] {
  return [...text.matchAll(/[a-z']+/gi)].flatMap(([word]) => {
    if (/^[B-HJ-Z]$/.test(word) || (word === "A" && !/^A\b/.test(text))) return [word];
    const lower = word.toLowerCase();
    if (lower.length < 2 || idleWords.has(lower)) return [];
    return [sameWord.get(lower) ?? lower.replace(/(?:ies|y|s)$/, "").slice(0, 5)];
  });
}

/** Characters of a sentence that are read on each side of a figure: whole sentences but for a text without stops. */
const widestSentence = 600;

/** Stem -> how near it stands, from 1 beside the figure to 0.4 elsewhere in the sentence. */
function wordsAround(text: string, { start, end }: Figure): ReadonlyMap<string, number> {
  const before = lastSentenceOf(text.slice(Math.max(0, start - widestSentence), start));
  const after = /^(?:[^.?!]|[.?!]\S)*/.exec(text.slice(end, end + widestSentence))?.[0] ?? "";
  const near = new Map<string, number>();
  const note = (stems: readonly string[]): void => {
    for (const [distance, stem] of stems.entries())
      near.set(stem, Math.max(near.get(stem) ?? 0, Math.max(0.4, 1 - distance * 0.15)));
  };
  note(stemsOf(before).toReversed());
  note(stemsOf(after));
  return near;
}

/** What follows the last full stop, question or exclamation mark that ends a word. */
function lastSentenceOf(text: string): string {
  const end = [...text.matchAll(/[.?!](?!\S)/g)].at(-1);
  return end === undefined ? text : text.slice(end.index + 1);
}

/** Days of a month other than 30: working days, the longest month, the mean. */
const otherMonths = [20, 21, 22, 31, 365 / 12] as const;

/** Keeps facts that stand on many others from having a reading for every value. */
const mostReadings = 50;

/** What facts come to under one other assumption: a month of other length, or an earlier figure of the candidate's own. */
function readingsOf(
  topics: readonly Topic[],
  stated: ReadonlyMap<string, Stated>,
): ReadonlyMap<string, readonly number[]> {
  const values = new Map(topics.map(({ fact, value }) => [fact.id, value]));
  const readings = new Map<string, readonly number[]>();
  for (const { fact, tree, value } of topics) {
    const byMonth = otherMonths.map((days) => valueOf(withMonth(tree, days), values));
    const byInput = [...new Set(namesIn(tree))].flatMap((name) =>
      [...(readings.get(name) ?? []), ...ownFigure(stated.get(name))].map((other) =>
        valueOf(tree, new Map([...values, [name, other]])),
      ),
    );
    const possible = [...new Set([...byMonth, ...byInput])].filter(
      (each) => Number.isFinite(each) && each !== value,
    );
    readings.set(fact.id, possible.slice(0, mostReadings));
  }
  return readings;
}

function ownFigure(stated: Stated | undefined): number[] {
  return stated === undefined ? [] : [stated.value];
}

function withMonth(tree: Expression, days: number): Expression {
  switch (tree.kind) {
    case "number":
      return tree.value === 30 ? { kind: "number", value: days } : tree;
    case "name":
      return tree;
    case "negative":
      return { ...tree, operand: withMonth(tree.operand, days) };
    case "call":
      return { ...tree, operands: tree.operands.map((each) => withMonth(each, days)) };
    case "operation":
      return { ...tree, left: withMonth(tree.left, days), right: withMonth(tree.right, days) };
  }
}

/** Not a number where another assumption makes the arithmetic impossible. */
function valueOf(tree: Expression, values: ReadonlyMap<string, number>): number {
  try {
    return evaluateExpression(tree, values);
  } catch (error) {
    if (error instanceof HarnessError) return Number.NaN;
    throw error;
  }
}

type Match = {
  readonly topic: Topic;
  readonly value: number;
  readonly tag: ClaimTag;
  readonly score: number;
};

/** How much must speak for a match, in the points of `support`: more, the less the value itself says. */
const enough = { right: 1.5, "assumption-dependent": 1.75, wrong: 2.4 } as const satisfies Record<
  ClaimTag,
  number
>;

/** The best supported fact, where one is supported enough: right before assumption-dependent before wrong. */
function bestMatch(
  figure: Figure,
  words: ReadonlyMap<string, number>,
  topics: readonly Topic[],
  assumptions: Assumptions,
): Match | null {
  const matches = topics.flatMap((topic) => {
    const support = supportFor(figure, words, topic, topics);
    if (support === null) return [];
    return valuesFor(figure, topic).flatMap((said) => {
      const { tag, bonus } = tagFor(figure, said, topic, assumptions) ?? { tag: null, bonus: 0 };
      return tag === null ? [] : [{ topic, value: said.high, tag, score: support + bonus - said.cost }];
    });
  });
  for (const tag of claimTags) {
    const [best] = matches
      .filter((match) => match.tag === tag && match.score >= enough[tag])
      .toSorted((a, b) => b.score - a.score);
    if (best !== undefined) return best;
  }
  return null;
}

/** What a value would be as a claim on a fact, and what it adds to the support; null where it is too far from it. */
function tagFor(
  { unit }: Figure,
  said: Said,
  { value, fact }: Topic,
  { readings, stated }: Assumptions,
): { readonly tag: ClaimTag; readonly bonus: number } | null {
  if (isSaid(said, value, fact.tolerance)) return { tag: "right", bonus: exactness(said, value) };
  const earlier = stated.get(fact.id);
  if (earlier !== undefined && isSaid(said, earlier.value, 0)) return { tag: earlier.tag, bonus: 1.5 };
  if ((readings.get(fact.id) ?? []).some((each) => isSaid(said, each, 0.005)))
    return { tag: "assumption-dependent", bonus: exactness(said, value) };
  if (unit !== "unsaid" && isPowerOfTenOff(said.high, value)) return { tag: "wrong", bonus: 1 };
  if (significantDigits(said.high) > 1 && isNear(said.high, value)) return { tag: "wrong", bonus: 0 };
  return null;
}

/** A value as it may have been meant; `cost`: what the reading takes from the support. */
type Said = {
  readonly low: number;
  readonly high: number;
  readonly isHedged: boolean;
  readonly cost: number;
};

/** "It's 152" of thousands of dollars, "times sixty" of cents: speakers leave out what both know. */
function valuesFor({ low, high, unit, isHedged }: Figure, topic: Topic): Said[] {
  const scaled = (factor: number, cost: number): Said => ({
    low: low * factor,
    high: high * factor,
    isHedged,
    cost,
  });
  const plain = scaled(1, 0);
  if (unit !== "unsaid" || topic.unit.kind !== "money") return [plain];
  if (topic.value >= 1000 && high < 1000 && high >= 3) return [plain, scaled(1000, 0.5)];
  if (topic.value < 1 && high >= 1 && high < 100) return [plain, scaled(0.01, 1)];
  return [plain];
}

/** Within the tolerance, between the two of "four or five", or as rounded to the digits spoken. */
function isSaid({ low, high, isHedged }: Said, value: number, tolerance: number): boolean {
  if (value >= Math.min(low, high) && value <= Math.max(low, high)) return true;
  const off = Math.abs(high - value);
  if (off <= tolerance * Math.abs(value)) return true;
  const digits = significantDigits(high);
  const step = 10 ** (Math.floor(Math.log10(Math.abs(high))) + 1 - digits);
  return (digits > 1 || isHedged) && off <= step / 2 && off <= 0.06 * Math.abs(value);
}

function significantDigits(value: number): number {
  return value
    .toPrecision(10)
    .replace(/e.*$/, "")
    .replace(".", "")
    .replace(/^[-0]+/, "")
    .replace(/0+$/, "").length;
}

/** The more digits agree, the less it is chance. */
function exactness(said: Said, value: number): number {
  const digits = Math.min(3, significantDigits(said.high));
  const isExact = Math.abs(said.high - value) <= 1e-6 * Math.abs(value);
  return (digits - 1) * 0.75 + (isExact ? 0.75 : 0) + (Math.abs(value) >= 1000 ? 0.75 : 0);
}

function isPowerOfTenOff(said: number, value: number): boolean {
  const power = Math.log10(said / value);
  return Math.abs(power) > 0.5 && Math.abs(power) < 3.5 && Math.abs(power - Math.round(power)) < 0.01;
}

function isNear(said: number, value: number): boolean {
  return Math.abs(said - value) <= 0.3 * Math.abs(value);
}

const timeWords = new Set(stemsOf("second minute hour day week month quarter year"));

/** What speaks for a fact besides the value: unit, rate, noun and words around; null where the unit is another one. */
function supportFor(
  figure: Figure,
  words: ReadonlyMap<string, number>,
  { unit, words: known }: Topic,
  topics: readonly Topic[],
): number | null {
  const kinds: Record<Figure["unit"], readonly FactUnit["kind"][]> = {
    money: ["money"],
    percent: ["percent", "points"],
    share: ["percent"],
    points: ["points", "percent"],
    times: ["times"],
    unsaid: ["money", "percent", "points", "times", "count"],
  };
  if (!kinds[figure.unit].includes(unit.kind)) return null;
  const [noun = ""] = stemsOf(figure.noun);
  const [per = ""] = stemsOf(figure.per);
  if (per !== "" && timeWords.has(per) && timeWords.has(unit.per) && per !== unit.per) return null;
  const isOwnNoun = noun !== "" && noun === unit.noun;
  const isOtherNoun =
    timeWords.has(noun) || topics.some((each) => each.unit.kind === "count" && each.unit.noun === noun);
  if (figure.unit === "unsaid" && noun !== "" && !isOwnNoun && isOtherNoun) return null;
  const overlap = [...known].reduce((sum, [stem, weight]) => sum + weight * (words.get(stem) ?? 0), 0);
  if (figure.unit === "share" && overlap < 0.2) return null;
  return (
    (figure.unit === "unsaid" ? 0 : 1) +
    (isOwnNoun ? 1.5 : 0) +
    (per !== "" && per === unit.per ? 0.75 : 0) +
    Math.min(overlap, 3)
  );
}
