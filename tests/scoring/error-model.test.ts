import { describe, expect, it } from "vitest";
import type { Label } from "../../src/domain/label.ts";
import type { ScoreRow } from "../../src/domain/score.ts";
import { errorModel } from "../../src/scoring/error-model.ts";

const row = (sample: number, dimension: string, level: number, repeat: number | null): ScoreRow => ({
  sample: `s${sample}`,
  grader: "judge",
  dimension,
  repeat,
  status: "scored",
  level,
  evidence: [],
  rationale: "",
});
const label = (sample: number, rater: string, dimension: string, value: number | null): Label => ({
  sampleId: `s${sample}`,
  rater,
  dimension,
  value,
  quote: null,
  round: null,
  blind: true,
  sampling: "all",
  at: null,
});
const raters = [
  { rater: "h1", kind: "human", training: "" },
  { rater: "h2", kind: "model", training: "" },
  { rater: "h3", kind: "human", training: "" },
] as const;
const samples = Array.from({ length: 20 }, (_, index) => index);

describe("errorModel", () => {
  // Repeats 3 and 4 in every answer: s² = .5. The final level 3.5 stands against labels 2 and 4, mean 3: error .5, mean square .25.
  const scores = samples.flatMap((sample) => [
    row(sample, "cost", 3.5, null),
    row(sample, "cost", 3, 1),
    row(sample, "cost", 4, 2),
    row(sample, "risk", 4, null),
  ]);
  // Risk errs by 1 in every answer.
  const labels = samples.flatMap((sample) => [
    label(sample, "h1", "cost", 2),
    label(sample, "h2", "cost", 4),
    label(sample, "h1", "risk", 3),
    label(sample, "h2", "risk", null),
  ]);

  it("takes what repeats average away out of the error against the labels", () => {
    const model = errorModel(scores, labels, raters, "judge");
    expect(model.repeatVariance.get("cost")).toBeCloseTo(0.5, 12);
    // .25 − .5 / 2 = 0
    expect(model.raterVariance.get("cost")).toBeCloseTo(0, 12);
    expect(model.raterVariance.get("risk")).toBeCloseTo(1, 12);
    expect(model).toMatchObject({ samples: 20, raters: "both" });
  });

  it("correlates the errors of two dimensions", () => {
    // Both err upwards in every answer.
    expect(errorModel(scores, labels, raters, "judge").correlation).toBeCloseTo(1, 12);
  });

  it("builds on no fewer than 20 labelled answers", () => {
    const model = errorModel(
      scores,
      labels.filter(({ sampleId }) => sampleId !== "s0"),
      raters,
      "judge",
    );
    expect([...model.raterVariance]).toEqual([]);
    expect(model).toMatchObject({ correlation: null, raters: null });
  });
});
