import * as z from "zod";
import type { CaseStudy } from "./case-study.ts";
import { clusterBySchema } from "./cluster.ts";
import { idSchema, versionSchema } from "./identifiers.ts";
import type { Label, Rater } from "./label.ts";
import type { KnownOrder } from "./order.ts";
import type { KnownName } from "./pseudonym.ts";
import type { Sample } from "./sample.ts";
import { scaleSchema } from "./scale.ts";

/** Which column of a wide labels table holds whose value on what: `{"h1_cost": {rater: "h1", dimension: "cost"}}`. */
export const wideColumnsSchema = z.record(
  z.string(),
  z.strictObject({ rater: z.string().min(1), dimension: z.string().min(1) }),
);
export type WideColumns = z.infer<typeof wideColumnsSchema>;

/** Front matter of a dataset's `README.md`, its data card. */
export const dataCardSchema = z.strictObject({
  id: idSchema,
  version: versionSchema,
  synthetic: z.boolean().describe("True when no real person's words are in it."),
  rubric: idSchema.describe("The rubric its labels follow."),
  rubric_version: versionSchema.optional(),
  also_labelled: z
    .record(
      idSchema,
      z.strictObject({
        labels: z.string().min(1).describe("Table of these labels, from the dataset's folder."),
        rubric_version: versionSchema.optional(),
      }),
    )
    .default({})
    .describe("Further rubrics, on the same scale, that its answers are labelled on."),
  scale: scaleSchema,
  cluster: clusterBySchema.default("candidate"),
  licence: z.string().min(1),
  made: z.string().min(1).describe("How it was made: who answered, who labelled, what they saw."),
  case_studies: z
    .string()
    .default("case-studies")
    .describe("Folder of the case studies, from the dataset's folder."),
  sealed: z
    .boolean()
    .default(false)
    .describe("True: reports hold aggregates only, and each fingerprint is run once."),
  names: z
    .string()
    .min(1)
    .optional()
    .describe("Table of names (name,kind) to replace before an answer is sent, from the dataset's folder."),
  columns: wideColumnsSchema.optional().describe("For a wide labels table."),
});
export type DataCard = z.infer<typeof dataCardSchema>;

/** A golden dataset: answers, what they answer, and what raters said of them. */
export type Dataset = {
  readonly card: DataCard;
  readonly samples: readonly Sample[];
  readonly labels: readonly Label[];
  readonly raters: readonly Rater[];
  /** Pairs of answers of which it is known which is the stronger. */
  readonly orders: readonly KnownOrder[];
  readonly caseStudies: ReadonlyMap<string, CaseStudy>;
  /** Names to replace before an answer is sent, beside those of speaker labels and metadata. */
  readonly names: readonly KnownName[];
  /** sha256 of the samples and case studies as read. */
  readonly hash: string;
  /** sha256 of the labels and raters as read. */
  readonly labelHash: string;
};
