import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyze, type AnalysisInput } from "../../src/analysis/analyze.ts";
import { regressionRow } from "../../src/analysis/regression.ts";
import type { RegressionRow } from "../../src/domain/analysis.ts";
import { createRandom } from "../../src/statistics/random.ts";
import { propertyRuns } from "../support/runs.ts";
import { inputOf, scoresOf, type Cell } from "./panels.ts";

const levels = Array.from({ length: 60 }, (_, sample) => 1 + (sample % 5));
const noise = createRandom("slips");
/** Right on four samples of five. */
const usual = levels.map((level) => (noise.below(5) === 0 ? 1 + noise.below(5) : level));

function rowsFor(
  before: readonly Cell[],
  after: readonly Cell[],
  changes: Partial<AnalysisInput> = {},
): RegressionRow[] {
  const input = inputOf(
    { raters: { a: { cost: levels } }, graders: { g: { cost: after } } },
    {
      replicates: 200,
      baseline: { scores: scoresOf({ g: { cost: before } }), maxDrop: 0.05, role: "required" },
      ...changes,
    },
  );
  return analyze(input).regression;
}

describe("comparison with the baseline", () => {
  it("finds unchanged scores equivalent, with a difference of 0", () => {
    expect(rowsFor(usual, usual)).toEqual([
      expect.objectContaining({
        dimension: null,
        role: "required",
        verdict: "equivalent",
        difference: 0,
        low: 0,
        high: 0,
        lowerOneSided: 0,
        n: 60,
        clusters: 60,
        reason: null,
      }),
      expect.objectContaining({ dimension: "cost", role: "information", verdict: "equivalent" }),
    ]);
  });

  it("finds a clear drop regressed, and its reverse improved", () => {
    const poor = levels.map((level, sample) => (sample % 3 === 0 ? 6 - level : level));
    expect(rowsFor(levels, poor)[0]).toMatchObject({ verdict: "regressed", baseline: 1 });
    expect(rowsFor(poor, levels)[0]).toMatchObject({ verdict: "improved", current: 1 });
  });

  it("never calls a grader improved that abstains on its hard items", () => {
    const column = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 60, maxLength: 60 });
    fc.assert(
      fc.property(
        column,
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom<Cell>("NA", "?", null),
        (slips, withheld, as) => {
          const before = levels.map((level, sample) => (sample % 2 === 0 ? level : (slips[sample] ?? 3)));
          const distance = (sample: number) => Math.abs((before[sample] ?? 0) - (levels[sample] ?? 0));
          const hard = new Set(
            [...levels.keys()].sort((i, j) => distance(j) - distance(i)).slice(0, withheld),
          );
          const after = before.map((level, sample): Cell => (hard.has(sample) ? as : level));
          const rows = rowsFor(before, after, { replicates: 20 });
          expect(rows.map(({ verdict }) => verdict)).not.toContain("improved");
        },
      ),
      propertyRuns,
    );
  });

  it("averages the paired differences over dimensions for the primary endpoint", () => {
    const right = [1, 2, 4, 5];
    const wrong = [2, 1, 4, 5];
    const analysis = analyze(
      inputOf(
        {
          raters: { a: { cost: right, risk: right, team: right } },
          graders: { g: { cost: wrong, risk: right, team: right } },
        },
        {
          baseline: {
            scores: scoresOf({ g: { cost: right, risk: right, team: wrong } }),
            maxDrop: 0.05,
            role: "required",
          },
        },
      ),
    );
    // QWK of wrong: Σ 12 and 12, Σ² 46 and 46, Σxy 45: 2 (180 − 144) ÷ (184 + 184 − 288) = 0.9.
    const numbers = analysis.regression.map(({ dimension, baseline, current, difference }) =>
      [baseline, current, difference].map((value) => [dimension, Number(value?.toFixed(9))]),
    );
    expect(numbers).toEqual([
      [
        [null, Number((2.9 / 3).toFixed(9))],
        [null, Number((2.9 / 3).toFixed(9))],
        [null, 0],
      ],
      [
        ["cost", 1],
        ["cost", 0.9],
        ["cost", -0.1],
      ],
      [
        ["risk", 1],
        ["risk", 1],
        ["risk", 0],
      ],
      [
        ["team", 0.9],
        ["team", 1],
        ["team", 0.1],
      ],
    ]);
  });

  it("resamples whole clusters, for both runs at once", () => {
    // Half of the clusters lost as much as the other half won: the difference is not sure, however many samples a cluster has.
    const clusters = levels.map((_, sample) => `c${Math.floor(sample / 5)}`);
    const worse = (odd: number) =>
      levels.map((level, sample): Cell => (Math.floor(sample / 5) % 2 === odd ? 6 - level : level));
    const input = inputOf({ raters: { a: { cost: levels } }, graders: { g: { cost: worse(0) } }, clusters });
    const [row] = analyze({
      ...input,
      replicates: 200,
      baseline: { scores: scoresOf({ g: { cost: worse(1) } }), maxDrop: 0.05, role: "required" },
    }).regression;
    expect(row).toMatchObject({ n: 60, clusters: 12, verdict: "inconclusive" });
    expect(row?.difference).toBeCloseTo(0, 12);
    expect(row?.low).toBeLessThan(-0.5);
    expect(row?.high).toBeGreaterThan(0.5);
  });

  it("looks only at what the baseline scored", () => {
    const half = usual.map((level, sample): Cell => (sample < 40 ? level : null));
    const after = usual.map((level, sample) => (sample < 40 ? level : 6 - level));
    expect(rowsFor(half, after)[0]).toMatchObject({ verdict: "equivalent", n: 40, difference: 0 });
  });

  it("says that the baseline does not know a grader", () => {
    const baseline = {
      scores: scoresOf({ other: { cost: usual } }),
      maxDrop: 0.05,
      role: "required",
    } as const;
    expect(rowsFor(usual, usual, { baseline })[0]).toMatchObject({
      verdict: "inconclusive",
      role: "required",
      n: 0,
      reason: "the baseline has no score to compare with",
    });
  });

  it("has no verdict under 30 samples or 10 clusters", () => {
    const few = usual.map((level, sample): Cell => (sample < 29 ? level : null));
    expect(rowsFor(few, usual)[0]).toMatchObject({
      verdict: "inconclusive",
      reason: "n=29 is under 30",
      nNeeded: 30,
    });
    const clusters = levels.map((_, sample) => `c${sample % 9}`);
    const input = inputOf({ raters: { a: { cost: levels } }, graders: { g: { cost: usual } }, clusters });
    const baseline = { scores: input.scores, maxDrop: 0.05, role: "required" } as const;
    expect(analyze({ ...input, baseline }).regression[0]).toMatchObject({
      verdict: "inconclusive",
      reason: "no interval: few_clusters",
    });
  });
});

