import { average, moments, type Crosstab } from "./crosstab.ts";

/** Bias: how much higher the second rater is on average, mean(y − x). Null without pairs. */
export function bias(table: Crosstab): number | null {
  return average(table, ({ x, y }) => y - x);
}

/** Mean absolute error: mean |y − x|. Null without pairs. */
export function meanAbsoluteError(table: Crosstab): number | null {
  return average(table, ({ x, y }) => Math.abs(y - x));
}

/** Root mean square error: √ mean (y − x)². Null without pairs. */
export function rootMeanSquareError(table: Crosstab): number | null {
  const meanSquare = average(table, ({ x, y }) => (y - x) ** 2);
  return meanSquare === null ? null : Math.sqrt(meanSquare);
}

/** Standard deviations of the two raters. */
export type Deviations = { readonly x: number; readonly y: number };

/**
 * Standardised mean difference of the second rater from the first.
 *
 *     SMD = (ȳ − x̄) ÷ s         unpooled: s = s_x        pooled: s = √( (s_x² + s_y²) / 2 )
 *
 * The deviations are the table's own (ddof 1) unless those of a population are given, which makes rsmtool's "johnson"
 * of unpooled and its "williamson" of pooled. Null when s is 0 and under two pairs without a population.
 * @see Williamson, Xi & Breyer (2012), EM:IP 31(1); ETS rsmtool 12, standardized_mean_difference
 */
export function standardizedMeanDifference(
  table: Crosstab,
  denominator: "unpooled" | "pooled",
  deviations: Deviations | null = sampleDeviations(table),
): number | null {
  const difference = bias(table);
  if (difference === null || deviations === null) return null;
  const { x, y } = deviations;
  const s = denominator === "unpooled" ? x : Math.sqrt((x ** 2 + y ** 2) / 2);
  return s === 0 ? null : difference / s;
}

/** Standard deviations of both raters divided by n − 1; null under two pairs. */
export function sampleDeviations(table: Crosstab): Deviations | null {
  const observed = moments(table);
  if (observed === null || observed.n < 2) return null;
  const { n, varianceX, varianceY } = observed;
  return { x: Math.sqrt((varianceX * n) / (n - 1)), y: Math.sqrt((varianceY * n) / (n - 1)) };
}
