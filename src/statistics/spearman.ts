import { columnWeights, rowWeights, type Crosstab } from "./crosstab.ts";
import { midranks } from "./midranks.ts";
import { pearson } from "./pearson.ts";

/**
 * Spearman's rank correlation: Pearson's r of the midranks, tied values sharing the mean of their ranks.
 *
 *     ρ = r( rank x, rank y )
 *
 * From −1 to 1. Null without pairs and when either rater never varies.
 * @see Spearman (1904), The Proof and Measurement of Association between Two Things, Am. J. Psychology 15(1)
 */
export function spearman(table: Crosstab): number | null {
  const rankX = midranks(rowWeights(table));
  const rankY = midranks(columnWeights(table));
  const cells = table.cells.map(({ row, column, weight }) => ({
    x: rankX[row] ?? 0,
    y: rankY[column] ?? 0,
    row,
    column,
    weight,
  }));
  return pearson({ ...table, cells });
}
