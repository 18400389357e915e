import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  alphaUndefinedReason,
  krippendorffAlpha,
  type MeasurementLevel,
} from "../../src/statistics/krippendorff-alpha.ts";
import { ratingTable, reweightedRatings } from "../../src/statistics/rating-table.ts";
import { propertyRuns } from "../support/runs.ts";
import { ratingRows } from "./arbitraries.ts";
import { near } from "./near.ts";

type Rows = readonly (readonly (number | null)[])[];
const levels: readonly MeasurementLevel[] = ["nominal", "ordinal", "interval", "ratio"];
const alpha = (rows: Rows, level: MeasurementLevel) => krippendorffAlpha(ratingTable(rows), level);

/** Krippendorff's own notation: coincidence matrix, then every δ² over every couple of values. */
function alphaByDefinition(rows: Rows, level: MeasurementLevel): number | null {
  const units = rows.map((row) => row.filter((rating) => rating !== null)).filter((unit) => unit.length > 1);
  const pairable = units.flat();
  const values = [...new Set(pairable)].sort((a, b) => a - b);
  const n = (value: number) => pairable.filter((rating) => rating === value).length;
  const squared = (c: number, k: number): number => {
    if (c === k) return 0;
    if (level === "nominal") return 1;
    if (level === "interval") return (c - k) ** 2;
    if (level === "ratio") return ((c - k) / (c + k)) ** 2;
    const between = values.filter((g) => g >= Math.min(c, k) && g <= Math.max(c, k));
    return (between.reduce((sum, g) => sum + n(g), 0) - (n(c) + n(k)) / 2) ** 2;
  };
  let observed = 0;
  let expected = 0;
  for (const unit of units) {
    for (const c of unit) for (const k of unit) observed += squared(c, k) / (unit.length - 1);
  }
  for (const c of values) for (const k of values) expected += n(c) * n(k) * squared(c, k);
  return expected === 0 ? null : 1 - ((pairable.length - 1) * observed) / expected;
}

