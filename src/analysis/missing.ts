import { crosstab, type Crosstab } from "../statistics/crosstab.ts";
import { quadraticWeightedKappa } from "../statistics/quadratic-weighted-kappa.ts";
import { overall, pairsOn, type Pairing, type Pairs } from "./pairing.ts";
import { mapReadings, readingAt, type Reading, type Readings } from "./readings.ts";
import { mean } from "./resampling.ts";

/** The least and the greatest value that a figure could have, were nothing missing. */
export type Possible = { readonly low: number; readonly high: number };

/**
 * The pairs as they could be, had the grader given every level that it owes: one list for each cut through the reference's levels,
 * with the owed levels at the top of the scale below the cut and at its bottom elsewhere. One list, the pairs as they are, when
 * nothing is owed.
 *
 * Among these lists is the least agreement possible on a dimension by exact and adjacent agreement, MAE, bias, SMD and, where that
 * is above 0, QWK: each of them is worst with every owed level at an end of the scale, and which end, the reference's level decides.
 * @see Manski (2003), Partial Identification of Probability Distributions, chapter 1
 */
export function completions(
  pairing: Pairing,
  dimension: string,
  reference: Readings,
  grader: Readings,
): Pairs[] {
  const { min, max } = pairing.scale;
  const cuts = owedLevels(pairing, dimension, reference, grader);
  if (cuts.length === 0) return [pairsOn(pairing, dimension, reference, grader)];
  return [...cuts, Infinity].map((cut) => {
    const complete = mapReadings(grader, (given, each, sample): Reading => {
      const wanted = readingAt(reference, each, sample);
      if (typeof given === "number" || typeof wanted !== "number") return given;
      return wanted < cut ? max : min;
    });
    return pairsOn(pairing, dimension, reference, complete);
  });
}

/** The different levels of the reference on which the grader has none. */
function owedLevels(
  { panel, weights }: Pairing,
  dimension: string,
  reference: Readings,
  grader: Readings,
): number[] {
  const levels = new Set<number>();
  for (const each of dimension === overall ? Object.keys(weights) : [dimension]) {
    for (const sample of panel.sampleIds.keys()) {
      const wanted = readingAt(reference, each, sample);
      const given = readingAt(grader, each, sample);
      if (typeof wanted === "number" && typeof given !== "number") levels.add(wanted);
    }
  }
  return [...levels];
}

/** The completion that agrees least by QWK: what missing levels cost when they must not pay. */
export function worstCompletion(completed: readonly Pairs[]): Pairs {
  const agreement = (pairs: Pairs): number => quadraticWeightedKappa(tableOf(pairs)) ?? Infinity;
  return completed.reduce((worst, pairs) => (agreement(pairs) < agreement(worst) ? pairs : worst));
}

/** What a statistic averaged over references could be, given the completions against each; null when nothing is missing. */
export function possibleValues(
  completed: readonly (readonly Pairs[])[],
  statistic: (table: Crosstab) => number | null,
): Possible | null {
  if (completed.every(({ length }) => length === 1)) return null;
  const ranges = completed.map((lists) => {
    const values = lists.map((pairs) => statistic(tableOf(pairs))).filter((value) => value !== null);
    return values.length === 0 ? null : { low: Math.min(...values), high: Math.max(...values) };
  });
  const low = mean(ranges.map((range) => range?.low ?? null));
  const high = mean(ranges.map((range) => range?.high ?? null));
  return low === null || high === null ? null : { low, high };
}

function tableOf(pairs: Pairs): Crosstab {
  return crosstab(pairs.filter((pair) => pair !== null));
}
