/**
 * Quantile of a sample, linear between its order statistics (type 7, the default of R and NumPy).
 *
 *     h = (n − 1) p        Q(p) = x₍⌊h⌋₎ + (h − ⌊h⌋) (x₍⌊h⌋₊₁₎ − x₍⌊h⌋₎)        (order statistics counted from 0)
 *
 * Null without values.
 * @see Hyndman & Fan (1996), Sample Quantiles in Statistical Packages, The American Statistician 50(4)
 */
export function quantile(sorted: Float64Array, p: number): number | null {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a quantile is asked at 0 to 1, not ${p}`);
  const h = (sorted.length - 1) * p;
  const below = sorted[Math.floor(h)];
  const above = sorted[Math.ceil(h)];
  if (below === undefined || above === undefined) return null;
  return below + (h - Math.floor(h)) * (above - below);
}
