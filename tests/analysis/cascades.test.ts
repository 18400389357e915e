import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analysis/analyze.ts";
import type { ReplyCost } from "../../src/analysis/cost.ts";
import type { ScoreRow } from "../../src/domain/score.ts";
import { inputOf } from "./panels.ts";

const truth = [1, 2, 3, 4, 5, 1, 2, 3, 4, 5] as const;
/** The cheap grader errs on the last two answers, of which the second grader is asked. */
const cheap = [1, 2, 3, 4, 5, 1, 2, 3, 2, 2] as const;

function spent(usd: number) {
  const reply: ReplyCost = {
    model: "m",
    calls: 1,
    usage: { inputTokens: 1, cachedTokens: 0, cacheWriteTokens: 0, outputTokens: 1, reasoningTokens: 0 },
    usd,
    priceSource: "test",
  };
  return { kind: "replies", replies: [reply] } as const;
}

function rows(grader: string, levels: readonly (number | null)[], part?: string): ScoreRow[] {
  return levels.flatMap((level, index) =>
    level === null
      ? []
      : [
          {
            sample: `s${index + 1}`,
            grader,
            dimension: "cost",
            repeat: part === undefined ? null : 1,
            ...(part !== undefined && { part }),
            status: "scored",
            level,
            evidence: [],
            rationale: "",
          },
        ],
  );
}

function analysisOf(names: readonly string[]) {
  const grader = { isFloor: false, evidence: "none", repeats: 1 } as const;
  const all = [
    { ...grader, name: "strong", spending: spent(1) },
    {
      ...grader,
      name: "doubt",
      spending: spent(0.3),
      parts: ["cheap", "strong"],
      cascade: { first: "cheap", second: "strong" },
    },
  ];
  return analyze(
    inputOf(
      { raters: { h1: { cost: [...truth] } } },
      {
        graders: all.filter(({ name }) => names.includes(name)),
        scores: [
          ...rows("strong", truth),
          ...rows("doubt", truth),
          ...rows("doubt", cheap, "cheap"),
          ...rows(
            "doubt",
            truth.map((level, index) => (index < 8 ? null : level)),
            "strong",
          ),
        ],
      },
    ),
  );
}

describe("a cascade", () => {
  it("says what it saved and kept beside its second grader alone: $0.30 of $1, 2 of 10 asked, QWK 1 beside 1", () => {
    expect(analysisOf(["strong", "doubt"]).cascades).toMatchObject([
      {
        grader: "doubt",
        answers: 10,
        asked: 2,
        changed: 2,
        usd: 0.3,
        usdAlone: 1,
        savedShare: 0.7,
        qwk: 1,
        qwkAlone: 1,
        difference: 0,
        n: 10,
      },
    ]);
  });

  it("claims nothing where its second grader does not stand in the eval", () => {
    expect(analysisOf(["doubt"]).cascades).toMatchObject([
      {
        usdAlone: null,
        savedShare: null,
        qwkAlone: null,
        difference: null,
        n: 0,
        reason: expect.any(String),
      },
    ]);
  });

  it("shows what each part reaches on the answers that it scored, and gates none of it", () => {
    const analysis = analysisOf(["doubt"]);
    const figure = (grader: string) =>
      analysis.agreement.find(
        (row) => row.grader === grader && row.statistic === "exact" && row.dimension === "cost",
      );
    expect(figure("doubt/cheap")).toMatchObject({ value: 0.8, n: 10 });
    expect(figure("doubt/strong")).toMatchObject({ value: 1, n: 2 });
    expect(analysis.cost.map(({ grader }) => grader)).toEqual(["doubt"]);
  });
});
