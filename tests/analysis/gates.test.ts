import { describe, expect, it } from "vitest";
import { defaultGates } from "../../src/analysis/default-gates.ts";
import {
  describeGate,
  gateMetrics,
  gateRows,
  samplesThatDecide,
  undecidableGates,
  verdictOf,
  type GateInput,
} from "../../src/analysis/gates.ts";
import type { AgreementRow, CountRow, GateRow } from "../../src/domain/analysis.ts";
import { gateSchema, type GateSpec } from "../../src/domain/eval.ts";
import { costRow } from "../../src/analysis/cost.ts";

function agreementRowOf(changes: Partial<AgreementRow>): AgreementRow {
  return {
    run: "run",
    split: "test",
    grader: "g",
    against: "human",
    reference: "each",
    scoreType: "raw",
    dimension: "cost",
    profile: null,
    group: null,
    statistic: "qwk",
    value: 0.75,
    reason: null,
    n: 100,
    coverage: 1,
    missing: 0,
    clusters: 50,
    clusterBy: "candidate",
    low: 0.65,
    high: 0.82,
    level: 0.95,
    intervalReason: null,
    method: "cluster bootstrap, percentile",
    replicates: 2000,
    seed: 1,
    ...changes,
  };
}

function countRowOf(changes: Partial<CountRow>): CountRow {
  return {
    grader: "g",
    dimension: "cost",
    scored: 90,
    notObserved: 5,
    unscored: 5,
    byReason: {},
    evidence: "none",
    verifiedQuoteShare: null,
    struckQuoteShare: null,
    absenceShare: null,
    ...changes,
  };
}

function gatesOn(
  gate: Partial<GateSpec>,
  row: Partial<AgreementRow> = {},
  changes: Partial<GateInput> = {},
): GateRow[] {
  return gateRows({
    gates: [{ spec: { metric: "qwk", role: "required", ...gate }, line: 12 }],
    figures: [
      {
        row: agreementRowOf({ statistic: gate.metric ?? "qwk", ...row }),
        smallestDetectable: () => 0.12,
        possible: () => null,
      },
    ],
    counts: [countRowOf({}), countRowOf({ dimension: "risk", scored: 100, notObserved: 0, unscored: 0 })],
    cost: [costRow("g", { kind: "free" }, 10)],
    graders: [{ name: "g", isFloor: false }],
    dimensions: ["cost"],
    advisoryBecause: null,
    ...changes,
  });
}

