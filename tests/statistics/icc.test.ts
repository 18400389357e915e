import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cronbachAlpha } from "../../src/statistics/cronbach-alpha.ts";
import { decisionStudy, itemRaterComponents } from "../../src/statistics/generalizability.ts";
import { intraclassCorrelation, intraclassInterval, type IccForm } from "../../src/statistics/icc.ts";
import { meanSquares } from "../../src/statistics/mean-squares.ts";
import { completeRatings, ratingTable, reweightedRatings } from "../../src/statistics/rating-table.ts";
import { propertyRuns } from "../support/runs.ts";
import { level } from "./arbitraries.ts";
import { near } from "./near.ts";

type Rows = readonly (readonly (number | null)[])[];
const forms: readonly IccForm[] = ["1,1", "2,1", "3,1", "1,k", "2,k", "3,k"];
const icc = (rows: Rows, form: IccForm) => intraclassCorrelation(ratingTable(rows), form);
const complete = fc.array(fc.array(level, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 25 });

/** Six targets rated by four judges, Shrout & Fleiss (1979), table 2. */
const shroutFleiss = [
  [9, 2, 5, 8],
  [6, 1, 3, 2],
  [8, 4, 6, 8],
  [7, 1, 2, 6],
  [10, 5, 6, 9],
  [6, 2, 4, 7],
];

describe("intraclassCorrelation", () => {
  it.each<[IccForm, string]>([
    ["1,1", "0.17"],
    ["2,1", "0.29"],
    ["3,1", "0.71"],
    ["1,k", "0.44"],
    ["2,k", "0.62"],
    ["3,k", "0.91"],
  ])("gives the published ICC(%s) = %s of Shrout and Fleiss", (form, expected) => {
    expect(icc(shroutFleiss, form)?.toFixed(2)).toBe(expected);
  });

  it("is 1 of raters who agree on items that differ, and then has no interval", () => {
    const agreeing = [
      [0.1, 0.1, 0.1],
      [0.3, 0.3, 0.3],
      [0.7, 0.7, 0.7],
    ];
    expect(forms.map((form) => icc(agreeing, form))).toEqual([1, 1, 1, 1, 1, 1]);
    expect(forms.map((form) => intraclassInterval(ratingTable(agreeing), form))).toEqual(
      forms.map(() => null),
    );
  });

  it("lets a constant severity count against agreement (1 and 2) and not against consistency (3)", () => {
    const severe = [
      [1, 2],
      [2, 3],
      [4, 5],
    ];
    expect(icc(severe, "3,1")).toEqual(near(1, 12));
    expect(icc(severe, "2,1")).toBeLessThan(0.9);
    expect(icc(severe, "1,1")).toBeLessThan(0.9);
  });

  it.each<{ rows: Rows; why: string }>([
    { rows: [], why: "no items" },
    {
      rows: [
        [1, 2],
        [2, 3],
      ],
      why: "two items",
    },
    { rows: [[1], [2], [4]], why: "one rater" },
    {
      rows: [
        [3, 3],
        [3, 3],
        [3, 3],
      ],
      why: "no variance",
    },
    {
      rows: [
        [1, null],
        [2, 2],
        [null, 4],
        [3, 1],
      ],
      why: "two complete items",
    },
  ])("is null of $why", ({ rows }) => {
    expect(forms.map((form) => icc(rows, form))).toEqual(forms.map(() => null));
    expect(forms.map((form) => intraclassInterval(ratingTable(rows), form))).toEqual(forms.map(() => null));
  });

  it("takes complete items only, and counts the others", () => {
    const table = ratingTable([...shroutFleiss, [1, null, 2, 3], [null, null, null, null]]);
    expect(intraclassCorrelation(table, "2,1")).toEqual(near(icc(shroutFleiss, "2,1"), 12));
    expect(completeRatings(table).dropped).toBe(2);
  });

  it.each(forms)("lies within its interval, which narrows as confidence falls: %s", (form) => {
    fc.assert(
      fc.property(complete, (rows) => {
        const table = ratingTable(rows);
        const value = intraclassCorrelation(table, form);
        const wide = intraclassInterval(table, form, 0.95);
        const narrow = intraclassInterval(table, form, 0.8);
        if (value === null || wide === null || narrow === null || form.startsWith("2")) return;
        expect(wide.low).toBeLessThanOrEqual(value + 1e-9);
        expect(wide.high).toBeGreaterThanOrEqual(value - 1e-9);
        expect(wide.high - wide.low).toBeGreaterThanOrEqual(narrow.high - narrow.low);
      }),
      propertyRuns,
    );
  });

  it.each(forms)(
    "never is NaN, has the same bits in any order of items, and keeps unit and origin out: %s",
    (form) => {
      fc.assert(
        fc.property(complete, (rows) => {
          const value = icc(rows, form);
          expect(value === null || Number.isFinite(value)).toBe(true);
          expect(icc(rows.toReversed(), form)).toBe(value);
          const moved = rows.map((row) => row.map((rating) => 4 * rating - 8));
          expect(icc(moved, form)).toEqual(near(value, 7));
        }),
        propertyRuns,
      );
    },
  );

  it.each(forms)("counts an item of weight k as k items: %s", (form) => {
    const draws = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 25, maxLength: 25 });
    fc.assert(
      fc.property(complete, draws, (rows, weightsDrawn) => {
        const table = ratingTable(rows);
        const weights = table.patterns.map((_, index) => weightsDrawn[index] ?? 0);
        const repeated = table.patterns.flatMap(({ ratings }, index) =>
          Array.from({ length: weights[index] ?? 0 }, () => ratings),
        );
        const value = intraclassCorrelation(reweightedRatings(table, weights), form);
        expect(value).toEqual(near(icc(repeated, form), 7));
      }),
      propertyRuns,
    );
  });
});

