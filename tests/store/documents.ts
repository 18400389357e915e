import type { RunDocument } from "../../src/domain/run.ts";

/** A result document with a score of every status and a row of every part of the analysis. */
export function documentOf(changes: Partial<RunDocument> = {}): RunDocument {
  const evidence = { kind: "quote", turn: 1, quote: "cheaper", struck: null } as const;
  const place = { grader: "g", dimension: "cost", repeat: null } as const;
  return {
    schema: "touchstone.run/1",
    eval: "gold",
    fingerprint: { hash: "f".repeat(64), parts: { dataset: "d1", labels: "l1" } },
    partial: [],
    dataset: { id: "d", version: "1.0.0", synthetic: true, split: "test", samples: 3, raters: [] },
    rubric: { id: "r", version: "1.0.0", status: "draft", profile: "even" },
    analysis: {
      agreement: [],
      cost: [
        {
          grader: "g",
          model: null,
          calls: 0,
          inputTokens: 0,
          cachedTokens: 0,
          cacheWriteTokens: 0,
          outputTokens: 0,
          reasoningTokens: 0,
          usd: 0,
          usdPerSample: 0,
          reason: null,
          batch: false,
          priceSource: null,
        },
      ],
      counts: [
        {
          grader: "g",
          dimension: "cost",
          scored: 1,
          notObserved: 1,
          unscored: 1,
          byReason: { refused: 1 },
          evidence: "required",
          verifiedQuoteShare: 1,
          struckQuoteShare: 0,
          absenceShare: 0,
        },
      ],
      gates: [],
      regression: [],
      banners: ["raters are models"],
    },
    baseline: null,
    verdict: "pass",
    scores: [
      { sample: "b", ...place, status: "not-observed", opportunity: "turn 1" },
      {
        sample: "a",
        ...place,
        repeat: 1,
        status: "scored",
        level: 4,
        evidence: [evidence],
        rationale: "long",
      },
      { sample: "a", ...place, status: "scored", level: 4, evidence: [evidence], rationale: "long" },
      { sample: "c", ...place, status: "unscored", reason: "refused", detail: "policy", evidence: [] },
    ],
    ...changes,
  };
}
