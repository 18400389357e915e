import type { Grader } from "./grader.ts";
import { joinGrades, type Combination } from "./join-grades.ts";

export type PanelSetup = {
  readonly name: string;
  readonly members: readonly Grader[];
  readonly combine: Combination;
};

/** Several graders as one: dimension by dimension the mean or median of their levels. Each member's grade is kept as a part. */
export function panel({ name, members, combine }: PanelSetup): Grader {
  return async (sample, about) => {
    const grades = await Promise.all(members.map((grade) => grade(sample, about)));
    const joined = joinGrades(grades, combine);
    return { ...joined, grader: name, replies: [...new Set(joined.replies)] };
  };
}
