import { describe, expect, it } from "vitest";
import { inverse, product } from "../../src/statistics/linear-system.ts";
import { near } from "./near.ts";

describe("inverse", () => {
  it("undoes a matrix whose first pivot is 0", () => {
    const matrix = [
      [0, 2, 1],
      [1, 1, 0],
      [4, 0, 3],
    ];
    const [first = [], second = [], third = []] = inverse(matrix) ?? [];
    const columns = [0, 1, 2].map((column) => matrix.map((row) => row[column] ?? 0));
    expect(product(columns, first)).toEqual([near(1), near(0), near(0)]);
    expect(product(columns, second)).toEqual([near(0), near(1), near(0)]);
    expect(product(columns, third)).toEqual([near(0), near(0), near(1)]);
  });

  it("is null of a singular matrix, and of one that rounding alone keeps from being singular", () => {
    expect(
      inverse([
        [1, 2],
        [2, 4],
      ]),
    ).toBeNull();
    expect(
      inverse([
        [0.1, 0.3],
        [0.2, 0.1 + 0.5],
      ]),
    ).toBeNull();
  });

  it("is empty of the empty matrix", () => expect(inverse([])).toEqual([]));
});
