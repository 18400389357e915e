import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Grade, Score } from "../../src/domain/score.ts";
import { repeat } from "../../src/grading/repeat.ts";
import { conversation } from "./fixtures.ts";

const scored = (dimension: string, level: number): Score => ({
  dimension,
  status: "scored",
  level,
  evidence: [],
  rationale: `said ${level}`,
});

function gradeOf(index: number, ...scores: Score[]): Grade {
  return { sampleId: "s1", grader: "judge", scores, replies: [`key-${index}`], parts: [] };
}

describe("repeat", () => {
  it("once is the grader itself, without parts", async () => {
    const grade = await repeat(1, (index) => async () => gradeOf(index, scored("cost", 3)))(conversation);
    expect(grade).toStrictEqual(gradeOf(1, scored("cost", 3)));
  });

  it("numbers its graders from 1", async () => {
    const grade = await repeat(3, (index) => async () => gradeOf(index, scored("cost", index)))(conversation);
    expect(grade.replies).toStrictEqual(["key-1", "key-2", "key-3"]);
    expect(grade.scores).toMatchObject([{ level: 2 }]);
  });
});

describe("repeat at least twice and at most five times, while they differ", () => {
  const times = { at_least: 2, at_most: 5, while: "differ" } as const;

  /** A grader that answers what it is asked about: cost always 3, risk the repeat's number. */
  function counting(asked: string[]) {
    return repeat(times, (index) => async (_, about = ["cost", "risk"]) => {
      asked.push(`${index}: ${about.join(", ")}`);
      return gradeOf(index, ...about.map((each) => scored(each, each === "cost" ? 3 : index)));
    });
  }

  it("asks no more where the first agree", async () => {
    const asked: string[] = [];
    const grade = await counting(asked)(conversation, ["cost"]);
    expect(asked).toStrictEqual(["1: cost", "2: cost"]);
    expect(grade.scores).toMatchObject([{ level: 3, spread: 0, confidence: 1 }]);
  });

  it("asks on about the dimensions on which the first differ and about no other", async () => {
    const asked: string[] = [];
    const grade = await counting(asked)(conversation);
    expect(asked).toStrictEqual(["1: cost, risk", "2: cost, risk", "3: risk", "4: risk", "5: risk"]);
    expect(grade.scores).toMatchObject([
      { dimension: "cost", level: 3 },
      { dimension: "risk", level: 3, confidence: 1 / 5 },
    ]);
    expect(grade.parts.map(({ scores }) => scores.length)).toStrictEqual([2, 2, 1, 1, 1]);
  });

  it("asks on where one is scored and another is not", async () => {
    const asked: number[] = [];
    const unscored: Score = {
      dimension: "cost",
      status: "unscored",
      reason: "refused",
      detail: "",
      evidence: [],
    };
    await repeat(times, (index) => async () => {
      asked.push(index);
      return gradeOf(index, index === 1 ? unscored : scored("cost", 3));
    })(conversation);
    expect(asked).toStrictEqual([1, 2, 3, 4, 5]);
  });

  it("asks between the least and the most, whatever the levels", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 5, maxLength: 5 }),
        async (levels) => {
          const grade = await repeat(
            times,
            (index) => async () => gradeOf(index, scored("cost", levels[index - 1] ?? 0)),
          )(conversation);
          expect(grade.parts).toHaveLength(levels[0] === levels[1] ? 2 : 5);
        },
      ),
    );
  });
});
