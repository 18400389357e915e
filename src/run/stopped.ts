import type { Analysis } from "../domain/analysis.ts";
import type { RunDocument } from "../domain/run.ts";
import type { HarnessError } from "../errors.ts";

/** Nothing of a document that was cut short may be taken for a finding: how it is marked. Holds no amount and no place. */
export function markStopped(document: RunDocument, stops: readonly HarnessError[]): RunDocument {
  if (stops.length === 0) return document;
  const causes = [...new Set(stops.map(({ code }) => causeOf(code)))].sort();
  const reason = `the run was stopped by ${causes.join(" and by ")}`;
  return {
    ...document,
    partial: [...document.partial, ...causes.map((cause) => `stopped by ${cause}`)],
    analysis: undecided(document.analysis, reason),
    verdict: "inconclusive",
  };
}

function causeOf(code: HarnessError["code"]): string {
  return code === "budget" ? "the cap on cost" : "a provider";
}

function undecided(analysis: Analysis, reason: string): Analysis {
  const missing = analysis.counts.reduce((sum, row) => sum + row.unscored, 0);
  const all = analysis.counts.reduce((sum, row) => sum + row.scored + row.notObserved, missing);
  const doubted = <Row extends { readonly reason: string | null }>(row: Row) => ({
    ...row,
    verdict: "inconclusive" as const,
    reason: row.reason === null ? reason : `${reason}; ${row.reason}`,
  });
  return {
    ...analysis,
    gates: analysis.gates.map(doubted),
    regression: analysis.regression.map(doubted),
    banners: [
      `Partial: ${reason}. ${missing} of ${all} scores are missing, figures are over the others, no gate is decided, and it cannot become a baseline.`,
      ...analysis.banners,
    ],
  };
}
