import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { disattenuatedCorrelation } from "../../src/statistics/disattenuated-correlation.ts";
import { prmseAboveRater, prmseUndefinedReason, trueScoreAccuracy } from "../../src/statistics/prmse.ts";
import { ratingTable, reweightedRatings } from "../../src/statistics/rating-table.ts";
import { propertyRuns } from "../support/runs.ts";
import { level } from "./arbitraries.ts";
import { near } from "./near.ts";

const humans = fc.array(fc.tuple(level, level), { minLength: 2, maxLength: 40 });
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("trueScoreAccuracy", () => {
  it("takes the raters' error out: s²_e = 1/2, s²_T = 2 − 1/4 and MSE = 1/4 − 1/4", () => {
    // means 1.5, 3.5, 3.5 … around 2.5: Σ c (h̄ − h̄)² = 4 · 2 · 1 = 8, so s²_T = (8 − 3/2) ÷ (8 − 16/8) = 13/12
    const rows = [
      [2, 1, 2],
      [2, 2, 1],
      [3, 3, 4],
      [3, 4, 3],
    ];
    // Σ c (h̄ − M)² = 4 · 2 · 1/4 = 2, so MSE = (2 − 4/2) ÷ 8 = 0
    expect(trueScoreAccuracy(ratingTable(rows))).toEqual({
      errorVariance: 0.5,
      trueVariance: near(13 / 12, 12),
      meanSquaredError: 0,
      prmse: 1,
      raterReliability: near(13 / 12 / (13 / 12 + 1 / 2), 12),
    });
  });

  it("does without double ratings when the error variance is known, and is null when it is not", () => {
    const table = ratingTable([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    expect(trueScoreAccuracy(table)).toBeNull();
    expect(prmseUndefinedReason(table)).toBe("no_overlap");
    expect(trueScoreAccuracy(table, 0.25)?.trueVariance).toEqual(near(0.75, 12));
  });

  it("passes over rows without a score or without a rating", () => {
    const rows = [
      [2, 1, 2],
      [4, 5, 4],
      [3, 3, null],
    ];
    const more = [...rows, [null, 1, 5], [5, null, null]];
    expect(trueScoreAccuracy(ratingTable(more))).toEqual(trueScoreAccuracy(ratingTable(rows)));
  });

  it("has no PRMSE where raters differ more within items than between them", () => {
    const table = ratingTable([
      [3, 1, 5],
      [4, 5, 1],
    ]);
    const accuracy = trueScoreAccuracy(table);
    expect([accuracy?.prmse, accuracy?.raterReliability, accuracy?.trueVariance]).toEqual([
      null,
      null,
      near(-4),
    ]);
    expect(prmseUndefinedReason(table)).toBe("no_true_variance");
    expect(prmseAboveRater(table)).toBeNull();
  });

  it("gives the raters' own mean as a constant grader 1/N + s²_e ÷ (c N s²_T), which vanishes with N", () => {
    fc.assert(
      fc.property(humans, (pairs) => {
        const constant = mean(pairs.flat());
        const accuracy = trueScoreAccuracy(ratingTable(pairs.map((pair) => [constant, ...pair])));
        fc.pre(accuracy !== null && accuracy.prmse !== null && accuracy.trueVariance > 0.01);
        const { errorVariance, trueVariance, prmse } = accuracy;
        const n = pairs.length;
        expect(prmse).toEqual(near(1 / n + errorVariance / (2 * n * trueVariance), 7));
      }),
      propertyRuns,
    );
  });

  it("counts a row of weight k as k rows", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(level, level, level), { minLength: 2, maxLength: 20 }), (rows) => {
        const table = ratingTable(rows);
        const doubled = reweightedRatings(
          table,
          table.patterns.map(({ weight }) => 2 * weight),
        );
        const [ours, theirs] = [
          trueScoreAccuracy(doubled),
          trueScoreAccuracy(ratingTable([...rows, ...rows])),
        ];
        expect(ours?.prmse ?? null).toEqual(near(theirs?.prmse ?? null, 6));
      }),
      propertyRuns,
    );
  });
});

describe("prmseAboveRater", () => {
  it("never lets a constant grader reach the bar of a single rater", () => {
    fc.assert(
      fc.property(humans, level, (pairs, constant) => {
        for (const score of [constant, mean(pairs.flat())]) {
          const above = prmseAboveRater(ratingTable(pairs.map((pair) => [score, ...pair])));
          expect(above !== null && above >= 0).toBe(false);
        }
      }),
      propertyRuns,
    );
  });

  it("is positive for a grader that knows the mean of many raters", () => {
    const rows = [
      [1.5, 1, 2],
      [2.5, 3, 2],
      [4.5, 4, 5],
      [3, 3, 3],
    ];
    expect(prmseAboveRater(ratingTable(rows))).toBeGreaterThan(0);
  });
});

describe("disattenuatedCorrelation", () => {
  it("is .6 ÷ √.64 = .75, and may exceed 1", () => {
    expect(disattenuatedCorrelation(0.6, 0.64)).toEqual(near(0.75, 12));
    expect(disattenuatedCorrelation(0.9, 0.25)).toEqual(near(1.8, 12));
  });

  it.each([
    [null, 0.5],
    [0.5, null],
    [0.5, 0],
    [0.5, -0.2],
  ])("is null of %d and %d", (withGrader, betweenRaters) => {
    expect(disattenuatedCorrelation(withGrader, betweenRaters)).toBeNull();
  });
});
