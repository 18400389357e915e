import { expect, it } from "vitest";
import { factSchema, factValues } from "../../src/domain/case-study.ts";

it("facts are worked out in order, each from those above it", () => {
  const facts = [
    { id: "docs_per_day", says: "documents", expression: "8000", unit: "docs/day" },
    { id: "docs_per_month", says: "in 30 days", expression: "docs_per_day * 30", unit: "docs/month" },
    { id: "budget_per_doc", says: "a document", expression: "15000 / docs_per_month", unit: "USD/doc" },
  ].map((fact) => factSchema.parse(fact));
  expect([...factValues({ facts })]).toEqual([
    ["docs_per_day", 8000],
    ["docs_per_month", 240_000],
    ["budget_per_doc", 0.0625],
  ]);
});
