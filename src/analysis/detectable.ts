import type { Label, Rater } from "../domain/label.ts";
import type { Scale } from "../domain/scale.ts";
import type { ScoreRow } from "../domain/score.ts";
import { pairsOn } from "./pairing.ts";
import { readingsOfGraders, readingsOfRaters, type Panel } from "./readings.ts";
import { referenceSet } from "./reference.ts";
import { regressionFigures } from "./regression.ts";
import { createTabulator, mean, meanOver, resample, smallestDetectable, type Figure } from "./resampling.ts";
import { agreementStatistics } from "./statistics.ts";

/** What a guess at a set's power is made from: scores of an earlier run on the set, and its labels. */
export type PowerInput = {
  readonly panel: Panel;
  readonly scale: Scale;
  readonly labels: readonly Label[];
  readonly raters: readonly Rater[];
  readonly reference: string;
  readonly scores: readonly ScoreRow[];
  readonly replicates: number;
  readonly seed: number;
};

/** The smallest drop in mean QWK that the next run would show with 80 % power, and what that rests on. */
export type DetectableDrop = {
  readonly grader: string;
  readonly drop: number;
  readonly basis: "repeats" | "independent";
};

/**
 * One figure per grader of the earlier run. Two of its repeats are taken as the two runs. Without repeats the standard error of its
 * QWK stands in for that of a paired difference: what two runs that err independently of one another would have, or a little more.
 */
export function detectableDrops(input: PowerInput): DetectableDrop[] {
  const { panel, scale, seed, replicates } = input;
  const raters = input.raters.map(({ rater }) => rater);
  const set = referenceSet(panel, readingsOfRaters(panel, input.labels, raters), input.reference);
  const comparing = { pairing: { panel, scale, weights: {} }, set, tabulate: createTabulator(panel) };
  const readingsOf = readingsOfGraders(panel, input.scores);
  const graders = [...new Set(input.scores.map(({ grader }) => grader))];
  const figures = graders.map((grader): Figure<Omit<DetectableDrop, "drop">> => {
    const hasRepeats = input.scores.some(
      (score) => score.grader === grader && score.repeat === 2 && score.part === undefined,
    );
    const [first, second] = [readingsOf(grader, 1), readingsOf(grader, 2)];
    const [ofRepeats] = hasRepeats ? regressionFigures(comparing, grader, first, second) : [];
    if (ofRepeats !== undefined) {
      return { about: { grader, basis: "repeats" }, compute: ofRepeats.compute };
    }
    const parts = panel.dimensions.map((dimension) =>
      meanOver(
        set.references.map((reference) =>
          comparing.tabulate(pairsOn(comparing.pairing, dimension, reference, readingsOf(grader, null))),
        ),
        agreementStatistics.qwk.compute,
      ),
    );
    return {
      about: { grader, basis: "independent" },
      compute: (draw) => mean(parts.map((part) => part(draw))),
    };
  });
  return resample(figures, { clusters: panel.clusters, seed, replicates }).flatMap(
    ({ about, replicates: drawn }) => {
      const drop = smallestDetectable(drawn);
      return drop === null ? [] : [{ ...about, drop }];
    },
  );
}
