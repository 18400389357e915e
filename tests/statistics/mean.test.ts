import { describe, expect, it } from "vitest";
import { mean, median } from "../../src/statistics/mean.ts";

describe("mean and median", () => {
  it.each([
    { values: [3], mean: 3, median: 3 },
    { values: [5, 1], mean: 3, median: 3 },
    { values: [1, 10, 2], mean: 13 / 3, median: 2 },
    { values: [4, 1, 2, 9], mean: 4, median: 3 },
  ])("of $values are $mean and $median, in whatever order", (row) => {
    expect([mean(row.values), median(row.values)]).toEqual([row.mean, row.median]);
    expect(median(row.values.toReversed())).toBe(row.median);
  });

  it("are not defined of nothing", () => {
    expect([mean([]), median([])]).toEqual([Number.NaN, Number.NaN]);
  });
});
