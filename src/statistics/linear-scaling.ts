import { moments, type Crosstab } from "./crosstab.ts";
import { sampleDeviations } from "./mean-difference.ts";

/** Where scores lie and how far they spread. */
export type Spread = { readonly mean: number; readonly deviation: number };

/** A straight line from a score to another scale. */
export type LinearScaling = { readonly slope: number; readonly intercept: number };

/**
 * The straight line that gives scores the mean and standard deviation of others.
 *
 *     f(x) = (x − m) ÷ s · s′ + m′
 *
 * It keeps ranks. Null when the scores never vary.
 * @see Kolen & Brennan (2014), Test Equating, Scaling, and Linking, 2.2
 */
export function linearScaling(from: Spread, to: Spread): LinearScaling | null {
  if (!(from.deviation > 0)) return null;
  const slope = to.deviation / from.deviation;
  return { slope, intercept: to.mean - slope * from.mean };
}

/** The line from scores (x) to human levels (y) that training pairs give. Null under two pairs and when the scores never vary. */
export function fitLinearScaling(training: Crosstab): LinearScaling | null {
  const observed = moments(training);
  const deviations = sampleDeviations(training);
  if (observed === null || deviations === null) return null;
  return linearScaling(
    { mean: observed.meanX, deviation: deviations.x },
    { mean: observed.meanY, deviation: deviations.y },
  );
}

/** f(x). */
export function scaledScore(x: number, { slope, intercept }: LinearScaling): number {
  return slope * x + intercept;
}
