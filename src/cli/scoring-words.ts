import { counted } from "../domain/counted.ts";
import { entriesOf } from "../reports/scoring/queue.ts";
import type { ScoringReportInput } from "../reports/scoring/index.ts";
import { oneLine } from "../reports/one-line.ts";
import type { ScoringResult } from "../run/score/score-recordings.ts";
import { assumedSecondsPerReply, type Survey } from "../run/score/survey.ts";
import { describeEstimate } from "./progress.ts";

/** How many files of a kind are named; the others are counted. */
const shown = 10;

/** What is in the files and what scoring them would cost, in lines. */
export function describeSurvey(survey: Survey): string {
  const { recordings, humanOnly, formats, failed, unknownSpeakers, withoutCaseStudy, minutes } = survey;
  const found = Object.entries(formats).map(([format, count]) => `${format} ${count}`);
  const others = failed.filter(({ source }) => !unknownSpeakers.some((each) => each.source === source));
  return [
    `${counted(recordings, "recording")}: ${found.join(", ") || "none was understood"}; ${humanOnly} for people alone, not opened`,
    ...group(
      "speakers whose role nobody said",
      unknownSpeakers,
      ({ source, speakers }) => `${source}: ${speakers}`,
    ),
    ...group("without a case study, which is never guessed", withoutCaseStudy, (source) => source),
    ...group("cannot be scored", others, ({ source, problem }) => `${source}: ${problem}`),
    describeEstimate(survey.estimate),
    minutes === null
      ? "time: nothing is to be bought"
      : `time: about ${describeMinutes(minutes)} at the eval's limits, taking ${assumedSecondsPerReply} s for a reply; batches take up to a day`,
  ]
    .map((line) => `${oneLine(line)}\n`)
    .join("");
}

function group<Each>(title: string, all: readonly Each[], words: (each: Each) => string): string[] {
  if (all.length === 0) return [];
  const more = all.length > shown ? [`  and ${all.length - shown} more`] : [];
  return [`${title} (${all.length}):`, ...all.slice(0, shown).map((each) => `  ${words(each)}`), ...more];
}

function describeMinutes(minutes: number): string {
  return minutes < 90 ? `${Math.max(1, Math.ceil(minutes))} min` : `${(minutes / 60).toFixed(1)} h`;
}

/** What came of scoring, in lines: counts, what was not scored and why, and what waits for a person first. */
export async function describeResult(
  { counts, failed, boughtReplies, spentUsd }: ScoringResult,
  input: ScoringReportInput,
  { stages }: Survey,
): Promise<string> {
  const queue = await entriesOf(input);
  const waiting = new Set(queue.map(({ cohort, sample }) => JSON.stringify([cohort, sample]))).size;
  const urgent = queue.filter(({ priority }) => priority === 1);
  const fingerprints = [...stages].map(
    ([stage, { fingerprint }]) => `${stage === "" ? "" : `${stage} `}${fingerprint.hash.slice(0, 12)}`,
  );
  const spent = spentUsd === null ? "an unknown amount" : `$${spentUsd.toFixed(4)}`;
  return [
    `${counted(counts.scored, "scorecard")}, ${counts["human-only"]} for people alone, ${counts.failed} without either${fingerprints.length === 0 ? "" : ` (fingerprint ${fingerprints.join(", ")})`}`,
    ...group("not scored", failed, ({ source, problem }) => `${source}: ${problem}`),
    `review queue: ${counted(waiting, "recording")}${waiting === 0 ? "" : `, ${counted(urgent.length, "reason")} of priority 1`}`,
    ...urgent
      .slice(0, shown)
      .map(
        ({ candidate, reason, about, detail }) =>
          `  ${candidate} ${reason}${about === null ? "" : ` (${about})`}: ${detail}`,
      ),
    boughtReplies === 0
      ? "no reply bought"
      : `${counted(boughtReplies, "reply", "replies")} bought for ${spent}`,
  ]
    .map((line) => `${oneLine(line)}\n`)
    .join("");
}
