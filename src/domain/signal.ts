import * as z from "zod";
import { idSchema } from "./identifiers.ts";
import { evidenceSchema, partSchema } from "./score.ts";

/** A strong signal that was found, with its quotes. It is evidence for a reader and moves no level. */
export const signalTagSchema = z.strictObject({
  signal: idSchema,
  evidence: z.array(evidenceSchema).describe("Quotes only; a tag without one that holds is left out."),
});
export type SignalTag = z.infer<typeof signalTagSchema>;

/** A tag in its flat form: a line of a result document. */
export const signalRowSchema = z.strictObject({
  sample: z.string(),
  grader: z.string(),
  repeat: z.int().min(1).nullable().describe("Which repeat or part; null: the grader's final tags."),
  part: partSchema.optional(),
  ...signalTagSchema.shape,
});
export type SignalRow = z.infer<typeof signalRowSchema>;
