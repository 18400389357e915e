/**
 * Correlation of a grader with true scores, the unreliability of the raters taken out.
 *
 *     r = r_HM ÷ √r_HH
 *
 * of the human–machine and the human–human correlation. May exceed 1 in a sample. Null where either is, and when r_HH is
 * not positive.
 * @see Spearman (1904), The Proof and Measurement of Association between Two Things, Am. J. Psychology 15(1)
 */
export function disattenuatedCorrelation(
  withGrader: number | null,
  betweenRaters: number | null,
): number | null {
  if (withGrader === null || betweenRaters === null || betweenRaters <= 0) return null;
  return withGrader / Math.sqrt(betweenRaters);
}
