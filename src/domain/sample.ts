import * as z from "zod";
import { idSchema } from "./identifiers.ts";
import type { Transcript } from "./transcript.ts";

/** A line of `samples.jsonl` (or `.csv`): one answer to grade. Keys beyond these are metadata, kept and never sent to a grader. */
export const sampleRowSchema = z.looseObject({
  id: idSchema,
  candidate: z.string().min(1).describe("Who answered; the default cluster of every interval."),
  case_study: idSchema,
  split: z.string().min(1).default("test"),
  transcript: z.string().min(1).optional().describe("File below the dataset's folder."),
  answer: z
    .string()
    .min(1)
    .optional()
    .describe("A written answer, instead of a transcript: one candidate turn."),
});
export type SampleRow = z.infer<typeof sampleRowSchema>;

/** One answer to grade. */
export type Sample = {
  readonly id: string;
  readonly candidate: string;
  readonly caseStudyId: string;
  readonly split: string;
  readonly transcript: Transcript;
  readonly metadata: Readonly<Record<string, unknown>>;
};
