import { describe, expect, it } from "vitest";
import { createRandom, xoshiro128StarStar } from "../../src/statistics/random.ts";

describe("xoshiro128StarStar", () => {
  it("gives the words of the authors' reference implementation 1.1", () => {
    const next = xoshiro128StarStar([1, 2, 3, 4]);
    expect(Array.from({ length: 8 }, next)).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849,
    ]);
  });
});

describe("createRandom", () => {
  // words of a second implementation, in Python integers
  it.each<{ seed: number | string; words: number[] }>([
    { seed: 0, words: [3809008728, 1133695204, 53579671, 2891528803] },
    { seed: 1, words: [2442144158, 3238099751, 3819917871, 2104621829] },
    { seed: 4294967295, words: [835879718, 1921286648, 2356205009, 1885780724] },
    { seed: "touchstone", words: [2199489319, 3509143569, 1471294066, 1334998372] },
    { seed: "", words: [2040553127, 2671230994, 3535833209, 446703493] },
  ])("gives the same numbers for ever from the seed $seed", ({ seed, words }) => {
    const random = createRandom(seed);
    expect(words.map(() => random.unit())).toEqual(words.map((word) => word / 2 ** 32));
  });

  it("draws the integers below a bound equally often", () => {
    const random = createRandom("fair");
    const counts = [0, 0, 0];
    for (let draw = 0; draw < 30_000; draw += 1) {
      const drawn = random.below(3);
      counts[drawn] = (counts[drawn] ?? 0) + 1;
    }
    // standard deviation of each count: √(30,000 · ⅓ · ⅔) = 82
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(4 * 82);
  });

  it.each([-1, 0.5, 2 ** 32, Number.NaN])("refuses the seed %d", (seed) => {
    expect(() => createRandom(seed)).toThrow(RangeError);
  });

  it.each([0, 2.5, 2 ** 33])("refuses the bound %d", (bound) => {
    expect(() => createRandom(1).below(bound)).toThrow(RangeError);
  });
});
