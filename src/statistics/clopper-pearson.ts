import { checkLevel, type Interval } from "./interval.ts";
import { inverseIncompleteBeta } from "./special-functions.ts";
import { checkProportion } from "./wilson.ts";

/**
 * Clopper and Pearson's exact interval of a proportion `count / n`, conservative; for events that were never seen.
 *
 *     low: I_low(count, n − count + 1) = α/2        high: I_high(count + 1, n − count) = 1 − α/2
 *
 * with I the incomplete beta function and α = 1 − level; low is 0 when nothing was counted and high is 1 when everything
 * was. Null when n is 0.
 * @see Clopper & Pearson (1934), The Use of Confidence or Fiducial Limits, Biometrika 26(4)
 */
export function clopperPearsonInterval(count: number, n: number, level = 0.95): Interval | null {
  checkProportion(count, n);
  checkLevel(level);
  if (n === 0) return null;
  const tail = (1 - level) / 2;
  return {
    low: count === 0 ? 0 : inverseIncompleteBeta(tail, count, n - count + 1),
    high: count === n ? 1 : inverseIncompleteBeta(1 - tail, count + 1, n - count),
  };
}
