import { describe, expect, it } from "vitest";
import { populationStability } from "../../src/statistics/population-stability.ts";

describe("population stability index", () => {
  it("is 0 where nothing moved", () => {
    expect(populationStability([3, 4, 0], [3, 4, 0])).toBe(0);
  });

  it("adds half a count to every category: from ½, ½ to ¼, ¾ it is ¼ ln 3", () => {
    const p = [9.5 + 0.5, 9.5 + 0.5].map((count) => count / 20);
    const q = [4.5 + 0.5, 14.5 + 0.5].map((count) => count / 20);
    const worked = p.reduce(
      (sum, share, k) => sum + ((q[k] ?? 0) - share) * Math.log((q[k] ?? 0) / share),
      0,
    );
    expect(populationStability([9.5, 9.5], [4.5, 14.5])).toBeCloseTo(worked, 12);
    expect(worked).toBeCloseTo(0.25 * Math.log(3), 12);
  });

  it("stays finite where a category is empty, and is null where a side is", () => {
    expect(populationStability([10, 0], [0, 10])).toBeGreaterThan(1);
    expect(populationStability([0, 0], [1, 2])).toBeNull();
    expect(populationStability([], [])).toBeNull();
  });
});
