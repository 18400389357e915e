import * as z from "zod";
import { idSchema } from "./identifiers.ts";

/** What raters quoted of an answer when they gave it a level: an anchor by example. */
export const exampleSchema = z.strictObject({
  dimension: idSchema,
  level: z.number(),
  sample: idSchema.describe("The answer that it is of, which is never graded by who was shown it."),
  quotes: z.array(z.string().min(1)).min(1),
  raters: z.int().min(1).describe("Raters who gave it this level; none gave another."),
});
export type Example = z.infer<typeof exampleSchema>;

/** The file that `touchstone calibrate` writes and a grader's `few_shot` names. */
export const examplesFileSchema = z.strictObject({
  schema: z.literal("touchstone.examples/1"),
  eval: z.string(),
  rubric: z.strictObject({ id: idSchema, version: z.string() }),
  chosen_from: z.strictObject({
    dataset: idSchema,
    split: z.string().describe("Where the calibration half comes from, in words."),
  }),
  examples: z.array(exampleSchema),
});
export type ExamplesFile = z.infer<typeof examplesFileSchema>;
