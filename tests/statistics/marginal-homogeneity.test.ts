import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cochranQ } from "../../src/statistics/cochran-q.ts";
import { crosstab, type Pair } from "../../src/statistics/crosstab.ts";
import { bhapkarTest, bowkerTest, stuartMaxwellTest } from "../../src/statistics/marginal-homogeneity.ts";
import { mcNemarChiSquare } from "../../src/statistics/mcnemar.ts";
import { ratingTable } from "../../src/statistics/rating-table.ts";
import { propertyRuns } from "../support/runs.ts";
import { levelPairs } from "./arbitraries.ts";
import { near } from "./near.ts";

describe("tests of marginal homogeneity", () => {
  it("are McNemar's of two categories, and Cochran's Q is too of two raters", () => {
    const decisions = fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 1 })), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(decisions, (pairs) => {
        const count = (x: number) => pairs.filter((pair) => pair[0] === x && pair[1] !== x).length;
        const discordant = { first: count(1), second: count(0) };
        fc.pre(discordant.first + discordant.second > 0);
        const { chiSquare, p } = mcNemarChiSquare(discordant);
        const expected = { chiSquare: near(chiSquare), degreesOfFreedom: 1, p: near(p) };
        expect(bowkerTest(crosstab(pairs))).toEqual(expected);
        expect(stuartMaxwellTest(crosstab(pairs))).toEqual(expected);
        expect(cochranQ(ratingTable(pairs))).toEqual(expected);
      }),
      propertyRuns,
    );
  });

  it("find nothing of raters who use the scale alike, however much they disagree", () => {
    const table = crosstab([
      [1, 2],
      [2, 3],
      [3, 1],
    ]);
    expect(stuartMaxwellTest(table)).toEqual({ chiSquare: near(0), degreesOfFreedom: 2, p: near(1) });
    expect(bowkerTest(table)?.chiSquare).toBe(3);
  });

  it("pass over a category on which the raters always agree", () => {
    const disputed: Pair[] = [
      [1, 2],
      [1, 2],
      [2, 1],
    ];
    const table = crosstab([...disputed, [5, 5], [5, 5]]);
    expect(stuartMaxwellTest(table)).toEqual(stuartMaxwellTest(crosstab(disputed)));
  });

  it("are null of perfect agreement, of one category, and where all disagree in one direction", () => {
    const agreeing = crosstab([
      [1, 1],
      [2, 2],
    ]);
    expect([stuartMaxwellTest(agreeing), bhapkarTest(agreeing)]).toEqual([null, null]);
    expect(bowkerTest(crosstab([[3, 3]]))).toBeNull();
    expect(bowkerTest(crosstab([]))).toBeNull();
    expect(bhapkarTest(crosstab([[1, 2]]))).toBeNull();
  });

  it("do not ask which rater is first, and never are NaN", () => {
    fc.assert(
      fc.property(levelPairs, (pairs) => {
        for (const test of [bowkerTest, stuartMaxwellTest, bhapkarTest]) {
          const ours = test(crosstab(pairs));
          const swapped = test(crosstab(pairs.map(([x, y]): Pair => [y, x])));
          expect(swapped?.chiSquare ?? null).toEqual(near(ours?.chiSquare ?? null, 6));
          expect(ours === null || (ours.p >= 0 && ours.p <= 1)).toBe(true);
        }
      }),
      propertyRuns,
    );
  });
});

describe("cochranQ", () => {
  it("is null when all raters agree on each item, and refuses ratings other than 0 and 1", () => {
    expect(
      cochranQ(
        ratingTable([
          [0, 0, 0],
          [1, 1, 1],
        ]),
      ),
    ).toBeNull();
    expect(() => cochranQ(ratingTable([[0, 2]]))).toThrow(RangeError);
  });
});
