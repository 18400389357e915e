import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitRidge } from "../../src/grading/ridge.ts";
import { propertyRuns } from "../support/runs.ts";

describe("fitRidge", () => {
  it("shrinks the slope of one standardised feature by n ÷ (n + λ)", () => {
    // z = −1, 1 ; Zᵀ(y − ȳ) = 1·2 = 2 ; ZᵀZ + λ = 2 + 2 ; w = 2 ÷ 4 = 0.5 ; ŷ = 3 ± 0.5
    const predict = fitRidge([[0], [10]], [2, 4], 2);
    expect(predict([0])).toBeCloseTo(2.5, 12);
    expect(predict([10])).toBeCloseTo(3.5, 12);
    expect(predict([5])).toBeCloseTo(3, 12);
  });

  it("recovers a plane as the penalty vanishes", () => {
    const rows = [
      [0, 1],
      [1, 0],
      [2, 2],
      [3, 1],
      [4, 5],
    ];
    const plane = ([a = 0, b = 0]: readonly number[]) => 1 + 2 * a - 3 * b;
    const predict = fitRidge(rows, rows.map(plane), 1e-10);
    expect(predict([7, -2])).toBeCloseTo(plane([7, -2]), 6);
  });

  it("gives a feature that does not vary no weight", () => {
    const predict = fitRidge(
      [
        [5, 0],
        [5, 10],
      ],
      [2, 4],
      2,
    );
    expect(predict([1000, 0])).toBeCloseTo(2.5, 12);
  });

  it("predicts the mean where nothing varies", () => {
    expect(fitRidge([[1], [1], [1]], [1, 2, 6], 1)([99])).toBe(3);
  });

  it("does not depend on a feature's unit", () => {
    const row = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 4, maxLength: 12 }),
        fc.integer({ min: 1, max: 1000 }),
        (rows, unit) => {
          const targets = rows.map(([a = 0, b = 0, c = 0]) => (a * b + c) / 100);
          const scaled = rows.map((row) => row.map((value) => value * unit));
          const [first = []] = rows;
          expect(fitRidge(scaled, targets, 3)(first.map((value) => value * unit))).toBeCloseTo(
            fitRidge(rows, targets, 3)(first),
            6,
          );
        },
      ),
      propertyRuns,
    );
  });
});
