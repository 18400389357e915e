import { average, moments, type Crosstab } from "./crosstab.ts";

/**
 * Share of the first rater's variance that the second predicts as it stands, without a line fitted.
 *
 *     R² = 1 − Σ (x − y)² ÷ Σ (x − x̄)²
 *
 * At most 1, below 0 when the first rater's mean would predict better. Null without pairs and when that rater never varies.
 * @see Draper & Smith (1998), Applied Regression Analysis, 1.3
 */
export function coefficientOfDetermination(table: Crosstab): number | null {
  const varianceX = moments(table)?.varianceX ?? 0;
  const meanSquare = average(table, ({ x, y }) => (x - y) ** 2);
  return meanSquare === null || varianceX === 0 ? null : 1 - meanSquare / varianceX;
}
