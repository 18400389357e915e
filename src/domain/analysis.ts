import * as z from "zod";
import { orderRowSchema } from "./order.ts";

const number = z.number().nullable();

/** One statistic of one grader (or of the raters among themselves) against a reference, never without its n. */
export const agreementRowSchema = z.strictObject({
  run: z.string().describe("Fingerprint of the run."),
  split: z.string(),
  grader: z.string().describe("`human` for raters among themselves."),
  against: z.enum(["human", "grader", "repeat"]),
  reference: z.string().describe("each, mean, median, adjudicated or rater:<id>; of flags also majority"),
  scoreType: z.enum(["raw", "mapped"]),
  dimension: z.string().describe("`overall` is the composite under the profile; ratings are never pooled."),
  profile: z.string().nullable(),
  group: z.string().nullable(),
  statistic: z.string(),
  value: number,
  reason: z.string().nullable().describe("Why value is null."),
  n: z.int().min(0).describe("Samples that count."),
  coverage: number.describe("n ÷ samples with a reference value."),
  missing: z.int().min(0),
  clusters: z.int().min(0),
  clusterBy: z.string(),
  low: number,
  high: number,
  level: z.number(),
  intervalReason: z.string().nullable().describe("Why low and high are null."),
  method: z.string(),
  replicates: z.int().min(0),
  seed: z.int(),
});
export type AgreementRow = z.infer<typeof agreementRowSchema>;

/** What a grader's replies used and cost when they were bought. An unknown price is null with a reason, never 0. */
export const costRowSchema = z.strictObject({
  grader: z.string(),
  model: z.string().nullable(),
  calls: z.int().min(0),
  inputTokens: z.int().min(0),
  cachedTokens: z.int().min(0),
  cacheWriteTokens: z.int().min(0),
  outputTokens: z.int().min(0),
  reasoningTokens: z.int().min(0),
  usd: number,
  usdPerSample: number,
  reason: z.string().nullable(),
  batch: z.boolean(),
  priceSource: z.string().nullable(),
});
export type CostRow = z.infer<typeof costRowSchema>;

/** How many scores there are, and why some are missing. */
export const countRowSchema = z.strictObject({
  grader: z.string(),
  dimension: z.string(),
  scored: z.int().min(0),
  notObserved: z.int().min(0),
  unscored: z.int().min(0),
  byReason: z.record(z.string(), z.int().min(0)),
  evidence: z.enum(["required", "none"]),
  verifiedQuoteShare: number,
  struckQuoteShare: number,
  absenceShare: number,
  spread: number
    .optional()
    .describe(
      "Mean standard deviation of the levels that scores were averaged from; absent: none was averaged.",
    ),
  disputedShare: number
    .optional()
    .describe("Share of the averaged scores whose levels differ; absent: none was averaged."),
});
export type CountRow = z.infer<typeof countRowSchema>;

export const verdictSchema = z.enum(["pass", "fail", "inconclusive"]);
export type Verdict = z.infer<typeof verdictSchema>;

export const gateRowSchema = z.strictObject({
  gate: z.string().describe("The threshold in words: `qwk at least 0.7, lower bound at least 0.6`."),
  role: z.enum(["required", "advisory", "information"]),
  grader: z.string(),
  dimension: z.string().nullable(),
  verdict: verdictSchema,
  point: number,
  bound: number.describe("The interval's bound that the verdict looked at."),
  threshold: z.number(),
  reason: z
    .string()
    .nullable()
    .describe("Why it is inconclusive, or advisory although the eval says required."),
  smallestDetectable: number.describe(
    "Smallest distance from the threshold that this set decides with 80 % power.",
  ),
  nNeeded: z.int().nullable().describe("Samples that would decide at the present estimate."),
  p: number
    .optional()
    .describe("One-sided: the share of replicates that do not fail; null where nothing is tested."),
  adjustedP: z.number().optional().describe("After Holm over all that can break the build."),
  source: z.string().nullable(),
  line: z.int().nullable().describe("Line of the gate in the eval's file."),
});
export type GateRow = z.infer<typeof gateRowSchema>;

