import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyze, type AnalysisInput } from "../../src/analysis/analyze.ts";
import { completions, possibleValues, worstCompletion } from "../../src/analysis/missing.ts";
import { overall, pairsOn, type Pairing } from "../../src/analysis/pairing.ts";
import type { Reading, Readings } from "../../src/analysis/readings.ts";
import {
  agreementStatistics,
  type AgreementStatistic,
  type StatisticName,
} from "../../src/analysis/statistics.ts";
import type { AgreementRow } from "../../src/domain/analysis.ts";
import type { GateSpec } from "../../src/domain/eval.ts";
import { crosstab } from "../../src/statistics/crosstab.ts";
import { propertyRuns } from "../support/runs.ts";
import { inputOf, rowOf, type Cell, type Cells } from "./panels.ts";

/** A grader that is right now and then, and how many of its levels it withholds. */
function panelsOf(samples: fc.Arbitrary<number>) {
  const level = fc.integer({ min: 1, max: 5 });
  return samples.chain((n) => {
    const column = fc.array(level, { minLength: n, maxLength: n });
    const slips = fc.array(fc.option(level, { freq: 2 }), { minLength: n, maxLength: n });
    const near = (reference: readonly number[]) =>
      slips.map((slip) => slip.map((other, sample) => other ?? reference[sample] ?? 3));
    const sources = column.chain((a) => fc.record({ a: fc.constant(a), b: near(a), g: near(a) }));
    return fc.record({
      cost: sources,
      risk: sources,
      withheld: fc.integer({ min: 1, max: Math.ceil(n / 4) }),
    });
  });
}

/** The grader's levels without the hardest ones, those farthest from the reference. */
function abstaining<As>(
  levels: readonly number[],
  reference: readonly number[],
  withheld: number,
  as: As,
): (number | As)[] {
  const distance = (sample: number) => Math.abs((levels[sample] ?? 0) - (reference[sample] ?? 0));
  const hard = new Set([...levels.keys()].sort((i, j) => distance(j) - distance(i)).slice(0, withheld));
  return levels.map((level, sample) => (hard.has(sample) ? as : level));
}

describe("completions", () => {
  function pairingOf(samples: number): Pairing {
    const sampleIds = Array.from({ length: samples }, (_, index) => `s${index}`);
    const panel = { sampleIds, clusterOf: [], clusters: 0, dimensions: ["cost", "risk"] };
    return { panel, scale: { min: 1, max: 5 }, weights: { cost: 70, risk: 30 } };
  }
  function readingsOf(cost: readonly Reading[], risk: readonly Reading[]): Readings {
    return new Map([
      ["cost", cost],
      ["risk", risk],
    ]);
  }

  it("puts each owed level at an end of the scale, and leaves the others", () => {
    const lists = completions(
      pairingOf(3),
      "cost",
      readingsOf([1, 4, 5], []),
      readingsOf([2, "unscored", null], []),
    );
    const [lowest, highest] = lists;
    expect(lowest).toEqual([
      [1, 2],
      [4, 1],
      [5, 1],
    ]);
    expect(highest).toEqual([
      [1, 2],
      [4, 5],
      [5, 5],
    ]);
    expect(worstCompletion(lists)).toEqual(lowest);
  });

  it("is the pairs as they are where nothing is owed", () => {
    const reference = readingsOf([1, "not-observed", null], []);
    const lists = completions(pairingOf(3), "cost", reference, readingsOf([2, "unscored", 3], []));
    expect(lists).toEqual([[[1, 2], null, null]]);
    expect(possibleValues([lists], agreementStatistics.exact.compute)).toBeNull();
  });

  const proven: StatisticName[] = ["qwk", "exact", "within_1", "mae", "bias", "smd"];
  it.each(proven)("bounds %s, on a dimension and overall, by what the withheld levels were", (name) => {
    const { compute, better } = agreementStatistics[name];
    fc.assert(
      fc.property(panelsOf(fc.integer({ min: 4, max: 30 })), ({ cost, risk, withheld }) => {
        const pairing = pairingOf(cost.a.length);
        const reference = readingsOf(cost.a, risk.a);
        const whole = readingsOf(cost.g, risk.g);
        const partial = readingsOf(
          abstaining(cost.g, cost.a, withheld, "unscored"),
          abstaining(risk.g, risk.a, withheld, null),
        );
        for (const dimension of ["cost", overall]) {
          const pairs = pairsOn(pairing, dimension, reference, whole).filter((pair) => pair !== null);
          const before = compute(crosstab(pairs));
          const range = possibleValues([completions(pairing, dimension, reference, partial)], compute);
          if (before === null || range === null || (name === "qwk" && before < 0)) continue;
          const slack = name === "qwk" && dimension === overall ? gridError : 1e-8;
          const atWorst = {
            higher: range.low <= before + slack,
            lower: range.high >= before - slack,
            zero: range.low <= before + slack && range.high >= before - slack,
          };
          expect(atWorst[better]).toBe(true);
        }
      }),
      propertyRuns,
    );
  });
  /** The cuts move in steps of t, so that on a composite the least QWK may be missed by a trifle. */
  const gridError = 0.01;
});

