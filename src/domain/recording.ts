import * as z from "zod";
import { idSchema } from "./identifiers.ts";
import { interviewConductSchema } from "./interview-conduct.ts";
import { reviewReasonNameSchema, scorecardSchema, type WhatIf } from "./scorecard.ts";

/** How an eval scores recordings that nobody labelled. */
export const scoringSchema = z.strictObject({
  grader: idSchema
    .optional()
    .describe("Which grader of this eval scores; absent: its only one, or --grader."),
  case_study: idSchema
    .optional()
    .describe("What every recording answers, where the manifest does not say; it is never guessed."),
  case_studies: z
    .string()
    .min(1)
    .optional()
    .describe("Folder of case studies, from this file; absent: the dataset's, or the loop's."),
  loop: z.string().min(1).optional().describe("The loop whose stages the manifest names, from this file."),
  names: z
    .string()
    .min(1)
    .optional()
    .describe("Table of names (name,kind) to replace before anything is sent, from this file."),
  synthetic: z
    .boolean()
    .default(false)
    .describe("True: nobody's real words are in the recordings, so that no consent is asked for."),
});
export type ScoringSpec = z.infer<typeof scoringSchema>;

/** What became of one recording: the same columns for all, whoever scores it. */
export const recordingStatusSchema = z.enum(["scored", "human-only", "failed"]);

/** A recording with its scorecard, as it is kept and exported. Words in it are as they were sent: placeholders stand for names. */
export const scoredRecordingSchema = z.strictObject({
  schema: z.literal("touchstone.scored-recording/1"),
  source: z.string().describe("The manifest's line, or the file where names may be shown."),
  sample: idSchema,
  candidate: z.string().describe("An id as the manifest has it; a name has an alias."),
  cohort: z.string(),
  stage: idSchema.nullable(),
  caseStudy: idSchema.nullable(),
  profile: z.string(),
  heldOn: z.string().nullable(),
  format: z.string().nullable(),
  status: recordingStatusSchema,
  problem: z.string().nullable().describe("Why there is no scorecard; null: there is one."),
  scorecard: scorecardSchema.nullable(),
  conduct: interviewConductSchema.nullable(),
  notes: z.array(z.string()).describe("What reading the file brought up."),
  definitions: z
    .strictObject({ rubric: z.string(), caseStudy: z.string() })
    .nullable()
    .describe("sha256 of rubric and case study as they were; null: there is no scorecard."),
  vault: z.string().describe("Under which name the vault keeps what its placeholders stand for."),
  times: z
    .record(z.string(), z.number())
    .describe("Seconds from the start, by the turns that evidence names."),
});
export type ScoredRecording = z.infer<typeof scoredRecordingSchema>;

/** One reason for a person to look at a recording: a line of the review queue. */
export const queueEntrySchema = z.strictObject({
  priority: z.int().min(1).describe("1 is looked at first."),
  reason: z.union([reviewReasonNameSchema, z.literal("human-only")]),
  about: z.string().nullable(),
  detail: z.string(),
  cohort: z.string(),
  stage: idSchema.nullable(),
  candidate: z.string(),
  source: z.string(),
  sample: idSchema,
  caseStudy: idSchema.nullable(),
});
export type QueueEntry = z.infer<typeof queueEntrySchema>;

/** Candidates of one cohort's stage side by side, or why they cannot be. */
export type CohortOrder = {
  readonly cohort: string;
  readonly stage: string | null;
  readonly profile: string;
  readonly order: WhatIf | null;
  readonly problem: string | null;
};
