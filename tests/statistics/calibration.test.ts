import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crosstab } from "../../src/statistics/crosstab.ts";
import { fitIsotonic, isotonicValue } from "../../src/statistics/isotonic.ts";
import { fitLinearScaling, linearScaling, scaledScore } from "../../src/statistics/linear-scaling.ts";
import { expectedLevel, fitOrdinal, levelProbabilities } from "../../src/statistics/ordinal-regression.ts";
import { conformalInterval, conformalRadius } from "../../src/statistics/split-conformal.ts";
import { roundHalfToEven, trimmedScore } from "../../src/statistics/trim-scale-round.ts";
import { propertyRuns } from "../support/runs.ts";
import { levelPairs, pairs } from "./arbitraries.ts";
import { fixtureFamily } from "./fixture-family.ts";
import { near } from "./near.ts";

const points = (list: readonly (readonly [number, number])[]) => list.map(([x, y]) => ({ x, y, weight: 1 }));

describe("fitIsotonic", () => {
  it("pools what falls: 1, 3, 2 becomes 1, 2.5, 2.5", () => {
    const fit = fitIsotonic(
      points([
        [1, 1],
        [2, 3],
        [3, 2],
      ]),
    );
    expect(fit).toEqual([
      { x: 1, y: 1 },
      { x: 2, y: 2.5 },
      { x: 3, y: 2.5 },
    ]);
    expect([0, 1.5, 2.7, 9].map((x) => isotonicValue(fit, x))).toEqual([1, 1.75, 2.5, 2.5]);
  });

  it("is empty without points, says null then, and refuses a weight of 0", () => {
    expect(isotonicValue(fitIsotonic([]), 1)).toBeNull();
    expect(() => fitIsotonic([{ x: 1, y: 1, weight: 0 }])).toThrow(RangeError);
  });

  it("rises, keeps the weighted mean, does not ask for order, and counts a weight of k as k points", () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const fit = fitIsotonic(points(list));
        const at = (x: number) => isotonicValue(fit, x) ?? Number.NaN;
        const xs = list.map(([x]) => x).sort((a, b) => a - b);
        expect(xs.every((x, index) => at(x) >= at(xs[index - 1] ?? x) - 1e-12)).toBe(true);
        const residual = list.reduce((sum, [x, y]) => sum + (y - at(x)), 0);
        expect(residual).toEqual(near(0, 8));
        const collapsed = fitIsotonic(crosstab(list).cells);
        expect(xs.map((x) => isotonicValue(collapsed, x))).toEqual(xs.map((x) => near(at(x))));
      }),
      propertyRuns,
    );
  });
});

describe("fitOrdinal", () => {
  const overlapping = points([
    [1, 1],
    [2, 1],
    [2, 2],
    [3, 2],
    [3, 1],
    [4, 2],
    [3, 3],
    [5, 3],
    [4, 3],
  ]);

  it.each(["logistic", "probit"] as const)(
    "gives probabilities that add to 1 and a level that rises: %s",
    (link) => {
      const fit = fitOrdinal(overlapping, link);
      expect(fit?.slope).toBeGreaterThan(0);
      const rows = [1, 3, 5].map((x) => (fit === null ? [] : levelProbabilities(fit, x)));
      for (const row of rows) expect(row.reduce((sum, p) => sum + p, 0)).toEqual(near(1, 12));
      const expected = [-1000, 1, 3, 5, 1000].map((x) => (fit === null ? 0 : expectedLevel(fit, x)));
      expect(expected).toEqual(expected.toSorted((a, b) => a - b));
      expect([expected[0], expected[4]]).toEqual([near(1), near(3)]);
    },
  );

  it.each([
    ["without points", []],
    [
      "of one level",
      points([
        [1, 2],
        [3, 2],
      ]),
    ],
    [
      "of one score",
      points([
        [3, 1],
        [3, 2],
      ]),
    ],
    [
      "of levels that scores tell apart",
      points([
        [1, 1],
        [2, 1],
        [3, 2],
        [4, 3],
      ]),
    ],
    [
      "of levels that touch in one score",
      points([
        [1, 1],
        [2, 1],
        [2, 2],
        [4, 2],
      ]),
    ],
    [
      "of levels that falling scores tell apart",
      points([
        [4, 1],
        [3, 2],
        [1, 3],
      ]),
    ],
  ])("is null %s", (_, list) => {
    expect(fitOrdinal(list)).toBeNull();
  });

  it("is at the maximum of the likelihood: no parameter moved a little does better", () => {
    const levels = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 3 })), {
      minLength: 12,
      maxLength: 40,
    });
    fc.assert(
      fc.property(levels, fc.constantFrom("logistic", "probit"), (list, link) => {
        const fit = fitOrdinal(points(list), link);
        fc.pre(fit !== null);
        const deviance = (change: Partial<typeof fit>) =>
          list.reduce((sum, [x, y]) => {
            const p = levelProbabilities({ ...fit, ...change }, x)[fit.levels.indexOf(y)] ?? 0;
            return sum - 2 * Math.log(p);
          }, 0);
        expect(deviance({})).toEqual(near(fit.deviance, 6));
        for (const step of [-1e-3, 1e-3]) {
          expect(deviance({ slope: fit.slope + step })).toBeGreaterThanOrEqual(fit.deviance - 1e-9);
          const thresholds = fit.thresholds.map((zeta, k) => (k === 0 ? zeta + step : zeta));
          expect(deviance({ thresholds })).toBeGreaterThanOrEqual(fit.deviance - 1e-9);
        }
      }),
      propertyRuns,
    );
  });

  it("counts a point of weight k as k points", () => {
    fc.assert(
      fc.property(levelPairs, (list) => {
        const [ours, theirs] = [fitOrdinal(crosstab(list).cells), fitOrdinal(points(list))];
        expect(ours?.slope ?? null).toEqual(near(theirs?.slope ?? null, 6));
      }),
      propertyRuns,
    );
  });
});

