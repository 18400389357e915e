import type { Choice } from "../domain/grader-card.ts";
import type { ResamplingPlan } from "../statistics/cluster-bootstrap.ts";
import type { Comparing } from "./agreement.ts";
import { completions, worstCompletion } from "./missing.ts";
import type { Readings } from "./readings.ts";
import { mean, meanOver, resample, type Figure } from "./resampling.ts";
import { agreementStatistics } from "./statistics.ts";

/** A grader that may be chosen, and its scores. */
export type Candidate = { readonly grader: string; readonly readings: Readings };

/** Mean over dimensions of QWK, each missing score where it agrees least: what configurations are chosen by. */
export function choiceFigure(comparing: Comparing, { grader, readings }: Candidate): Figure<string> {
  const { pairing, set, tabulate } = comparing;
  const values = pairing.panel.dimensions.map((dimension) =>
    meanOver(
      set.references
        .map((reference) => worstCompletion(completions(pairing, dimension, reference, readings)))
        .map(tabulate),
      agreementStatistics.qwk.compute,
    ),
  );
  return { about: grader, compute: (draw) => mean(values.map((value) => value(draw))) };
}

/**
 * The best of k by the calibration split, and how much of its lead is luck.
 *
 *     optimism = mean over resamples b of  ( S_w(b) on b − S_w on b ) + ( S_w on the data − S_w(b) on the data )
 *
 * where w wins on the data and w(b) in b: by how much the winner of b leads w there and falls behind it here. 0 where w always wins.
 * The choice is made again in every resample. Null without a grader that has a figure; the first of equals wins.
 * @see Efron & Tibshirani (1993), An Introduction to the Bootstrap, 17.6
 */
export function chooseBest(
  comparing: Comparing,
  candidates: readonly Candidate[],
  resampling: ResamplingPlan,
): Omit<Choice, "testQwk"> | null {
  const figures = resample(
    candidates.map((candidate) => choiceFigure(comparing, candidate)),
    resampling,
  );
  const winnerOf = (values: readonly (number | null)[]): number | null =>
    values.reduce<number | null>((best, value, index) => {
      const leading = best === null ? null : (values[best] ?? null);
      return value !== null && (leading === null || value > leading) ? index : best;
    }, null);
  const points = figures.map((figure) => figure.point);
  const winner = winnerOf(points);
  const chosen = winner === null ? undefined : figures[winner];
  if (winner === null || chosen === undefined || chosen.point === null) return null;

  const { point, replicates } = chosen;
  const draws = replicates.flatMap((own, draw) => {
    const values = figures.map((figure) => figure.replicates[draw] ?? null);
    const best = winnerOf(values);
    const [there, here] = best === null ? [null, null] : [values[best] ?? null, points[best] ?? null];
    if (own === null || there === null || here === null) return [];
    return [{ isSame: best === winner, luck: there - own + (point - here) }];
  });
  const optimism = mean(draws.map(({ luck }) => luck));
  return {
    grader: chosen.about,
    of: candidates.length,
    calibrationQwk: point,
    optimism,
    corrected: optimism === null ? null : point - optimism,
    chosenShare: draws.length === 0 ? null : draws.filter(({ isSame }) => isSame).length / draws.length,
  };
}
