import type { ScoringReport } from "./scoring-report.ts";

/** Every recording with its scorecard, one a line within the document's list. */
export const scorecardsJson: ScoringReport = async function* ({ evalName, recordings }) {
  yield `{"schema": "touchstone.scorecards/1", "eval": ${JSON.stringify(evalName)}, "recordings": [`;
  let separator = "\n";
  for await (const recording of recordings()) {
    yield `${separator}${JSON.stringify(recording)}`;
    separator = ",\n";
  }
  yield "\n]}\n";
};
