import type { CascadeGraderSpec, Doubt } from "../domain/eval.ts";
import type { Rubric } from "../domain/rubric.ts";
import type { Grade, Score } from "../domain/score.ts";
import type { Grader } from "./grader.ts";

export type CascadeSetup = {
  readonly name: string;
  readonly spec: CascadeGraderSpec;
  readonly first: Grader;
  readonly second: Grader;
  readonly rubric: Rubric;
  /** Weights of the composite that the rubric's cuts are about. */
  readonly weights: Readonly<Record<string, number>>;
};

/**
 * The first grader scores everything; the second is asked about the dimensions that this leaves in doubt, and there its word stands,
 * whatever it is. Both grades are kept as parts.
 */
export function cascade(setup: CascadeSetup): Grader {
  const { name, first, second } = setup;
  return async (sample, about) => {
    const before = await first(sample, about);
    const doubtful = doubtfulDimensions(before, setup);
    if (doubtful.length === 0) return { ...before, grader: name, parts: [before] };
    const after = await second(sample, doubtful);
    return {
      ...before,
      ...after,
      grader: name,
      scores: before.scores.map((score) =>
        doubtful.includes(score.dimension)
          ? (after.scores.find(({ dimension }) => dimension === score.dimension) ?? score)
          : score,
      ),
      replies: [...new Set([...before.replies, ...after.replies])],
      parts: [before, after],
    };
  };
}

type Asked = Pick<CascadeSetup, "spec" | "rubric" | "weights">;

function doubtfulDimensions(grade: Grade, asked: Asked): string[] {
  const tests = asked.spec.cascade.when.map((doubt) => doubts[doubt]);
  return grade.scores
    .filter((score) => tests.some((isDoubtful) => isDoubtful(score, grade, asked)))
    .map(({ dimension }) => dimension);
}

/** What is doubtful about a score of a grade. */
const doubts: Record<Doubt, (score: Score, grade: Grade, asked: Asked) => boolean> = {
  spread: (score, _, { spec, rubric }) =>
    score.status === "scored" && (score.spread ?? 0) >= spec.cascade.spread * rubric.scale.step - tolerance,
  "no-evidence": (score) => score.status === "unscored" && score.reason === "no-evidence",
  unscored: (score) => score.status === "unscored",
  "near-cut": (score, grade, asked) => score.status === "scored" && isNearCut(grade, asked),
  flag: (_, { flags = [] }) => flags.some(({ status }) => status === "raised" || status === "unscored"),
};

/** Standard deviations of the same levels differ in their last digits. */
const tolerance = 1e-9;

/** The mean over the scored dimensions, weighted, lies near where a band of the rubric begins. */
function isNearCut({ scores }: Grade, { spec, rubric, weights }: Asked): boolean {
  const scored = scores
    .filter((score) => score.status === "scored")
    .map(({ dimension, level }) => ({ level, weight: weights[dimension] ?? 0 }));
  const weight = scored.reduce((sum, each) => sum + each.weight, 0);
  if (weight === 0) return false;
  const composite = scored.reduce((sum, each) => sum + each.level * each.weight, 0) / weight;
  const near = spec.cascade.near * rubric.scale.step + tolerance;
  return (rubric.cuts?.bands ?? []).some(({ from }) => Math.abs(composite - from) <= near);
}
