import { describe, expect, it } from "vitest";
import { nestedModelsP, ordinaryLeastSquares } from "../../src/statistics/ordinary-least-squares.ts";
import { scoreFairness, type GroupedScore } from "../../src/statistics/score-fairness.ts";
import { coefficientOfDetermination } from "../../src/statistics/coefficient-of-determination.ts";
import { crosstab } from "../../src/statistics/crosstab.ts";
import { near } from "./near.ts";

describe("ordinaryLeastSquares", () => {
  const line = [
    { predictors: [1], outcome: 1 },
    { predictors: [2], outcome: 3 },
    { predictors: [3], outcome: 2 },
    { predictors: [4], outcome: 4 },
  ];

  it("fits 1/2 + 4/5 x to 1, 3, 2, 4, with a slope of standard error √(.9/5)", () => {
    // S_xx = 5, S_xy = 4, S_yy = 5; RSS = 5 − 16/5 = 1.8, on 2 degrees of freedom
    const model = ordinaryLeastSquares(line);
    expect(model?.coefficients.map(({ estimate }) => estimate)).toEqual([near(0.5, 12), near(0.8, 12)]);
    expect(model?.coefficients[1]?.standardError).toEqual(near(Math.sqrt(0.9 / 5), 12));
    expect(model?.adjustedRSquared).toEqual(near(1 - (1.8 / 5) * (3 / 2), 12));
  });

  it("tests its one predictor alike by t and by F", () => {
    const model = ordinaryLeastSquares(line);
    const without = ordinaryLeastSquares(line.map(({ outcome }) => ({ predictors: [], outcome })));
    expect(model && without && nestedModelsP(without, model)).toEqual(
      near(model?.coefficients[1]?.p ?? null, 12),
    );
  });

  it("is null when predictors depend on one another, and without a degree of freedom", () => {
    expect(ordinaryLeastSquares(line.map(({ outcome }) => ({ predictors: [2], outcome })))).toBeNull();
    expect(ordinaryLeastSquares(line.slice(0, 2))).toBeNull();
    expect(ordinaryLeastSquares([])).toBeNull();
  });

  it("has no R² of an outcome that never varies, and no p of a perfect fit", () => {
    const flat = ordinaryLeastSquares(line.map(({ predictors }) => ({ predictors, outcome: 0.1 })));
    expect(flat?.adjustedRSquared).toBeNull();
    const exact = [0, 0, 1, 1].map((x) => ({ predictors: [x], outcome: x }));
    expect(ordinaryLeastSquares(exact)?.coefficients.map(({ p }) => p)).toEqual([null, null]);
  });
});

describe("scoreFairness", () => {
  const score = (group: string, human: number, system: number): GroupedScore => ({ group, human, system });

  it("takes the largest group for the base, of equals the first by name, and gives the others' departures", () => {
    const scores = [
      ...[1, 2, 3].map((human) => score("b", human, human)),
      ...[1, 2, 3].map((human) => score("a", human, human + 1)),
      ...[1, 2].map((human, index) => score("c", human, human + index)),
    ];
    const fairness = scoreFairness(scores);
    expect(fairness?.base).toBe("a");
    const estimates = fairness?.overallDifference?.coefficients.map(({ group, estimate }) => [
      group,
      estimate,
    ]);
    expect(estimates).toEqual([
      ["a", near(1, 12)],
      ["b", near(-1, 12)],
      ["c", near(-0.5, 12)],
    ]);
  });

  it("finds no conditional difference where the error hangs on the human score alone", () => {
    // the grader overrates every 1 by one level; group b has more of them
    const overrated = (group: string, human: number) => score(group, human, human === 1 ? 2 : human);
    const noise = (one: GroupedScore, index: number) => ({
      ...one,
      system: one.system + (index % 2 === 0 ? 0.1 : -0.1),
    });
    const scores = [
      ...[1, 1, 2, 2, 2, 2, 3, 3].map((human) => overrated("a", human)),
      ...[1, 1, 1, 1, 2, 2, 3, 3].map((human) => overrated("b", human)),
    ].map(noise);
    const fairness = scoreFairness(scores);
    expect(fairness?.overallDifference?.coefficients[1]?.estimate).toEqual(near(0.25, 12));
    expect(fairness?.conditionalDifference?.coefficients[1]?.estimate).toEqual(near(0, 12));
    expect(fairness?.conditionalDifference?.p).toEqual(near(1, 6));
  });

  it("is null under two groups, and has no conditional model where a group has its own human score", () => {
    expect(scoreFairness([score("a", 1, 2)])).toBeNull();
    const apart = [1, 1, 1].map(() => score("a", 1, 2)).concat([2, 2].map(() => score("b", 2, 2)));
    expect(scoreFairness(apart)?.conditionalDifference).toBeNull();
  });
});

describe("coefficientOfDetermination", () => {
  it("is 1 − 3/2 where the squared errors are 3 and those around the mean 2", () => {
    const table = crosstab([
      [1, 2],
      [2, 3],
      [3, 4],
    ]);
    expect(coefficientOfDetermination(table)).toEqual(near(-0.5, 12));
  });

  it("is null where the first rater never varies, and without pairs", () => {
    expect(coefficientOfDetermination(crosstab([[1, 2]]))).toBeNull();
    expect(coefficientOfDetermination(crosstab([]))).toBeNull();
  });
});
