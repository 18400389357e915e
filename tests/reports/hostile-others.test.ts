import { describe, expect, it } from "vitest";
import type { AgreementDocument, RatingsTable } from "../../src/domain/agreement.ts";
import { agreementReports } from "../../src/reports/agreement/index.ts";
import { modelCheckText } from "../../src/reports/model-check.ts";
import { claimsCsv, claimsText, type SampleClaim } from "../../src/reports/numeric-claims.ts";
import { sqlChecksText } from "../../src/reports/sql-checks.ts";
import { documentNaming } from "./documents.ts";
import { hostile, linesShownBy, markdownOf, tableOf, tame } from "./hostile-words.ts";

/** A ratings table of one item whose every name is `word`. */
function agreementNaming(word: string): { document: AgreementDocument; table: RatingsTable } {
  const rating = { item: word, source: word, dimension: word, round: null, value: 2, unscored: null };
  return {
    document: {
      schema: "touchstone.agreement/1",
      table: word,
      items: 1,
      ratings: 1,
      sources: [{ name: word, kind: "human", role: "rater", ratings: 1 }],
      dimensions: [word],
      scale: { min: 1, max: 5, step: 1, declared: true },
      reference: "each",
      clusterBy: word,
      leftOut: [{ reason: "empty", count: 1, examples: [word] }],
      analysis: documentNaming(word).analysis,
    },
    table: {
      name: word,
      items: [{ id: word, cluster: word, group: word }],
      sources: [{ name: word, kind: "human" }],
      dimensions: [word],
      clusterBy: word,
      ratings: [rating],
      flags: [],
      leftOut: [],
    },
  };
}

function claimsOf(word: string): SampleClaim[] {
  return [
    {
      sample: word,
      turn: 1,
      start: 0,
      quote: word,
      value: 3,
      fact: word,
      expected: 3,
      unit: word,
      tag: "right",
    },
  ];
}

function modelCheckOf(word: string): string {
  return modelCheckText({
    schema: "touchstone.models-check/1",
    eval: word,
    models: [
      {
        grader: word,
        model: word,
        endpoint: word,
        answersAs: word,
        findings: [{ ability: "usage", verdict: "yes", detail: word }],
        notObeyed: [word],
        failure: word,
      },
    ],
  });
}

/** What agreement on a table is written as, and what each format keeps whatever the names are. */
const kept = {
  ".json": (text) => [Object.keys(JSON.parse(text))],
  ".csv": (text) => [tableOf(text)],
  ".md": (text) => [markdownOf(text)],
  ".txt": (text) => [linesShownBy(text)],
  ".rsmtool.csv": (text) => [tableOf(text)],
  ".facets.txt": (text) => [linesShownBy(text)],
} as const satisfies Record<keyof typeof agreementReports, (text: string) => readonly unknown[]>;

describe.each(Object.entries(hostile))("%s as every name", (_, word) => {
  it.each(Object.entries(agreementReports))("is survived by agree -o x%s", async (ending, { load }) => {
    const compared = Object.entries(kept).find(([each]) => each === ending)?.[1];
    const { render } = await load();
    const [found, expected] = [word, tame].map((each) => compared?.(render(agreementNaming(each))));
    expect(found).toEqual(expected);
  });

  it.each<{ name: string; render: (word: string) => string }>([
    { name: "claims", render: (each) => claimsText(claimsOf(each)) },
    {
      name: "sql",
      render: (each) =>
        sqlChecksText({ id: each, title: each }, [
          { query: each, checks: [{ database: each, verdict: "wrong", why: [each] }] },
        ]),
    },
    { name: "models check", render: modelCheckOf },
  ])("is survived by what $name prints", ({ render }) => {
    expect(linesShownBy(render(word))).toEqual(linesShownBy(render(tame)));
  });

  it("is survived by claims -o x.csv", () => {
    expect(tableOf(claimsCsv(claimsOf(word)))).toEqual(tableOf(claimsCsv(claimsOf(tame))));
  });
});
