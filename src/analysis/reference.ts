import { mean, median } from "../statistics/mean.ts";
import { combined, where, type Panel, type RaterReadings, type Readings } from "./readings.ts";

/**
 * Whom a grader is compared with, and what people reach by the same measure.
 *
 * `references`: the grader is compared with each and the figures are averaged. `ceiling`: a rater beside a reference that holds
 * nothing of that rater and has levels only where that rater has one, so that a grader may take the rater's place.
 */
export type ReferenceSet = {
  readonly references: readonly Readings[];
  readonly ceiling: readonly { readonly reference: Readings; readonly rater: Readings }[];
  /** Whether reference and rater play different parts in the ceiling, so that a signed difference means something. */
  readonly directed: boolean;
};

/** Resolves `each`, `mean`, `median`, `adjudicated` or `rater:<id>`. */
export function referenceSet(
  panel: Panel,
  { byRater, adjudicated }: RaterReadings,
  use: string,
): ReferenceSet {
  const raters = [...byRater.values()];
  switch (use) {
    case "each":
      return {
        references: raters,
        ceiling: raters.flatMap((reference) => inTheirPlaces(reference, without(raters, reference))),
        directed: false,
      };
    case "mean":
      return leaveOneOut(panel, raters, mean);
    case "median":
      return leaveOneOut(panel, raters, median);
    case "adjudicated":
      return against(adjudicated, raters);
    default: {
      const chosen = byRater.get(use.replace(/^rater:/, "")) ?? new Map();
      return against(chosen, without(raters, chosen));
    }
  }
}

/** The grader against the mean (or median) of all; for the ceiling, against that of all but the rater whose place it takes. */
function leaveOneOut(
  panel: Panel,
  raters: readonly Readings[],
  combine: (ascending: readonly number[]) => number,
): ReferenceSet {
  return {
    references: [combined(panel, raters, combine)],
    ceiling: raters.flatMap((rater) =>
      inTheirPlaces(combined(panel, without(raters, rater), combine), [rater]),
    ),
    directed: true,
  };
}

function against(reference: Readings, raters: readonly Readings[]): ReferenceSet {
  return { references: [reference], ceiling: inTheirPlaces(reference, raters), directed: true };
}

function inTheirPlaces(reference: Readings, raters: readonly Readings[]): ReferenceSet["ceiling"] {
  return raters.map((rater) => ({ reference: where(reference, rater), rater }));
}

function without(raters: readonly Readings[], left: Readings): Readings[] {
  return raters.filter((rater) => rater !== left);
}