describe("krippendorffAlpha", () => {
  it("gives the published values of Krippendorff (2011), four observers and twelve units", () => {
    const observers = [
      [1, 2, 3, 3, 2, 1, 4, 1, 2, null, null, null],
      [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, null, 3],
      [null, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, null],
      [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, null],
    ];
    const units = Array.from({ length: 12 }, (_, unit) =>
      observers.map((observer) => observer[unit] ?? null),
    );
    expect(levels.map((level) => alpha(units, level)?.toFixed(3))).toEqual([
      "0.743",
      "0.815",
      "0.849",
      "0.797",
    ]);
  });

  it.each(levels)("is 1 where all agree and differs from unit to unit, %s", (level) => {
    expect(
      alpha(
        [
          [1, 1, null],
          [3, 3, 3],
          [5, null, 5],
        ],
        level,
      ),
    ).toBe(1);
  });

  it("is 1 − 3 · 4 ÷ 8 for two units rated 1, 2 and 2, 1, nominal", () => {
    // o_12 + o_21 = 4; n_1 = n_2 = 2, so Σ n_c n_k over c ≠ k = 8; n − 1 = 3
    expect(
      alpha(
        [
          [1, 2],
          [2, 1],
        ],
        "nominal",
      ),
    ).toEqual(near(-0.5, 12));
  });

  it("passes over units with one rating or none", () => {
    const rows = [
      [1, 1],
      [2, 1],
      [3, 3],
    ];
    expect(alpha([...rows, [5, null], [null, null]], "ordinal")).toEqual(near(alpha(rows, "ordinal"), 12));
  });

  it.each<{ rows: Rows; reason: string }>([
    { rows: [], reason: "no_overlap" },
    {
      rows: [
        [1, null],
        [null, 2],
      ],
      reason: "no_overlap",
    },
    {
      rows: [
        [0.1, 0.1, 0.1],
        [0.1, 0.1, null],
        [2, null, null],
      ],
      reason: "no_variance",
    },
  ])("is null of $rows: $reason", ({ rows, reason }) => {
    expect(levels.map((level) => alpha(rows, level))).toEqual([null, null, null, null]);
    expect(alphaUndefinedReason(ratingTable(rows))).toBe(reason);
  });

  it("gives no reason where it is defined", () => {
    expect(alphaUndefinedReason(ratingTable([[1, 2]]))).toBeNull();
  });

  it("takes 0 for a value of a ratio scale and refuses negative ones", () => {
    expect(
      alpha(
        [
          [0, 0],
          [1, 2],
        ],
        "ratio",
      ),
    ).not.toBeNull();
    expect(() =>
      alpha(
        [
          [-1, 1],
          [2, 2],
        ],
        "ratio",
      ),
    ).toThrow(RangeError);
  });

  it.each(levels)("equals Krippendorff's definition by coincidences, %s", (level) => {
    fc.assert(
      fc.property(ratingRows, (rows) => {
        expect(alpha(rows, level)).toEqual(near(alphaByDefinition(rows, level)));
      }),
      propertyRuns,
    );
  });

  it.each(levels)("does not ask who rated, nor in which order the units come, %s", (level) => {
    fc.assert(
      fc.property(ratingRows, (rows) => {
        expect(alpha(rows.toReversed(), level)).toBe(alpha(rows, level));
        const otherRaters = rows.map((row) => row.toReversed());
        expect(alpha(otherRaters, level)).toEqual(near(alpha(rows, level)));
      }),
      propertyRuns,
    );
  });

  it.each(levels)("counts a unit of weight k as k units, %s", (level) => {
    fc.assert(
      fc.property(
        ratingRows,
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 30, maxLength: 30 }),
        (rows, draws) => {
          const table = ratingTable(rows);
          const weights = table.patterns.map((_, index) => draws[index] ?? 0);
          const repeated = table.patterns.flatMap(({ ratings }, i) =>
            Array.from({ length: weights[i] ?? 0 }, () => ratings),
          );
          expect(krippendorffAlpha(reweightedRatings(table, weights), level)).toEqual(
            near(alpha(repeated, level)),
          );
        },
      ),
      propertyRuns,
    );
  });

  it("does not change with unit and origin on an interval scale, nor with any rising transformation on an ordinal one", () => {
    fc.assert(
      fc.property(ratingRows, (rows) => {
        const map = (by: (rating: number) => number) =>
          rows.map((row) => row.map((rating) => (rating === null ? null : by(rating))));
        expect(
          alpha(
            map((rating) => 10 - 2 * rating),
            "interval",
          ),
        ).toEqual(near(alpha(rows, "interval")));
        expect(
          alpha(
            map((rating) => rating ** 3),
            "ordinal",
          ),
        ).toEqual(near(alpha(rows, "ordinal")));
      }),
      propertyRuns,
    );
  });
});

describe("ratingTable", () => {
  it("counts equal rows together and keeps who gave no rating", () => {
    expect(
      ratingTable([
        [1, null],
        [2, 10],
        [1, null],
        [null, 1],
      ]),
    ).toEqual({
      values: [1, 2, 10],
      patterns: [
        { ratings: [null, 1], weight: 1 },
        { ratings: [1, null], weight: 2 },
        { ratings: [2, 10], weight: 1 },
      ],
    });
  });

  it("refuses rows of unequal length, ratings that are no number, and weights that do not fit", () => {
    expect(() => ratingTable([[1, 2], [1]])).toThrow(RangeError);
    expect(() => ratingTable([[Number.NaN]])).toThrow(RangeError);
    const table = ratingTable([[1, 2]]);
    expect(() => reweightedRatings(table, [])).toThrow(RangeError);
    expect(() => reweightedRatings(table, [-1])).toThrow(RangeError);
  });
});
