import { midranks } from "./midranks.ts";
import type { RatingTable } from "./rating-table.ts";

/** What the difference of two ratings means: another name, another rank, a distance, or a ratio. */
export type MeasurementLevel = "nominal" | "ordinal" | "interval" | "ratio";

/**
 * Krippendorff's alpha: reliability of any number of raters, missing ratings allowed.
 *
 *     α = 1 − (n − 1) Σ o_ck δ_ck ÷ Σ n_c n_k δ_ck        o_ck = Σ_u (ordered pairs c, k in unit u) ÷ (m_u − 1)
 *
 * over units with m_u ≥ 2 ratings, n of them in all and n_c of value c. δ is 1[c ≠ k] (nominal), the squared difference
 * of the midranks among the n ratings (ordinal), (c − k)² (interval) or ((c − k) / (c + k))² (ratio, ratings ≥ 0). 1 is
 * perfect, 0 is chance. Null without a unit that two raters rated, and when all their ratings are one value.
 * O(ratings) but for ratio, which compares every two values.
 * @see Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, ASC Departmental Papers 43
 */
export function krippendorffAlpha(table: RatingTable, level: MeasurementLevel): number | null {
  const units = pairableUnits(table);
  const counts = valueCounts(table, units);
  if (counts.length < 2) return null;
  const { score, difference, expected } = metrics[level](counts);
  let n = 0;
  let observed = 0;
  for (const { ratings, weight } of units) {
    let within = 0;
    const scores = ratings.map(score);
    for (const c of scores) for (const k of scores) within += difference(c, k);
    n += weight * ratings.length;
    observed += (weight * within) / (ratings.length - 1);
  }
  return 1 - ((n - 1) * observed) / expected;
}

/** Why alpha is undefined: no unit has two ratings, or all of them are one value. Null when it is defined. */
export function alphaUndefinedReason(table: RatingTable): "no_overlap" | "no_variance" | null {
  const units = pairableUnits(table);
  if (units.length === 0) return "no_overlap";
  return valueCounts(table, units).length < 2 ? "no_variance" : null;
}

type Unit = { readonly ratings: readonly number[]; readonly weight: number };

/** The ratings that stand beside another one. */
function pairableUnits({ patterns }: RatingTable): readonly Unit[] {
  return patterns
    .map(({ ratings, weight }) => ({ ratings: ratings.filter((rating) => rating !== null), weight }))
    .filter(({ ratings }) => ratings.length >= 2);
}

type ValueCount = { readonly value: number; readonly count: number };

/** n_c of each value that occurs, ascending. */
function valueCounts({ values }: RatingTable, units: readonly Unit[]): readonly ValueCount[] {
  const counts = new Map(values.map((value) => [value, 0]));
  for (const { ratings, weight } of units) {
    for (const rating of ratings) counts.set(rating, (counts.get(rating) ?? 0) + weight);
  }
  return Array.from(counts, ([value, count]) => ({ value, count })).filter(({ count }) => count > 0);
}

/** What a rating counts as, δ of two such scores, and Σ n_c n_k δ_ck over all of them. */
type Metric = {
  readonly score: (rating: number) => number;
  readonly difference: (c: number, k: number) => number;
  readonly expected: number;
};

const metrics: Record<MeasurementLevel, (counts: readonly ValueCount[]) => Metric> = {
  nominal: (counts) => {
    const n = sumOver(counts, () => 1);
    const expected = sumOver(counts, ({ count }) => n - count);
    return { score: itself, difference: (c, k) => (c === k ? 0 : 1), expected };
  },
  ordinal: (counts) => squaredDifference(counts, rankOf(counts)),
  interval: (counts) => squaredDifference(counts, itself),
  ratio: (counts) => {
    if (counts.some(({ value }) => value < 0))
      throw new RangeError("ratings on a ratio scale are at least 0");
    const difference = (c: number, k: number) => (c === k ? 0 : ((c - k) / (c + k)) ** 2);
    const expectedFrom = (c: ValueCount) => sumOver(counts, (k) => difference(c.value, k.value));
    return { score: itself, difference, expected: sumOver(counts, expectedFrom) };
  },
};

function itself(rating: number): number {
  return rating;
}

/** Squared difference of scores, for which Σ n_c n_k (s_c − s_k)² = 2 n Σ n_c (s_c − s̄)². */
function squaredDifference(counts: readonly ValueCount[], score: (rating: number) => number): Metric {
  const n = sumOver(counts, () => 1);
  const mean = sumOver(counts, ({ value }) => score(value)) / n;
  const expected = 2 * n * sumOver(counts, ({ value }) => (score(value) - mean) ** 2);
  return { score, difference: (c, k) => (c - k) ** 2, expected };
}

/** Midrank of each value among all ratings. */
function rankOf(counts: readonly ValueCount[]): (value: number) => number {
  const ranks = midranks(Float64Array.from(counts, ({ count }) => count));
  const rankByValue = new Map(counts.map(({ value }, index) => [value, ranks[index] ?? 0]));
  return (value) => rankByValue.get(value) ?? 0;
}

function sumOver(counts: readonly ValueCount[], of: (valueCount: ValueCount) => number): number {
  return counts.reduce((sum, valueCount) => sum + valueCount.count * of(valueCount), 0);
}
