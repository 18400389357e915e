import { chiSquareUpperTail } from "./distributions.ts";
import { incompleteBeta } from "./special-functions.ts";

/** Items that one of two graders got right and the other wrong: `first` only the first, `second` only the second. */
export type Discordant = { readonly first: number; readonly second: number };

/**
 * McNemar's exact test: whether either of two graders is right more often, two-sided.
 *
 *     p = 2 P(X ≤ min(b, c))        X ~ Bin(b + c, ½)
 *
 * Conservative; 1 when b = c, as without a discordant item.
 * @see McNemar (1947), Note on the Sampling Error of the Difference Between Correlated Proportions, Psychometrika 12
 */
export function mcNemarExact(discordant: Discordant): number {
  const { fewer, n } = checked(discordant);
  return 2 * fewer === n ? 1 : 2 * atMost(fewer, n);
}

/**
 * McNemar's test with the mid-p value, the recommended one: half the probability of what was observed counts.
 *
 *     p = exact p − P(X = b)        or 1 − ½ P(X = b) when b = c
 *
 * 1 without a discordant item.
 * @see Fagerland, Lydersen & Laake (2013), The McNemar Test for Binary Matched-Pairs Data, BMC Med. Res. Methodology 13
 */
export function mcNemarMidP(discordant: Discordant): number {
  const { fewer, n } = checked(discordant);
  if (n === 0) return 1;
  const observed = atMost(fewer, n) - atMost(fewer - 1, n);
  return mcNemarExact(discordant) - (2 * fewer === n ? observed / 2 : observed);
}

/**
 * McNemar's asymptotic test, without continuity correction.
 *
 *     χ² = (b − c)² ÷ (b + c)        one degree of freedom
 *
 * 0 with p = 1 without a discordant item.
 * @see McNemar (1947), Psychometrika 12
 */
export function mcNemarChiSquare(discordant: Discordant): { readonly chiSquare: number; readonly p: number } {
  const { n } = checked(discordant);
  const chiSquare = n === 0 ? 0 : (discordant.first - discordant.second) ** 2 / n;
  return { chiSquare, p: chiSquareUpperTail(chiSquare, 1) };
}

/** P(X ≤ k), X ~ Bin(n, ½). */
function atMost(k: number, n: number): number {
  if (k < 0) return 0;
  return k >= n ? 1 : incompleteBeta(0.5, n - k, k + 1);
}

function checked({ first, second }: Discordant): { readonly fewer: number; readonly n: number } {
  for (const count of [first, second]) {
    if (!Number.isInteger(count) || count < 0) throw new RangeError(`items are counted from 0, not ${count}`);
  }
  return { fewer: Math.min(first, second), n: first + second };
}
