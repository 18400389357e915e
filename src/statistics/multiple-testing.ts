/**
 * Holm's adjustment of p values, for gates: the chance of any false rejection stays below the level.
 *
 *     p̃₍ᵢ₎ = max_{j ≤ i} min(1, (m − j + 1) p₍ⱼ₎)        (p values ascending, j from 1)
 *
 * In the order given; reject what is at most the level.
 * @see Holm (1979), A Simple Sequentially Rejective Multiple Test Procedure, Scand. J. Statistics 6
 */
export function holm(pValues: readonly number[]): number[] {
  const m = pValues.length;
  return inOrder(pValues, (ascending) => {
    let highest = 0;
    return ascending.map((p, index) => (highest = Math.max(highest, Math.min(1, (m - index) * p))));
  });
}

/**
 * Benjamini and Hochberg's adjustment, for exploration: the expected share of false ones among the rejections stays below
 * the level when tests are independent or positively dependent.
 *
 *     p̃₍ᵢ₎ = min_{j ≥ i} min(1, m p₍ⱼ₎ / j)
 *
 * @see Benjamini & Hochberg (1995), Controlling the False Discovery Rate, J. R. Statist. Soc. B 57(1)
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  return stepUp(pValues, pValues.length);
}

/**
 * Benjamini and Yekutieli's adjustment: as theirs, under any dependence.
 *
 *     p̃₍ᵢ₎ = min_{j ≥ i} min(1, m (1 + 1/2 + … + 1/m) p₍ⱼ₎ / j)
 *
 * @see Benjamini & Yekutieli (2001), The Control of the False Discovery Rate under Dependency, Annals of Statistics 29(4)
 */
export function benjaminiYekutieli(pValues: readonly number[]): number[] {
  const harmonic = pValues.reduce((sum, _, index) => sum + 1 / (index + 1), 0);
  return stepUp(pValues, pValues.length * harmonic);
}

function stepUp(pValues: readonly number[], factor: number): number[] {
  return inOrder(pValues, (ascending) => {
    let lowest = 1;
    return ascending
      .map((p, index) => (factor / (index + 1)) * p)
      .toReversed()
      .map((p) => (lowest = Math.min(lowest, p)))
      .toReversed();
  });
}

/** Adjusts p values in ascending order and gives them back in their own. */
function inOrder(pValues: readonly number[], adjust: (ascending: readonly number[]) => number[]): number[] {
  for (const p of pValues)
    if (!(p >= 0 && p <= 1)) throw new RangeError(`a p value lies from 0 to 1, not at ${p}`);
  const order = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const adjusted = adjust(order.map(({ p }) => p));
  const result = pValues.map(() => 1);
  for (const [rank, { index }] of order.entries()) result[index] = adjusted[rank] ?? 1;
  return result;
}
