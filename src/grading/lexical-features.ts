import type { CaseStudy } from "../domain/case-study.ts";
import { levelOf, type Dimension } from "../domain/rubric.ts";
import { levelsOf, type Scale } from "../domain/scale.ts";

/** A text's words and how much each tells: TF-IDF weights of unit length. */
export type WordVector = ReadonlyMap<string, number>;
export type Vectoriser = (text: string) => WordVector;

/** Words in lower case; a number with its separators is one word. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/\p{N}+(?:[.,]\p{N}+)*|[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu) ?? [];
}

/**
 * Weighs words by how few of the answers have them: `(1 + ln tf) × (1 + ln((n + 1) ÷ (df + 1)))`.
 * @see Salton & Buckley (1988), "Term-weighting approaches in automatic text retrieval"
 */
export function createVectoriser(texts: readonly string[]): Vectoriser {
  const frequency = new Map<string, number>();
  for (const word of texts.flatMap((text) => [...new Set(wordsOf(text))])) {
    frequency.set(word, (frequency.get(word) ?? 0) + 1);
  }
  const rarity = (word: string): number =>
    1 + Math.log((texts.length + 1) / ((frequency.get(word) ?? 0) + 1));
  return (text) => {
    const counts = new Map<string, number>();
    for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
    const weights = [...counts].map(([word, count]) => [word, (1 + Math.log(count)) * rarity(word)] as const);
    const length = Math.sqrt(weights.reduce((sum, [, weight]) => sum + weight ** 2, 0));
    return new Map(weights.map(([word, weight]) => [word, weight / length]));
  };
}

/** Cosine of two word vectors: 0 when they share no word, 1 when they are alike. */
export function cosine(a: WordVector, b: WordVector): number {
  const [few, many] = a.size <= b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [word, weight] of few) sum += weight * (many.get(word) ?? 0);
  return sum;
}

const money =
  /[$€£¥]\s?\d|\b(?:cost|costs|price|pricing|budget|revenue|margin|roi|spend|dollars?|euros?|pounds?|cents?|usd|eur|break-even)\b/gi;
const hedges =
  /\b(?:maybe|perhaps|probably|possibly|might|could|guess|somewhat|sort of|kind of|i think|not sure|it depends)\b/gi;
const decisions =
  /\b(?:i|we)(?:['’]d|['’]ll| would| will| should| chose| choose| decided| decide| recommend| prefer| pick)\b/gi;
const reasons =
  /\b(?:because|since|so that|therefore|hence|which means|trade-?offs?|instead of|rather than|unless|otherwise)\b/gi;
const measures =
  /\b(?:metrics?|measure|baseline|threshold|target|rate|latency|accuracy|precision|recall|percentile|experiment|a\/b|cohort|percent)\b|%/gi;

/** What an answer looks like whatever it is asked about: its length, its variety, and how often some kinds of words occur per hundred. */
export function textFeatures(text: string): number[] {
  const words = wordsOf(text);
  const count = Math.max(1, words.length);
  const perHundred = (pattern: RegExp): number => (100 * (text.match(pattern)?.length ?? 0)) / count;
  return [
    Math.log1p(words.length),
    new Set(words).size / Math.sqrt(count),
    ...[/\d+(?:[.,]\d+)*/g, /\?/g, money, hedges, decisions, reasons, measures].map(perHundred),
  ];
}

/** What an answer is compared with on one dimension: its question, and each level's anchor with its example. */
export function yardsticksOf(dimension: Dimension, scale: Scale): string[] {
  const anchors = levelsOf(scale).map((level) => {
    const { anchor, exemplar = "" } = levelOf(dimension, level);
    return `${anchor}\n${exemplar}`;
  });
  return [dimension.asks, ...anchors];
}

/** All that the candidate was asked and given to read. */
export function askedIn(caseStudy: CaseStudy | undefined): string {
  return [caseStudy?.prompt ?? "", ...(caseStudy?.materials ?? []).map(({ text }) => text)].join("\n");
}
