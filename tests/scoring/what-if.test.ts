import { describe, expect, it } from "vitest";
import { whatIfSchema } from "../../src/domain/scorecard.ts";
import { noErrorModel } from "../../src/scoring/error-model.ts";
import { usualWhatIf, whatIf } from "../../src/scoring/what-if.ts";
import { cardOf, gradeOf, rubricOf, sampleOf } from "./fixtures.ts";

const rubric = rubricOf(["a", "b"], {
  profiles: {
    first: { weights: { a: 80, b: 20 }, why: "one" },
    second: { weights: { a: 20, b: 80 }, why: "other" },
  },
});
const errors = {
  ...noErrorModel,
  raterVariance: new Map([
    ["a", 0.04],
    ["b", 0.04],
  ]),
};
const card = (id: string, a: number, b: number | null) =>
  cardOf(rubric, gradeOf({ a, b }, { sampleId: id }), { sample: sampleOf(undefined, id), errors });
const options = { ...usualWhatIf, replicates: 400 };

describe("whatIf", () => {
  const found = whatIf([card("x", 5, 1), card("y", 2, 4), card("z", 2, 3.9)], rubric, options);
  const [first, second] = found.profiles;

  it("orders the same levels anew under each profile", () => {
    // first: x 4.2, y 2.4, z 2.38; second: y 3.6, z 3.52, x 1.8
    expect(first?.candidates.map(({ sample, rank }) => [sample, rank])).toEqual([
      ["x", 1],
      ["y", 2],
      ["z", 3],
    ]);
    expect(second?.candidates.map(({ sample, rank }) => [sample, rank])).toEqual([
      ["y", 1],
      ["z", 2],
      ["x", 3],
    ]);
    expect(whatIfSchema.parse(found)).toEqual(found);
  });

  it("says how firm a rank is when weights move by five points", () => {
    // y is above z wherever b has any weight, so no draw changes the order.
    expect(first?.candidates.map(({ keptRank }) => keptRank)).toEqual([1, 1, 1]);
    const close = rubricOf(["a", "b"], { profiles: { even: { weights: { a: 50, b: 50 }, why: "even" } } });
    const cards = [
      ["p", 3, 3.9],
      ["q", 3.95, 3],
    ] as const;
    const even = whatIf(
      cards.map(([id, a, b]) =>
        cardOf(close, gradeOf({ a, b }), { sample: sampleOf(undefined, id), errors }),
      ),
      close,
      options,
    ).profiles[0];
    // q leads by .025; p leads where b weighs over 51.35 %: about a third of the draws.
    expect(even?.candidates[0]).toMatchObject({ sample: "q", rank: 1, rankLow: 1, rankHigh: 2 });
    expect(even?.candidates[0]?.keptRank).toBeGreaterThan(0.5);
    expect(even?.candidates[0]?.keptRank).toBeLessThan(0.8);
  });

  it("marks neighbours within noise", () => {
    expect(first?.neighbours.map(({ above, below, withinNoise }) => [above, below, withinNoise])).toEqual([
      ["x", "y", false],
      ["y", "z", true],
    ]);
  });

  it("gives the same for the same seed", () => {
    const again = whatIf([card("x", 5, 1), card("y", 2, 4), card("z", 2, 3.9)], rubric, options);
    expect(again).toEqual(found);
  });

  it("marks those who were not seen on the same dimensions, and ranks no one without a mean", () => {
    const mixed = whatIf([card("x", 5, 1), card("y", 4, null)], rubric, options);
    expect(mixed.profiles[0]?.neighbours[0]?.notComparableOn).toEqual(["b"]);
    expect(mixed.profiles[1]?.candidates[1]).toMatchObject({
      sample: "y",
      mean: null,
      rank: null,
      keptRank: null,
    });
  });

  it("refuses scorecards of two runs", () => {
    const other = cardOf(rubric, gradeOf({ a: 1, b: 1 }), {
      fingerprint: "f2",
      sample: sampleOf(undefined, "w"),
    });
    expect(() => whatIf([card("x", 5, 1), other], rubric)).toThrow("score all in one run");
  });
});
