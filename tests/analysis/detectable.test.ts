import { describe, expect, it } from "vitest";
import { detectableDrops, type DetectableDrop } from "../../src/analysis/detectable.ts";
import { createRandom } from "../../src/statistics/random.ts";
import { inputOf, scoresOf } from "./panels.ts";

const random = createRandom("power");
const slipping = (levels: readonly number[], oneIn: number): number[] =>
  levels.map((level) => (random.below(oneIn) === 0 ? 1 + random.below(5) : level));

function dropAt(n: number, oneIn: number, withRepeats = false): DetectableDrop | undefined {
  const levels = Array.from({ length: n }, (_, sample) => 1 + (sample % 5));
  const g = slipping(levels, oneIn);
  const input = inputOf({ raters: { a: { cost: levels } }, graders: { g: { cost: g } } });
  const repeats = [1, 2].flatMap((repeat) => scoresOf({ g: { cost: slipping(g, 20) } }, repeat));
  return detectableDrops({
    ...input,
    reference: "each",
    scores: withRepeats ? [...input.scores, ...repeats] : input.scores,
    replicates: 400,
    seed: 1,
  })[0];
}

describe("the smallest detectable drop", () => {
  it("shrinks with the root of n: of four times as many samples it is about half", () => {
    const ratio = (dropAt(100, 3)?.drop ?? 0) / (dropAt(400, 3)?.drop ?? 1);
    expect(ratio).toBeGreaterThan(1.4);
    expect(ratio).toBeLessThan(2.8);
  });

  it("is smaller where two repeats share their errors than for runs that err independently", () => {
    const apart = dropAt(200, 3);
    const together = dropAt(200, 3, true);
    expect(apart?.basis).toBe("independent");
    expect(together?.basis).toBe("repeats");
    expect(together?.drop).toBeLessThan(apart?.drop ?? 0);
  });

  it("is not said where QWK is undefined", () => {
    const input = inputOf({ raters: { a: { cost: [] } }, graders: { g: { cost: [3, 3] } } });
    expect(detectableDrops({ ...input, reference: "each", replicates: 20, seed: 1 })).toEqual([]);
  });
});
