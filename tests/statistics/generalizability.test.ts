import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decisionStudy,
  itemRaterComponents,
  itemRaterDimensionComponents,
  ratersFor,
  type VarianceComponents,
} from "../../src/statistics/generalizability.ts";
import { ratingTable } from "../../src/statistics/rating-table.ts";
import { propertyRuns } from "../support/runs.ts";
import { level } from "./arbitraries.ts";
import { fixtureFamily } from "./fixture-family.ts";
import { near } from "./near.ts";

const components: VarianceComponents = {
  item: 0.6,
  rater: 0.1,
  dimension: 0,
  itemRater: 0,
  itemDimension: 0,
  raterDimension: 0,
  residual: 0.3,
};

describe("decisionStudy", () => {
  it("is .6 ÷ (.6 + .3/2) for ranking and .6 ÷ (.6 + .4/2) against a standard, with two raters", () => {
    expect(decisionStudy(components, { raters: 2 })).toEqual({
      relative: near(0.8, 12),
      absolute: near(0.75, 12),
    });
  });

  it("counts a negative component as 0 and is null when nothing varies", () => {
    const negative = { ...components, rater: -0.2 };
    expect(decisionStudy(negative, { raters: 2 }).absolute).toEqual(near(0.8, 12));
    const nothing = { ...components, item: -0.1, rater: 0, residual: 0 };
    expect(decisionStudy(nothing, { raters: 2 })).toEqual({ relative: null, absolute: null });
  });

  it("refuses a design without raters", () => {
    expect(() => decisionStudy(components, { raters: 0 })).toThrow(RangeError);
  });
});

describe("ratersFor", () => {
  it("is (.1 + .3) ÷ (.6 · .2/.8) = 2.67, so 3, for Φ = .80", () => {
    expect(ratersFor(0.8, components)).toBe(3);
  });

  it("takes exactly two raters where two are just enough", () => expect(ratersFor(0.75, components)).toBe(2));

  it("is 1 without error, and null without differences between items or with too few dimensions", () => {
    expect(ratersFor(0.8, { ...components, rater: 0, residual: 0 })).toBe(1);
    expect(ratersFor(0.8, { ...components, item: 0 })).toBeNull();
    expect(ratersFor(0.8, { ...components, itemDimension: 0.3 })).toBeNull();
    expect(ratersFor(0.8, { ...components, itemDimension: 0.3 }, 5)).toBe(2); // .16 ÷ .09
  });

  it("names the first number whose Φ reaches the target", () => {
    const variance = fc.integer({ min: 0, max: 100 }).map((hundredths) => hundredths / 100);
    const any = fc.record({
      item: variance,
      rater: variance,
      dimension: variance,
      itemRater: variance,
      itemDimension: variance,
      raterDimension: variance,
      residual: variance,
    });
    fc.assert(
      fc.property(
        any,
        fc.constantFrom(0.5, 0.7, 0.8, 0.9),
        fc.integer({ min: 1, max: 6 }),
        (parts, target, dimensions) => {
          const raters = ratersFor(target, parts, dimensions);
          const phi = (n: number) => decisionStudy(parts, { raters: n, dimensions }).absolute ?? 0;
          const fewerFall = raters === null || raters === 1 || phi(raters - 1) < target + 1e-8;
          const theseReach = raters === null ? phi(1e6) < target + 1e-3 : phi(raters) > target - 1e-8;
          expect([fewerFall, theseReach]).toEqual([true, true]);
        },
      ),
      propertyRuns,
    );
  });

  it("refuses a target of 1", () => expect(() => ratersFor(1, components)).toThrow(RangeError));
});

describe("components", () => {
  const family = fixtureFamily<{ ratings: number[][] }>("generalizability_pxr");
  it.skipIf(family.cases.length === 0)("agree with R's aov to 1e-8", () => {
    for (const { input, expected } of family.cases) {
      const ours = itemRaterComponents(ratingTable(input.ratings));
      const { item, rater, residual } = ours ?? components;
      expect(expected).toMatchObject({
        anova_components: { p: near(item, 8), r: near(rater, 8), pr_e: near(residual, 8) },
      });
    }
  });

  it("are null under two items, raters or dimensions, and refuse columns that are no raters by dimensions", () => {
    expect(itemRaterComponents(ratingTable([[1, 2]]))).toBeNull();
    expect(itemRaterDimensionComponents(ratingTable([[1, 2, 3, 4]]), 2)).toBeNull();
    expect(
      itemRaterDimensionComponents(
        ratingTable([
          [1, 2],
          [3, 4],
        ]),
        2,
      ),
    ).toBeNull();
    expect(() => itemRaterDimensionComponents(ratingTable([[1, 2, 3]]), 2)).toThrow(RangeError);
  });

  it("come out negative where a mean square falls short, rather than cut off", () => {
    const ours = itemRaterComponents(
      ratingTable([
        [1, 2],
        [2, 1],
        [1, 2],
      ]),
    );
    expect(ours?.item).toBeLessThan(0);
  });

  it("of one rating repeated on every dimension are those of items by raters, the dimensions adding nothing", () => {
    const rows = fc.array(fc.array(level, { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 15 });
    fc.assert(
      fc.property(rows, (ratings) => {
        const two = itemRaterComponents(ratingTable(ratings));
        const three = itemRaterDimensionComponents(
          ratingTable(ratings.map((row) => row.flatMap((rating) => [rating, rating]))),
          2,
        );
        expect(three).toEqual({
          item: near(two?.item ?? 0, 8),
          rater: near(two?.rater ?? 0, 8),
          dimension: near(0, 8),
          itemRater: near(two?.residual ?? 0, 8),
          itemDimension: near(0, 8),
          raterDimension: near(0, 8),
          residual: near(0, 8),
        });
      }),
      propertyRuns,
    );
  });
});
