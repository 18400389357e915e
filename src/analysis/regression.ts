import type { RegressionRow } from "../domain/analysis.ts";
import { oneSidedBounds, percentileInterval } from "../statistics/cluster-bootstrap.ts";
import { clusteredCrosstab } from "../statistics/clustered-table.ts";
import { fewestForGate, samplesThatDecide } from "./gates.ts";
import { clusteredPairs, pairsOn, pairsWithMissingAsFarthest, type Pairing } from "./pairing.ts";
import type { Readings } from "./readings.ts";
import type { ReferenceSet } from "./reference.ts";
import { meanOver, smallestDetectable, tableAt, type Block, type Resampled } from "./resampling.ts";
import { agreementStatistics } from "./statistics.ts";

/** A drop smaller than this is never called a regression, however sure it is. */
const smallestDrop = 0.02;

/** One compared quantity of one grader: QWK then, QWK now, or their difference. */
export type RegressionFigure = {
  readonly grader: string;
  readonly dimension: string | null;
  readonly quantity: "baseline" | "current" | "difference";
  readonly n: number;
  readonly clusters: number;
};

/**
 * QWK of baseline and current scores on the cells that the baseline scored. A cell that the current run lost counts at the level
 * farthest from the raters, so that abstaining never looks like an improvement. `dimension` null: the mean over dimensions.
 */
export function regressionBlock(
  pairing: Pairing,
  set: ReferenceSet,
  grader: string,
  baseline: Readings,
  current: Readings,
): Block<RegressionFigure> {
  const { panel } = pairing;
  const parts = panel.dimensions.map((dimension) => {
    const before = set.references.map((reference) => pairsOn(pairing, dimension, reference, baseline));
    const after = set.references.map((reference) =>
      pairsWithMissingAsFarthest(pairing, dimension, reference, current),
    );
    const compared = panel.sampleIds.map((_, sample) => before.some((pairs) => pairs[sample] !== null));
    const table = (pairs: ReturnType<typeof pairsOn>) =>
      clusteredCrosstab(clusteredPairs(panel, pairs, (sample) => compared[sample] === true));
    return { dimension, compared, before: before.map(table), after: after.map(table) };
  });
  const anywhere = panel.sampleIds.map((_, sample) =>
    parts.some(({ compared }) => compared[sample] === true),
  );
  const about = (dimension: string | null, compared: readonly boolean[]) => ({
    grader,
    dimension,
    n: compared.filter(Boolean).length,
    clusters: new Set(panel.clusterOf.filter((_, sample) => compared[sample] === true)).size,
  });
  const figures = [
    about(null, anywhere),
    ...parts.map(({ dimension, compared }) => about(dimension, compared)),
  ];
  const { compute: qwk } = agreementStatistics.qwk;
  return {
    figures: figures.flatMap((figure) =>
      (["baseline", "current", "difference"] as const).map((quantity) => ({ ...figure, quantity })),
    ),
    evaluate(multiplicity) {
      const values = parts.map(({ before, after }) => ({
        before: meanOver(
          before.map((table) => tableAt(table, multiplicity)),
          qwk,
        ),
        after: meanOver(
          after.map((table) => tableAt(table, multiplicity)),
          qwk,
        ),
      }));
      const both = values.filter(({ before, after }) => before !== null && after !== null);
      const primary = {
        before: meanOver(both, ({ before }) => before),
        after: meanOver(both, ({ after }) => after),
      };
      return [primary, ...values].flatMap(({ before, after }) => [
        before,
        after,
        before === null || after === null ? null : after - before,
      ]);
    },
  };
}

/** The comparison in words and numbers; figures come in the order of `regressionBlock`. */
export function regressionRows(
  figures: readonly Resampled<RegressionFigure>[],
  maxDrop: number,
  role: RegressionRow["role"],
  level: number,
): RegressionRow[] {
  const rows: RegressionRow[] = [];
  for (let index = 0; index + 2 < figures.length; index += 3) {
    const [baseline, current, difference] = figures.slice(index, index + 3);
    if (baseline === undefined || current === undefined || difference === undefined) continue;
    rows.push(regressionRow(baseline, current, difference, { maxDrop, role, level }));
  }
  return rows;
}

function regressionRow(
  baseline: Resampled<RegressionFigure>,
  current: Resampled<RegressionFigure>,
  difference: Resampled<RegressionFigure>,
  { maxDrop, role, level }: { maxDrop: number; role: RegressionRow["role"]; level: number },
): RegressionRow {
  const { grader, dimension, n, clusters } = difference.figure;
  const interval = percentileInterval(difference.replicates, { clusters, level });
  const bounds = oneSidedBounds(difference.replicates, { clusters, level });
  const decision = decide({ n, point: difference.point, ...interval, lowerOneSided: bounds.low, maxDrop });
  return {
    grader,
    dimension,
    role: dimension === null ? role : "information",
    baseline: baseline.point,
    current: current.point,
    difference: difference.point,
    low: interval.low,
    high: interval.high,
    lowerOneSided: bounds.low,
    maxDrop,
    n,
    clusters,
    smallestDetectable: smallestDetectable(difference.replicates),
    ...decision,
  };
}

function decide(found: {
  n: number;
  point: number | null;
  low: number | null;
  high: number | null;
  reason: string | null;
  lowerOneSided: number | null;
  maxDrop: number;
}): Pick<RegressionRow, "verdict" | "reason" | "nNeeded"> {
  const { n, point, low, high, lowerOneSided, maxDrop } = found;
  if (point === null)
    return { verdict: "inconclusive", reason: "undefined: nothing to compare", nNeeded: null };
  if (n < fewestForGate) {
    return { verdict: "inconclusive", reason: `n=${n} is under ${fewestForGate}`, nNeeded: fewestForGate };
  }
  if (low === null || high === null || lowerOneSided === null) {
    return { verdict: "inconclusive", reason: `no interval: ${found.reason ?? "undefined"}`, nNeeded: null };
  }
  if (high < 0 && point <= -smallestDrop) return { verdict: "regressed", reason: null, nNeeded: null };
  if (lowerOneSided > -maxDrop) {
    return { verdict: low > 0 ? "improved" : "equivalent", reason: null, nNeeded: null };
  }
  const nNeeded =
    point > -maxDrop
      ? samplesThatDecide(n, point, lowerOneSided, -maxDrop)
      : samplesThatDecide(n, point, high, 0);
  return { verdict: "inconclusive", reason: `a drop of ${maxDrop} is neither shown nor excluded`, nNeeded };
}
