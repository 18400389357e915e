/**
 * Arithmetic mean.
 *
 *     mean = Σ x ÷ n
 *
 * NaN of no values: whoever asks has some.
 */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Median: the value in the middle, of an even number of values the mean of the two there. NaN of no values. */
export function median(values: readonly number[]): number {
  const ascending = values.toSorted((a, b) => a - b);
  return mean(ascending.slice(Math.ceil(values.length / 2) - 1, Math.floor(values.length / 2) + 1));
}
