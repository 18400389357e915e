import { moments, type Crosstab } from "./crosstab.ts";
import { tUpperTail } from "./distributions.ts";

/** A t statistic and the p value of each alternative. */
export type TTest = {
  readonly t: number;
  readonly degreesOfFreedom: number;
  /** Of the mean being larger. */
  readonly pGreater: number;
  /** Of the mean being smaller. */
  readonly pLess: number;
  readonly pTwoSided: number;
};

/**
 * Student's paired t test: whether the second rater is higher on average by something else than `difference`.
 *
 *     t = (d̄ − δ) ÷ (s_d / √n)        d = y − x        n − 1 degrees of freedom
 *
 * Infinite, with p values 0 and 1, where all pairs differ by the same amount other than δ. Null under two pairs and where
 * they all differ by δ.
 * @see Student (1908), The Probable Error of a Mean, Biometrika 6
 */
export function pairedTTest(table: Crosstab, difference = 0): TTest | null {
  const cells = table.cells.map((cell) => ({ ...cell, x: cell.y - cell.x }));
  const observed = moments({ ...table, cells });
  if (observed === null || observed.n < 2) return null;
  const { n, meanX: mean, varianceX: variance } = observed;
  if (variance === 0 && mean === difference) return null;
  const t = (mean - difference) / Math.sqrt(variance / (n - 1));
  return {
    t,
    degreesOfFreedom: n - 1,
    pGreater: tUpperTail(t, n - 1),
    pLess: tUpperTail(-t, n - 1),
    pTwoSided: 2 * tUpperTail(Math.abs(t), n - 1),
  };
}
