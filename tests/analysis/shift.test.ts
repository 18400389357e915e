import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analysis/analyze.ts";
import type { ShiftRow } from "../../src/domain/analysis.ts";
import { createRandom } from "../../src/statistics/random.ts";
import { inputOf, scoresOf, type Cell } from "./panels.ts";

const levels = Array.from({ length: 60 }, (_, sample) => 1 + (sample % 5));
const harsher = levels.map((level) => Math.max(1, level - 1));

/** The shift from one column of scores to another; `repeats` are those of each run. */
function shiftOf(
  before: readonly Cell[],
  after: readonly Cell[],
  repeats: { readonly before: readonly (readonly Cell[])[]; readonly after: readonly (readonly Cell[])[] } = {
    before: [],
    after: [],
  },
): ShiftRow | undefined {
  const scores = (final: readonly Cell[], parts: readonly (readonly Cell[])[]) => [
    ...scoresOf({ g: { cost: final } }),
    ...parts.flatMap((part, index) => scoresOf({ g: { cost: part } }, index + 1)),
  ];
  const input = inputOf({ raters: {}, graders: { g: { cost: after } } }, {});
  const [row] =
    analyze({
      ...input,
      replicates: 400,
      graders: input.graders.map((grader) => ({ ...grader, repeats: Math.max(1, repeats.after.length) })),
      scores: scores(after, repeats.after),
      baseline: { scores: scores(before, repeats.before), maxDrop: 0.05, role: "required" },
    }).shift ?? [];
  return row;
}

describe("shift of scores since the baseline", () => {
  it("needs no labels, and says of the same scores that they are", () => {
    expect(shiftOf(levels, levels)).toMatchObject({
      verdict: "identical",
      difference: 0,
      low: 0,
      high: 0,
      changedShare: 0,
      psi: 0,
      n: 60,
      repeats: null,
    });
  });

  it("counts what changed: four of five levels one lower", () => {
    const row = shiftOf(levels, harsher);
    expect(row).toMatchObject({ verdict: "shifted", baseline: 3, current: 2.2, changedShare: 0.8 });
    expect(row?.difference).toBeCloseTo(-0.8, 12);
    expect(row?.levels).toEqual([
      { level: 1, baseline: 0.2, current: 0.4 },
      { level: 2, baseline: 0.2, current: 0.2 },
      { level: 3, baseline: 0.2, current: 0.2 },
      { level: 4, baseline: 0.2, current: 0.2 },
      { level: 5, baseline: 0.2, current: 0 },
    ]);
  });

  it("compares what both scored and counts what either lost", () => {
    const gaps = levels.map((level, sample): Cell => (sample < 10 ? "?" : level));
    expect(shiftOf(levels, gaps)).toMatchObject({ verdict: "not-shown", n: 50, lost: 10, gained: 0 });
    expect(shiftOf(gaps, levels)).toMatchObject({ n: 50, lost: 0, gained: 10 });
    const nothing = shiftOf(
      levels,
      levels.map(() => "?"),
    );
    expect(nothing).toMatchObject({ n: 0, difference: null, psi: null, reason: "no_overlap" });
  });

  it("takes the noise between repeats of one run for no shift, and a change beyond it for one", () => {
    const random = createRandom("repeats");
    const noisy = (base: readonly number[]): number[] =>
      base.map((level) => (random.below(4) === 0 ? (level % 5) + 1 : level));
    const same = shiftOf(noisy(levels), noisy(levels), {
      before: [noisy(levels), noisy(levels)],
      after: [noisy(levels), noisy(levels)],
    });
    expect(same?.verdict).toBe("not-shown");
    expect(Math.abs(same?.repeats?.excess ?? 1)).toBeLessThan(0.15);
    const turned = levels.map((level) => 6 - level);
    const other = shiftOf(noisy(levels), noisy(turned), {
      before: [noisy(levels), noisy(levels)],
      after: [noisy(turned), noisy(turned)],
    });
    expect(other?.repeats?.low).toBeGreaterThan(0.2);
    expect(other?.verdict).toBe("shifted");
  });

  it("gives no interval and no shift under ten clusters", () => {
    const row = shiftOf(levels.slice(0, 9), harsher.slice(0, 9));
    expect(row).toMatchObject({ verdict: "not-shown", low: null, reason: "few_clusters" });
  });
});
