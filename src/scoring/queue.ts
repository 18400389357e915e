import type { QueueEntry, ScoredRecording } from "../domain/recording.ts";

/** How soon a recording is looked at that only people may score: after what is urgent, before what is only unsure. */
const humanOnlyPriority = 3;

/** What of recordings waits for a person, the most urgent first; within a priority as the recordings come. */
export function queueOf(recordings: readonly QueuedRecording[]): QueueEntry[] {
  return recordings
    .flatMap((recording) => reasonsOf(recording).map((reason) => ({ ...reason, ...placeOf(recording) })))
    .toSorted((a, b) => a.priority - b.priority);
}

/** As much of a recording as the queue needs, so that thousands can be sorted. */
export type QueuedRecording = Pick<
  ScoredRecording,
  "cohort" | "stage" | "candidate" | "source" | "sample" | "caseStudy" | "status"
> & { readonly review: NonNullable<ScoredRecording["scorecard"]>["review"] };

/** What the queue needs of a recording. */
export function queued(recording: ScoredRecording): QueuedRecording {
  const { cohort, stage, candidate, source, sample, caseStudy, status, scorecard } = recording;
  return { cohort, stage, candidate, source, sample, caseStudy, status, review: scorecard?.review ?? [] };
}

type Reason = Pick<QueueEntry, "priority" | "reason" | "about" | "detail">;

function reasonsOf({ status, review }: QueuedRecording): readonly Reason[] {
  if (status !== "human-only") return review;
  const detail = "for people alone: nothing of it was sent, and nothing scored it";
  return [{ priority: humanOnlyPriority, reason: "human-only", about: null, detail }];
}

function placeOf(recording: QueuedRecording): Omit<QueueEntry, keyof Reason> {
  const { cohort, stage, candidate, source, sample, caseStudy } = recording;
  return { cohort, stage, candidate, source, sample, caseStudy };
}
