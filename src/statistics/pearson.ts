import { moments, type Crosstab } from "./crosstab.ts";

/**
 * Pearson's product-moment correlation.
 *
 *     r = Cov(x, y) ÷ √( Var x · Var y )
 *
 * From −1 to 1; blind to bias and to a difference in spread, so never a measure of agreement by itself. Null without
 * pairs and when either rater never varies.
 * @see Pearson (1895), Note on Regression and Inheritance in the Case of Two Parents, Proc. R. Soc. London 58
 */
export function pearson(table: Crosstab): number | null {
  const observed = moments(table);
  if (observed === null) return null;
  const { varianceX, varianceY, covariance } = observed;
  if (varianceX === 0 || varianceY === 0) return null;
  const r = covariance / (Math.sqrt(varianceX) * Math.sqrt(varianceY));
  return Math.max(-1, Math.min(1, r)); // rounding alone would take a perfect correlation past 1
}
