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
  "over-budget",
  "not-imported",
  "not-fitted",
  "outside-support",
  "erased",
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

const answeredBy = {
  fallback: z
    .string()
    .optional()
    .describe("The model that answered instead of the grader's own; absent: its own did."),
};
const scored = {
  status: z.literal("scored"),
  level: z
    .number()
    .describe("On the rubric's scale; between levels only where repeats were averaged or a mapping applied."),
  evidence: z.array(evidenceSchema),
  rationale: z.string(),
  spread: z
    .number()
    .min(0)
    .optional()
    .describe(
      "Standard deviation of the levels it was averaged from: repeats, members of a panel, or levels by their probability; absent: it is one level.",
    ),
  confidence: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe("Share (or probability) of the level that most of those were; absent as spread is."),
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
  z.strictObject({ dimension: z.string(), ...scored, ...answeredBy }),
  z.strictObject({ dimension: z.string(), ...notObserved, ...answeredBy }),
  z.strictObject({ dimension: z.string(), ...unscored, ...answeredBy }),
]);
export type Score = z.infer<typeof scoreSchema>;

/** Which part of a combined grader a row is of. */
export const partSchema = z
  .string()
  .describe(
    "Of a grader made of others, which of them: `cheap`; `cheap/#2` is the second repeat of that one.",
  );

const place = {
  sample: z.string(),
  grader: z.string(),
  dimension: z.string(),
  repeat: z.int().min(1).nullable().describe("Which repeat or part; null: the grader's final score."),
  part: partSchema.optional(),
};

/** A score in its flat form: a line of a result document or a baseline. */
export const scoreRowSchema = z.discriminatedUnion("status", [
  z.strictObject({ ...place, ...scored, ...answeredBy }),
  z.strictObject({ ...place, ...notObserved, ...answeredBy }),
  z.strictObject({ ...place, ...unscored, ...answeredBy }),
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
  return rowsOfParts(grade, ({ scores }, place) => scores.map((score) => ({ ...place, ...score })));
}

/** A grade's findings on flags and those of its parts as flat rows, the final ones first. */
export function flagRows(grade: Grade): FlagRow[] {
  return rowsOfParts(grade, ({ flags = [] }, place) => flags.map((finding) => ({ ...place, ...finding })));
}

/** A grade's tags of signals and those of its parts as flat rows, the final ones first. */
export function signalRows(grade: Grade): SignalRow[] {
  return rowsOfParts(grade, ({ signals = [] }, place) => signals.map((tag) => ({ ...place, ...tag })));
}

type Place = Pick<ScoreRow, "sample" | "grader" | "repeat" | "part">;

/** Repeats of a grader bear its own name and need no other; a part that is another grader is named, and so is what it was made of. */
function rowsOfParts<Row>(grade: Grade, rowsOf: (grade: Grade, place: Place) => Row[]): Row[] {
  const { sampleId: sample, grader } = grade;
  const below = (whole: Grade, path: readonly string[]): Row[] =>
    whole.parts.flatMap((part, index) => {
      const isRepeat = part.grader === whole.grader;
      const own = isRepeat && path.length === 0 ? [] : [...path, isRepeat ? `#${index + 1}` : part.grader];
      const name = own.length === 0 ? {} : { part: own.join("/") };
      return [...rowsOf(part, { sample, grader, repeat: index + 1, ...name }), ...below(part, own)];
    });
  return [...rowsOf(grade, { sample, grader, repeat: null }), ...below(grade, [])];
}
