import * as z from "zod";
import { analysisSchema } from "./analysis.ts";
import { describeScale, type Scale } from "./scale.ts";
import type { UnscoredReason } from "./score.ts";

/** Who rates: a person, a model, a grader under test, or whoever a table does not say. */
export const sourceKindSchema = z.enum(["human", "model", "grader", "unknown"]);
export type SourceKind = z.infer<typeof sourceKindSchema>;

/** Ratings that no figure uses, why, how many there are and where the first of them stand. */
export const leftOutSchema = z.strictObject({
  reason: z
    .enum(["empty", "not a number", "off the scale", "duplicate", "flag"])
    .describe("flag: neither 0 nor 1 on a dimension `flag:<id>`."),
  count: z.int().min(1),
  examples: z.array(z.string()),
});
export type LeftOut = z.infer<typeof leftOutSchema>;

/** What was left out, in words. */
export function describeLeftOut({ reason, count, examples }: LeftOut, scale: Scale | null): string {
  const what =
    reason === "off the scale" && scale !== null
      ? `off the scale ${describeScale(scale)}`
      : reason === "flag"
        ? "neither 0 nor 1 on a flag"
        : reason;
  return `${count} ${what} (${examples.join("; ")}${count > examples.length ? "; ..." : ""})`;
}

/** One source's value for one item on one dimension; null: not observed, or a reason why there is none. */
export type TableRating = {
  readonly item: string;
  readonly source: string;
  readonly dimension: string;
  readonly round: string | null;
  readonly value: number | null;
  readonly unscored: UnscoredReason | null;
};

/** Ratings of any items by any sources, wherever they came from. */
export type RatingsTable = {
  /** Name of its file. */
  readonly name: string;
  readonly items: readonly {
    readonly id: string;
    readonly cluster: string;
    readonly group: string | null;
  }[];
  readonly sources: readonly { readonly name: string; readonly kind: SourceKind }[];
  readonly dimensions: readonly string[];
  /** What `cluster` is: the column's name, or `item`. */
  readonly clusterBy: string;
  readonly ratings: readonly TableRating[];
  /** What was said on dimensions `flag:<id>`, 0 or 1, which are none of `dimensions`. */
  readonly flags: readonly TableRating[];
  readonly leftOut: readonly LeftOut[];
};

/** What `touchstone agree` found in a ratings table. The same table and flags give the same document. */
export const agreementDocumentSchema = z.strictObject({
  schema: z.literal("touchstone.agreement/1"),
  table: z.string(),
  items: z.int().min(0),
  ratings: z.int().min(0).describe("Levels and flags that figures use."),
  sources: z.array(
    z.strictObject({
      name: z.string(),
      kind: sourceKindSchema,
      role: z
        .enum(["rater", "grader", "each", "aside"])
        .describe("each: compared with all others in turn; aside: not asked for."),
      ratings: z.int().min(0),
    }),
  ),
  dimensions: z.array(z.string()),
  scale: z.strictObject({
    min: z.number(),
    max: z.number(),
    step: z.number().nullable().describe("null: values lie on no grid."),
    declared: z.boolean(),
  }),
  reference: z.string(),
  clusterBy: z.string(),
  leftOut: z.array(leftOutSchema),
  analysis: analysisSchema,
});
export type AgreementDocument = z.infer<typeof agreementDocumentSchema>;
