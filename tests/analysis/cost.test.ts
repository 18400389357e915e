import { describe, expect, it } from "vitest";
import { costRow, type ReplyCost } from "../../src/analysis/cost.ts";

function replyOf(changes: Partial<ReplyCost>): ReplyCost {
  return {
    model: "model-a",
    calls: 1,
    usage: { inputTokens: 100, cachedTokens: 40, cacheWriteTokens: 20, outputTokens: 10, reasoningTokens: 5 },
    usd: 0.01,
    priceSource: "prices of 2026-05-01",
    ...changes,
  };
}

describe("costRow", () => {
  it("adds tokens, calls and dollars, and divides by the samples", () => {
    const replies = [replyOf({ usd: 0.1 }), replyOf({ usd: 0.2, calls: 2 })];
    expect(costRow("g", { kind: "replies", replies }, 4)).toEqual({
      grader: "g",
      model: "model-a",
      calls: 3,
      inputTokens: 200,
      cachedTokens: 80,
      cacheWriteTokens: 40,
      outputTokens: 20,
      reasoningTokens: 10,
      usd: 0.3, // 0.1 + 0.2 without binary residue
      usdPerSample: 0.075,
      reason: null,
      batch: false,
      priceSource: "prices of 2026-05-01",
    });
  });

  it("is exact to the cent over a hundred thousand replies, in any order", () => {
    const replies = Array.from({ length: 100_000 }, (_, index) => replyOf({ usd: (index % 7) * 0.0001 }));
    // 14,285 rounds of 0 + … + 6 = 21, and 0 + 1 + 2 + 3 + 4 = 10 of the last five: 299,995 ten-thousandths.
    const usdOf = (each: readonly ReplyCost[]) => costRow("g", { kind: "replies", replies: each }, 1).usd;
    expect(usdOf(replies)).toBe(29.9995);
    expect(usdOf(replies.toReversed())).toBe(29.9995);
  });

  it("is unknown, never 0, when one price is, and names the model", () => {
    const replies = [replyOf({}), replyOf({ model: "model-b", usd: null, priceSource: null })];
    expect(costRow("g", { kind: "replies", replies }, 2)).toMatchObject({
      usd: null,
      usdPerSample: null,
      reason: "no price is known for model-b",
      model: "model-a, model-b",
    });
  });

  it.each([
    {
      name: "is 0 for a grader that asks no model",
      spending: { kind: "free" } as const,
      usd: 0,
      reason: null,
    },
    {
      name: "is unknown for scores from elsewhere",
      spending: { kind: "unknown", reason: "imported scores carry no cost" } as const,
      usd: null,
      reason: "imported scores carry no cost",
    },
  ])("$name", ({ spending, usd, reason }) => {
    expect(costRow("g", spending, 10)).toMatchObject({
      usd,
      usdPerSample: usd,
      reason,
      calls: 0,
      model: null,
    });
  });

  it("has no price per sample without samples, and says so", () => {
    expect(costRow("g", { kind: "free" }, 0)).toMatchObject({
      usd: 0,
      usdPerSample: null,
      reason: "no sample was graded",
    });
  });
});
