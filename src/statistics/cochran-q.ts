import { tested, type ChiSquareTest } from "./marginal-homogeneity.ts";
import { completeRatings, type RatingTable } from "./rating-table.ts";

/**
 * Cochran's Q: whether k raters pass equally many, each having passed (1) or failed (0) every item.
 *
 *     Q = (k − 1) ( k Σ C_j² − (Σ C_j)² ) ÷ ( k Σ R_i − Σ R_i² )        k − 1 degrees of freedom
 *
 * with C_j what rater j passed and R_i how many passed item i. Only complete items count. Null when all agree on each of
 * them; other ratings than 0 and 1 are misuse.
 * @see Cochran (1950), The Comparison of Percentages in Matched Samples, Biometrika 37
 */
export function cochranQ(table: RatingTable): ChiSquareTest | null {
  const rows = completeRatings(table).complete.patterns;
  const k = rows[0]?.ratings.length ?? 0;
  const passes = Array.from({ length: k }, () => 0);
  let disagreement = 0;
  for (const { ratings, weight } of rows) {
    let passed = 0;
    for (const [rater, rating] of ratings.entries()) {
      if (rating !== 0 && rating !== 1) throw new RangeError(`a pass is 1 and a failure 0, not ${rating}`);
      passed += rating;
      passes[rater] = (passes[rater] ?? 0) + weight * rating;
    }
    disagreement += weight * passed * (k - passed);
  }
  if (disagreement === 0) return null;
  const all = passes.reduce((sum, count) => sum + count, 0);
  const squares = passes.reduce((sum, count) => sum + count ** 2, 0);
  return tested(((k - 1) * (k * squares - all ** 2)) / disagreement, k - 1);
}
