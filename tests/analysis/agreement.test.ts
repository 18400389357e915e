import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analysis/analyze.ts";
import { inputOf, rowOf, scoresOf, type Cell } from "./panels.ts";

function repeated<Value>(value: Value, count: number): Value[] {
  return Array.from({ length: count }, () => value);
}

describe("n, coverage and missing", () => {
  /*
   *          s1  s2  s3  s4  s5  s6
   * rater a  1   2   NA  4   –   5     due: s1, s2, s4, s6; s3 was not observed, s5 nobody rated
   * grader   1   ?   3   NA  5   4     has: s1, s6
   */
  const analysis = analyze(
    inputOf({
      raters: { a: { cost: [1, 2, "NA", 4, null, 5] } },
      graders: { g: { cost: [1, "?", 3, "NA", 5, 4] } },
    }),
  );

  it("count a level that the grader owes as missing, whether unscored or not observed", () => {
    expect(rowOf(analysis, "g", "cost", "qwk")).toMatchObject({
      n: 2,
      missing: 2,
      coverage: 0.5,
      clusters: 2,
    });
  });

  it("of agreement on observed look where both judged at all", () => {
    // Both judged s1, s3, s4, s6: 1-1, 0-1, 1-0, 1-1; s2 is due and unscored.
    expect(rowOf(analysis, "g", "cost", "observed_exact")).toMatchObject({
      value: 0.5,
      n: 4,
      missing: 1,
      coverage: 0.8,
    });
    // Expected by chance: ¾·¾ + ¼·¼ = 5/8; κ = (4/8 − 5/8) ÷ (1 − 5/8) = −1/3.
    expect(rowOf(analysis, "g", "cost", "observed_kappa").value).toBeCloseTo(-1 / 3, 12);
  });

  it("are 0, null and 0 where no rater gave a level", () => {
    const none = analyze(
      inputOf({ raters: { a: { cost: [null, null] } }, graders: { g: { cost: [1, 2] } } }),
    );
    expect(rowOf(none, "g", "cost", "qwk")).toMatchObject({
      value: null,
      reason: "no_overlap",
      n: 0,
      coverage: null,
      missing: 0,
      intervalReason: "undefined",
    });
  });
});

describe("the composite", () => {
  /** One sample of three dimensions, weighted 50, 30 and 20. */
  function compositeOf(raterLevels: readonly Cell[], graderLevels: readonly Cell[]) {
    const [cost = null, risk = null, team = null] = raterLevels;
    const [ownCost = null, ownRisk = null, ownTeam = null] = graderLevels;
    const analysis = analyze(
      inputOf(
        {
          raters: { a: { cost: [cost], risk: [risk], team: [team] } },
          graders: { g: { cost: [ownCost], risk: [ownRisk], team: [ownTeam] } },
        },
        { weights: { cost: 50, risk: 30, team: 20 } },
      ),
    );
    return rowOf(analysis, "g", "overall", "bias");
  }

  it.each<{ name: string; rater: Cell[]; grader: Cell[]; bias: number | null }>([
    // 0.5·1 + 0.3·0 + 0.2·2
    { name: "weighs the dimensions", rater: [1, 2, 3], grader: [2, 2, 5], bias: 0.9 },
    // (50·1 + 20·2) ÷ 70
    { name: "leaves out what one did not observe", rater: [1, 2, 3], grader: [2, "NA", 5], bias: 9 / 7 },
    { name: "counts at half of the weight", rater: [1, "NA", 3], grader: [3, 2, "?"], bias: 2 },
    { name: "does not count under half of the weight", rater: [1, 2, 3], grader: ["?", 2, "NA"], bias: null },
    // observed together: risk alone
    { name: "needs the half observed by both", rater: ["NA", 2, 3], grader: [1, 2, "NA"], bias: null },
  ])("$name", ({ rater, grader, bias }) => {
    const row = compositeOf(rater, grader);
    const value = row.value === null ? null : Number(row.value.toFixed(8));
    expect({ value, n: row.n, reason: row.reason }).toEqual(
      bias === null
        ? { value: null, n: 0, reason: "no_overlap" }
        : { value: Number(bias.toFixed(8)), n: 1, reason: null },
    );
  });

  it("never pools the ratings of two dimensions", () => {
    // Perfect agreement on cost, perfect reversal on risk. Pooled, the six pairs would have a QWK of 0.
    const analysis = analyze(
      inputOf({
        raters: { a: { cost: [1, 3, 5], risk: [2, 3, 4] } },
        graders: { g: { cost: [1, 3, 5], risk: [4, 3, 2] } },
      }),
    );
    expect(rowOf(analysis, "g", "cost", "qwk").value).toBe(1);
    expect(rowOf(analysis, "g", "risk", "qwk").value).toBe(-1);
    // Composites: rater 1.5, 3, 4.5; grader 2.5, 3, 3.5. Variances 1.5 and 1/6, covariance 0.5: 1 ÷ (5/3).
    expect(rowOf(analysis, "g", "overall", "qwk").value).toBeCloseTo(0.6, 12);
    expect(rowOf(analysis, "g", "overall", "qwk").profile).toBe("even");
  });
});

