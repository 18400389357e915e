import type { Scale } from "../domain/scale.ts";
import { mappedLevel, type DimensionMapping } from "../domain/score-mapping.ts";
import type { Score } from "../domain/score.ts";
import type { Grader } from "./grader.ts";

export type CalibratedSetup = {
  readonly name: string;
  readonly mappings: Readonly<Record<string, DimensionMapping>>;
  readonly scale: Scale;
};

/** A grader whose final scores, one a dimension, are mapped; the grade before the mapping is kept as its part. */
export function calibrated(grader: Grader, { name, mappings, scale }: CalibratedSetup): Grader {
  return async (sample, about) => {
    const grade = await grader(sample, about);
    return {
      ...grade,
      grader: name,
      scores: grade.scores.map((score) => mapScore(score, mappings[score.dimension], scale)),
      parts: [grade],
    };
  };
}

function mapScore(score: Score, mapping: DimensionMapping | undefined, scale: Scale): Score {
  if (score.status !== "scored" || mapping === undefined) return score;
  const level = mappedLevel(mapping, scale, score.level);
  if (level !== null) return { ...score, level };
  const { dimension, evidence } = score;
  const detail = `score ${score.level} lies outside what the mapping was fitted on`;
  return { dimension, status: "unscored", reason: "outside-support", detail, evidence };
}