describe("the word for a difference", () => {
  /** Replicates spread evenly from one value to the other: the 95 % interval cuts 2.5 % off at each side, the bound 5 %. */
  const spread = (from: number, to: number) =>
    Array.from({ length: 1001 }, (_, index) => from + ((to - from) * index) / 1000);
  it.each([
    { from: -0.2, to: -0.001, difference: -0.1, verdict: "regressed", nNeeded: null },
    { from: -0.03, to: -0.001, difference: -0.015, verdict: "equivalent", nNeeded: null }, // a trifle, however sure
    { from: -0.04, to: 0.06, difference: 0.01, verdict: "equivalent", nNeeded: null },
    { from: 0.01, to: 0.09, difference: 0.05, verdict: "improved", nNeeded: null },
    // one-sided bound −0.11 + 0.05·0.2 = −0.1: (0.09 ÷ 0.04)² · 100 = 506.25
    { from: -0.11, to: 0.09, difference: -0.01, verdict: "inconclusive", nNeeded: 507 },
    // beyond the allowed drop: the high end, 0.05 − 0.025·0.2 = 0.045, must come down to 0: (0.105 ÷ 0.06)² · 100 = 306.25
    { from: -0.15, to: 0.05, difference: -0.06, verdict: "inconclusive", nNeeded: 307 },
  ])("$difference in [$from, $to] is $verdict", ({ from, to, difference, verdict, nNeeded }) => {
    const about = {
      grader: "g",
      dimension: null,
      baseline: 0.8,
      current: 0.8 + difference,
      n: 100,
      clusters: 50,
    };
    const row = regressionRow(
      { about, point: difference, replicates: spread(from, to) },
      { maxDrop: 0.05, role: "required", level: 0.95 },
    );
    expect(row).toMatchObject({ verdict, nNeeded });
  });
});
