import { checkLevel, type Interval } from "./interval.ts";
import { normalQuantile } from "./special-functions.ts";

/**
 * Interval of Pearson's correlation r of n pairs through Fisher's z transformation.
 *
 *     tanh( artanh r ± z ÷ √(n − 3) )
 *
 * Null under 4 pairs, where it would say nothing.
 * @see Fisher (1921), On the Probable Error of a Coefficient of Correlation, Metron 1
 */
export function fisherInterval(r: number, n: number, level = 0.95): Interval | null {
  if (!(r >= -1 && r <= 1)) throw new RangeError(`a correlation lies from -1 to 1, not at ${r}`);
  checkLevel(level);
  if (n < 4) return null;
  const reach = normalQuantile((1 + level) / 2) / Math.sqrt(n - 3);
  return { low: Math.tanh(Math.atanh(r) - reach), high: Math.tanh(Math.atanh(r) + reach) };
}
