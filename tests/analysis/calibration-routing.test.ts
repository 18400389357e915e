import { describe, expect, it } from "vitest";
import {
  acceptableShare,
  boundaryDistance,
  conformalRow,
  riskRows,
  spread,
  spreadSignal,
  type Judged,
} from "../../src/analysis/calibration-routing.ts";
import { anchorRows, labelNextRows } from "../../src/analysis/calibration-samples.ts";
import { createPanel, type Reading, type Readings } from "../../src/analysis/readings.ts";

function on(column: readonly Reading[]): Readings {
  return new Map([["cost", column]]);
}

function panelOf(clusters: readonly string[]) {
  return createPanel(
    clusters.map((cluster, index) => ({ id: `s${index + 1}`, cluster })),
    ["cost"],
  );
}

function judged(scores: readonly Reading[], ...raters: (readonly Reading[])[]): Judged {
  return {
    panel: panelOf(scores.map((_, index) => `c${index}`)),
    references: raters.map(on),
    readings: on(scores),
  };
}

describe("a conformal radius", () => {
  const calibration = judged([1, 2, 3, 4, 5, 1, 2, 3, 4], [1, 2, 3, 4, 5, 1, 2, 4, 2]);
  it("is the ceil(10 x 0.9) = 9th smallest of nine distances, here 2, and is held against the test half", () => {
    const row = conformalRow({ calibration, test: judged([1, 5], [3, 1]) }, "g", "cost");
    expect(row).toMatchObject({ n: 9, radius: 2, test: { count: 1, n: 2, share: 0.5 } });
  });

  it("holds for the rater farthest away", () => {
    const row = conformalRow({ calibration, test: judged([3], [3], [5], ["not-observed"]) }, "g", "cost");
    expect(row.test).toMatchObject({ count: 1, n: 1 });
    const far = conformalRow({ calibration, test: judged([2], [2], [5]) }, "g", "cost");
    expect(far.test).toMatchObject({ count: 0, n: 1 });
  });

  it("is none from eight answers", () => {
    const eight = judged([1, 2, 3, 4, 5, 1, 2, 3], [1, 2, 3, 4, 5, 1, 2, 4]);
    expect(conformalRow({ calibration: eight, test: eight }, "g", "cost")).toMatchObject({
      radius: null,
      test: { n: 0, share: null },
    });
  });
});

describe("the risk of accepting scores without a human", () => {
  const scores = [1, 2, 3, 4, 5, 1, 2, 3, 4, 5];
  const half = judged(scores, [1, 2, 3, 4, 5, 1, 2, 3, 5, 4]);
  const repeats = spreadSignal("repeats", [
    on(scores),
    on(scores.map((level, index) => (index < 8 ? level : level - 2))),
  ]);

  it("accepts scores of equal doubt together, the least doubtful first", () => {
    const rows = riskRows(half, "g", "cost", repeats);
    expect(rows.map(({ doubt, accepted, wrong }) => [doubt, accepted, wrong.count, wrong.n])).toEqual([
      [0, 0.8, 0, 8],
      [1, 1, 2, 10],
    ]);
  });

  it("counts a score as wrong a whole level from the raters' mean", () => {
    const [row] = riskRows(judged([2, 2], [3, 3], [2, 3]), "g", "cost", spreadSignal("none", []));
    expect(row).toMatchObject({ doubt: null, accepted: 1, wrong: { count: 1, n: 2 } });
  });

  it("is acceptable only where the whole interval is", () => {
    const rows = riskRows(half, "g", "cost", repeats);
    expect(rows[0]?.wrong.high).toBeCloseTo(0.324, 3);
    expect([0.3, 0.33].map((limit) => acceptableShare(rows, limit))).toEqual([0, 0.8]);
  });
});

describe("the next labels", () => {
  const panel = panelOf(["a", "a", "b", "c", "c"]);
  const scale = { min: 1, max: 5, step: 1 };
  it("are asked where graders disagree most, then nearest a boundary, one per cluster first", () => {
    const rows = labelNextRows(
      panel,
      scale,
      [on([3, null, null, 2, null]), on([null, null, null, 2, null])],
      [on([1, 1, 2.5, 1, 3]), on([5, 4, 2.5, 5, 3])],
    );
    expect(rows.map(({ sample, raters }) => [sample, raters])).toEqual([
      ["s1", 1],
      ["s3", 0],
      ["s5", 0],
      ["s2", 0],
    ]);
    expect(rows.map(({ disagreement }) => disagreement)).toEqual([2, 0, 0, 1.5]);
  });

  it("measures to the boundaries between levels", () => {
    expect([1, 2.5, 2.9, 5].map((score) => boundaryDistance(scale, score))).toEqual([
      0.5,
      0,
      expect.closeTo(0.4, 9),
      0.5,
    ]);
    expect(spread([1, 5])).toBe(2);
  });
});

describe("few-shot anchors", () => {
  it("are answers to which at least two raters all gave the level, those with most raters first", () => {
    const raters = [on([1, 1, 2, 3, 1]), on([1, 2, 2, "not-observed", 1]), on([null, 1, null, null, 1])];
    const rows = anchorRows(panelOf(["a", "b", "c", "d", "e"]), { min: 1, max: 3, step: 1 }, raters);
    expect(rows.map(({ level, samples }) => [level, samples])).toEqual([
      [1, ["s5", "s1"]],
      [2, ["s3"]],
      [3, []],
    ]);
  });
});
