import { describe, expect, it } from "vitest";
import { drawBinomial } from "../../src/statistics/binomial.ts";
import { resamples } from "../../src/statistics/cluster-bootstrap.ts";
import { createRandom } from "../../src/statistics/random.ts";
import { logGamma } from "../../src/statistics/special-functions.ts";

const draws = 40_000;

describe("drawBinomial", () => {
  it.each([
    { n: 5, p: 0.3, by: "inversion" },
    { n: 200, p: 0.04, by: "inversion" },
    { n: 30, p: 0.5, by: "rejection" },
    { n: 250_000, p: 0.0016, by: "rejection" },
    { n: 60, p: 0.9, by: "its complement" },
  ])("draws from the distribution of n=$n, p=$p by $by", ({ n, p }) => {
    const random = createRandom(7);
    const counts = new Map<number, number>();
    for (let draw = 0; draw < draws; draw += 1) {
      const count = drawBinomial(random, n, p);
      counts.set(count, (counts.get(count) ?? 0) + 1);
    }
    // Pearson's chi-square over the counts expected at least 20 times; z by Wilson and Hilferty.
    let chiSquare = 0;
    let cells = 0;
    for (let count = 0; count <= Math.min(n, 5000); count += 1) {
      const mass = logGamma(n + 1) - logGamma(count + 1) - logGamma(n - count + 1);
      const expected = draws * Math.exp(mass + count * Math.log(p) + (n - count) * Math.log1p(-p));
      if (expected < 20) continue;
      chiSquare += ((counts.get(count) ?? 0) - expected) ** 2 / expected;
      cells += 1;
    }
    const z = (Math.cbrt(chiSquare / cells) - (1 - 2 / (9 * cells))) / Math.sqrt(2 / (9 * cells));
    expect(cells).toBeGreaterThan(4);
    expect(z).toBeLessThan(4);
  });

  it.each([
    [10, 0, 0],
    [10, 1, 10],
    [0, 0.5, 0],
  ])("is certain for n=%s, p=%s", (n, p, expected) => {
    expect(drawBinomial(createRandom(1), n, p)).toBe(expected);
  });

  it("refuses what is no probability", () => {
    expect(() => drawBinomial(createRandom(1), 3, 1.1)).toThrow(RangeError);
  });
});

describe("resamples of kinds of equal clusters", () => {
  it("draw as many clusters as there are, each kind in proportion", () => {
    const sizes = [1, 9, 90, 0, 900];
    const sums = sizes.map(() => 0);
    for (const drawn of resamples({ clusters: sizes, seed: 3, replicates: 4000 })) {
      expect(drawn.reduce((sum, count) => sum + count, 0)).toBe(1000);
      for (const [kind, count] of drawn.entries()) sums[kind] = (sums[kind] ?? 0) + count;
    }
    for (const [kind, size] of sizes.entries()) {
      // four standard errors of a binomial mean over 4,000 replicates
      const reach = 4 * Math.sqrt((size * (1 - size / 1000)) / 4000);
      expect(Math.abs((sums[kind] ?? 0) / 4000 - size)).toBeLessThanOrEqual(reach);
    }
  });
});
