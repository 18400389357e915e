import * as z from "zod";
import { regressionRowSchema, shiftRowSchema } from "./analysis.ts";

const number = z.number().nullable();

const sideSchema = z.strictObject({
  name: z.string().describe("What was asked for: a run, an eval's name or a file."),
  fingerprint: z.string(),
});

const pair = { graderA: z.string(), graderB: z.string() };

/** Two runs, or two graders of one, on the cells that both scored. Every difference is b minus a. */
export const comparisonSchema = z.strictObject({
  schema: z.literal("touchstone.comparison/1"),
  a: sideSchema,
  b: sideSchema,
  reference: z.string(),
  clusterBy: z.string(),
  level: z.number(),
  replicates: z.int(),
  seed: z.int(),
  qwk: z
    .array(
      z.strictObject({
        ...pair,
        dimension: regressionRowSchema.shape.dimension,
        verdict: regressionRowSchema.shape.verdict,
        a: number,
        b: number,
        difference: number,
        low: number,
        high: number,
        lowerOneSided: number,
        maxDrop: z.number(),
        n: z.int().min(0).describe("Samples that both scored and the reference has a value for."),
        clusters: z.int().min(0),
        smallestDetectable: number,
        nNeeded: z.int().nullable(),
        reason: z.string().nullable(),
      }),
    )
    .describe("The paired difference in QWK; empty without labels."),
  exact: z
    .array(
      z.strictObject({
        ...pair,
        dimension: z.string(),
        n: z.int().min(0),
        agreeA: z.int().min(0),
        agreeB: z.int().min(0),
        onlyA: z.int().min(0).describe("Samples on which only a agrees."),
        onlyB: z.int().min(0),
        p: z.number().describe("McNemar, mid-p, two-sided; samples taken as independent."),
      }),
    )
    .describe("Who gives the level that at least half of the reference's values are."),
  shift: z.array(shiftRowSchema).describe("How the scores differ, whatever the labels; `baseline` is a."),
  instructions: z
    .array(z.strictObject({ ...pair, removed: z.array(z.string()), added: z.array(z.string()) }))
    .optional()
    .describe("Sentences of what models are told that only one side has; absent: nothing differs."),
  banners: z.array(z.string()),
});
export type Comparison = z.infer<typeof comparisonSchema>;
