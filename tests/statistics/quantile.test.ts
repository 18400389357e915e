import { describe, expect, it } from "vitest";
import { quantile } from "../../src/statistics/quantile.ts";

describe("quantile", () => {
  it.each<{ name: string; sorted: number[]; p: number; expected: number | null }>([
    { name: "the lowest", sorted: [1, 2, 4], p: 0, expected: 1 },
    { name: "the highest", sorted: [1, 2, 4], p: 1, expected: 4 },
    { name: "the middle of an odd number", sorted: [1, 2, 4], p: 0.5, expected: 2 },
    { name: "the middle of an even number", sorted: [1, 2, 4, 8], p: 0.5, expected: 3 },
    { name: "between two: h = 3 · 0.1 = 0.3", sorted: [1, 2, 4, 8], p: 0.1, expected: 1.3 },
    { name: "a single value", sorted: [7], p: 0.025, expected: 7 },
    { name: "no value", sorted: [], p: 0.5, expected: null },
  ])("$name → $expected", ({ sorted, p, expected }) => {
    expect(quantile(Float64Array.from(sorted), p)).toBe(expected);
  });

  it("refuses a share outside 0 to 1", () => {
    expect(() => quantile(Float64Array.of(1), 1.1)).toThrow(RangeError);
    expect(() => quantile(Float64Array.of(1), Number.NaN)).toThrow(RangeError);
  });
});
