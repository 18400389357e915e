import { describe, expect, it } from "vitest";
import { countRows } from "../../src/analysis/counts.ts";
import type { Evidence } from "../../src/domain/score.ts";
import { scoresOf } from "./panels.ts";

describe("countRows", () => {
  it("counts final scores by status and reason, never a repeat", () => {
    const scores = [
      ...scoresOf({ g: { cost: [1, "NA", "?", "?", 5] }, h: { cost: [1] } }),
      ...scoresOf({ g: { cost: [1, 1, 1, 1, 1] } }, 1),
    ];
    expect(countRows(scores, [{ name: "g", evidence: "none" }], ["cost", "risk"])).toEqual([
      {
        grader: "g",
        dimension: "cost",
        evidence: "none",
        scored: 2,
        notObserved: 1,
        unscored: 2,
        byReason: { unparsable: 2 },
        verifiedQuoteShare: null,
        struckQuoteShare: null,
        absenceShare: null,
      },
      expect.objectContaining({ dimension: "risk", scored: 0, notObserved: 0, unscored: 0, byReason: {} }),
    ]);
  });

  it("says what share of the quotes held, and of the evidence was an absence", () => {
    const quote = (struck: string | null): Evidence => ({ kind: "quote", turn: 1, quote: "words", struck });
    const absence: Evidence = { kind: "absence", turn: 1, expected: "a figure", struck: null };
    const scores = scoresOf({ g: { cost: [3] } }).map((score) => ({
      ...score,
      evidence: [quote(null), quote(null), quote("not in the turn"), absence],
    }));
    const [row] = countRows(scores, [{ name: "g", evidence: "required" }], ["cost"]);
    expect(row).toMatchObject({ verifiedQuoteShare: 2 / 3, struckQuoteShare: 1 / 3, absenceShare: 1 / 4 });
  });
});
