import { farthestLevel, type Scale } from "../domain/scale.ts";
import type { Clustered } from "../statistics/clustered-table.ts";
import type { Pair } from "../statistics/crosstab.ts";
import { readingAt, type Panel, type Readings } from "./readings.ts";

/** Dimension name of the composite under a profile. */
export const overall = "overall";

/** A composite counts when the dimensions that both sources observed hold at least this share of the profile's weight. */
export const smallestObservedWeight = 0.5;

/** Weights of the composite, per dimension. */
export type Weights = Readonly<Record<string, number>>;

/** What a comparison needs beside two sources. */
export type Pairing = {
  readonly panel: Panel;
  readonly scale: Scale;
  readonly weights: Weights;
};

/** Pairs of a reference and a grader on one dimension (or `overall`), by sample number; null where the pair is not complete. */
export function pairsOn(
  { panel, weights }: Pairing,
  dimension: string,
  reference: Readings,
  grader: Readings,
): (Pair | null)[] {
  return panel.sampleIds.map((_, sample) => {
    if (dimension !== overall) return pairAt(reference, grader, dimension, sample);
    return composite(weights, (each) => pairAt(reference, grader, each, sample));
  });
}

/** The same with every score that the grader owes put at the level farthest from the reference: what missingness would hide. */
export function pairsWithMissingAsFarthest(
  pairing: Pairing,
  dimension: string,
  reference: Readings,
  grader: Readings,
): (Pair | null)[] {
  const complete: Readings = new Map(
    pairing.panel.dimensions.map((each) => [
      each,
      pairing.panel.sampleIds.map((_, sample) => {
        const given = readingAt(grader, each, sample);
        const wanted = readingAt(reference, each, sample);
        return typeof wanted === "number" && typeof given !== "number"
          ? farthestLevel(pairing.scale, wanted)
          : given;
      }),
    ]),
  );
  return pairsOn(pairing, dimension, reference, complete);
}

/** Whether the reference itself has a value here, whatever the grader did. */
export function referenceHolds(pairing: Pairing, dimension: string, reference: Readings): boolean[] {
  return pairsOn(pairing, dimension, reference, reference).map((pair) => pair !== null);
}

/** Whether both judged the dimension observed (1) or not (0), where both judged. */
export function observedPairs(
  panel: Panel,
  dimension: string,
  reference: Readings,
  grader: Readings,
): (Pair | null)[] {
  return panel.sampleIds.map((_, sample) => {
    const x = observed(readingAt(reference, dimension, sample));
    const y = observed(readingAt(grader, dimension, sample));
    return x === null || y === null ? null : [x, y];
  });
}

function observed(reading: ReturnType<typeof readingAt>): 0 | 1 | null {
  if (typeof reading === "number") return 1;
  return reading === "not-observed" ? 0 : null;
}

/** Complete pairs with their clusters; `keep` may leave samples out. */
export function clusteredPairs(
  panel: Panel,
  pairs: readonly (Pair | null)[],
  keep: (sample: number) => boolean = () => true,
): Clustered<Pair>[] {
  return pairs.flatMap((pair, sample) =>
    pair !== null && keep(sample) ? [{ observation: pair, cluster: panel.clusterOf[sample] ?? 0 }] : [],
  );
}

function pairAt(reference: Readings, grader: Readings, dimension: string, sample: number): Pair | null {
  const x = readingAt(reference, dimension, sample);
  const y = readingAt(grader, dimension, sample);
  return typeof x === "number" && typeof y === "number" ? [x, y] : null;
}

/** Weighted means over the dimensions that both sides have, weights renormalised: like with like. */
function composite(weights: Weights, pairOf: (dimension: string) => Pair | null): Pair | null {
  let total = 0;
  let held = 0;
  let x = 0;
  let y = 0;
  for (const [dimension, weight] of Object.entries(weights)) {
    total += weight;
    const pair = pairOf(dimension);
    if (pair === null) continue;
    held += weight;
    x += weight * pair[0];
    y += weight * pair[1];
  }
  if (held === 0 || held < smallestObservedWeight * total) return null;
  return [round(x / held), round(y / held)];
}

/** Equal composites must be equal numbers, whatever the order of their sums. */
function round(value: number): number {
  return Number(value.toFixed(9));
}