/** Paired comparison of a grader's scores with the accepted baseline's. */
export const regressionRowSchema = z.strictObject({
  grader: z.string(),
  dimension: z.string().nullable().describe("null: the primary endpoint, the mean over dimensions."),
  verdict: z.enum(["regressed", "improved", "equivalent", "inconclusive"]),
  role: z.enum(["required", "advisory", "information"]),
  baseline: number,
  current: number,
  difference: number,
  low: number,
  high: number,
  lowerOneSided: number,
  maxDrop: z.number(),
  n: z.int().min(0),
  clusters: z.int().min(0),
  smallestDetectable: number,
  nNeeded: z.int().nullable(),
  p: number
    .optional()
    .describe("One-sided: the share of replicates that show no drop; null where nothing is tested."),
  adjustedP: z.number().optional().describe("After Holm over all that can break the build."),
  reason: z.string().nullable(),
});
export type RegressionRow = z.infer<typeof regressionRowSchema>;

/** What a cascade saved and kept, beside its second grader alone. */
export const cascadeRowSchema = z.strictObject({
  grader: z.string(),
  first: z.string(),
  second: z.string(),
  answers: z.int().min(0),
  asked: z.int().min(0).describe("Answers about which the second grader was asked."),
  changed: z.int().min(0).describe("Scores that are not what the first grader gave."),
  usd: number,
  usdAlone: number.describe("Of the second grader alone; null: it does not stand in the eval as a grader."),
  savedShare: number.describe("1 - usd ÷ usdAlone; below 0 the cascade is the dearer."),
  qwk: number.describe("Mean over dimensions, on the cells that the second grader alone scored."),
  qwkAlone: number,
  difference: number.describe("qwk - qwkAlone."),
  low: number,
  high: number,
  n: z.int().min(0).describe("Samples compared."),
  reason: z.string().nullable().describe("Why it cannot be compared, or has no interval."),
});
export type CascadeRow = z.infer<typeof cascadeRowSchema>;

const levelShareSchema = z.strictObject({ level: z.number(), baseline: z.number(), current: z.number() });

/** How a grader's scores on one dimension moved since the baseline, whatever the labels say. */
export const shiftRowSchema = z.strictObject({
  grader: z.string(),
  dimension: z.string(),
  verdict: z
    .enum(["identical", "shifted", "not-shown"])
    .describe(
      "shifted: an interval excludes 0; not-shown: none does, which is no proof of stability; information only.",
    ),
  baseline: number.describe("Mean level of the baseline on the samples that both scored."),
  current: number,
  difference: number,
  low: number,
  high: number,
  changedShare: number.describe("Share of final scores that are not what they were."),
  psi: number.describe("Population stability index over the levels, 0 when their shares are the same."),
  levels: z.array(levelShareSchema).describe("Share of the scores at each level, then and now."),
  repeats: z
    .strictObject({
      changedBetweenRuns: z.number(),
      changedWithinRun: z.number(),
      excess: z.number(),
      low: number,
      high: number,
    })
    .nullable()
    .describe(
      "Share of pairs of single repeats that differ: one of each run, and both of one run, which is the noise floor; null: no repeats.",
    ),
  n: z.int().min(0).describe("Samples that both scored."),
  lost: z.int().min(0).describe("Samples that the baseline scored and this run did not."),
  gained: z.int().min(0).describe("Samples that this run scored and the baseline did not."),
  clusters: z.int().min(0),
  reason: z.string().nullable().describe("Why low and high are null."),
});
export type ShiftRow = z.infer<typeof shiftRowSchema>;

/** What was computed from a run's scores and the labels. */
export const analysisSchema = z.strictObject({
  agreement: z.array(agreementRowSchema),
  cost: z.array(costRowSchema),
  counts: z.array(countRowSchema),
  cascades: z.array(cascadeRowSchema).optional().describe("Absent: the eval has none."),
  gates: z.array(gateRowSchema),
  regression: z.array(regressionRowSchema),
  shift: z.array(shiftRowSchema).optional().describe("Absent in documents written before it was measured."),
  order: z.array(orderRowSchema).optional().describe("Absent where the dataset knows no order."),
  banners: z.array(z.string()).describe("What a reader must know before the numbers."),
});
export type Analysis = z.infer<typeof analysisSchema>;
