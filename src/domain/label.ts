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
export type Label = {
  readonly sampleId: string;
  readonly rater: string;
  readonly dimension: string;
  readonly value: number | null;
  readonly quote: string | null;
  readonly round: string | null;
  readonly blind: boolean;
  readonly sampling: string;
  readonly at: string | null;
};
