import type { CaseStudy } from "../domain/case-study.ts";
import { oneLine } from "./one-line.ts";

type Check = { readonly database: string; readonly verdict: string; readonly why: readonly string[] };

/** Reasons shown of one verdict; the JSON has all. */
const shown = 6;

/** The terminal's report: per query its verdict on each database, and what is wrong with its rows. */
export function sqlChecksText(
  { id, title }: Pick<CaseStudy, "id" | "title">,
  answers: readonly { readonly query: string; readonly checks: readonly Check[] }[],
): string {
  const lines = answers.flatMap(({ query, checks }) => [
    `${query}: ${checks.every(({ verdict }) => verdict === "right") ? "right" : "not right"}`,
    ...checks.flatMap(({ database, verdict, why }) => [
      `  ${verdict.padEnd("failed".length)}  on ${database}`,
      ...why.slice(0, shown).map((reason) => `          ${reason}`),
      ...(why.length > shown ? [`          and ${why.length - shown} more`] : []),
    ]),
  ]);
  return [`Case study ${id}: ${title}`, ...lines].map((line) => `${oneLine(line)}\n`).join("");
}