describe("the raters among themselves", () => {
  it("have an alpha over the samples that two of them rated, whatever the reference", () => {
    const raters = {
      a: { cost: [1, 2, 3, null] },
      b: { cost: [1, 3, null, null] },
      c: { cost: [1, null, 3, 4] },
    };
    const alphas = ["each", "mean", "rater:a"].map((reference) =>
      rowOf(analyze(inputOf({ raters, reference })), "human", "cost", "alpha_ordinal"),
    );
    // n: 1 three times, 2 once, 3 three times; midranks 2, 4, 6. Observed, per unit (m − 1): s2 2·(4 − 6)² ÷ 1 = 8, else 0.
    // Expected: 2 n Σ n_c (rank − 4)² = 2·7·(3·4 + 0 + 3·4) = 336. α = 1 − (7 − 1)·8 ÷ 336 = 6/7.
    for (const row of alphas) {
      expect(row).toMatchObject({ n: 3, coverage: 0.75, missing: 1 });
      expect(row.value).toBeCloseTo(6 / 7, 12);
    }
  });

  it("have none on the composite, nor without a second rater", () => {
    const alone = analyze(inputOf({ raters: { a: { cost: [1, 2] } } }));
    expect(rowOf(alone, "human", "cost", "alpha_ordinal")).toMatchObject({
      value: null,
      reason: "no_overlap",
    });
    expect(rowOf(alone, "human", "cost", "qwk")).toMatchObject({ value: null, reason: "no_overlap", n: 0 });
    expect(
      alone.agreement.some((row) => row.statistic === "alpha_ordinal" && row.dimension === "overall"),
    ).toBe(false);
  });
});

describe("repeats", () => {
  it("are compared with one another, every two of them", () => {
    const graders = { g: { cost: [1, 2, 3, 4] } };
    const input = inputOf({ raters: { a: { cost: [1, 2, 3, 4] } }, graders });
    const repeats: Cell[][] = [
      [1, 2, 3, 4],
      [1, 2, 3, 5],
      [1, 2, 4, "?"],
    ];
    const analysis = analyze({
      ...input,
      graders: input.graders.map((grader) => ({ ...grader, repeats: 3 })),
      scores: [
        ...input.scores,
        ...repeats.flatMap((cells, index) => scoresOf({ g: { cost: cells } }, index + 1)),
      ],
    });
    const exact = analysis.agreement.find(
      (row) => row.against === "repeat" && row.dimension === "cost" && row.statistic === "exact",
    );
    // 3 of 4, 2 of 3 and 2 of 3 equal.
    expect(exact?.value).toBeCloseTo((3 / 4 + 2 / 3 + 2 / 3) / 3, 12);
    expect(exact).toMatchObject({ n: 4, missing: 0 });
  });
});

describe("intervals", () => {
  const rater = repeated([1, 2, 3, 4, 5], 8).flat();
  const grader = rater.map((level, sample) => (sample % 4 === 0 ? 6 - level : level));
  function qwkWith(clusters: number) {
    return rowOf(
      analyze(
        inputOf(
          {
            raters: { a: { cost: rater } },
            graders: { g: { cost: grader } },
            clusters: rater.map((_, sample) => `c${sample % clusters}`),
          },
          { replicates: 200 },
        ),
      ),
      "g",
      "cost",
      "qwk",
    );
  }

  it("are given from 10 clusters on, and under that a reason", () => {
    expect(qwkWith(9)).toMatchObject({ clusters: 9, low: null, high: null, intervalReason: "few_clusters" });
    const { value, low, high, ...row } = qwkWith(10);
    expect(row).toMatchObject({ clusters: 10, intervalReason: null, replicates: 200, seed: 1 });
    expect(low).toBeLessThan(value ?? -1);
    expect(value).toBeLessThan(high ?? -1);
  });

  it("count only the clusters in which something was compared", () => {
    const sparse = rowOf(
      analyze(
        inputOf({
          raters: { a: { cost: [...repeated(3, 9), ...repeated(null, 20)] } },
          graders: { g: { cost: repeated(2, 29) } },
        }),
      ),
      "g",
      "cost",
      "exact",
    );
    expect(sparse).toMatchObject({ n: 9, clusters: 9, intervalReason: "few_clusters" });
  });
});
