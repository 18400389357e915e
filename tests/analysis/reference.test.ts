import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analysis/analyze.ts";
import { createRandom } from "../../src/statistics/random.ts";
import { propertyRuns } from "../support/runs.ts";
import { inputOf, rowOf, shapes, type Cells } from "./panels.ts";

/*
 * QWK in whole numbers: 2 (n Σxy − Σx Σy) ÷ (n Σx² + n Σy² − 2 Σx Σy).
 *
 *      a   b   c   grader   adjudicated   all · 3   b+c   a+c   a+b
 * s1   1   1   2   1        1             4         3     3     2
 * s2   2   3   2   2        3             7         5     4     5
 * s3   4   4   5   4        4             13        9     9     8
 * s4   5   4   5   4        5             14        9     10    9
 */
const raters = { a: [1, 2, 4, 5], b: [1, 3, 4, 4], c: [2, 2, 5, 5] };
const grader = [1, 2, 4, 4];
const adjudicated = [1, 3, 4, 5];

/** Pairs of raters: Σab = 43, Σac = 51, Σbc = 48 */
const ab = (2 * (4 * 43 - 12 * 12)) / (4 * 46 + 4 * 42 - 2 * 12 * 12); // 7/8
const ac = (2 * (4 * 51 - 12 * 14)) / (4 * 46 + 4 * 58 - 2 * 12 * 14); // 9/10
const bc = (2 * (4 * 48 - 12 * 14)) / (4 * 42 + 4 * 58 - 2 * 12 * 14); // 3/4
/** The grader (Σ 11, Σ² 37) and each rater: Σag = 41, Σbg = 39, Σcg = 46 */
const ag = (2 * (4 * 41 - 12 * 11)) / (4 * 46 + 4 * 37 - 2 * 12 * 11); // 16/17
const bg = (2 * (4 * 39 - 12 * 11)) / (4 * 42 + 4 * 37 - 2 * 12 * 11); // 12/13
const cg = (2 * (4 * 46 - 14 * 11)) / (4 * 58 + 4 * 37 - 2 * 14 * 11); // 5/6
/** Left out, a: reference b+c (Σ 26, Σ² 196), 2a (Σ 24, Σ² 184), products 188; the grader in a's place 2g (Σ 22, Σ² 148), 170 */
const aLeftOut = (2 * (4 * 188 - 26 * 24)) / (4 * 196 + 4 * 184 - 2 * 26 * 24); // 16/17
const inPlaceOfA = (2 * (4 * 170 - 26 * 22)) / (4 * 196 + 4 * 148 - 2 * 26 * 22); // 27/29
/** Left out, b: reference a+c (Σ 26, Σ² 206), 2b (Σ 24, Σ² 168), products 182 and 174 */
const bLeftOut = (2 * (4 * 182 - 26 * 24)) / (4 * 206 + 4 * 168 - 2 * 26 * 24); // 26/31
const inPlaceOfB = (2 * (4 * 174 - 26 * 22)) / (4 * 206 + 4 * 148 - 2 * 26 * 22); // 31/34
/** Left out, c: reference a+b (Σ 24, Σ² 174), 2c (Σ 28, Σ² 232), products 198 and 160 */
const cLeftOut = (2 * (4 * 198 - 24 * 28)) / (4 * 174 + 4 * 232 - 2 * 24 * 28); // 6/7
const inPlaceOfC = (2 * (4 * 160 - 24 * 22)) / (4 * 174 + 4 * 148 - 2 * 24 * 22); // 28/29
/** The mean of all, times 3 (Σ 38, Σ² 430), with 3g (Σ 33, Σ² 333): products 378 */
const ofMean = (2 * (4 * 378 - 38 * 33)) / (4 * 430 + 4 * 333 - 2 * 38 * 33); // 129/136
/** Adjudicated (Σ 13, Σ² 51): products 48 with a, 46 with b, 53 with c, 43 with the grader */
const adjudicatedA = (2 * (4 * 48 - 13 * 12)) / (4 * 51 + 4 * 46 - 2 * 13 * 12); // 18/19
const adjudicatedB = (2 * (4 * 46 - 13 * 12)) / (4 * 51 + 4 * 42 - 2 * 13 * 12); // 14/15
const adjudicatedC = (2 * (4 * 53 - 13 * 14)) / (4 * 51 + 4 * 58 - 2 * 13 * 14); // 5/6
const adjudicatedG = (2 * (4 * 43 - 13 * 11)) / (4 * 51 + 4 * 37 - 2 * 13 * 11); // 29/33

