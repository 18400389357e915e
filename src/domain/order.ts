import * as z from "zod";
import { idSchema } from "./identifiers.ts";

/** A row of a dataset's `order.csv`: of two answers it is known which is the stronger, as long as a grader reads what they say. */
export const knownOrderSchema = z.strictObject({
  pair: z.string().min(1).describe("Its name in reports."),
  weaker: idSchema.describe("A sample."),
  stronger: idSchema.describe("A sample."),
  dimension: idSchema.describe("What the two differ in."),
});
export type KnownOrder = z.infer<typeof knownOrderSchema>;

/** How one grader ordered the two answers of a pair; on the dimension that the pair is about, and by the composite (`overall`). */
export const orderRowSchema = z.strictObject({
  grader: z.string(),
  pair: z.string(),
  dimension: z.string(),
  weaker: z.string(),
  stronger: z.string(),
  weakerLevel: z.number().nullable(),
  strongerLevel: z.number().nullable(),
  verdict: z
    .enum(["held", "tied", "reversed", "missing"])
    .describe("missing: one of the two has no level; it counts as not held."),
});
export type OrderRow = z.infer<typeof orderRowSchema>;
