import { describe, expect, it } from "vitest";
import { crosstab } from "../../src/statistics/crosstab.ts";
import { differenceOfStandardizedMeans, populationOf } from "../../src/statistics/dsm.ts";
import {
  bias,
  meanAbsoluteError,
  rootMeanSquareError,
  standardizedMeanDifference,
} from "../../src/statistics/mean-difference.ts";
import { near } from "./near.ts";

// the second rater is 1 higher, 0 and 2 higher than the first: x = 1, 2, 3 and y = 2, 2, 5
const table = crosstab([
  [1, 2],
  [2, 2],
  [3, 5],
]);

describe("differences of the second rater from the first", () => {
  it("are positive where the second is higher", () => {
    expect(bias(table)).toBe(1);
    expect(bias(crosstab([[4, 3]]))).toBe(-1);
  });

  it("are averaged without sign and as squares", () => {
    expect(meanAbsoluteError(table)).toBe(1);
    expect(rootMeanSquareError(table)).toEqual(near(Math.sqrt(5 / 3), 12));
    expect(
      meanAbsoluteError(
        crosstab([
          [1, 3],
          [3, 1],
        ]),
      ),
    ).toBe(2);
  });

  it("are standardised by the first rater's deviation, or by both", () => {
    // deviations 1 and √3
    expect(standardizedMeanDifference(table, "unpooled")).toEqual(near(1, 12));
    expect(standardizedMeanDifference(table, "pooled")).toEqual(near(1 / Math.sqrt(2), 12));
    expect(standardizedMeanDifference(table, "unpooled", { x: 2, y: 1 })).toBe(0.5);
  });

  it("are null without pairs, and standardised also without deviation", () => {
    const empty = crosstab([]);
    expect([bias(empty), meanAbsoluteError(empty), rootMeanSquareError(empty)]).toEqual([null, null, null]);
    expect(standardizedMeanDifference(empty, "pooled", { x: 1, y: 1 })).toBeNull();
    expect(standardizedMeanDifference(crosstab([[1, 2]]), "pooled")).toBeNull();
    expect(
      standardizedMeanDifference(
        crosstab([
          [3.3, 2],
          [3.3, 4],
        ]),
        "unpooled",
      ),
    ).toBeNull();
  });
});

describe("differenceOfStandardizedMeans", () => {
  it("compares a group's standing with both raters", () => {
    // the pair (3, 5): (5 − 3)/√3 with the second rater, (3 − 2)/1 with the first
    const population = populationOf(table);
    expect(population).not.toBeNull();
    if (population === null) return;
    expect(differenceOfStandardizedMeans(crosstab([[3, 5]]), population)).toEqual(
      near(2 / Math.sqrt(3) - 1, 12),
    );
    expect(differenceOfStandardizedMeans(table, population)).toEqual(near(0, 12));
    expect(differenceOfStandardizedMeans(crosstab([]), population)).toBeNull();
  });

  it("is null where a rater gave everybody the same", () => {
    expect(populationOf(crosstab([[1, 1]]))).toBeNull();
    const population = { means: { x: 3, y: 3 }, deviations: { x: 0, y: 1 } };
    expect(differenceOfStandardizedMeans(table, population)).toBeNull();
  });
});
