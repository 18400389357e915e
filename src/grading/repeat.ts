import type { ModelGraderSpec } from "../domain/eval.ts";
import type { Grade } from "../domain/score.ts";
import type { Grader } from "./grader.ts";
import { joinGrades } from "./join-grades.ts";

/** How often: a number of times, or more often about the dimensions on which the first times differ. */
export type Repeats = ModelGraderSpec["repeat"];

/** Grades an answer several times and joins the grades dimension by dimension; `make` gets the repeat's number, from 1. */
export function repeat(times: Repeats, make: (repeat: number) => Grader): Grader {
  const { at_least, at_most } = timesOf(times);
  if (at_most === 1) return make(1);
  const graders = Array.from({ length: at_most }, (_, index) => make(index + 1));
  return async (sample, about) => {
    const opening = await Promise.all(graders.slice(0, at_least).map((grader) => grader(sample, about)));
    const disputed = differing(opening);
    if (disputed.length === 0) return joinGrades(opening);
    const further = graders.slice(at_least).map((grader) => grader(sample, disputed));
    return joinGrades([...opening, ...(await Promise.all(further))]);
  };
}

/** How often a reply is asked for in any case, and at most. */
export function timesOf(times: Repeats): { readonly at_least: number; readonly at_most: number } {
  return typeof times === "number" ? { at_least: times, at_most: times } : times;
}

/** Dimensions on which grades have different levels, or of which not all have one. */
function differing(grades: readonly Grade[]): string[] {
  const said = grades.flatMap(({ scores }) =>
    scores.map((score) => ({
      dimension: score.dimension,
      reading: score.status === "scored" ? score.level : score.status,
    })),
  );
  return [...Map.groupBy(said, ({ dimension }) => dimension)]
    .filter(([, same]) => new Set(same.map(({ reading }) => reading)).size > 1)
    .map(([dimension]) => dimension);
}
