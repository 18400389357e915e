import * as z from "zod";
import type { FlagFinding, FlagRow } from "./flag.ts";
import type { SignalRow, SignalTag } from "./signal.ts";

/** Why a score could not be obtained. Never a number, never dropped, always counted. */
export const unscoredReasonSchema = z.enum([
  "provider-error",
  "refused",
  "truncated",
  "unparsable",
  "off-menu",
  "no-evidence",
  "no-reply",
  "not-imported",
  "not-fitted",
  "outside-support",
]);
export type UnscoredReason = z.infer<typeof unscoredReasonSchema>;

/**
 * What carries a score. A quote is the candidate's words in one turn (counted from 1); an absence is what was expected and not said,
 * with the turn that gave the opportunity. `struck` says why a piece of evidence does not hold; null: it was verified.
 */
export const evidenceSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("quote"),
    turn: z.int().min(1),
    quote: z.string(),
    struck: z.string().nullable(),
  }),
  z.strictObject({
    kind: z.literal("absence"),
    turn: z.int().min(1),
    expected: z.string(),
    struck: z.string().nullable(),
  }),
]);
export type Evidence = z.infer<typeof evidenceSchema>;

const scored = {
  status: z.literal("scored"),
  level: z
    .number()
    .describe("On the rubric's scale; between levels only where repeats were averaged or a mapping applied."),
  evidence: z.array(evidenceSchema),
  rationale: z.string(),
};
const notObserved = { status: z.literal("not-observed"), opportunity: z.string() };
const unscored = {
  status: z.literal("unscored"),
  reason: unscoredReasonSchema,
  detail: z.string(),
  evidence: z.array(evidenceSchema),
};

/** One grader's result on one dimension of one sample. */
export const scoreSchema = z.discriminatedUnion("status", [
  z.strictObject({ dimension: z.string(), ...scored }),
  z.strictObject({ dimension: z.string(), ...notObserved }),
  z.strictObject({ dimension: z.string(), ...unscored }),
]);
export type Score = z.infer<typeof scoreSchema>;

const place = {
  sample: z.string(),
  grader: z.string(),
  dimension: z.string(),
  repeat: z.int().min(1).nullable().describe("Which repeat; null: the grader's final score."),
};

/** A score in its flat form: a line of a result document or a baseline. */
export const scoreRowSchema = z.discriminatedUnion("status", [
  z.strictObject({ ...place, ...scored }),
  z.strictObject({ ...place, ...notObserved }),
  z.strictObject({ ...place, ...unscored }),
]);
export type ScoreRow = z.infer<typeof scoreRowSchema>;

/** sha256 under which a reply is stored. */
export type ReplyKey = string;

/** All of a grader's scores for one sample, the replies they came from, and the grades a combinator made them of. */
export type Grade = {
  readonly sampleId: string;
  readonly grader: string;
  readonly scores: readonly Score[];
  /** Absent: the grader was not asked about flags. */
  readonly flags?: readonly FlagFinding[];
  /** Absent: the grader was not asked about signals. */
  readonly signals?: readonly SignalTag[];
  readonly replies: readonly ReplyKey[];
  readonly parts: readonly Grade[];
};

/** A grade and its parts as flat rows, the final scores first. */
export function scoreRows(grade: Grade): ScoreRow[] {
  return rowsOfParts(grade, ({ scores }, repeat) =>
    scores.map((score) => ({ sample: grade.sampleId, grader: grade.grader, repeat, ...score })),
  );
}

/** A grade's findings on flags and those of its parts as flat rows, the final ones first. */
export function flagRows(grade: Grade): FlagRow[] {
  return rowsOfParts(grade, ({ flags = [] }, repeat) =>
    flags.map((finding) => ({ sample: grade.sampleId, grader: grade.grader, repeat, ...finding })),
  );
}

/** A grade's tags of signals and those of its parts as flat rows, the final ones first. */
export function signalRows(grade: Grade): SignalRow[] {
  return rowsOfParts(grade, ({ signals = [] }, repeat) =>
    signals.map((tag) => ({ sample: grade.sampleId, grader: grade.grader, repeat, ...tag })),
  );
}

function rowsOfParts<Row>(grade: Grade, rowsOf: (grade: Grade, repeat: number | null) => Row[]): Row[] {
  return [...rowsOf(grade, null), ...grade.parts.flatMap((part, index) => rowsOf(part, index + 1))];
}
