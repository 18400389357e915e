import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crosstab, type Pair } from "../../src/statistics/crosstab.ts";
import { kendallTauB } from "../../src/statistics/kendall.ts";
import { pearson } from "../../src/statistics/pearson.ts";
import { spearman } from "../../src/statistics/spearman.ts";
import { propertyRuns } from "../support/runs.ts";
import { pairs } from "./arbitraries.ts";
import { near } from "./near.ts";

describe.each([
  { name: "pearson", statistic: pearson },
  { name: "spearman", statistic: spearman },
  { name: "kendallTauB", statistic: kendallTauB },
])("$name", ({ statistic }) => {
  it.each<{ name: string; list: Pair[]; expected: number | null }>([
    {
      name: "the same order and distances",
      list: [
        [1, 2],
        [2, 4],
        [3, 6],
      ],
      expected: 1,
    },
    {
      name: "a shift by one point",
      list: [
        [1, 2],
        [2, 3],
        [3, 4],
      ],
      expected: 1,
    },
    {
      name: "reversal",
      list: [
        [1, 3],
        [2, 2],
        [3, 1],
      ],
      expected: -1,
    },
    {
      name: "no relation",
      list: [
        [1, 1],
        [1, 2],
        [2, 1],
        [2, 2],
      ],
      expected: 0,
    },
    {
      name: "a constant first rater",
      list: [
        [0.1, 1],
        [0.1, 2],
        [0.1, 3],
      ],
      expected: null,
    },
    {
      name: "a constant second rater",
      list: [
        [1, 3.3],
        [2, 3.3],
        [3, 3.3],
      ],
      expected: null,
    },
    { name: "one pair", list: [[1, 2]], expected: null },
    { name: "no pairs", list: [], expected: null },
  ])("$name → $expected", ({ list, expected }) => {
    expect(statistic(crosstab(list))).toEqual(near(expected, 12));
  });
});

describe("pearson", () => {
  it("is covariance over deviations: 1 ÷ √(2/3 · 2)", () => {
    expect(
      pearson(
        crosstab([
          [1, 2],
          [2, 2],
          [3, 5],
        ]),
      ),
    ).toEqual(near(1 / Math.sqrt(4 / 3), 12));
  });

  it("never passes 1", () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const r = pearson(crosstab(list.map(([x]) => [x, x * 0.1 + 0.3])));
        expect(Math.abs(r ?? 0)).toBeLessThanOrEqual(1);
      }),
      propertyRuns,
    );
  });
});

describe("spearman", () => {
  it("shares ranks among ties: ranks 1.5 1.5 3 against 1 2 3", () => {
    // covariance (0.5 + 0 + 1)/3, variances 1.5/3 and 2/3
    expect(
      spearman(
        crosstab([
          [1, 1],
          [1, 2],
          [5, 9],
        ]),
      ),
    ).toEqual(near(0.5 / Math.sqrt(0.5 * (2 / 3)), 12));
  });

  it("equals Pearson's r of ranks counted one by one", () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const rank = (value: number, among: number[]) =>
          among.filter((other) => other < value).length +
          (among.filter((other) => other === value).length + 1) / 2;
        const xs = list.map(([x]) => x);
        const ys = list.map(([, y]) => y);
        const ranked = list.map(([x, y]): Pair => [rank(x, xs), rank(y, ys)]);
        expect(spearman(crosstab(list))).toEqual(near(pearson(crosstab(ranked))));
      }),
      propertyRuns,
    );
  });
});

describe("kendallTauB", () => {
  it("corrects for ties: 2 concordant, 1 tied in x, of 3 couples", () => {
    expect(
      kendallTauB(
        crosstab([
          [1, 1],
          [1, 2],
          [5, 9],
        ]),
      ),
    ).toEqual(near(2 / Math.sqrt((3 - 1) * 3), 12));
  });

  it("equals its definition over all couples", () => {
    fc.assert(
      fc.property(pairs, (list) => {
        let difference = 0;
        let untiedX = 0;
        let untiedY = 0;
        for (const [i, [x, y]] of list.entries()) {
          for (const [otherX, otherY] of list.slice(i + 1)) {
            difference += Math.sign(x - otherX) * Math.sign(y - otherY);
            untiedX += Number(x !== otherX);
            untiedY += Number(y !== otherY);
          }
        }
        const expected = untiedX === 0 || untiedY === 0 ? null : difference / Math.sqrt(untiedX * untiedY);
        expect(kendallTauB(crosstab(list))).toEqual(near(expected));
      }),
      propertyRuns,
    );
  });

  it("takes 100,000 different pairs, which nobody could compare each with each before the test times out", () => {
    const spread = Array.from({ length: 100_000 }, (_, i): Pair => [i, (i * 7919) % 100_003]);
    expect(kendallTauB(crosstab(spread))).toEqual(near(0, 1));
  });
});
