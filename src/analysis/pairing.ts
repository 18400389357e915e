import type { AgreementRow } from "../domain/analysis.ts";
import type { Scale } from "../domain/scale.ts";
import type { Pair } from "../statistics/crosstab.ts";
import { copiesOf, readingAt, type Panel, type Readings } from "./readings.ts";

/** Dimension name of the composite under a profile. */
export const overall = "overall";

/** A composite counts when the dimensions that both sources observed hold at least this share of the profile's weight. */
export const smallestObservedWeight = 0.5;

/** Weights of the composite, per dimension. */
export type Weights = Readonly<Record<string, number>>;

/** What a comparison needs beside two sources. */
export type Pairing = {
  readonly panel: Panel;
  readonly scale: Pick<Scale, "min" | "max">;
  readonly weights: Weights;
};

/** Pairs of a reference (x) and a grader (y), by sample number; null where the pair is not complete. */
export type Pairs = readonly (Pair | null)[];

/** Pairs on one dimension, or of the composites. */
export function pairsOn(
  { panel, weights }: Pairing,
  dimension: string,
  reference: Readings,
  grader: Readings,
): Pairs {
  if (dimension === overall) return compositePairs(panel, weights, reference, grader);
  return panel.sampleIds.map((_, sample) => {
    const x = readingAt(reference, dimension, sample);
    const y = readingAt(grader, dimension, sample);
    return typeof x === "number" && typeof y === "number" ? [x, y] : null;
  });
}

/** Weighted means over the dimensions that both sides have, weights renormalised: like with like. */
function compositePairs(panel: Panel, weights: Weights, reference: Readings, grader: Readings): Pairs {
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  const columns = Object.entries(weights).map(([dimension, weight]) => ({
    weight,
    xs: reference.get(dimension) ?? [],
    ys: grader.get(dimension) ?? [],
  }));
  return panel.sampleIds.map((_, sample) => {
    let held = 0;
    let sumX = 0;
    let sumY = 0;
    for (const { weight, xs, ys } of columns) {
      const x = xs[sample];
      const y = ys[sample];
      if (typeof x !== "number" || typeof y !== "number") continue;
      held += weight;
      sumX += weight * x;
      sumY += weight * y;
    }
    if (held === 0 || held < smallestObservedWeight * total) return null;
    return [rounded(sumX / held), rounded(sumY / held)];
  });
}

/** Equal composites must be equal numbers, whatever the order of their sums. */
function rounded(value: number): number {
  return Number(value.toFixed(9));
}

/** What stands beside every figure. */
export type Counts = Pick<AgreementRow, "n" | "coverage" | "missing" | "clusters">;

/** Samples of which one of the lists holds a pair, out of those on which one was due. */
export function countsOf({ panel }: Pairing, lists: readonly Pairs[], due: readonly Pairs[]): Counts {
  const samplesIn = (some: readonly Pairs[]): number[] =>
    [...panel.sampleIds.keys()].filter((sample) => some.some((pairs) => pairs[sample] !== null));
  const sizeOf = (samples: readonly number[]): number =>
    samples.reduce((sum, sample) => sum + copiesOf(panel, sample), 0);
  const compared = samplesIn(lists);
  const n = sizeOf(compared);
  const dueCount = sizeOf(samplesIn(due));
  const firstOfCluster = new Map(compared.map((sample) => [panel.clusterOf[sample], sample]));
  return {
    n,
    coverage: dueCount === 0 ? null : n / dueCount,
    missing: dueCount - n,
    clusters: sizeOf([...firstOfCluster.values()]),
  };
}
