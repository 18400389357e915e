import type { Interval } from "./interval.ts";

/**
 * Split-conformal radius: how far a human score may lie from a grader's with probability 1 − α, whatever the distribution.
 *
 *     q̂ = the ⌈(n + 1)(1 − α)⌉-th smallest |H − M|        of n labelled scores set aside
 *
 * Holds on average over exchangeable scores, not for each kind of them. Null when n is under 1/α − 1: nothing bounds it.
 * @see Angelopoulos & Bates (2021), A Gentle Introduction to Conformal Prediction, arXiv 2107.07511
 */
export function conformalRadius(absoluteErrors: readonly number[], alpha: number): number | null {
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`α lies between 0 and 1, not at ${alpha}`);
  const rank = Math.ceil((absoluteErrors.length + 1) * (1 - alpha) - 1e-9); // 9.000000001 is the 9th
  return Float64Array.from(absoluteErrors).sort()[rank - 1] ?? null;
}

/** The interval of a score, M ± q̂ within the scale; the whole scale where nothing bounds it. */
export function conformalInterval(score: number, radius: number | null, scale: Interval): Interval {
  if (radius === null) return { low: scale.low, high: scale.high };
  return { low: Math.max(scale.low, score - radius), high: Math.min(scale.high, score + radius) };
}
