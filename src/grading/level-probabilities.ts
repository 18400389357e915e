import type { ReplyFormat } from "../domain/eval.ts";
import { levelFor, type Scale } from "../domain/scale.ts";
import type { ModelReply } from "../models/model.ts";
import { compilePattern, meaningOf } from "./read-reply.ts";

/** A level by the probability of each level that the model could have written in its place. */
export type WeightedLevel = {
  /** Σ p·level over the levels of the scale, their probabilities summing to 1. */
  readonly level: number;
  /** Standard deviation: √ Σ p·(level - mean)². */
  readonly spread: number;
  /** The largest probability. */
  readonly confidence: number;
};

/**
 * The level of one dimension weighted by its token's probabilities, or null where the reply carries none at that place.
 * @see Liu et al. (2023), "G-Eval: NLG Evaluation using GPT-4 with Better Human Alignment", 2
 */
export function weightedLevel(
  { text, levelTokens = [] }: Pick<ModelReply, "text" | "levelTokens">,
  {
    format,
    scale,
    key,
  }: { readonly format: ReplyFormat; readonly scale: Scale; readonly key: string | null },
): WeightedLevel | null {
  const place = format.format === "json" ? placeInJson(text, key) : placeInText(text, format.pattern);
  const written = levelTokens.find(({ at, token }) => at + token.search(/\S/) === place);
  if (written === undefined) return null;
  const words = format.format === "text" ? format.levels : {};
  const weights = new Map<number, number>();
  for (const { token, logprob } of written.top) {
    const value = meaningOf(token.trim(), words);
    const level = value === null ? null : levelFor(scale, value);
    if (level !== null) weights.set(level, (weights.get(level) ?? 0) + Math.exp(logprob));
  }
  return weights.size === 0 ? null : momentsOf([...weights]);
}

function momentsOf(weights: readonly (readonly [level: number, weight: number])[]): WeightedLevel {
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  const level = weights.reduce((sum, [value, weight]) => sum + value * weight, 0) / total;
  const variance = weights.reduce((sum, [value, weight]) => sum + (value - level) ** 2 * weight, 0) / total;
  return {
    level: rounded(level),
    spread: rounded(Math.sqrt(variance)),
    confidence: rounded(Math.max(...weights.map(([, weight]) => weight)) / total),
  };
}

/** Without the last digits, in which platforms differ. */
function rounded(value: number): number {
  return Number(value.toFixed(9));
}

/** Where the value of `level` begins, under a dimension's key or in the last object. Quotes inside strings are escaped, so that no words look like a key. */
function placeInJson(text: string, key: string | null): number {
  const levels = [...text.matchAll(/(?<!\\)"level"\s*:\s*/g)];
  if (key === null) return endOf(levels.at(-1));
  const own = [...text.matchAll(/(?<!\\)"((?:[^"\\]|\\.)+)"\s*:\s*\{/g)].findLast(
    (match) => match[1] === key,
  );
  return own === undefined ? -1 : endOf(levels.find(({ index }) => index > own.index));
}

function endOf(match: RegExpExecArray | undefined): number {
  return match === undefined ? -1 : match.index + match[0].length;
}

/** Where the last match of the declared pattern has its level. */
function placeInText(text: string, pattern: string): number {
  const flagged = new RegExp(compilePattern(pattern), "gmd");
  const spans = [...text.matchAll(flagged)].at(-1)?.indices?.slice(1) ?? [];
  return spans.find((span) => span !== undefined)?.[0] ?? -1;
}
