import { completeRatings, totalWeight, type RatingTable } from "./rating-table.ts";

/**
 * Cronbach's alpha: how far k raters, or the k dimensions of a rubric, measure one thing and may be summed.
 *
 *     α = k/(k − 1) · ( 1 − Σ Var x_j ÷ Var Σ x_j )
 *
 * Up to 1, below 0 when they contradict each other. It equals ICC(3,k), whose interval is Feldt's. No measure of agreement.
 * Only complete rows count. Null under two of them or two columns, and when the sums never vary.
 * @see Cronbach (1951), Coefficient Alpha and the Internal Structure of Tests, Psychometrika 16(3)
 */
export function cronbachAlpha(table: RatingTable): number | null {
  const rows = completeRatings(table).complete.patterns.map(({ ratings, weight }) => ({
    ratings: ratings.map((rating) => rating ?? 0),
    weight,
  }));
  const k = rows[0]?.ratings.length ?? 0;
  if (k < 2 || totalWeight(rows) < 2) return null;
  const varianceOf = (value: (ratings: readonly number[]) => number) =>
    variance(rows.map(({ ratings, weight }) => ({ value: value(ratings), weight })));
  const ofSums = varianceOf((ratings) => ratings.reduce((sum, rating) => sum + rating, 0));
  if (ofSums === 0) return null;
  const parts = Array.from({ length: k }, (_, j) => varianceOf((ratings) => ratings[j] ?? 0));
  return (k / (k - 1)) * (1 - parts.reduce((sum, part) => sum + part, 0) / ofSums);
}

/** Variance ÷ n, measured from a value that occurs so that it is 0 of a constant. */
function variance(values: readonly { readonly value: number; readonly weight: number }[]): number {
  const n = totalWeight(values);
  const origin = values[0]?.value ?? 0;
  const mean = values.reduce((sum, { value, weight }) => sum + weight * (value - origin), 0) / n;
  return values.reduce((sum, { value, weight }) => sum + weight * (value - origin - mean) ** 2, 0) / n;
}
