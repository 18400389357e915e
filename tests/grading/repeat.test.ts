import { describe, expect, it } from "vitest";
import type { Grade, Score } from "../../src/domain/score.ts";
import { joinGrades, repeat } from "../../src/grading/repeat.ts";
import { conversation } from "./fixtures.ts";

const scored = (level: number, quote = "a b c"): Score => ({
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

  it("refuses to join nothing", () => {
    expect(() => joinGrades([])).toThrow(RangeError);
  });
});

describe("repeat", () => {
  it("once is the grader itself, without parts", async () => {
    expect(await repeat(1, (index) => async () => gradeOf(scored(3), index))(conversation)).toStrictEqual(
      gradeOf(scored(3), 1),
    );
  });

  it("numbers its graders from 1", async () => {
    const grade = await repeat(3, (index) => async () => gradeOf(scored(index), index))(conversation);
    expect(grade.replies).toStrictEqual(["key-1", "key-2", "key-3"]);
    expect(grade.scores).toMatchObject([{ level: 2 }]);
  });
});