describe("a gate on an agreement figure", () => {
  it.each<{
    name: string;
    gate: Partial<GateSpec>;
    row: [point: number, low: number, high: number];
    verdict: string;
    bound: number;
  }>([
    // one number: the whole interval on the good side, or on the bad one
    {
      name: "at least, interval above",
      gate: { at_least: 0.7 },
      row: [0.8, 0.71, 0.86],
      verdict: "pass",
      bound: 0.71,
    },
    {
      name: "at least, low end on it",
      gate: { at_least: 0.7 },
      row: [0.8, 0.7, 0.86],
      verdict: "pass",
      bound: 0.7,
    },
    {
      name: "at least, low end below",
      gate: { at_least: 0.7 },
      row: [0.8, 0.69, 0.86],
      verdict: "inconclusive",
      bound: 0.69,
    },
    {
      name: "at least, point below",
      gate: { at_least: 0.7 },
      row: [0.6, 0.5, 0.7],
      verdict: "inconclusive",
      bound: 0.7,
    },
    {
      name: "at least, interval below",
      gate: { at_least: 0.7 },
      row: [0.6, 0.5, 0.69],
      verdict: "fail",
      bound: 0.69,
    },
    // two numbers: the point has the threshold to clear, the bound its own
    {
      name: "both cleared",
      gate: { at_least: 0.7, lower_at_least: 0.6 },
      row: [0.7, 0.6, 0.8],
      verdict: "pass",
      bound: 0.6,
    },
    {
      name: "bound missed",
      gate: { at_least: 0.7, lower_at_least: 0.6 },
      row: [0.75, 0.59, 0.8],
      verdict: "inconclusive",
      bound: 0.59,
    },
    {
      name: "point missed",
      gate: { at_least: 0.7, lower_at_least: 0.6 },
      row: [0.69, 0.62, 0.75],
      verdict: "inconclusive",
      bound: 0.75,
    },
    {
      name: "all missed",
      gate: { at_least: 0.7, lower_at_least: 0.6 },
      row: [0.5, 0.4, 0.6],
      verdict: "fail",
      bound: 0.6,
    },
    // at most
    {
      name: "at most, interval below",
      gate: { metric: "mae", at_most: 0.5 },
      row: [0.4, 0.3, 0.5],
      verdict: "pass",
      bound: 0.5,
    },
    {
      name: "at most, high end above",
      gate: { metric: "mae", at_most: 0.5 },
      row: [0.4, 0.3, 0.51],
      verdict: "inconclusive",
      bound: 0.51,
    },
    {
      name: "at most, own number for the bound",
      gate: { metric: "mae", at_most: 0.5, upper_at_most: 0.6 },
      row: [0.4, 0.3, 0.6],
      verdict: "pass",
      bound: 0.6,
    },
    {
      name: "at most, interval above",
      gate: { metric: "mae", at_most: 0.5 },
      row: [0.7, 0.6, 0.8],
      verdict: "fail",
      bound: 0.6,
    },
    // distance from 0
    {
      name: "negative bias in bounds",
      gate: { metric: "bias", at_most: 0.3 },
      row: [-0.1, -0.25, 0.05],
      verdict: "pass",
      bound: 0.25,
    },
    {
      name: "negative bias beyond",
      gate: { metric: "bias", at_most: 0.3 },
      row: [-0.5, -0.6, -0.4],
      verdict: "fail",
      bound: 0.4,
    },
    {
      name: "negative bias at the edge",
      gate: { metric: "bias", at_most: 0.3 },
      row: [-0.25, -0.4, -0.1],
      verdict: "inconclusive",
      bound: 0.4,
    },
    {
      name: "bias around 0 with a wide interval",
      gate: { metric: "bias", at_most: 0.3 },
      row: [0.4, -0.1, 0.9],
      verdict: "inconclusive",
      bound: 0,
    },
    // a bound beyond the point is no reason to fail what the point clears
    {
      name: "point cleared, interval below",
      gate: { at_least: 0.7 },
      row: [0.71, 0.6, 0.69],
      verdict: "inconclusive",
      bound: 0.6,
    },
  ])("$name: $verdict", ({ gate, row: [value, low, high], verdict, bound }) => {
    const [found] = gatesOn(gate, { value, low, high });
    expect(found).toMatchObject({ verdict, bound });
    expect(found?.reason === null).toBe(verdict !== "inconclusive");
    expect(found?.point).toBe(gate.metric === "bias" ? Math.abs(value) : value);
  });

  it.each<{ name: string; row: Partial<AgreementRow>; found: Partial<GateRow> }>([
    {
      name: "under 30 samples",
      row: { n: 29, value: 1, low: 1, high: 1 },
      found: { reason: "n=29 is under 30: a number, not a verdict", nNeeded: 30, point: 1 },
    },
    {
      name: "under 10 clusters",
      row: { clusters: 9, low: null, high: null, intervalReason: "few_clusters" },
      found: { reason: "9 clusters are under 10: no interval, no verdict", nNeeded: null, point: 0.75 },
    },
    {
      name: "without an interval",
      row: { low: null, high: null, intervalReason: "undefined_replicates" },
      found: { reason: "no interval: undefined_replicates" },
    },
    {
      name: "without a value",
      row: { value: null, reason: "single_category", low: null, high: null },
      found: { reason: "undefined: single_category", point: null },
    },
    {
      name: "without a figure",
      row: { dimension: "other" },
      found: { reason: "undefined: no figure", point: null },
    },
  ])("has no verdict $name", ({ row, found }) => {
    expect(gatesOn({ at_least: 0.7 }, row)).toEqual([
      expect.objectContaining({ verdict: "inconclusive", bound: null, ...found }),
    ]);
  });

  it("says how many samples would decide at the present estimate", () => {
    // The bound lies 0.1 below the point, the threshold 0.05: intervals shrink with √n, so (0.1 ÷ 0.05)² = 4 times 100.
    expect(gatesOn({ at_least: 0.7 }, { value: 0.75, low: 0.65 })[0]?.nNeeded).toBe(400);
    // Own number for the bound: 0.1 ÷ 0.08, squared: 1.5625.
    expect(gatesOn({ at_least: 0.7, lower_at_least: 0.67 }, { value: 0.75, low: 0.65 })[0]?.nNeeded).toBe(
      157,
    );
    expect(samplesThatDecide(100, 0.7, 0.6, 0.7)).toBeNull();
    expect(samplesThatDecide(100, 0.7 + 1e-12, 0.6, 0.7)).toBeNull();
  });

  it("carries its words, place, source and what the set could detect", () => {
    const [row] = gatesOn(
      { at_least: 0.7, lower_at_least: 0.6, source: "rsmtool" },
      { value: 0.8, low: 0.7 },
    );
    expect(row).toMatchObject({
      gate: "qwk at least 0.7, lower bound at least 0.6",
      grader: "g",
      dimension: "cost",
      threshold: 0.7,
      source: "rsmtool",
      line: 12,
      smallestDetectable: 0.12,
      role: "required",
    });
    expect(describeGate({ metric: "bias", at_most: 0.3, role: "required" })).toBe("|bias| at most 0.3");
  });
});

