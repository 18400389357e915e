import { moments, type Crosstab } from "./crosstab.ts";

/**
 * Quadratic weighted kappa: chance-corrected agreement of two raters on an ordinal or continuous scale.
 *
 *     QWK = 2 Cov(x, y) ÷ ( Var x + Var y + (x̄ − ȳ)² )         (variances ÷ n)
 *
 * 1 is perfect, 0 is chance, below 0 worse than chance. It is Cohen's kappa with quadratic weights over any equally
 * spaced scale that holds the values, used or not, and Lin's concordance correlation. 0 when one rater never varies;
 * null without pairs and when both gave one and the same value throughout.
 * @see Haberman (2019), Measures of Agreement Versus Measures of Prediction Accuracy, ETS RR-19-20
 */
export function quadraticWeightedKappa(table: Crosstab): number | null {
  const observed = moments(table);
  if (observed === null) return null;
  const { meanX, meanY, varianceX, varianceY, covariance } = observed;
  const chanceDisagreement = varianceX + varianceY + (meanX - meanY) ** 2;
  return chanceDisagreement === 0 ? null : (2 * covariance) / chanceDisagreement;
}
