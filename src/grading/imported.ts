import type { Rubric } from "../domain/rubric.ts";
import { describeScale } from "../domain/scale.ts";
import type { Score } from "../domain/score.ts";
import type { Grader } from "./grader.ts";

/** What another judge said of one dimension of one answer; null: not observed. */
export type ImportedRating = {
  readonly sample: string;
  readonly dimension: string;
  readonly value: number | null;
};

export type ImportedGraderSetup = {
  readonly name: string;
  readonly rubric: Rubric;
  readonly ratings: readonly ImportedRating[];
};

/**
 * Creates a grader that repeats another judge's ratings, which bring no evidence. Of two ratings of one thing the last binds.
 * A rating between two levels stands, since judges average too; one beyond the scale's ends does not.
 */
export function createImportedGrader({ name, rubric, ratings }: ImportedGraderSetup): Grader {
  const key = (sample: string, dimension: string): string => JSON.stringify([sample, dimension]);
  const values = new Map(ratings.map(({ sample, dimension, value }) => [key(sample, dimension), value]));
  return async (sample) => ({
    sampleId: sample.id,
    grader: name,
    scores: rubric.dimensions.map(({ id }) => importedScore(rubric, id, values.get(key(sample.id, id)))),
    replies: [],
    parts: [],
  });
}

function importedScore({ scale }: Rubric, dimension: string, value: number | null | undefined): Score {
  if (value === undefined) {
    return {
      dimension,
      status: "unscored",
      reason: "not-imported",
      detail: "the ratings have no row for it",
      evidence: [],
    };
  }
  if (value === null) return { dimension, status: "not-observed", opportunity: "" };
  if (value >= scale.min && value <= scale.max)
    return { dimension, status: "scored", level: value, evidence: [], rationale: "" };
  return {
    dimension,
    status: "unscored",
    reason: "off-menu",
    detail: `rating ${value} is not on the scale ${describeScale(scale)}`,
    evidence: [],
  };
}
