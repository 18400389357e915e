import type { RegressionRow } from "../domain/analysis.ts";
import { oneSidedBounds, percentileInterval } from "../statistics/cluster-bootstrap.ts";
import type { Comparing } from "./agreement.ts";
import { fewestForGate, samplesThatDecide, shareOf } from "./gates.ts";
import { completions, worstCompletion } from "./missing.ts";
import { countsOf, pairsOn, type Pairs } from "./pairing.ts";
import { where, type Readings } from "./readings.ts";
import {
  asItIs,
  mean,
  meanOver,
  smallestDetectable,
  type Draw,
  type Figure,
  type Resampled,
} from "./resampling.ts";
import { agreementStatistics } from "./statistics.ts";

/** A drop smaller than this is never called a regression, however sure it is. */
const smallestDrop = 0.02;

/** What a comparison with the baseline is about: its figure is the difference in QWK, after minus before. */
export type RegressionAbout = Pick<
  RegressionRow,
  "grader" | "dimension" | "baseline" | "current" | "n" | "clusters"
>;

/**
 * The paired difference in QWK on the cells that the baseline scored; first the primary endpoint, its mean over dimensions, then
 * each dimension. A cell that the current run lost counts where it agrees least, so that abstaining never looks like an improvement.
 */
export function regressionFigures(
  comparing: Comparing,
  grader: string,
  baseline: Readings,
  current: Readings,
): Figure<RegressionAbout>[] {
  const { pairing, set, tabulate } = comparing;
  const { compute: qwk } = agreementStatistics.qwk;
  const references = set.references.map((reference) => where(reference, baseline));
  const parts = pairing.panel.dimensions.map((dimension) => {
    const before = references.map((reference) => pairsOn(pairing, dimension, reference, baseline));
    const after = references.map((reference) =>
      worstCompletion(completions(pairing, dimension, reference, current)),
    );
    const values = {
      before: meanOver(before.map(tabulate), qwk),
      after: meanOver(after.map(tabulate), qwk),
    };
    return {
      dimension,
      pairs: before,
      at: (draw: Draw) => changeAt(values.before(draw), values.after(draw)),
    };
  });
  const figure = (
    dimension: string | null,
    pairs: readonly Pairs[],
    at: (draw: Draw) => Change,
  ): Figure<RegressionAbout> => {
    const { before, after } = at(asItIs);
    const { n, clusters } = countsOf(pairing, pairs, pairs);
    return {
      about: { grader, dimension, baseline: before, current: after, n, clusters },
      compute: (draw) => at(draw).difference,
    };
  };
  return [
    figure(
      null,
      parts.flatMap(({ pairs }) => pairs),
      (draw) => meanChange(parts.map(({ at }) => at(draw))),
    ),
    ...parts.map(({ dimension, pairs, at }) => figure(dimension, pairs, at)),
  ];
}

/** QWK of the baseline and of the current run, and the difference where there are both. */
type Change = {
  readonly before: number | null;
  readonly after: number | null;
  readonly difference: number | null;
};

function changeAt(before: number | null, after: number | null): Change {
  return { before, after, difference: before === null || after === null ? null : after - before };
}

/** Over the dimensions where there are both. */
function meanChange(changes: readonly Change[]): Change {
  const defined = changes.filter(({ difference }) => difference !== null);
  return changeAt(mean(defined.map(({ before }) => before)), mean(defined.map(({ after }) => after)));
}

/** How a comparison is judged. */
export type RegressionRule = Pick<RegressionRow, "maxDrop" | "role"> & { readonly level: number };

/** The comparison in numbers and in a word; the role is that of the primary endpoint, dimensions are information. */
export function regressionRow(
  { about, point, replicates }: Resampled<RegressionAbout>,
  { maxDrop, role, level }: RegressionRule,
): RegressionRow {
  const { grader, dimension, baseline, current, n, clusters } = about;
  const { low, high, reason: noInterval } = percentileInterval(replicates, { clusters, level });
  const { low: lowerOneSided } = oneSidedBounds(replicates, { clusters, level });
  const measured = { difference: point, low, high, lowerOneSided, maxDrop, n };
  return {
    grader,
    dimension,
    role: dimension === null ? role : "information",
    baseline,
    current,
    ...measured,
    clusters,
    smallestDetectable: smallestDetectable(replicates),
    p: low === null || n < fewestForGate ? null : shareOf(replicates, (change) => change >= 0),
    ...decide(measured, noInterval),
  };
}

/**
 * Regressed: the interval lies below 0 and the drop is not a trifle. Equivalent: a drop of `maxDrop` is excluded with one-sided
 * confidence; improved, where the interval lies above 0 besides. Else, and wherever data are too few, inconclusive.
 */
function decide(
  {
    difference,
    low,
    high,
    lowerOneSided,
    maxDrop,
    n,
  }: Pick<RegressionRow, "difference" | "low" | "high" | "lowerOneSided" | "maxDrop" | "n">,
  noInterval: string | null,
): Pick<RegressionRow, "verdict" | "reason" | "nNeeded"> {
  const undecided = (reason: string, nNeeded: number | null = null) =>
    ({ verdict: "inconclusive", reason, nNeeded }) as const;
  const decided = (verdict: RegressionRow["verdict"]) => ({ verdict, reason: null, nNeeded: null });
  if (n === 0) return undecided("the baseline has no score to compare with");
  if (difference === null) return undecided("undefined: QWK has no value in one of the two");
  if (n < fewestForGate) return undecided(`n=${n} is under ${fewestForGate}`, fewestForGate);
  if (low === null || high === null || lowerOneSided === null) {
    return undecided(`no interval: ${noInterval ?? "undefined"}`);
  }
  if (high < 0 && difference <= -smallestDrop) return decided("regressed");
  if (lowerOneSided > -maxDrop) return decided(low > 0 && difference > 0 ? "improved" : "equivalent");
  return undecided(
    `a drop of ${maxDrop} is neither shown nor excluded`,
    difference > -maxDrop
      ? samplesThatDecide(n, difference, lowerOneSided, -maxDrop)
      : samplesThatDecide(n, difference, high, 0),
  );
}