describe("one analysis of variance under several names", () => {
  it("makes ICC(3,k) Cronbach's alpha and, where no component is negative, Eρ², and ICC(2,k) Φ", () => {
    fc.assert(
      fc.property(complete, (rows) => {
        const table = ratingTable(rows);
        const squares = meanSquares(table);
        fc.pre(squares !== null && squares.items >= 3 && squares.betweenItems > 0);
        expect(cronbachAlpha(table)).toEqual(near(intraclassCorrelation(table, "3,k"), 8));
        const components = itemRaterComponents(table);
        fc.pre(components !== null && components.item >= 0);
        const { relative, absolute } = decisionStudy(components, { raters: 3 });
        expect(relative).toEqual(near(intraclassCorrelation(table, "3,k"), 8));
        fc.pre(components.rater >= 0);
        expect(absolute).toEqual(near(intraclassCorrelation(table, "2,k"), 8));
      }),
      propertyRuns,
    );
  });

  it("splits the sum of squares: within items lies what raters and residual share", () => {
    fc.assert(
      fc.property(complete, (rows) => {
        const squares = meanSquares(ratingTable(rows));
        fc.pre(squares !== null);
        const { items: n, raters: k, betweenRaters, residual, withinItems } = squares;
        const parts = (k - 1) * betweenRaters + (n - 1) * (k - 1) * residual;
        expect(n * (k - 1) * withinItems).toEqual(near(parts, 8));
      }),
      propertyRuns,
    );
  });
});

describe("cronbachAlpha", () => {
  it("is 2 (1 − (2 + 2) ÷ 6) = 2/3 of columns with variance 2 and covariance 1", () => {
    // x = −2, −1, 1, 2, 0, 0 scaled: Var x₁ = Var x₂, Cov = Var/2, so Var Σ = 3 Var
    const rows = [
      [2, 1],
      [-2, -1],
      [1, 2],
      [-1, -2],
      [1, -1],
      [-1, 1],
    ];
    // Var x₁ = Var x₂ = 12/6 = 2, Cov = 6/6 = 1, Var Σ = 6
    expect(cronbachAlpha(ratingTable(rows))).toEqual(near(2 / 3, 12));
  });

  it("is null of one row, one column and sums that never vary", () => {
    expect(cronbachAlpha(ratingTable([[1, 2]]))).toBeNull();
    expect(cronbachAlpha(ratingTable([[1], [2]]))).toBeNull();
    expect(
      cronbachAlpha(
        ratingTable([
          [1, 2],
          [2, 1],
        ]),
      ),
    ).toBeNull();
  });
});