describe("a gate on what is counted", () => {
  it.each<{ name: string; gate: Partial<GateSpec>; found: Partial<GateRow> }>([
    // 5 of 200 are unscored
    {
      name: "scored share over all dimensions",
      gate: { metric: "scored_share", at_least: 0.97 },
      found: { verdict: "pass", point: 0.975, dimension: null },
    },
    {
      name: "scored share of one dimension",
      gate: { metric: "scored_share", at_least: 0.97, dimension: "cost" },
      found: { verdict: "fail", point: 0.95, dimension: "cost" },
    },
    {
      name: "coverage per dimension",
      gate: { metric: "coverage", at_least: 0.9 },
      found: { verdict: "pass", point: 1, dimension: "cost" },
    },
    {
      name: "cost of a free grader",
      gate: { metric: "usd_per_sample", at_most: 0 },
      found: { verdict: "pass", point: 0, dimension: null },
    },
  ])("$name", ({ gate, found }) => {
    expect(gatesOn(gate, { statistic: "qwk" })).toEqual([
      expect.objectContaining({ reason: null, bound: null, nNeeded: null, ...found }),
    ]);
  });

  it("is inconclusive where the price is unknown", () => {
    const cost = [costRow("g", { kind: "unknown", reason: "imported scores carry no cost" }, 10)];
    expect(gatesOn({ metric: "usd_per_sample", at_most: 1 }, {}, { cost })[0]).toMatchObject({
      verdict: "inconclusive",
      point: null,
      reason: "imported scores carry no cost",
    });
  });
});

describe("which graders and dimensions a gate looks at", () => {
  const graders = [
    { name: "g", isFloor: false },
    { name: "floor", isFloor: true },
  ];
  const rows = (gate: Partial<GateSpec>) =>
    gatesOn({ at_least: 0.7, ...gate }, {}, { graders, dimensions: ["cost", "risk"] }).map(
      ({ grader, dimension }) => `${grader} ${dimension}`,
    );
  it.each<{ name: string; gate: Partial<GateSpec>; expected: string[] }>([
    { name: "every dimension, and every grader but the floor", gate: {}, expected: ["g cost", "g risk"] },
    { name: "the dimension that it names", gate: { dimension: "overall" }, expected: ["g overall"] },
    {
      name: "the floor where it is named",
      gate: { graders: ["floor"], dimension: "cost" },
      expected: ["floor cost"],
    },
  ])("$name", ({ gate, expected }) => {
    expect(rows(gate)).toEqual(expected);
  });
});

describe("roles", () => {
  it("keep advice and information as they are when raters are models", () => {
    const because = "the raters are models";
    const roles = (["required", "advisory", "information"] as const).map((role) => {
      const [row] = gatesOn({ at_least: 0.7, role }, { value: 0.9, low: 0.8 }, { advisoryBecause: because });
      return [row?.role, row?.reason];
    });
    expect(roles).toEqual([
      ["advisory", because],
      ["advisory", null],
      ["information", null],
    ]);
  });

  it.each([
    { verdicts: ["pass", "pass"], expected: "pass" },
    { verdicts: ["pass", "inconclusive"], expected: "inconclusive" },
    { verdicts: ["inconclusive", "fail"], expected: "fail" },
    { verdicts: [], expected: "pass" },
  ] as const)("required verdicts $verdicts make $expected", ({ verdicts, expected }) => {
    const advice = [
      { role: "advisory", verdict: "fail" },
      { role: "information", verdict: "inconclusive" },
    ] as const;
    expect(verdictOf([...verdicts.map((verdict) => ({ role: "required", verdict })), ...advice])).toBe(
      expected,
    );
  });
});

describe("the default gates", () => {
  it("are valid, have a source each, and name metrics that there are", () => {
    for (const gate of defaultGates) {
      expect(gateSchema.safeParse(gate).error).toBeUndefined();
      expect(gate.source).not.toBe("");
      expect(Object.keys(gateMetrics())).toContain(gate.metric);
    }
  });
});

describe("undecidableGates", () => {
  const gates = (["qwk", "scored_share"] as const).map((metric) => ({
    spec: { metric, at_least: 0.7, role: "required" as const },
    line: 3,
  }));
  it.each([
    { samples: 29, clusters: 29, why: "29 labelled samples are under the 30 that a verdict needs" },
    { samples: 30, clusters: 9, why: "9 clusters are under the 10 that an interval needs" },
  ])("names gates on agreement at $samples samples in $clusters clusters", ({ samples, clusters, why }) => {
    expect(undecidableGates(gates, samples, clusters)).toEqual([{ gate: gates[0], why }]);
  });
  it("names none where a verdict is possible", () => {
    expect(undecidableGates(gates, 30, 10)).toEqual([]);
  });
});
