import type { Label, Rater } from "../../src/domain/label.ts";
import type { RunDocument } from "../../src/domain/run.ts";
import type { ReportInput } from "../../src/reports/report.ts";

/** A run whose every name, reason and text is `word` and whose every figure that may be null is null. */
export function inputNaming(word: string): ReportInput {
  return {
    document: documentNaming(word),
    labels: { labels: labelsNaming(word), raters: ratersNaming(word) },
  };
}

export function documentNaming(word: string): RunDocument {
  const place = { sample: word, grader: word, dimension: word, repeat: null } as const;
  const gate = {
    gate: word,
    grader: word,
    dimension: word,
    point: null,
    bound: null,
    threshold: 0.7,
    reason: word,
    smallestDetectable: null,
    nNeeded: null,
    source: word,
    line: null,
  } as const;
  return {
    schema: "touchstone.run/1",
    eval: word,
    fingerprint: { hash: word, parts: { [word]: word } },
    partial: [word],
    dataset: {
      id: word,
      version: "1.0.0",
      synthetic: false,
      split: word,
      samples: 0,
      raters: [{ rater: word, kind: "human" }],
    },
    rubric: { id: word, version: "1.0.0", status: word, profile: word },
    analysis: {
      agreement: [agreementNaming(word), { ...agreementNaming(word), grader: "human" }],
      cost: [
        {
          grader: word,
          model: word,
          calls: 0,
          inputTokens: 0,
          cachedTokens: 0,
          cacheWriteTokens: 0,
          outputTokens: 0,
          reasoningTokens: 0,
          usd: null,
          usdPerSample: null,
          reason: word,
          batch: false,
          priceSource: null,
        },
      ],
      counts: [
        {
          grader: word,
          dimension: word,
          scored: 1,
          notObserved: 1,
          unscored: 1,
          byReason: { refused: 1 },
          evidence: "required",
          verifiedQuoteShare: null,
          struckQuoteShare: null,
          absenceShare: null,
        },
      ],
      gates: [
        { ...gate, role: "required", verdict: "fail" },
        { ...gate, role: "advisory", verdict: "inconclusive" },
        { ...gate, role: "information", verdict: "pass", dimension: null },
      ],
      regression: [
        {
          grader: word,
          dimension: null,
          verdict: "regressed",
          role: "required",
          baseline: null,
          current: null,
          difference: null,
          low: null,
          high: null,
          lowerOneSided: null,
          maxDrop: 0.05,
          n: 0,
          clusters: 0,
          smallestDetectable: null,
          nNeeded: null,
          reason: word,
        },
      ],
      shift: [
        {
          grader: word,
          dimension: word,
          verdict: "shifted",
          baseline: null,
          current: null,
          difference: null,
          low: null,
          high: null,
          changedShare: null,
          psi: null,
          levels: [],
          repeats: null,
          n: 0,
          lost: 0,
          gained: 0,
          clusters: 0,
          reason: word,
        },
      ],
      banners: [word],
    },
    baseline: word,
    verdict: "fail",
    scores: [
      {
        ...place,
        status: "scored",
        level: 2,
        evidence: [{ kind: "quote", turn: 1, quote: word, struck: word }],
        rationale: word,
      },
      { ...place, status: "not-observed", opportunity: word },
      { ...place, status: "unscored", reason: "refused", detail: word, evidence: [] },
    ],
  };
}

function agreementNaming(word: string): RunDocument["analysis"]["agreement"][number] {
  return {
    run: word,
    split: word,
    grader: word,
    against: "human",
    reference: word,
    scoreType: "raw",
    dimension: word,
    profile: null,
    group: null,
    statistic: "qwk",
    value: null,
    reason: word,
    n: 0,
    coverage: null,
    missing: 0,
    clusters: 0,
    clusterBy: word,
    low: null,
    high: null,
    level: 0.95,
    intervalReason: null,
    method: word,
    replicates: 0,
    seed: 1,
  };
}

function ratersNaming(word: string): Rater[] {
  return [{ rater: word, kind: "human", training: word }];
}

function labelsNaming(word: string): Label[] {
  const label = {
    sampleId: word,
    rater: word,
    dimension: word,
    quote: word,
    blind: true,
    sampling: word,
    at: null,
  };
  return [
    { ...label, value: 2, round: word },
    { ...label, value: null, round: null },
  ];
}
