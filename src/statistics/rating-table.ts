import { distinct } from "./crosstab.ts";

/** One row of ratings as they occur, raters in a fixed order and null where one gave none, and how often. */
export type RatingPattern = { readonly ratings: readonly (number | null)[]; readonly weight: number };

/**
 * Ratings of many units by any number of raters, equal rows counted together: the input of every many-rater statistic.
 *
 * Three raters on a five-point scale make at most 216 patterns, however many units there are, and a bootstrap replicate
 * is the same table with other weights.
 */
export type RatingTable = {
  /** The distinct ratings, ascending. A replicate may leave some without a pattern. */
  readonly values: readonly number[];
  /** In an order of their own, so that no sum depends on the order of the units. */
  readonly patterns: readonly RatingPattern[];
};

/** Counts equal rows together. Rows must be equally long. */
export function ratingTable(rows: readonly (readonly (number | null)[])[]): RatingTable {
  const patterns = new Map<string, RatingPattern>();
  for (const ratings of rows) {
    if (ratings.length !== rows[0]?.length) throw new RangeError("rows of ratings must be equally long");
    const key = ratings.join();
    patterns.set(key, { ratings, weight: (patterns.get(key)?.weight ?? 0) + 1 });
  }
  return {
    values: distinct(rows.flat().filter((rating) => rating !== null)),
    patterns: Array.from(patterns)
      .sort(([key], [otherKey]) => (key < otherKey ? -1 : 1))
      .map(([, pattern]) => pattern),
  };
}

/** The same table with one new weight per pattern; patterns whose weight is 0 are gone. */
export function reweightedRatings(table: RatingTable, weights: ArrayLike<number>): RatingTable {
  if (weights.length !== table.patterns.length) {
    throw new RangeError(`${weights.length} weights for ${table.patterns.length} patterns`);
  }
  const patterns: RatingPattern[] = [];
  for (const [index, { ratings }] of table.patterns.entries()) {
    const weight = weights[index] ?? 0;
    if (!(weight >= 0)) throw new RangeError(`a weight is at least 0, not ${weight}`);
    if (weight > 0) patterns.push({ ratings, weight });
  }
  return { values: table.values, patterns };
}

/** The same table without the rows in which a rating is missing, and how many those were. */
export function completeRatings(table: RatingTable): {
  readonly complete: RatingTable;
  readonly dropped: number;
} {
  const patterns = table.patterns.filter(({ ratings }) => !ratings.includes(null));
  return {
    complete: { values: table.values, patterns },
    dropped: totalWeight(table.patterns) - totalWeight(patterns),
  };
}

/** How many rows the patterns stand for. */
export function totalWeight(patterns: readonly { readonly weight: number }[]): number {
  return patterns.reduce((sum, { weight }) => sum + weight, 0);
}
