import { drawBinomial } from "./binomial.ts";
import { checkLevel, type Interval } from "./interval.ts";
import { quantile } from "./quantile.ts";
import { createRandom, type Random } from "./random.ts";

/** Replicates unless told otherwise: the ends of a 95 % interval then vary from seed to seed by some 1.5 % of its width. */
const defaultReplicates = 2000;
/** More would take minutes and gigabytes; the ends then vary by some 0.2 % of the width. */
export const largestReplicates = 100_000;
/** With fewer clusters a percentile interval covers far too little, so none is given. */
export const fewestClusters = 10;
/** An interval whose statistic is undefined in a larger share of the replicates is refused. */
const largestUndefinedShare = 0.05;

/** What determines a sequence of resamples, and nothing else does. */
export type ResamplingPlan = {
  /** How many there are, or of each kind of equal clusters how many. */
  readonly clusters: number | readonly number[];
  readonly seed: number | string;
  readonly replicates?: number;
};

/**
 * Resamples of whole clusters: for each replicate, how often each cluster was drawn when as many were drawn, with
 * replacement, as there are. Of kinds of equal clusters: how many of each kind were drawn, which is multinomial.
 *
 * The same plan gives the same sequence, so statistics, dimensions and graders that share a plan share their resamples
 * and may be subtracted replicate by replicate. The yielded array is reused: read it before asking for the next.
 *
 *     for (const multiplicity of resamples(plan)) {
 *       const table = clustered.reweight(multiplicity);      // one table, as many statistics as wanted
 *       kappas.push(quadraticWeightedKappa(table));
 *     }
 */
export function* resamples(plan: ResamplingPlan): Generator<Float64Array, void, void> {
  const { clusters, seed, replicates = defaultReplicates } = plan;
  if (!Number.isInteger(replicates) || replicates < 1) {
    throw new RangeError(`replicates are a whole number from 1, not ${replicates}`);
  }
  const random = createRandom(seed);
  const multiplicity = new Float64Array(typeof clusters === "number" ? clusters : clusters.length);
  for (let replicate = 0; replicate < replicates; replicate += 1) {
    if (typeof clusters === "number") drawClusters(random, clusters, multiplicity);
    else drawKinds(random, clusters, multiplicity);
    yield multiplicity;
  }
}

function drawClusters(random: Random, clusters: number, multiplicity: Float64Array): void {
  multiplicity.fill(0);
  for (let draw = 0; draw < clusters; draw += 1) {
    const cluster = random.below(clusters);
    multiplicity[cluster] = (multiplicity[cluster] ?? 0) + 1;
  }
}

/** Kind after kind, each from a binomial over what the earlier ones left. */
function drawKinds(random: Random, sizes: readonly number[], multiplicity: Float64Array): void {
  let clusters = sizes.reduce((sum, size) => sum + size, 0);
  let draws = clusters;
  for (const [kind, size] of sizes.entries()) {
    const drawn = clusters === size ? draws : drawBinomial(random, draws, size / clusters);
    multiplicity[kind] = drawn;
    draws -= drawn;
    clusters -= size;
  }
}

/** Why there is no bootstrap interval. */
export type RefusalReason = "few_clusters" | "undefined_replicates";

/** An interval or the reason why there is none, with the replicates made and those dropped because they were undefined. */
export type BootstrapInterval = { readonly replicates: number; readonly dropped: number } & (
  | (Interval & { readonly reason: null })
  | { readonly low: null; readonly high: null; readonly reason: RefusalReason }
);

/**
 * Percentile interval of a bootstrapped statistic: the (1 − level)/2 and (1 + level)/2 quantiles of its replicates.
 *
 * `clusters` counts those that hold an observation of this statistic. Refused under 10 clusters, and when more than 5 %
 * of the replicates are undefined.
 * @see Davison & Hinkley (1997), Bootstrap Methods and their Application, 3.8 and 5.3
 */
export function percentileInterval(
  replicates: readonly (number | null)[],
  { clusters, level = 0.95 }: { readonly clusters: number; readonly level?: number },
): BootstrapInterval {
  checkLevel(level);
  const sorted = Float64Array.from(replicates.filter((value) => value !== null)).sort();
  const counts = { replicates: replicates.length, dropped: replicates.length - sorted.length };
  const refused = (reason: RefusalReason): BootstrapInterval => ({
    low: null,
    high: null,
    reason,
    ...counts,
  });
  if (clusters < fewestClusters) return refused("few_clusters");
  if (counts.dropped > largestUndefinedShare * counts.replicates) return refused("undefined_replicates");
  const low = quantile(sorted, (1 - level) / 2);
  const high = quantile(sorted, (1 + level) / 2);
  if (low === null || high === null) throw new RangeError("an interval needs at least one replicate");
  return { low, high, reason: null, ...counts };
}

/** One-sided bounds: the value is above `low`, and likewise below `high`, with the stated confidence each. */
export function oneSidedBounds(
  replicates: readonly (number | null)[],
  { clusters, level = 0.95 }: { readonly clusters: number; readonly level?: number },
): BootstrapInterval {
  return percentileInterval(replicates, { clusters, level: 2 * level - 1 });
}

/** Replicate by replicate, left minus right, null where either is: the replicates of a paired difference. */
export function pairedDifferences(
  left: readonly (number | null)[],
  right: readonly (number | null)[],
): (number | null)[] {
  if (left.length !== right.length) throw new RangeError(`${left.length} replicates against ${right.length}`);
  return left.map((value, replicate) => {
    const other = right[replicate] ?? null;
    return value === null || other === null ? null : value - other;
  });
}