describe("a grader that abstains on its hard items", () => {
  const metrics = [...Object.keys(agreementStatistics), "qwk_degradation", "qwk_ceiling", "observed_kappa"];

  /** The easiest gate that a figure fails: its threshold lies just beyond the interval and the point. */
  function narrowlyFailed({ statistic, dimension, value, low, high }: AgreementRow): GateSpec | null {
    if (value === null || low === null || high === null) return null;
    const gate = { metric: statistic, dimension, role: "advisory" as const };
    const { better } = new Map<string, AgreementStatistic>(Object.entries(agreementStatistics)).get(
      statistic,
    ) ?? {
      better: "higher",
    };
    switch (better) {
      case "higher":
        return { ...gate, at_least: Math.max(value, high, 0) + 1e-6 };
      case "lower":
        return { ...gate, at_most: Math.min(value, low) - 1e-6 };
      case "zero": {
        const nearest = low <= 0 && high >= 0 ? 0 : Math.min(Math.abs(low), Math.abs(high));
        return { ...gate, at_most: Math.min(nearest, Math.abs(value)) - 1e-6 };
      }
    }
  }

  it("passes no gate that it failed before, however narrowly", () => {
    fc.assert(
      fc.property(
        panelsOf(fc.constant(40)),
        fc.constantFrom<Cell>("NA", "?"),
        fc.constantFrom("each", "mean", "rater:a"),
        ({ cost, risk, withheld }, as, reference) => {
          const raters = { a: { cost: cost.a, risk: risk.a }, b: { cost: cost.b, risk: risk.b } };
          const analysisOf = (cells: readonly Cell[], changes: Partial<AnalysisInput>) =>
            analyze(
              inputOf(
                { raters, graders: { g: { cost: cells, risk: risk.g } }, reference },
                { replicates: 20, ...changes },
              ),
            );
          const gates = analysisOf(cost.g, {}).agreement.flatMap((row) => {
            const spec = row.grader === "g" && metrics.includes(row.statistic) ? narrowlyFailed(row) : null;
            return spec === null ? [] : [{ spec, line: null }];
          });
          const verdicts = (cells: readonly Cell[]) =>
            new Set(analysisOf(cells, { gates }).gates.map(({ verdict }) => verdict));
          expect([...verdicts(cost.g)]).toEqual(gates.length === 0 ? [] : ["fail"]);
          expect([...verdicts(abstaining(cost.g, cost.a, withheld, as))]).not.toContain("pass");
        },
      ),
      propertyRuns,
    );
  });

  it("says between which values the figure lies, instead of passing it", () => {
    // With 4 of 40 withheld at least 36/40 = 0.9 are equal; with 5 it is 35/40, or 36/40 with all at the top, where one is a 5.
    const a = Array.from({ length: 40 }, (_, sample) => 1 + (sample % 5));
    const withheld = (count: number): Cells => ({
      g: { cost: a.map((level, sample): Cell => (sample < count ? "?" : level)) },
    });
    const gate: GateSpec = { metric: "exact", at_least: 0.9, role: "advisory" };
    const gateOf = (count: number) =>
      analyze(
        inputOf(
          { raters: { a: { cost: a } }, graders: withheld(count) },
          { gates: [{ spec: gate, line: 7 }] },
        ),
      ).gates[0];
    expect(gateOf(4)).toMatchObject({ verdict: "pass", reason: null });
    expect(gateOf(5)).toMatchObject({
      verdict: "inconclusive",
      point: 1,
      reason: "missing levels could hide a failure: with them it lies between 0.88 and 0.90",
    });
  });

  it("is shown with its missing levels where they agree least", () => {
    const a = [1, 2, 4, 5];
    const analysis = analyze(
      inputOf({ raters: { a: { cost: a } }, graders: { g: { cost: [1, 2, 4, "?"] } } }),
    );
    // The missing level at 1: 1 2 4 1, Σx 12, Σx² 46, Σy 8, Σy² 22, Σxy 26 → 2 (104 − 96) ÷ (184 + 88 − 192) = 16/80.
    expect(rowOf(analysis, "g", "cost", "qwk_missing_at_worst")).toMatchObject({
      value: 0.2,
      n: 4,
      missing: 1,
      coverage: 0.75,
    });
  });
});
