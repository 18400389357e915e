import { describe, expect, it } from "vitest";
import { factSchema } from "../../src/domain/case-study.ts";
import { numericClaims } from "../../src/scoring/numeric-claims.ts";

const facts = [
  { id: "monthly_budget", says: "budget for inference", expression: "15000", unit: "USD/month" },
  { id: "docs_per_day", says: "documents per day", expression: "8000", unit: "docs/day" },
  { id: "docs_per_month", says: "documents in 30 days", expression: "docs_per_day * 30", unit: "docs/month" },
  {
    id: "budget_per_doc",
    says: "what a document may cost",
    expression: "monthly_budget / docs_per_month",
    unit: "USD/doc",
    tolerance: 0.05,
  },
  { id: "growth", says: "growth in a quarter", expression: "20", unit: "%" },
].map((fact) => factSchema.parse(fact));

/** "quote: fact tag" of an answer in one turn, after the interviewer's question. */
function claimsIn(...answers: readonly string[]): string[] {
  const turns = answers.flatMap((text) => [
    { role: "interviewer" as const, text: "The budget is 15,000 a month. And?" },
    { role: "candidate" as const, text },
  ]);
  return numericClaims({ turns }, { facts }).map(
    ({ turn, quote, fact, tag }) => `${turn} ${quote}: ${fact} ${tag}`,
  );
}

describe("a numeric claim", () => {
  it.each([
    ["as written", "We have 8,000 documents a day.", ["2 8,000: docs_per_day right"]],
    ["rounded within its digits", "About 6.3 cents a document.", ["2 6.3 cents: budget_per_doc right"]],
    ["rounded in words", "So about six cents a document.", ["2 six cents: budget_per_doc right"]],
    ["in thousands left out", "The budget is 15.", ["2 15: monthly_budget right"]],
    ["of another unit", "15,000 percent.", []],
    ["of another period", "15,000 dollars a year.", []],
    ["that no fact speaks of", "I waited 45 minutes for 3 people.", []],
  ])("is right or left alone: %s", (_, text, expected) => {
    expect(claimsIn(text)).toEqual(expected);
  });

  it("depends on an assumption where it follows from a month of 22 working days", () => {
    // 8,000 x 22 = 176,000 documents; 15,000 / 176,000 = 8.5 cents
    expect(claimsIn("8,000 documents by 22 is 176,000 documents a month, so 8.5 cents a document.")).toEqual([
      "2 8,000: docs_per_day right",
      "2 176,000: docs_per_month assumption-dependent",
      "2 8.5 cents: budget_per_doc assumption-dependent",
    ]);
  });

  it("is wrong where it is off by a power of ten, and what follows from it depends on it", () => {
    // 150,000 / 240,000 = 62.5 cents: consistent with the slip before it
    expect(
      claimsIn("We may spend 150,000 dollars on the inference budget.", "62.5 cents a document."),
    ).toEqual([
      "2 150,000 dollars: monthly_budget wrong",
      "4 62.5 cents: budget_per_doc assumption-dependent",
    ]);
  });

  it("is wrong where its words name a fact that it only comes near", () => {
    expect(claimsIn("The inference budget is 17,000 dollars a month.")).toEqual([
      "2 17,000 dollars: monthly_budget wrong",
    ]);
  });

  it("keeps its tag when it is said again", () => {
    expect(
      claimsIn("The inference budget is 17,000 dollars.", "With 17,000 dollars of budget it works."),
    ).toEqual(["2 17,000 dollars: monthly_budget wrong", "4 17,000 dollars: monthly_budget wrong"]);
  });

  it("is the candidate's: an interviewer's figures are none, and a case study without facts has none", () => {
    expect(claimsIn("Yes.")).toEqual([]);
    expect(numericClaims({ turns: [{ role: "candidate", text: "8,000 documents" }] }, { facts: [] })).toEqual(
      [],
    );
  });
});
