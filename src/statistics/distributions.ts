import { incompleteBeta, inverseIncompleteBeta, upperIncompleteGamma } from "./special-functions.ts";

/**
 * The distributions that tests and intervals refer to, degrees of freedom need not be whole.
 * @see Abramowitz & Stegun 26.4 to 26.7
 */

/** P(χ² ≥ x), χ² chi-square distributed. */
export function chiSquareUpperTail(x: number, degreesOfFreedom: number): number {
  return upperIncompleteGamma(degreesOfFreedom / 2, x / 2);
}

/** P(F ≥ f) for f ≥ 0. */
export function fUpperTail(f: number, degreesOfFreedom: number, degreesOfFreedomBelow: number): number {
  if (f === Infinity) return 0;
  const explained = degreesOfFreedom * f;
  const whole = explained + degreesOfFreedomBelow;
  return incompleteBeta(
    degreesOfFreedomBelow / whole,
    degreesOfFreedomBelow / 2,
    degreesOfFreedom / 2,
    explained / whole,
  );
}

/** The f with P(F ≤ f) = p, for 0 < p < 1. */
export function fQuantile(p: number, degreesOfFreedom: number, degreesOfFreedomBelow: number): number {
  const odds = betaOdds(p, 1 - p, degreesOfFreedom / 2, degreesOfFreedomBelow / 2);
  return (degreesOfFreedomBelow / degreesOfFreedom) * odds;
}

/** P(T ≥ t), T Student's. */
export function tUpperTail(t: number, degreesOfFreedom: number): number {
  const tail = fUpperTail(t ** 2, 1, degreesOfFreedom) / 2;
  return t >= 0 ? tail : 1 - tail;
}

/** The t with P(T ≤ t) = p, for 0 < p < 1. */
export function tQuantile(p: number, degreesOfFreedom: number): number {
  if (p < 0.5) return -tQuantile(1 - p, degreesOfFreedom);
  return Math.sqrt(degreesOfFreedom * betaOdds(2 * p - 1, 2 * (1 - p), 1 / 2, degreesOfFreedom / 2));
}

/** x/(1 − x) at the beta quantile x, solved for whichever of x and 1 − x is small and therefore exact. */
function betaOdds(p: number, complement: number, a: number, b: number): number {
  if (!(p >= 0 && p < 1)) throw new RangeError(`a quantile is asked between 0 and 1, not at ${p}`);
  if (incompleteBeta(0.5, a, b) >= p) {
    const x = inverseIncompleteBeta(p, a, b);
    return x / (1 - x);
  }
  const rest = inverseIncompleteBeta(complement, b, a);
  return (1 - rest) / rest;
}
