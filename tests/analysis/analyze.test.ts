import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyze, modelRatersReason, type AnalysisInput } from "../../src/analysis/analyze.ts";
import { defaultGates } from "../../src/analysis/default-gates.ts";
import { createPanel } from "../../src/analysis/readings.ts";
import { analysisSchema } from "../../src/domain/analysis.ts";
import { canonicalJson } from "../../src/domain/canonical.ts";
import { propertyRuns } from "../support/runs.ts";
import { inputOf, shapes, type Shape } from "./panels.ts";

/** Everything that an analysis can hold: gates, a baseline, intervals. */
function fullInput(shape: Shape): AnalysisInput {
  const input = inputOf(shape, {
    replicates: 20,
    gates: defaultGates.map((spec) => ({ spec, line: null })),
  });
  return { ...input, baseline: { scores: input.scores, maxDrop: 0.05, role: "required" } };
}

/** The shape's samples in another order: sample ids are given by position, so labels and scores follow. */
function shuffled(
  input: AnalysisInput,
  clusters: readonly string[],
  order: readonly number[],
): AnalysisInput {
  const rank = <Row>(rows: readonly Row[]): Row[] =>
    rows
      .map((row, index) => ({ row, key: order[index % order.length] ?? 0, index }))
      .sort((a, b) => a.key - b.key || b.index - a.index)
      .map(({ row }) => row);
  const samples = input.panel.sampleIds.map((id, index) => ({ id, cluster: clusters[index] ?? "" }));
  return {
    ...input,
    panel: createPanel(rank(samples), input.panel.dimensions),
    labels: rank(input.labels),
    scores: rank(input.scores),
    baseline: input.baseline && { ...input.baseline, scores: rank(input.baseline.scores) },
  };
}

/** Panels that once gave other rows in another order: x̄ of thirds, summed the other way round, fell on the other side of a tie. */
const tied: Shape = {
  raters: {
    a: {
      cost: [1, 1, "NA", 2, 2, 5, "NA", 2, 1, "NA", "NA", 1, 1, 2],
      risk: [1, 1, 1, "NA", 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
    },
    b: {
      cost: ["NA", 1, 4, 2, 3, 1, 1, 4, 5, 4, "NA", "NA", 3, 1],
      risk: [1, 1, 1, "NA", 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
    },
    c: {
      cost: ["NA", 2, 5, 2, 1, 2, "NA", 3, 2, 1, 1, null, "NA", 5],
      risk: [1, 1, 1, 1, 1, 1, 1, 1, 1, "NA", 5, 2, 5, 2],
    },
  },
  graders: {
    g: {
      cost: [1, "NA", 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, "NA"],
      risk: [1, 3, 1, 1, 1, 1, 2, 1, 1, "NA", 1, 1, 1, 1],
    },
  },
  clusters: Array.from({ length: 14 }, () => "c1"),
  reference: "mean",
};

/** Whole analyses take some milliseconds each. */
const fewerRuns = { numRuns: propertyRuns.numRuns / 4 };

describe("analyze", () => {
  it("gives the same rows for the same input", () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        expect(canonicalJson(analyze(fullInput(shape)))).toBe(canonicalJson(analyze(fullInput(shape))));
      }),
      fewerRuns,
    );
  });

  it("gives the same rows whatever the order of samples, labels and scores", () => {
    const order = fc.array(fc.integer(), { minLength: 3, maxLength: 20 });
    fc.assert(
      fc.property(shapes, order, (shape, ranks) => {
        const input = fullInput(shape);
        const other = shuffled(input, shape.clusters ?? [], ranks);
        expect(canonicalJson(analyze(other))).toBe(canonicalJson(analyze(input)));
      }),
      { ...fewerRuns, examples: [[tied, [0, 0, 0]]] },
    );
  });

  it("has no null without its reason, and no number that JSON does not hold", () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const analysis = analyze(fullInput(shape));
        canonicalJson(analysis); // throws at NaN and Infinity
        expect(analysisSchema.safeParse(analysis).error).toBeUndefined();
        const unexplained = [
          ...analysis.agreement.filter(
            (row) =>
              (row.value === null) !== (row.reason !== null) ||
              (row.low === null) !== (row.intervalReason !== null) ||
              (row.low === null) !== (row.high === null) ||
              (row.coverage === null && row.n > 0),
          ),
          ...analysis.cost.filter((row) => row.usdPerSample === null && row.reason === null),
          ...analysis.gates.filter((row) => row.verdict === "inconclusive" && row.reason === null),
          ...analysis.regression.filter((row) => row.verdict === "inconclusive" && row.reason === null),
        ];
        expect(unexplained).toEqual([]);
      }),
      fewerRuns,
    );
  });

  it("takes the verdicts of model raters as advice, and says why", () => {
    const levels = Array.from({ length: 40 }, (_, sample) => 1 + (sample % 5));
    const input = fullInput({ raters: { a: { cost: levels } }, graders: { g: { cost: levels } } });
    const { gates, regression } = analyze({
      ...input,
      raters: input.raters.map((rater) => ({ ...rater, kind: "model" })),
    });
    const required = gates.slice(0, defaultGates.filter(({ role }) => role === "required").length);
    expect(required.map(({ role, reason }) => ({ role, reason }))).toEqual(
      required.map(() => ({ role: "advisory", reason: modelRatersReason })),
    );
    expect(gates.some(({ role }) => role === "required")).toBe(false);
    expect(regression[0]).toMatchObject({ role: "advisory", reason: modelRatersReason });
  });

  it("takes of several rounds the last one by name, in any order of the labels", () => {
    const input = inputOf({ raters: { a: { cost: [1, 2, 3] } }, graders: { g: { cost: [2, 3, 4] } } });
    const inRound = (round: string, higher: number) =>
      input.labels.map((label) => ({ ...label, round, value: (label.value ?? 0) + higher }));
    const labels = [...inRound("10", 1), ...inRound("9", 0), ...inRound("adjudicated", 2)];
    const exact = [labels, labels.toReversed()].map(
      (each) =>
        analyze({ ...input, labels: each }).agreement.find(
          ({ grader, dimension, statistic }) =>
            grader === "g" && dimension === "cost" && statistic === "exact",
        )?.value,
    );
    expect(exact).toEqual([1, 1]);
  });
});
