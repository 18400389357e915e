import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crosstab, reweighted, type Pair } from "../../src/statistics/crosstab.ts";
import { equivalenceTest } from "../../src/statistics/equivalence.ts";
import { mcNemarChiSquare, mcNemarExact, mcNemarMidP } from "../../src/statistics/mcnemar.ts";
import { signFlipTest } from "../../src/statistics/sign-flip.ts";
import { pairedTTest } from "../../src/statistics/t-test.ts";
import { wilcoxonSignedRank } from "../../src/statistics/wilcoxon.ts";
import { propertyRuns } from "../support/runs.ts";
import { levelPairs } from "./arbitraries.ts";
import { near } from "./near.ts";

const swapped = (pairs: readonly Pair[]) => crosstab(pairs.map(([x, y]): Pair => [y, x]));

describe("McNemar's tests", () => {
  it("are 2 P(X ≤ 1) of 5, that less P(X = 1), and (1 − 4)² ÷ 5", () => {
    const discordant = { first: 1, second: 4 };
    expect(mcNemarExact(discordant)).toEqual(near((2 * 6) / 32, 12));
    expect(mcNemarMidP(discordant)).toEqual(near((2 * 6 - 5) / 32, 12));
    expect(mcNemarChiSquare(discordant).chiSquare).toEqual(near(9 / 5, 12));
  });

  it("find nothing without a discordant item, and exactly nothing when both graders win as often", () => {
    const none = { first: 0, second: 0 };
    expect([mcNemarExact(none), mcNemarMidP(none), mcNemarChiSquare(none)]).toEqual([
      1,
      1,
      { chiSquare: 0, p: 1 },
    ]);
    const even = { first: 1, second: 1 };
    expect([mcNemarExact(even), mcNemarMidP(even)]).toEqual([1, 0.75]);
  });

  it("refuse what is no count", () => {
    expect(() => mcNemarExact({ first: 1.5, second: 0 })).toThrow(RangeError);
    expect(() => mcNemarMidP({ first: -1, second: 0 })).toThrow(RangeError);
  });

  it("order as chi-square, mid-p and exact p do, and do not ask which grader is first", () => {
    const count = fc.integer({ min: 0, max: 300 });
    fc.assert(
      fc.property(count, count, (first, second) => {
        const midP = mcNemarMidP({ first, second });
        expect(midP).toBeGreaterThan(0);
        expect(midP).toBeLessThanOrEqual(mcNemarExact({ first, second }));
        expect(mcNemarMidP({ first: second, second: first })).toBe(midP);
      }),
      propertyRuns,
    );
  });
});

describe("wilcoxonSignedRank", () => {
  it("ranks the differences 1, 1, −2: W₊ = 1.5 + 1.5, W₋ = 3", () => {
    const table = crosstab([
      [1, 2],
      [2, 3],
      [4, 2],
    ]);
    expect(wilcoxonSignedRank(table, "drop")).toEqual({ w: 3, p: 1 });
  });

  it("lets pairs without a difference take the low ranks under Pratt", () => {
    const table = crosstab([
      [1, 1],
      [1, 2],
      [4, 2],
    ]);
    expect(wilcoxonSignedRank(table, "drop")?.w).toBe(1);
    expect(wilcoxonSignedRank(table, "pratt")?.w).toBe(2);
  });

  it("is null when no pair differs", () => {
    expect(wilcoxonSignedRank(crosstab([[1, 1]]))).toBeNull();
    expect(wilcoxonSignedRank(crosstab([]))).toBeNull();
  });

  it("does not ask for order or for which rater is first", () => {
    fc.assert(
      fc.property(levelPairs, (pairs) => {
        const test = wilcoxonSignedRank(crosstab(pairs));
        expect(wilcoxonSignedRank(swapped(pairs))).toEqual(test && { w: test.w, p: near(test.p) });
        expect(test === null || (test.p > 0 && test.p <= 1)).toBe(true);
      }),
      propertyRuns,
    );
  });
});

