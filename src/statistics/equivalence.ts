import { total, type Crosstab } from "./crosstab.ts";
import { pairedTTest } from "./t-test.ts";

/** Two one-sided tests; the larger p value decides. */
export type EquivalenceTest = {
  readonly p: number;
  /** Of the mean difference lying above −margin: no worse than that. */
  readonly pAboveLower: number;
  /** Of the mean difference lying below +margin. */
  readonly pBelowUpper: number;
};

/**
 * Paired equivalence test (TOST): whether the mean of y − x lies within ±margin, for which a large p of a test of
 * difference is no evidence.
 *
 *     p = max( P(T ≥ (d̄ + margin) ÷ SE), P(T ≤ (d̄ − margin) ÷ SE) )
 *
 * `pAboveLower` alone tests non-inferiority. Where all pairs differ by one amount, p is 0 inside the margin and 1 from its
 * edge on. Null under two pairs.
 * @see Schuirmann (1987), A Comparison of the Two One-Sided Tests Procedure, J. Pharmacokin. Biopharm. 15
 */
export function equivalenceTest(table: Crosstab, margin: number): EquivalenceTest | null {
  if (!(margin > 0)) throw new RangeError(`a margin is positive, not ${margin}`);
  if (total(table) < 2) return null;
  const pAboveLower = pairedTTest(table, -margin)?.pGreater ?? 1;
  const pBelowUpper = pairedTTest(table, margin)?.pLess ?? 1;
  return { p: Math.max(pAboveLower, pBelowUpper), pAboveLower, pBelowUpper };
}