function meanOf(...values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function onCost(columns: Readonly<Record<string, readonly (number | null | "?")[]>>): Cells {
  return Object.fromEntries(Object.entries(columns).map(([source, cells]) => [source, { cost: cells }]));
}

describe("a grader and its ceiling are measured alike", () => {
  it.each([
    { reference: "each", qwk: meanOf(ag, bg, cg), ceiling: meanOf(ab, ac, bc), beside: meanOf(ag, bg, cg) },
    {
      reference: "mean",
      qwk: ofMean,
      ceiling: meanOf(aLeftOut, bLeftOut, cLeftOut),
      beside: meanOf(inPlaceOfA, inPlaceOfB, inPlaceOfC),
    },
    {
      reference: "median", // of three it is rater a; of two it is their mean
      qwk: ag,
      ceiling: meanOf(aLeftOut, bLeftOut, cLeftOut),
      beside: meanOf(inPlaceOfA, inPlaceOfB, inPlaceOfC),
    },
    {
      reference: "adjudicated",
      qwk: adjudicatedG,
      ceiling: meanOf(adjudicatedA, adjudicatedB, adjudicatedC),
      beside: adjudicatedG,
    },
    { reference: "rater:b", qwk: bg, ceiling: meanOf(ab, bc), beside: bg },
  ])("under $reference", ({ reference, qwk, ceiling, beside }) => {
    const analysis = analyze(
      inputOf({
        raters: onCost(raters),
        graders: onCost({ g: grader }),
        adjudicated: { cost: adjudicated },
        reference,
      }),
    );
    const value = (statistic: string) => rowOf(analysis, "g", "cost", statistic).value;
    expect(value("qwk")).toBeCloseTo(qwk, 12);
    expect(value("qwk_ceiling")).toBeCloseTo(ceiling, 12);
    expect(value("qwk_beside_ceiling")).toBeCloseTo(beside, 12);
    expect(value("qwk_degradation")).toBeCloseTo(beside - ceiling, 12);
    expect(rowOf(analysis, "human", "cost", "qwk").value).toBeCloseTo(ceiling, 12);
  });

  it("averages every statistic over the raters under each", () => {
    const analysis = analyze(inputOf({ raters: onCost(raters), graders: onCost({ g: grader }) }));
    // Equal levels: 3 of 4 with a, 3 of 4 with b, 1 of 4 with c. Differences: −1/4, −1/4, −3/4.
    expect(rowOf(analysis, "g", "cost", "exact").value).toBeCloseTo(7 / 12, 12);
    expect(rowOf(analysis, "g", "cost", "bias").value).toBeCloseTo(-5 / 12, 12);
    expect(rowOf(analysis, "g", "cost", "within_1").value).toBe(1);
  });

  it("gives raters no bias among themselves where none of them is the reference", () => {
    const analysis = analyze(inputOf({ raters: onCost(raters) }));
    expect(analysis.agreement.filter(({ statistic }) => ["bias", "smd"].includes(statistic))).toEqual([]);
  });

  it("looks at the raters only where the grader has a level", () => {
    const analysis = analyze(inputOf({ raters: onCost(raters), graders: onCost({ g: [1, 2, 4, "?"] }) }));
    // Without s4: a 1 2 4 (Σ 7, Σ² 21), b 1 3 4 (8, 26), c 2 2 5 (9, 33); Σab = 23, Σac = 26, Σbc = 28.
    const expected = meanOf(
      (2 * (3 * 23 - 7 * 8)) / (3 * 21 + 3 * 26 - 2 * 7 * 8), // 26/29
      (2 * (3 * 26 - 7 * 9)) / (3 * 21 + 3 * 33 - 2 * 7 * 9), // 5/6
      (2 * (3 * 28 - 8 * 9)) / (3 * 26 + 3 * 33 - 2 * 8 * 9), // 8/11
    );
    const ceiling = rowOf(analysis, "g", "cost", "qwk_ceiling");
    expect(ceiling.value).toBeCloseTo(expected, 12);
    expect(ceiling).toMatchObject({ n: 3, coverage: 0.75, missing: 1 });
    expect(rowOf(analysis, "human", "cost", "qwk").n).toBe(4);
  });

  it("puts the grader in a rater's place only where that rater has a level", () => {
    const analysis = analyze(
      inputOf({
        raters: onCost({ a: [1, 2, 4, 5], b: [1, 3, 4, null] }),
        graders: onCost({ g: [1, 2, 4, 1] }),
        reference: "rater:a",
      }),
    );
    // s4, where the grader is far off, has no rater b: on s1 to s3 grader and a are equal.
    expect(rowOf(analysis, "g", "cost", "qwk_beside_ceiling")).toMatchObject({ value: 1, n: 3 });
    expect(rowOf(analysis, "g", "cost", "qwk").n).toBe(4);
  });

  it("finds no degradation in a grader that repeats what the other rater says", () => {
    fc.assert(
      fc.property(shapes, ({ raters: { a = {}, b = {} }, clusters }) => {
        const analysis = analyze(
          inputOf({
            raters: { a, b },
            graders: { g: b },
            reference: "rater:a",
            ...(clusters && { clusters }),
          }),
        );
        const rows = analysis.agreement.filter(({ statistic }) => statistic === "qwk_degradation");
        expect(rows.map(({ value, low, high }) => [value ?? 0, low ?? 0, high ?? 0])).toEqual(
          rows.map(() => [0, 0, 0]),
        );
      }),
      propertyRuns,
    );
  });
});

describe("a grader drawn from the raters' own distribution", () => {
  const samples = process.env["TOUCHSTONE_DEEP"] ? 60_000 : 12_000;
  it.each(["each", "mean", "median"])("shows no degradation under %s", (reference) => {
    const random = createRandom("exchangeable");
    const normal = () => Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit());
    const answers = Array.from({ length: samples }, normal);
    const rate = () =>
      answers.map((ability) => Math.max(1, Math.min(5, Math.round(3 + 1.2 * (ability + 0.6 * normal())))));
    const analysis = analyze(
      inputOf({
        raters: onCost({ a: rate(), b: rate(), c: rate() }),
        graders: onCost({ g: rate() }),
        reference,
      }),
    );
    expect(Math.abs(rowOf(analysis, "g", "cost", "qwk_degradation").value ?? 1)).toBeLessThan(0.01);
  });
});
