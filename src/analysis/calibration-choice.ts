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
 *     optimism = mean over resamples b of  S_w(b) on b − S_w(b) on the data        w(b) the grader that wins in b
 *
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
  const points = figures.map(({ point }) => point);
  const winner = winnerOf(points);
  const chosen = winner === null ? undefined : figures[winner];
  if (winner === null || chosen === undefined || chosen.point === null) return null;

  const draws = (chosen.replicates ?? []).map((_, draw) => {
    const values = figures.map(({ replicates }) => replicates[draw] ?? null);
    const best = winnerOf(values);
    return { best, lead: best === null ? null : (values[best] ?? 0) - (points[best] ?? 0) };
  });
  const optimism = candidates.length === 1 ? 0 : mean(draws.map(({ lead }) => lead));
  return {
    grader: chosen.about,
    of: candidates.length,
    calibrationQwk: chosen.point,
    optimism,
    corrected: optimism === null ? null : chosen.point - optimism,
    chosenShare:
      draws.length === 0 ? null : draws.filter(({ best }) => best === winner).length / draws.length,
  };
}
