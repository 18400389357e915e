import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frontierOf } from "../../src/analysis/frontier.ts";
import type { AgreementRow, CostRow } from "../../src/domain/analysis.ts";
import { propertyRuns } from "../support/runs.ts";

function costRow(grader: string, usdPerSample: number | null): CostRow {
  return {
    grader,
    model: null,
    calls: 1,
    inputTokens: 0,
    cachedTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: 0,
    reasoningTokens: 0,
    usd: usdPerSample,
    usdPerSample,
    reason: usdPerSample === null ? "no price is known" : null,
    batch: false,
    priceSource: null,
  };
}

function agreementRow(grader: string, value: number | null): AgreementRow {
  return {
    run: "r",
    split: "test",
    grader,
    against: "human",
    reference: "each",
    scoreType: "raw",
    dimension: "overall",
    profile: null,
    group: null,
    statistic: "qwk",
    value,
    reason: value === null ? "nobody varies" : null,
    n: 40,
    coverage: 1,
    missing: 0,
    clusters: 40,
    clusterBy: "candidate",
    low: null,
    high: null,
    level: 0.95,
    intervalReason: null,
    method: "none",
    replicates: 0,
    seed: 1,
  };
}

function frontier(graders: readonly (readonly [string, number | null, number | null])[]) {
  return frontierOf({
    cost: graders.map(([grader, usd]) => costRow(grader, usd)),
    agreement: graders.map(([grader, , value]) => agreementRow(grader, value)),
  });
}

describe("frontierOf", () => {
  it("puts the cheapest first and says whom another beats at no higher price", () => {
    const { points } = frontier([
      ["strong", 0.08, 0.8],
      ["dear", 0.1, 0.7],
      ["floor", 0, 0.3],
      ["cheap", 0.01, 0.6],
    ]);
    expect(points.map(({ grader, dominatedBy }) => [grader, dominatedBy])).toEqual([
      ["floor", null],
      ["cheap", null],
      ["strong", null],
      ["dear", "strong"],
    ]);
  });

  it("lets equals stand side by side", () => {
    const { points } = frontier([
      ["a", 0.1, 0.7],
      ["b", 0.1, 0.7],
    ]);
    expect(points.map(({ dominatedBy }) => dominatedBy)).toEqual([null, null]);
  });

  it("leaves out who has no known cost or agreement, and says why", () => {
    const { points, off } = frontier([
      ["a", null, 0.7],
      ["b", 0.1, null],
    ]);
    expect(points).toEqual([]);
    expect(off).toEqual([
      { grader: "a", reason: "no price is known" },
      { grader: "b", reason: "nobody varies" },
    ]);
  });

  it("rises: of two on it, the dearer agrees better", () => {
    const grader = fc.tuple(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: -1, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(grader, { maxLength: 8 }), (graders) => {
        const named = graders.map(([usd, value], index) => [`g${index}`, usd, value] as const);
        const kept = frontier(named).points.filter(({ dominatedBy }) => dominatedBy === null);
        const cannotStand = kept.filter((point, index) => {
          const next = kept[index + 1];
          return (
            next !== undefined && next.usdPerSample > point.usdPerSample && next.agreement <= point.agreement
          );
        });
        expect(cannotStand).toEqual([]);
      }),
      propertyRuns,
    );
  });
});
