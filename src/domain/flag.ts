import * as z from "zod";
import { idSchema } from "./identifiers.ts";
import { evidenceSchema, partSchema, unscoredReasonSchema } from "./score.ts";

const raised = {
  status: z.literal("raised"),
  evidence: z.array(evidenceSchema),
  rationale: z.string(),
};
const cleared = {
  status: z.literal("cleared").describe("It was raised, and the candidate put it right later."),
  evidence: z.array(evidenceSchema),
  clearedBy: z.array(evidenceSchema).describe("The later words that clear it."),
  rationale: z.string(),
};
const notRaised = { status: z.literal("not-raised"), rationale: z.string() };
const notObserved = {
  status: z.literal("not-observed").describe("Nothing gave the candidate the occasion to raise it."),
  opportunity: z.string(),
};
const unscored = {
  status: z.literal("unscored"),
  reason: unscoredReasonSchema,
  detail: z.string(),
  evidence: z.array(evidenceSchema),
};

/** What a grader found on one flag of one sample. Only `raised` has an effect. */
export const flagFindingSchema = z.discriminatedUnion("status", [
  z.strictObject({ flag: idSchema, ...raised }),
  z.strictObject({ flag: idSchema, ...cleared }),
  z.strictObject({ flag: idSchema, ...notRaised }),
  z.strictObject({ flag: idSchema, ...notObserved }),
  z.strictObject({ flag: idSchema, ...unscored }),
]);
export type FlagFinding = z.infer<typeof flagFindingSchema>;

const place = {
  sample: z.string(),
  grader: z.string(),
  flag: idSchema,
  repeat: z.int().min(1).nullable().describe("Which repeat or part; null: the grader's final finding."),
  part: partSchema.optional(),
};

/** A finding in its flat form: a line of a result document. */
export const flagRowSchema = z.discriminatedUnion("status", [
  z.strictObject({ ...place, ...raised }),
  z.strictObject({ ...place, ...cleared }),
  z.strictObject({ ...place, ...notRaised }),
  z.strictObject({ ...place, ...notObserved }),
  z.strictObject({ ...place, ...unscored }),
]);
export type FlagRow = z.infer<typeof flagRowSchema>;
