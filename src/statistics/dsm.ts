import { average, moments, type Crosstab } from "./crosstab.ts";
import { sampleDeviations, type Deviations } from "./mean-difference.ts";

/** Means and standard deviations (ddof 1) of both raters over everybody, the yardstick for a group. */
export type Population = {
  readonly means: { readonly x: number; readonly y: number };
  readonly deviations: Deviations;
};

/** The population that a whole table describes; null under two pairs. */
export function populationOf(table: Crosstab): Population | null {
  const observed = moments(table);
  const deviations = sampleDeviations(table);
  if (observed === null || deviations === null) return null;
  return { means: { x: observed.meanX, y: observed.meanY }, deviations };
}

/**
 * Difference of standardised means: whether the second rater favours a group against the whole population.
 *
 *     DSM = mean over the group of ( (y − ȳ) ÷ s_y − (x − x̄) ÷ s_x )        (means and deviations of the population)
 *
 * Null without pairs and when either rater never varies in the population.
 * @see ETS rsmtool 12, difference_of_standardized_means
 */
export function differenceOfStandardizedMeans(
  group: Crosstab,
  { means, deviations }: Population,
): number | null {
  if (deviations.x === 0 || deviations.y === 0) return null;
  return average(group, ({ x, y }) => (y - means.y) / deviations.y - (x - means.x) / deviations.x);
}
