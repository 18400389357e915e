import type { ProfileResult, Uncertainty } from "../domain/scorecard.ts";
import { normalCdf, normalQuantile } from "../statistics/special-functions.ts";

/** The confidence of every interval on a scorecard. */
const confidence = 0.95;
const z = normalQuantile((1 + confidence) / 2);

/** A figure's error variance, and which errors it includes. */
export type ErrorVariance = { readonly variance: number; readonly covers: Uncertainty["covers"] };

/**
 * Error variance of a level: what averaging does not remove, and the repeats' share of what it does.
 *
 *     v = σ² (rater) + s² (repeat) ÷ k        k repeats (or members of a panel) averaged
 *
 * Null where neither is known. One that is not known is left out, and `covers` says so.
 * @see Brennan (2001), Generalizability Theory, 2.2: absolute error variance of a D study, persons × raters, repeats nested in raters
 */
export function levelVariance(
  raterVariance: number | null,
  repeatVariance: number | null,
  repeats: number,
): ErrorVariance | null {
  if (raterVariance === null && repeatVariance === null) return null;
  const variance = (raterVariance ?? 0) + (repeatVariance ?? 0) / Math.max(1, repeats);
  return {
    variance,
    covers: raterVariance === null ? "repeats" : repeatVariance === null ? "raters" : "raters and repeats",
  };
}

/** A share of a weighted mean, and the error of what it weights; null: not known. */
export type WeightedError = { readonly weight: number; readonly error: ErrorVariance | null };

/**
 * Error variance of a weighted mean whose parts' errors correlate by ρ.
 *
 *     SE² = (1 − ρ) Σ a² v + ρ (Σ a √v)²        a: weights that sum to 1
 *
 * ρ = 0: independent errors; ρ = 1: all err together, the widest it can be. Null where an error is not known.
 * @see Brennan (2001), Generalizability Theory, 10.2: error variance of a composite, w′ Σ w
 */
export function meanVariance(parts: readonly WeightedError[], correlation: number): ErrorVariance | null {
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return null;
  let apart = 0;
  let together = 0;
  const covered = new Set<Uncertainty["covers"]>();
  for (const { weight, error } of parts) {
    if (weight === 0) continue;
    if (error === null) return null;
    const share = weight / total;
    apart += share ** 2 * error.variance;
    together += share * Math.sqrt(error.variance);
    covered.add(error.covers);
  }
  const allCover = (error: "raters" | "repeats"): boolean =>
    [...covered].every((each) => each.includes(error));
  return {
    variance: (1 - correlation) * apart + correlation * together ** 2,
    covers: !allCover("raters") ? "repeats" : allCover("repeats") ? "raters and repeats" : "raters",
  };
}

/** Interval of a figure within its scale. */
export function uncertaintyOf(
  value: number | null,
  error: ErrorVariance | null,
  scale: { readonly min: number; readonly max: number },
): Uncertainty {
  if (value === null || error === null)
    return { standardError: null, low: null, high: null, confidence, covers: "nothing" };
  const standardError = Math.sqrt(error.variance);
  return {
    standardError,
    low: Math.max(scale.min, value - z * standardError),
    high: Math.min(scale.max, value + z * standardError),
    confidence,
    covers: error.covers,
  };
}

/**
 * How likely the true figure lies in each band, its error taken as normal; what lies below the lowest band is in none.
 *
 *     P(band) = Φ((next band's from − x) ÷ SE) − Φ((from − x) ÷ SE)
 */
export function bandProbabilities(
  bands: readonly { readonly name: string; readonly from: number }[],
  mean: number,
  standardError: number | null,
): ProfileResult["bands"] {
  const ascending = bands.toSorted((a, b) => a.from - b.from);
  return ascending.map(({ name, from }, index) => {
    const next = ascending[index + 1]?.from ?? Infinity;
    return { name, from, probability: probabilityBetween(from, next, mean, standardError) };
  });
}

function probabilityBetween(from: number, to: number, mean: number, error: number | null): number | null {
  if (error === null) return null;
  if (error === 0) return Number(mean >= from && mean < to);
  const below = (bound: number): number => (bound === Infinity ? 1 : normalCdf((bound - mean) / error));
  return below(to) - below(from);
}

/**
 * Whether two figures lie within noise of one another: |x − y| < z √(SE²(x) + SE²(y)); null: an error is not known.
 *
 * With equal errors this is the familiar 1.96 × √2 × SEM.
 */
export function isWithinNoise(
  difference: number,
  errors: readonly [number | null, number | null],
): boolean | null {
  const [one, other] = errors;
  if (one === null || other === null) return null;
  return Math.abs(difference) < z * Math.hypot(one, other);
}
