import { checkLevel, type Interval } from "./interval.ts";
import { normalQuantile } from "./special-functions.ts";

/**
 * Wilson's score interval of a proportion `count / n`, the default for rates.
 *
 *     ( p̂ + z²/2n ± z √( p̂(1 − p̂)/n + z²/4n² ) ) ÷ ( 1 + z²/n )
 *
 * Null when n is 0.
 * @see Wilson (1927), Probable Inference, the Law of Succession, and Statistical Inference, JASA 22
 */
export function wilsonInterval(count: number, n: number, level = 0.95): Interval | null {
  checkProportion(count, n);
  checkLevel(level);
  if (n === 0) return null;
  const z = normalQuantile((1 + level) / 2);
  const share = count / n;
  const centre = share + z ** 2 / (2 * n);
  const reach = z * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2));
  const shrinkage = 1 + z ** 2 / n;
  return {
    low: count === 0 ? 0 : (centre - reach) / shrinkage,
    high: count === n ? 1 : (centre + reach) / shrinkage,
  };
}

/** A count of successes lies between 0 and n; anything else is misuse. */
export function checkProportion(count: number, n: number): void {
  if (!(count >= 0 && count <= n && n < Infinity)) throw new RangeError(`${count} of ${n} is no proportion`);
}
