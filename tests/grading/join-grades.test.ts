import { describe, expect, it } from "vitest";
import type { Grade, Score } from "../../src/domain/score.ts";
import { joinGrades } from "../../src/grading/join-grades.ts";

const scored = (level: number, quote = "a b c"): Extract<Score, { status: "scored" }> => ({
  dimension: "cost",
  status: "scored",
  level,
  evidence: [{ kind: "quote", turn: 1, quote, struck: null }],
  rationale: `said ${level}`,
});
const notObserved: Score = { dimension: "cost", status: "not-observed", opportunity: "never asked" };
const unscored = (reason: "refused" | "unparsable"): Score => ({
  dimension: "cost",
  status: "unscored",
  reason,
  detail: reason,
  evidence: [],
});
const gradeOf = (score: Score, index = 0): Grade => ({
  sampleId: "s1",
  grader: "judge",
  scores: [score],
  replies: [`key-${index}`],
  parts: [],
});
const joined = (...scores: readonly Score[]): Grade => joinGrades(scores.map(gradeOf));

describe("joinGrades", () => {
  it.each<{ name: string; scores: Score[]; expected: object }>([
    {
      name: "(3 + 4 + 4) ÷ 3 where all are scored",
      scores: [scored(3), scored(4), scored(4)],
      expected: { level: 11 / 3 },
    },
    {
      name: "the mean of the scored where they are most",
      scores: [scored(2), unscored("refused"), scored(3)],
      expected: { level: 2.5 },
    },
    {
      name: "not observed where most say so",
      scores: [notObserved, scored(5), notObserved],
      expected: notObserved,
    },
    {
      name: "unscored where most are",
      scores: [unscored("refused"), scored(5), unscored("refused")],
      expected: { reason: "refused", detail: "2 of 3 repeats: refused" },
    },
    { name: "scored on a tie with not observed", scores: [notObserved, scored(4)], expected: { level: 4 } },
    {
      name: "scored on a tie with unscored",
      scores: [unscored("refused"), scored(4)],
      expected: { level: 4 },
    },
    {
      name: "not observed on a tie with unscored",
      scores: [unscored("refused"), notObserved],
      expected: notObserved,
    },
    {
      name: "the commonest reason",
      scores: [unscored("refused"), unscored("unparsable"), unscored("unparsable")],
      expected: { reason: "unparsable" },
    },
    {
      name: "the earliest of equally common reasons",
      scores: [unscored("unparsable"), unscored("refused")],
      expected: { reason: "unparsable" },
    },
  ])("gives $name", ({ scores, expected }) => {
    expect(joined(...scores).scores).toMatchObject([expected]);
  });

  it("keeps the parts, their replies in order, each piece of evidence once, and the rationale nearest the mean", () => {
    const grade = joined(scored(1, "a b c"), scored(4, "d e f"), scored(5, "a b c"));
    expect(grade.replies).toStrictEqual(["key-0", "key-1", "key-2"]);
    expect(grade.parts).toHaveLength(3);
    expect(grade.scores).toMatchObject([
      { rationale: "said 4", evidence: [{ quote: "a b c" }, { quote: "d e f" }] },
    ]);
  });

  it.each<{ name: string; levels: number[]; median: number }>([
    { name: "the middle one", levels: [1, 5, 2], median: 2 },
    { name: "the mean of the two in the middle", levels: [1, 5, 2, 3], median: 2.5 },
  ])("takes $name as the median", ({ levels, median }) => {
    const parts = levels.map((level, index) => gradeOf(scored(level), index));
    expect(joinGrades(parts, "median").scores).toMatchObject([{ level: median }]);
  });

  it("says how far apart the levels are and how many give the commonest: 3, 4, 4 lie 0.471 about 11/3", () => {
    const [score] = joined(scored(3), scored(4), scored(4)).scores;
    expect(score).toMatchObject({ spread: 0.471404521, confidence: 2 / 3 });
  });

  it("adds the spread within parts to that between them: variance 0.25 + 0.25", () => {
    const [score] = joined({ ...scored(3), spread: 0.5 }, { ...scored(4), spread: 0.5 }).scores;
    expect(score).toMatchObject({ level: 3.5, spread: 0.707106781 });
    expect(score).not.toHaveProperty("confidence");
  });

  it("leaves a single level as it is, without spread", () => {
    expect(joined(scored(3), unscored("refused")).scores).toStrictEqual([scored(3)]);
  });

  it("refuses to join nothing", () => {
    expect(() => joinGrades([])).toThrow(RangeError);
  });
});
