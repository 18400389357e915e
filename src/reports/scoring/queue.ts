import type { QueueEntry } from "../../domain/recording.ts";
import { queued, queueOf, type QueuedRecording } from "../../scoring/queue.ts";
import { csvLine } from "../csv-line.ts";
import type { ScoringReport, ScoringReportInput } from "./scoring-report.ts";

/** What waits for a person, as a table. */
export const queueCsv: ScoringReport = async function* (input) {
  yield csvLine([
    "priority",
    "reason",
    "about",
    "detail",
    "candidate",
    "cohort",
    "stage",
    "case_study",
    "source",
    "sample",
  ]);
  for (const entry of await entriesOf(input)) {
    const { priority, reason, about, detail, candidate, cohort, stage, caseStudy, source, sample } = entry;
    yield csvLine([priority, reason, about, detail, candidate, cohort, stage, caseStudy, source, sample]);
  }
};

/** The same as JSON. */
export const queueJson: ScoringReport = async function* (input) {
  yield `${JSON.stringify({ schema: "touchstone.review-queue/1", entries: await entriesOf(input) }, null, 2)}\n`;
};

/** The queue of all recordings. */
export async function entriesOf({
  recordings,
}: Pick<ScoringReportInput, "recordings">): Promise<QueueEntry[]> {
  const all: QueuedRecording[] = [];
  for await (const recording of recordings()) all.push(queued(recording));
  return queueOf(all);
}
