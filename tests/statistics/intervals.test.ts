import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clopperPearsonInterval } from "../../src/statistics/clopper-pearson.ts";
import { fisherInterval } from "../../src/statistics/fisher-z.ts";
import { wilsonInterval } from "../../src/statistics/wilson.ts";
import { propertyRuns } from "../support/runs.ts";
import { near } from "./near.ts";

const counts = fc
  .integer({ min: 1, max: 300 })
  .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));

describe("wilsonInterval", () => {
  it("reads 1 of 2 as 0.5 ± z/√(4n + 4z²) · √(4n)/2√n", () => {
    // p̂ = ½: centre ½, reach z √(1/4n + z²/4n²) / (1 + z²/n) = z / (2 √(n + z²)) = 1.959964 / (2 √5.841459) = 0.405469
    expect(wilsonInterval(1, 2)).toEqual({ low: near(0.5 - 0.405469, 6), high: near(0.5 + 0.405469, 6) });
  });
});

describe("clopperPearsonInterval", () => {
  it("bounds an event never seen in n by 1 − (α/2)^(1/n)", () => {
    expect(clopperPearsonInterval(0, 30)).toEqual({ low: 0, high: near(1 - 0.025 ** (1 / 30), 12) });
    expect(clopperPearsonInterval(30, 30)).toEqual({ low: near(0.025 ** (1 / 30), 12), high: 1 });
  });
});

describe.each([
  { name: "wilsonInterval", interval: wilsonInterval },
  { name: "clopperPearsonInterval", interval: clopperPearsonInterval },
])("$name", ({ interval }) => {
  it("holds the share, stays within 0 and 1, and mirrors when successes and failures swap", () => {
    fc.assert(
      fc.property(counts, ([count, n]) => {
        const { low, high } = interval(count, n) ?? { low: Number.NaN, high: Number.NaN };
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(count / n);
        expect(high).toBeGreaterThanOrEqual(count / n);
        expect(high).toBeLessThanOrEqual(1);
        expect(interval(n - count, n)).toEqual({ low: near(1 - high), high: near(1 - low) });
      }),
      propertyRuns,
    );
  });

  it("is null of nothing and refuses what is no proportion", () => {
    expect(interval(0, 0)).toBeNull();
    expect(() => interval(3, 2)).toThrow(RangeError);
    expect(() => interval(-1, 2)).toThrow(RangeError);
    expect(() => interval(Number.NaN, 2)).toThrow(RangeError);
    expect(() => interval(1, 2, 1)).toThrow(RangeError);
  });
});

describe("fisherInterval", () => {
  it("is ±tanh(z/√(n − 3)) around no correlation", () => {
    const reach = Math.tanh(1.959963984540054 / 5);
    expect(fisherInterval(0, 28)).toEqual({ low: near(-reach, 12), high: near(reach, 12) });
  });

  it("shrinks to a point at a perfect correlation", () => {
    expect(fisherInterval(1, 10)).toEqual({ low: 1, high: 1 });
  });

  it("is null under four pairs", () => {
    expect(fisherInterval(0.5, 3)).toBeNull();
    expect(fisherInterval(0.5, 4)).not.toBeNull();
  });

  it("refuses a correlation past 1", () => {
    expect(() => fisherInterval(1.01, 10)).toThrow(RangeError);
  });
});
