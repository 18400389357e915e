import * as z from "zod";
import { onlyDimension, type WrittenRating } from "../collect-ratings.ts";
import type { Problem } from "../problem.ts";
import type { ExportSource } from "./index.ts";

/** Keys and values that a program's users gave to a test: its variables, its metadata. */
export const givenSchema = z.record(z.string(), z.unknown()).nullish();

/** A result file as its schema, or null with a problem. NaN, which Python writes, is no JSON and counts as null. */
export function parseExport<T>(
  { file, text }: ExportSource,
  schema: z.ZodType<T>,
  expected: string,
  problems: Problem[],
): T | null {
  const problem = (message: string): null => {
    problems.push({ file, line: null, column: null, message });
    return null;
  };
  let document: unknown;
  try {
    document = JSON.parse(text.replaceAll(/([:[,]\s*)(?:NaN|-?Infinity)(?=\s*[,}\]])/g, "$1null"));
  } catch {
    return problem(`is not JSON, expected ${expected}`);
  }
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return problem(`is not ${expected}: ${issue?.path.join(".")}: ${issue?.message}`);
}

/** What all ratings of one answer share: its item, and what the mapped keys say of it. */
export function answerOf(
  { columns }: ExportSource,
  where: string,
  found: { readonly item: string; readonly cluster: string },
  given: readonly z.infer<typeof givenSchema>[],
) {
  const valueOf = (field: "item" | "cluster" | "group" | "value"): string => {
    const key = columns.get(field);
    if (key === undefined) return "";
    const value = given.map((each) => each?.[key]).find((each) => each != null);
    return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
      ? String(value)
      : "";
  };
  const item = valueOf("item") || found.item;
  const shared = {
    where,
    item,
    cluster: valueOf("cluster") || found.cluster,
    group: valueOf("group"),
    round: "",
  };
  const rating = (
    said: Partial<WrittenRating> & Pick<WrittenRating, "rater" | "kind" | "value">,
  ): WrittenRating => ({
    dimension: onlyDimension,
    reason: "",
    ...shared,
    ...said,
  });
  const label: readonly WrittenRating[] = columns.has("value")
    ? [rating({ rater: columns.get("value") ?? "", kind: "human", value: valueOf("value") })]
    : [];
  return { rating, label };
}
