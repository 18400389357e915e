import type { Crosstab } from "./crosstab.ts";
import { createRandom } from "./random.ts";

/** With so many differing pairs all 2ⁿ assignments of signs are gone through. */
const mostEnumerated = 14;
const defaultFlips = 10_000;
/** Sums this close to the observed one count as equal to it. */
const rounding = 1e-12;

/**
 * Sign-flip permutation test of a paired difference: whether mean(y − x) is further from 0 than random signs would take it.
 *
 *     p = share of the 2ⁿ assignments of signs with |Σ ± d| ≥ |Σ d|        n ≤ 14 pairs that differ
 *     p = (1 + as many of B random assignments) ÷ (1 + B)                  beyond, seeded, B = 10,000
 *
 * Exact whatever the distribution; pairs without a difference change nothing. 1 when no pair differs. Pairs count whole
 * times: a fractional weight is misuse.
 * @see Fisher (1935), The Design of Experiments, 21; Phipson & Smyth (2010), Permutation P-values Should Never Be Zero
 */
export function signFlipTest(
  table: Crosstab,
  { seed, flips = defaultFlips }: { readonly seed: number | string; readonly flips?: number },
): number {
  const differences = expandedDifferences(table);
  const observed = Math.abs(differences.reduce((sum, difference) => sum + difference, 0));
  const reach = observed - rounding * differences.reduce((sum, difference) => sum + Math.abs(difference), 0);
  if (differences.length <= mostEnumerated) {
    const sums = signedSums(differences);
    return sums.filter((sum) => Math.abs(sum) >= reach).length / sums.length;
  }
  const random = createRandom(seed);
  let asFar = 0;
  for (let flip = 0; flip < flips; flip += 1) {
    const sum = differences.reduce((total, d) => total + (random.below(2) === 0 ? d : -d), 0);
    if (Math.abs(sum) >= reach) asFar += 1;
  }
  return (1 + asFar) / (1 + flips);
}

/** Σ ± d over all 2ⁿ assignments. */
function signedSums(differences: readonly number[]): readonly number[] {
  return differences.reduce<readonly number[]>(
    (sums, difference) => sums.flatMap((sum) => [sum + difference, sum - difference]),
    [0],
  );
}

/** y − x of each pair that differs. */
function expandedDifferences({ cells }: Crosstab): readonly number[] {
  return cells.flatMap(({ x, y, weight }) => {
    if (!Number.isInteger(weight)) throw new RangeError(`pairs count whole times, not ${weight}`);
    return x === y ? [] : Array.from({ length: weight }, () => y - x);
  });
}
