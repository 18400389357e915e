import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crosstab, type Pair } from "../../src/statistics/crosstab.ts";
import { quadraticWeightedKappa } from "../../src/statistics/quadratic-weighted-kappa.ts";
import { propertyRuns } from "../support/runs.ts";
import { levelPairs, pairs } from "./arbitraries.ts";
import { near } from "./near.ts";

const qwk = (list: readonly Pair[]) => quadraticWeightedKappa(crosstab(list));

describe("quadraticWeightedKappa", () => {
  it.each<{ name: string; list: Pair[]; expected: number | null }>([
    {
      name: "perfect agreement",
      list: [
        [1, 1],
        [3, 3],
        [5, 5],
      ],
      expected: 1,
    },
    {
      name: "perfect reversal",
      list: [
        [1, 3],
        [2, 2],
        [3, 1],
      ],
      expected: -1,
    },
    {
      name: "one rater constant",
      list: [
        [1, 2],
        [2, 2],
        [3, 2],
      ],
      expected: 0,
    },
    // covariance 2/3, variances 2/3 each, means 1 apart: 2 (2/3) / (4/3 + 1)
    {
      name: "a constant shift by one point",
      list: [
        [1, 2],
        [2, 3],
        [3, 4],
      ],
      expected: 4 / 7,
    },
    // covariance 1, variances 2/3 and 2, means 1 apart: 2 / (8/3 + 1)
    {
      name: "unequal spread",
      list: [
        [1, 2],
        [2, 2],
        [3, 5],
      ],
      expected: 6 / 11,
    },
    {
      name: "half points",
      list: [
        [1.5, 1.5],
        [2, 2],
        [2.5, 2.5],
      ],
      expected: 1,
    },
    { name: "one pair that differs", list: [[4, 2]], expected: 0 },
    { name: "one pair that agrees", list: [[4, 4]], expected: null },
    {
      name: "nobody varies",
      list: [
        [3.3, 3.3],
        [3.3, 3.3],
        [3.3, 3.3],
      ],
      expected: null,
    },
    { name: "no pairs", list: [], expected: null },
  ])("$name → $expected", ({ list, expected }) => {
    expect(qwk(list)).toEqual(near(expected, 12));
  });

  it("equals Cohen's definition over the joint proportions of a declared scale", () => {
    fc.assert(
      fc.property(levelPairs, (list) => {
        const scale = [1, 2, 3, 4, 5];
        const share = (test: (pair: Pair) => boolean) => list.filter(test).length / list.length;
        let observed = 0;
        let expected = 0;
        for (const i of scale) {
          for (const j of scale) {
            observed += share(([x, y]) => x === i && y === j) * (i - j) ** 2;
            expected += share(([x]) => x === i) * share(([, y]) => y === j) * (i - j) ** 2;
          }
        }
        expect(qwk(list)).toEqual(near(expected === 0 ? null : 1 - observed / expected));
      }),
      propertyRuns,
    );
  });

  it("equals Lin's concordance: Pearson's r times the bias correction", () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
        const deviation = (values: number[]) =>
          Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
        const xs = list.map(([x]) => x);
        const ys = list.map(([, y]) => y);
        const [sx, sy] = [deviation(xs), deviation(ys)];
        fc.pre(new Set(xs).size > 1 && new Set(ys).size > 1);
        const r = mean(list.map(([x, y]) => ((x - mean(xs)) / sx) * ((y - mean(ys)) / sy)));
        const bias = (mean(xs) - mean(ys)) / Math.sqrt(sx * sy);
        expect(qwk(list)).toEqual(near((r * 2) / (sx / sy + sy / sx + bias ** 2)));
      }),
      propertyRuns,
    );
  });
});
