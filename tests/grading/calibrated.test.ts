import { describe, expect, it } from "vitest";
import type { Sample } from "../../src/domain/sample.ts";
import { scoreRows, type Grade, type Score } from "../../src/domain/score.ts";
import { calibrated } from "../../src/grading/calibrated.ts";

const sample: Sample = {
  id: "s1",
  candidate: "c1",
  caseStudyId: "c",
  split: "test",
  transcript: { turns: [{ role: "candidate", text: "words" }] },
  metadata: {},
};

function gradeOf(...scores: Score[]): Grade {
  return { sampleId: "s1", grader: "strict", scores, replies: ["key"], parts: [] };
}

function scored(dimension: string, level: number): Score {
  return { dimension, status: "scored", level, evidence: [], rationale: "why" };
}

const setup = {
  name: "mapped",
  scale: { min: 1, max: 5, step: 1 },
  mappings: {
    cost: { kind: "linear" as const, support: [1, 4] as [number, number], slope: 1, intercept: 1 },
    risk: { kind: "none" as const },
  },
};

describe("a calibrated grader", () => {
  it("maps each dimension's score and keeps the grade before as its part", async () => {
    const before = gradeOf(scored("cost", 3), scored("risk", 2), scored("people", 1));
    const grade = await calibrated(async () => before, setup)(sample);
    expect(grade.scores).toEqual([scored("cost", 4), scored("risk", 2), scored("people", 1)]);
    expect(grade.replies).toEqual(["key"]);
    expect(grade.parts).toEqual([before]);
    expect(scoreRows(grade).map(({ part, dimension }) => `${part ?? "final"} ${dimension}`)).toEqual([
      "final cost",
      "final risk",
      "final people",
      "strict cost",
      "strict risk",
      "strict people",
    ]);
  });

  it("leaves a score outside the mapping's support unscored, and what was no score as it is", async () => {
    const asked: Score = { dimension: "risk", status: "not-observed", opportunity: "turn 1" };
    const grade = await calibrated(async () => gradeOf(scored("cost", 5), asked), setup)(sample);
    expect(grade.scores).toEqual([
      {
        dimension: "cost",
        status: "unscored",
        reason: "outside-support",
        detail: "score 5 lies outside what the mapping was fitted on",
        evidence: [],
      },
      asked,
    ]);
  });
});
