import * as z from "zod";
import { analysisSchema } from "./analysis.ts";
import { flagRowSchema } from "./flag.ts";
import { hardenedAnswerSchema } from "./injection.ts";
import { scoreRowSchema } from "./score.ts";
import { signalRowSchema } from "./signal.ts";

/** All that shaped the scores, part by part, so that a difference can be named. */
export const fingerprintSchema = z.strictObject({
  hash: z.string(),
  parts: z
    .record(z.string(), z.string())
    .describe("dataset, labels, rubric, scale, grader:<name>, ...: hash or value of each."),
});
export type Fingerprint = z.infer<typeof fingerprintSchema>;

/**
 * What a run found: the same inputs and the same replies give the same document, byte for byte.
 * It holds no clock, duration, host, path, retry count or amount spent today.
 */
export const runDocumentSchema = z.strictObject({
  schema: z.literal("touchstone.run/1"),
  eval: z.string(),
  fingerprint: fingerprintSchema,
  partial: z
    .array(z.string())
    .describe("What makes it partial (--limit, --grader, ...); a partial run cannot become a baseline."),
  dataset: z.strictObject({
    id: z.string(),
    version: z.string(),
    synthetic: z.boolean(),
    split: z.string(),
    samples: z.int().min(0),
    raters: z.array(z.strictObject({ rater: z.string(), kind: z.enum(["human", "model"]) })),
  }),
  rubric: z.strictObject({ id: z.string(), version: z.string(), status: z.string(), profile: z.string() }),
  analysis: analysisSchema,
  baseline: z
    .string()
    .nullable()
    .describe("What was said of the baseline: compared, absent, or none asked for."),
  verdict: z.enum(["pass", "fail", "inconclusive"]),
  scores: z.array(scoreRowSchema),
  flags: z.array(flagRowSchema).optional().describe("Absent: no grader was asked about flags."),
  signals: z.array(signalRowSchema).optional().describe("Absent: no grader was asked about signals."),
  hardened: z
    .array(hardenedAnswerSchema)
    .optional()
    .describe(
      "Answers that hide or imitate something or speak to graders; absent: none, or the set is sealed.",
    ),
});
export type RunDocument = z.infer<typeof runDocumentSchema>;

/** A guard and not a parse, which would put the keys into another order than they were written in. */
export function isRunDocument(value: unknown): value is RunDocument {
  return runDocumentSchema.safeParse(value).success;
}
