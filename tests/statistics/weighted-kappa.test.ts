import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crosstab, reweighted, type Pair } from "../../src/statistics/crosstab.ts";
import { quadraticWeightedKappa } from "../../src/statistics/quadratic-weighted-kappa.ts";
import {
  kappaMax,
  weightedKappa,
  weightedKappaStandardError,
  type KappaWeights,
} from "../../src/statistics/weighted-kappa.ts";
import { propertyRuns } from "../support/runs.ts";
import { levelPairs } from "./arbitraries.ts";
import { near } from "./near.ts";

const scale = [1, 2, 3, 4, 5];

describe("weightedKappa", () => {
  // Cohen's layout: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no; p_o = .7, p_e = .5 · .6 + .5 · .4 = .5
  const yesNo = reweighted(
    crosstab([
      [1, 1],
      [1, 2],
      [2, 1],
      [2, 2],
    ]),
    [20, 5, 10, 15],
  );

  it.each<KappaWeights>(["none", "linear", "quadratic"])(
    "is (.7 − .5) ÷ (1 − .5) on two categories, %s",
    (weights) => {
      expect(weightedKappa(yesNo, [1, 2], weights)).toEqual(near(0.4, 12));
    },
  );

  it("has a maximum given its margins: Σ min = .4 + .5, (.9 − .5) ÷ .5", () => {
    expect(kappaMax(yesNo, [1, 2])).toEqual(near(0.8, 12));
  });

  it("weighs steps and squared steps", () => {
    // x = 1, 2, 3 against y = 1, 2, 1: steps 0, 0, 2. Chance, over all 9: steps Σ 0+1+0 + 1+0+1 + 2+1+2 = 8, squares 12
    const table = crosstab([
      [1, 1],
      [2, 2],
      [3, 1],
    ]);
    expect(weightedKappa(table, scale, "none")).toEqual(near(1 - 1 / 3 / (6 / 9), 12));
    expect(weightedKappa(table, scale, "linear")).toEqual(near(1 - 2 / 3 / (8 / 9), 12));
    expect(weightedKappa(table, scale, "quadratic")).toEqual(near(1 - 4 / 3 / (12 / 9), 12));
  });

  it("counts an unused middle category as a step and ignores unused ends", () => {
    const table = crosstab([
      [1, 1],
      [2, 2],
      [4, 4],
      [4, 2],
    ]);
    const withMiddle = weightedKappa(table, [1, 2, 3, 4], "linear");
    expect(withMiddle).not.toEqual(near(weightedKappa(table, [1, 2, 4], "linear")));
    expect(withMiddle).toEqual(near(weightedKappa(table, [0, 1, 2, 3, 4, 5], "linear"), 12));
  });

  it("refuses a rating off the scale", () => {
    expect(() => weightedKappa(crosstab([[1, 6]]), scale, "none")).toThrow("6 is not one of 1, 2, 3, 4, 5");
    expect(() => kappaMax(crosstab([[1, 1.5]]), scale)).toThrow(RangeError);
  });

  it("refuses a scale that does not ascend", () => {
    expect(() => weightedKappa(crosstab([[1, 2]]), [1, 3, 2], "linear")).toThrow(RangeError);
    expect(() => weightedKappa(crosstab([[1, 2]]), [1, 1, 2], "linear")).toThrow(RangeError);
  });

  it.each<{ list: Pair[] }>([
    { list: [] },
    {
      list: [
        [3, 3],
        [3, 3],
      ],
    },
  ])("is null, with its error and maximum, of $list", ({ list }) => {
    const table = crosstab(list);
    expect(weightedKappa(table, scale, "linear")).toBeNull();
    expect(weightedKappaStandardError(table, scale, "linear")).toBeNull();
    expect(kappaMax(table, scale)).toBeNull();
  });

  it("equals the continuous quadratic weighted kappa on an equally spaced scale", () => {
    fc.assert(
      fc.property(levelPairs, (list) => {
        const table = crosstab(list);
        expect(weightedKappa(table, scale, "quadratic")).toEqual(near(quadraticWeightedKappa(table)));
      }),
      propertyRuns,
    );
  });

  it("never exceeds its maximum", () => {
    fc.assert(
      fc.property(levelPairs, (list) => {
        const table = crosstab(list);
        const kappa = weightedKappa(table, scale, "none");
        expect((kappa ?? 0) <= (kappaMax(table, scale) ?? 0) + 1e-12).toBe(true);
      }),
      propertyRuns,
    );
  });

  it("has an error that halves when every pair is seen four times", () => {
    fc.assert(
      fc.property(levelPairs, (list) => {
        const once = weightedKappaStandardError(crosstab(list), scale, "quadratic");
        const fourfold = weightedKappaStandardError(
          crosstab([list, list, list, list].flat()),
          scale,
          "quadratic",
        );
        expect(fourfold).toEqual(near(once === null ? null : once / 2));
      }),
      propertyRuns,
    );
  });
});