describe("signFlipTest", () => {
  it("goes through all signs of few pairs: of 1, 1, 2 two of eight reach 4", () => {
    const pairs: Pair[] = [
      [1, 2],
      [1, 2],
      [1, 3],
      [4, 4],
    ];
    expect(signFlipTest(crosstab(pairs), { seed: 1 })).toBe(0.25);
  });

  it("is 1 when no pair differs", () => expect(signFlipTest(crosstab([[2, 2]]), { seed: 1 })).toBe(1));

  it("draws signs for many pairs, the same for the same seed, and comes near the exact share", () => {
    const pairs = Array.from({ length: 15 }, (_, index): Pair => [0, index < 11 ? 1 : -1]);
    // |Σ| ≥ 7 of 15 signs: 2 Σ_{k ≤ 4} C(15, k) ÷ 2¹⁵ = 2 · 1941 ÷ 32768
    const p = signFlipTest(crosstab(pairs), { seed: "a" });
    expect(signFlipTest(crosstab(pairs), { seed: "a" })).toBe(p);
    expect(signFlipTest(crosstab(pairs), { seed: "b" })).not.toBe(p);
    expect(Math.abs(p - 3882 / 32768)).toBeLessThan(0.01);
  });

  it("never is 0, however large the difference", () => {
    const pairs = Array.from({ length: 40 }, (): Pair => [1, 5]);
    expect(signFlipTest(crosstab(pairs), { seed: 1, flips: 99 })).toBe(0.01);
  });

  it("refuses a pair that counts half", () => {
    expect(() => signFlipTest(reweighted(crosstab([[1, 2]]), [0.5]), { seed: 1 })).toThrow(RangeError);
  });
});

describe("pairedTTest", () => {
  it("is mean 1 ÷ (1 ÷ √3) of the differences 0, 1, 2", () => {
    const test = pairedTTest(
      crosstab([
        [1, 1],
        [1, 2],
        [1, 3],
      ]),
    );
    expect([test?.t, test?.degreesOfFreedom]).toEqual([near(Math.sqrt(3), 12), 2]);
  });

  it("is certain where all pairs differ alike, and null where they do not differ, or are fewer than two", () => {
    const alike = crosstab([
      [1, 2],
      [3, 4],
    ]);
    expect(pairedTTest(alike)).toMatchObject({ pGreater: 0, pLess: 1, pTwoSided: 0 });
    expect(pairedTTest(alike, 1)).toBeNull();
    expect(pairedTTest(crosstab([[1, 2]]))).toBeNull();
  });

  it("has one-sided p values that add to 1", () => {
    fc.assert(
      fc.property(levelPairs, (pairs) => {
        const test = pairedTTest(crosstab(pairs));
        fc.pre(test !== null);
        expect(test.pGreater + test.pLess).toEqual(near(1, 12));
        expect(test.pTwoSided).toEqual(near(2 * Math.min(test.pGreater, test.pLess), 12));
      }),
      propertyRuns,
    );
  });
});

describe("equivalenceTest", () => {
  it("is certain inside the margin, and not from its edge on, where all pairs differ alike", () => {
    const oneApart = crosstab([
      [1, 2],
      [2, 3],
    ]);
    expect([equivalenceTest(oneApart, 1.5)?.p, equivalenceTest(oneApart, 1)?.p]).toEqual([0, 1]);
  });

  it("is null under two pairs and refuses a margin of 0", () => {
    expect(equivalenceTest(crosstab([[1, 2]]), 1)).toBeNull();
    expect(() => equivalenceTest(crosstab([[1, 2]]), 0)).toThrow(RangeError);
  });

  it("gives up less as the margin grows, and changes ends when the raters swap", () => {
    fc.assert(
      fc.property(levelPairs, (pairs) => {
        const [narrow, wide] = [equivalenceTest(crosstab(pairs), 0.3), equivalenceTest(crosstab(pairs), 0.9)];
        fc.pre(narrow !== null && wide !== null);
        expect(wide.p).toBeLessThanOrEqual(narrow.p);
        expect(equivalenceTest(swapped(pairs), 0.3)?.pAboveLower).toEqual(near(narrow.pBelowUpper));
      }),
      propertyRuns,
    );
  });
});
