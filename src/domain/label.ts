import * as z from "zod";

export const raterKindSchema = z.enum(["human", "model"]);

/** A row of `raters.csv`. A label made by a model is never called human. */
export const raterSchema = z.strictObject({
  rater: z.string().min(1),
  kind: raterKindSchema,
  training: z.string().default(""),
});
export type Rater = z.infer<typeof raterSchema>;

/**
 * One rater's value on one dimension of one sample. `value` null: the rater judged it not observed.
 * `dimension` may also be `overall` or `flag:<id>`.
 */
export const labelSchema = z.object({
  sampleId: z.string(),
  rater: z.string(),
  dimension: z.string(),
  value: z.number().nullable(),
  quote: z.string().nullable(),
  round: z.string().nullable(),
  blind: z.boolean(),
  sampling: z.string(),
  at: z.string().nullable(),
});
export type Label = Readonly<z.infer<typeof labelSchema>>;
