import { completeRatings, totalWeight, type RatingTable } from "./rating-table.ts";

/** The mean squares of n items that k raters rated each. */
export type MeanSquares = {
  readonly items: number;
  readonly raters: number;
  /** Between items, MSB. */
  readonly betweenItems: number;
  /** Between raters, MSJ. */
  readonly betweenRaters: number;
  /** What items and raters do not explain, MSE. */
  readonly residual: number;
  /** Within items, whoever rated: MSW. */
  readonly withinItems: number;
};

/**
 * Two-way analysis of variance of items by raters, one rating in each cell.
 *
 *     MSB = k Σ (x̄_i − x̄)² ÷ (n − 1)        MSE = Σ (x_ij − x̄_i − x̄_j + x̄)² ÷ ((n − 1)(k − 1))
 *     MSJ = n Σ (x̄_j − x̄)² ÷ (k − 1)        MSW = Σ (x_ij − x̄_i)² ÷ (n (k − 1))
 *
 * Over the items that every rater rated (listwise). Null under two such items or two raters.
 * @see Shrout & Fleiss (1979), Intraclass Correlations: Uses in Assessing Rater Reliability, Psych. Bulletin 86(2)
 */
export function meanSquares(table: RatingTable): MeanSquares | null {
  const rows = completeRatings(table).complete.patterns.map(({ ratings, weight }) => {
    return deviationsFromMean(
      ratings.filter((rating) => rating !== null),
      weight,
    );
  });
  const n = totalWeight(rows);
  const [first] = rows;
  const k = first?.deviations.length ?? 0;
  if (first === undefined || n < 2 || k < 2) return null;
  const sum = (of: (row: Row) => number) => rows.reduce((total, row) => total + row.weight * of(row), 0);
  const meanTotal = first.total + sum(({ total }) => total - first.total) / n;
  const severities = first.deviations.map((_, j) => sum(({ deviations }) => deviations[j] ?? 0) / n);
  const unexplained = ({ deviations }: Row) =>
    sumOfSquares(deviations.map((deviation, j) => deviation - (severities[j] ?? 0)));
  return {
    items: n,
    raters: k,
    betweenItems: sum(({ total }) => (total - meanTotal) ** 2) / (k * (n - 1)),
    betweenRaters: (n * sumOfSquares(severities)) / (k - 1),
    residual: sum(unexplained) / ((n - 1) * (k - 1)),
    withinItems: sum(({ deviations }) => sumOfSquares(deviations)) / (n * (k - 1)),
  };
}

/** An item's total, which is exact where its mean is not, and how its ratings deviate from that mean. */
type Row = { readonly total: number; readonly deviations: readonly number[]; readonly weight: number };

/** Measured from a rating that occurs, so that ratings that agree deviate by exactly 0. */
function deviationsFromMean(ratings: readonly number[], weight: number): Row {
  const [origin = 0] = ratings;
  const shift = ratings.reduce((sum, rating) => sum + (rating - origin), 0) / ratings.length;
  const total = ratings.reduce((sum, rating) => sum + rating, 0);
  return { total, deviations: ratings.map((rating) => rating - origin - shift), weight };
}

function sumOfSquares(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value ** 2, 0);
}
