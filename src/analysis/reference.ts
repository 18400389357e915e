import type { Label } from "../domain/label.ts";
import { combined, readingsOfAdjudication, readingsOfRater, type Panel, type Readings } from "./readings.ts";

/**
 * Whom a grader is compared with, and what people reach by the same measure.
 *
 * `references`: the grader is compared with each and the figures are averaged. `ceiling`: a rater compared with what the grader is
 * compared with, that rater's own share taken out. `beside`: the references that make the grader's figure like the ceiling's.
 */
export type ReferenceSet = {
  readonly references: readonly Readings[];
  readonly ceiling: readonly { readonly reference: Readings; readonly rater: Readings }[];
  readonly beside: readonly Readings[];
  /** Whether x and y of a ceiling comparison play different parts, so that a signed difference means something. */
  readonly directed: boolean;
};

/** Resolves `each`, `mean`, `median`, `adjudicated` or `rater:<id>` over the labels of some raters. */
export function referenceSet(
  panel: Panel,
  labels: readonly Label[],
  raters: readonly string[],
  use: string,
): ReferenceSet {
  const sources = raters.map((rater) => readingsOfRater(panel, labels, rater));
  switch (use) {
    case "each":
      return {
        references: sources,
        ceiling: sources.flatMap((reference, index) =>
          sources.slice(index + 1).map((rater) => ({ reference, rater })),
        ),
        beside: sources,
        directed: false,
      };
    case "mean":
      return leaveOneOut(panel, sources, mean);
    case "median":
      return leaveOneOut(panel, sources, median);
    case "adjudicated":
      return against(readingsOfAdjudication(panel, labels), sources);
    default: {
      const chosen = raters.indexOf(use.replace(/^rater:/, ""));
      return against(
        sources[chosen] ?? new Map(),
        sources.filter((_, index) => index !== chosen),
      );
    }
  }
}

/** The grader against the mean (or median) of all; for the ceiling, both against that of all but one rater. */
function leaveOneOut(
  panel: Panel,
  sources: readonly Readings[],
  combine: (levels: readonly number[]) => number,
): ReferenceSet {
  const rest = sources.map((rater, index) => ({
    reference: combined(
      panel,
      sources.filter((_, other) => other !== index),
      combine,
    ),
    rater,
  }));
  const ceiling = sources.length > 1 ? rest : [];
  return {
    references: [combined(panel, sources, combine)],
    ceiling,
    beside: ceiling.map(({ reference }) => reference),
    directed: true,
  };
}

function against(reference: Readings, raters: readonly Readings[]): ReferenceSet {
  return {
    references: [reference],
    ceiling: raters.map((rater) => ({ reference, rater })),
    beside: [reference],
    directed: true,
  };
}

function mean(levels: readonly number[]): number {
  return levels.reduce((sum, level) => sum + level, 0) / levels.length;
}

function median(levels: readonly number[]): number {
  const sorted = [...levels].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return mean([sorted[Math.floor(middle)] ?? 0, sorted[Math.ceil(middle)] ?? 0]);
}
