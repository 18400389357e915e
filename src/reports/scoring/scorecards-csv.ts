import type { ScoredRecording } from "../../domain/recording.ts";
import type { Scorecard } from "../../domain/scorecard.ts";
import { csvLine, type CsvValue } from "../csv-line.ts";
import { clockTime, type ScoringReport } from "./scoring-report.ts";

const columns = [
  "cohort",
  "stage",
  "candidate",
  "source",
  "sample",
  "case_study",
  "held_on",
  "status",
  "problem",
  "profile",
  "profile_mean",
  "grader",
  "rubric",
  "fingerprint",
  "dimension",
  "dimension_status",
  "level",
  "low",
  "high",
  "before_flags",
  "capped_by",
  "quote",
  "turn",
  "time",
  "why",
  "ask_next",
  "review",
];

/** One row per recording and dimension, the same columns for those that only people may score. */
export const scorecardsCsv: ScoringReport = async function* ({ recordings, rubrics }) {
  yield csvLine(columns);
  for await (const recording of recordings()) {
    const dimensions = rubrics.get(recording.stage ?? "")?.dimensions ?? [];
    const rows =
      recording.scorecard === null
        ? dimensions.map(({ id }) => rowWithout(recording, id))
        : rowsOf(recording, recording.scorecard);
    yield rows.map(csvLine).join("");
  }
};

function placeOf(recording: ScoredRecording): CsvValue[] {
  const { cohort, stage, candidate, source, sample, caseStudy, heldOn, status, problem } = recording;
  return [cohort, stage, candidate, source, sample, caseStudy, heldOn, status, problem, recording.profile];
}

function rowWithout(recording: ScoredRecording, dimension: string): CsvValue[] {
  const nothing = (count: number): null[] => Array.from({ length: count }, () => null);
  return [...placeOf(recording), ...nothing(4), dimension, recording.status, ...nothing(11)];
}

function rowsOf(recording: ScoredRecording, card: Scorecard): CsvValue[][] {
  const mean = card.profiles.find(({ profile }) => profile === recording.profile)?.mean ?? null;
  const review = [...new Set(card.review.map(({ reason }) => reason))].join(" ");
  return card.dimensions.map((line) => {
    const held = line.evidence.find(({ struck }) => struck === null);
    return [
      ...placeOf(recording),
      mean,
      card.grader,
      `${card.rubric.id} ${card.rubric.version} (${card.rubric.status})`,
      card.fingerprint,
      line.dimension,
      line.status,
      line.level,
      line.low,
      line.high,
      line.beforeFlags,
      line.cappedBy.map(({ flag }) => flag).join(" "),
      held === undefined ? null : held.kind === "quote" ? held.quote : `not said: ${held.expected}`,
      held?.turn ?? null,
      held === undefined ? null : clockTime(recording.times[String(held.turn)]),
      line.why,
      line.askNext.join(" / "),
      review,
    ];
  });
}