describe("linear scaling", () => {
  it("gives scores the mean and deviation asked for", () => {
    const scaling = linearScaling({ mean: 3, deviation: 0.5 }, { mean: 4, deviation: 1 });
    expect(scaling).toEqual({ slope: 2, intercept: -2 });
    expect(scaling && scaledScore(3.5, scaling)).toBe(5);
  });

  it("learns both from training pairs", () => {
    const scaling = fitLinearScaling(
      crosstab([
        [1, 2],
        [2, 4],
        [3, 6],
      ]),
    );
    expect(scaling).toEqual({ slope: 2, intercept: 0 });
  });

  it("is null where scores never vary, and under two pairs", () => {
    expect(linearScaling({ mean: 3, deviation: 0 }, { mean: 3, deviation: 1 })).toBeNull();
    expect(
      fitLinearScaling(
        crosstab([
          [2, 1],
          [2, 3],
        ]),
      ),
    ).toBeNull();
    expect(fitLinearScaling(crosstab([[1, 2]]))).toBeNull();
  });
});

describe("split conformal", () => {
  it("takes the ninth of nine errors at α = .1, and nothing bounds eight", () => {
    const errors = [3, 1, 2, 9, 8, 7, 4, 5, 6];
    expect(conformalRadius(errors, 0.1)).toBe(9);
    expect(conformalRadius(errors.slice(1), 0.1)).toBeNull();
    expect(() => conformalRadius(errors, 0)).toThrow(RangeError);
  });

  it("covers 1 − α of exchangeable scores: each of n + 1 left out in turn lies within the radius of the others", () => {
    const errors = fc.uniqueArray(fc.double({ min: 0, max: 5, noNaN: true }), {
      minLength: 10,
      maxLength: 60,
    });
    fc.assert(
      fc.property(errors, fc.constantFrom(0.1, 0.2, 0.3), (list, alpha) => {
        const covered = list.filter((error, left) => {
          const radius = conformalRadius(list.toSpliced(left, 1), alpha);
          return radius === null || error <= radius;
        });
        expect(covered.length / list.length).toBeGreaterThanOrEqual(1 - alpha - 1e-12);
      }),
      propertyRuns,
    );
  });

  const family = fixtureFamily<{ abs_residuals: number[]; alpha: number }>("split_conformal");
  it.skipIf(family.cases.length === 0)("is at most one order statistic below numpy's higher quantile", () => {
    for (const { input, expected } of family.cases) {
      const sorted = input.abs_residuals.toSorted((a, b) => a - b);
      const place = sorted.indexOf(conformalRadius(input.abs_residuals, input.alpha) ?? Number.NaN);
      expect([sorted[place], sorted[place + 1]]).toContain(Object(expected).qhat);
    }
  });

  it("stays on the scale, all of it where nothing bounds the error", () => {
    const scale = { low: 1, high: 5 };
    expect(conformalInterval(4, 1.5, scale)).toEqual({ low: 2.5, high: 5 });
    expect(conformalInterval(4, null, scale)).toEqual(scale);
  });
});

describe("trimming and rounding", () => {
  it("moves a score to the end of the scale and its tolerance", () => {
    const limits = { min: 1, max: 5 };
    expect([-3, 0.6, 3, 9].map((x) => trimmedScore(x, limits))).toEqual([near(0.5002), 0.6, 3, near(5.4998)]);
    expect(trimmedScore(9, { ...limits, tolerance: 0 })).toBe(5);
  });

  it.each([
    [0.5, 0],
    [1.5, 2],
    [2.5, 2],
    [3.5, 4],
    [-0.5, 0],
    [-1.5, -2],
    [-2.5, -2],
    [2.4999, 2],
    [-0.3, 0],
    [7, 7],
  ])("rounds %d to %d", (x, expected) => expect(roundHalfToEven(x)).toBe(expected));
});
