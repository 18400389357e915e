import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  average,
  columnWeights,
  crosstab,
  moments,
  reweighted,
  rowWeights,
  total,
} from "../../src/statistics/crosstab.ts";
import { propertyRuns } from "../support/runs.ts";
import { pairs } from "./arbitraries.ts";

describe("crosstab", () => {
  it("counts equal pairs together, sorted by x and then y as numbers", () => {
    const table = crosstab([
      [10, 1],
      [2, 3],
      [10, 1],
      [2, 1.5],
    ]);
    expect(table.rows).toEqual([2, 10]);
    expect(table.columns).toEqual([1, 1.5, 3]);
    expect(table.cells).toEqual([
      { x: 2, y: 1.5, row: 0, column: 1, weight: 1 },
      { x: 2, y: 3, row: 0, column: 2, weight: 1 },
      { x: 10, y: 1, row: 1, column: 0, weight: 2 },
    ]);
  });

  it("keeps at most 25 cells of 1,200 pairs on a five-point scale", () => {
    const table = crosstab(Array.from({ length: 1200 }, (_, i) => [1 + (i % 5), 1 + (i % 3)]));
    expect(table.cells).toHaveLength(15);
    expect(total(table)).toBe(1200);
  });

  it("refuses a rating that is no finite number", () => {
    expect(() => crosstab([[1, Number.NaN]])).toThrow(RangeError);
    expect(() => crosstab([[Infinity, 1]])).toThrow(RangeError);
  });

  it("takes new weights and drops the cells that are left without one", () => {
    const table = reweighted(
      crosstab([
        [1, 2],
        [2, 2],
        [3, 1],
      ]),
      [0, 3, 0.5],
    );
    expect(table.cells.map(({ x, y, weight }) => [x, y, weight])).toEqual([
      [2, 2, 3],
      [3, 1, 0.5],
    ]);
    expect([...rowWeights(table)]).toEqual([0, 3, 0.5]);
    expect([...columnWeights(table)]).toEqual([0.5, 3]);
    expect(total(table)).toBe(3.5);
  });

  it("refuses weights that are negative, no number or too few", () => {
    const table = crosstab([
      [1, 2],
      [2, 2],
    ]);
    expect(() => reweighted(table, [1])).toThrow(RangeError);
    expect(() => reweighted(table, [1, -1])).toThrow(RangeError);
    expect(() => reweighted(table, [1, Number.NaN])).toThrow(RangeError);
  });
});

describe("moments", () => {
  it("divides by n", () => {
    // x = 1, 2, 3: mean 2, variance 2/3; y = 2, 2, 5: mean 3, variance (1 + 1 + 4)/3; covariance (1 + 0 + 2)/3
    expect(
      moments(
        crosstab([
          [1, 2],
          [2, 2],
          [3, 5],
        ]),
      ),
    ).toEqual({
      n: 3,
      meanX: 2,
      meanY: 3,
      varianceX: 2 / 3,
      varianceY: 2,
      covariance: 1,
    });
  });

  it("finds exactly no variance in a constant that binary fractions cannot hold", () => {
    expect(
      moments(
        crosstab([
          [0.1, 3.3],
          [0.1, 3.3],
          [0.1, 3.3],
        ]),
      ),
    ).toMatchObject({ varianceX: 0, varianceY: 0 });
  });

  it("is null, like every average, without pairs", () => {
    expect(moments(crosstab([]))).toBeNull();
    expect(average(crosstab([]), ({ x }) => x)).toBeNull();
  });

  it("is the same in whatever order the pairs come", () => {
    fc.assert(
      fc.property(pairs, (list) => {
        expect(moments(crosstab(list.toReversed()))).toEqual(moments(crosstab(list)));
      }),
      propertyRuns,
    );
  });
});
