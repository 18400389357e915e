import * as z from "zod";
import { agreementRowSchema } from "./analysis.ts";
import { fingerprintSchema } from "./run.ts";

const number = z.number().nullable();
const place = { grader: z.string(), dimension: z.string() };
const splitSchema = z.strictObject({
  samples: z.int().min(0),
  labelled: z.int().min(0),
  clusters: z.int().min(0),
});

/** How far a grader may be trusted, from most to least. */
export const trustSchema = z.enum(["may-gate", "trend-only", "explore", "not-better-than-floor"]);
export type Trust = z.infer<typeof trustSchema>;

/** A thing looked at on the way to a verdict. `allows`: the most that it leaves. */
export const trustReasonSchema = z.strictObject({ allows: trustSchema, says: z.string() });
export type TrustReason = z.infer<typeof trustReasonSchema>;

export const trustRowSchema = z.strictObject({
  ...place,
  verdict: trustSchema,
  reasons: z.array(trustReasonSchema).describe("What limits the verdict first."),
});

/** What a grader without any insight reaches on the same answers. */
export const yardstickRowSchema = z.strictObject({
  ...place,
  yardstick: z.enum(["chance", "constant", "lexical"]),
  level: number.describe("The level of the constant, the calibration split's median."),
  qwk: number,
  exact: number,
  mae: number,
});
export type YardstickRow = z.infer<typeof yardstickRowSchema>;

const errors = z.strictObject({ qwk: number, mae: number, bias: number });

/** A score mapping tried on the calibration split, by cross-fitting over clusters. */
export const mappingRowSchema = z.strictObject({
  ...place,
  kind: z.enum(["linear", "isotonic", "ordinal"]),
  reason: z.string().nullable().describe("Why it was not fitted."),
  n: z.int().min(0),
  outside: z.int().min(0).describe("Held-out scores outside what the mapping had seen: not mapped."),
  before: errors,
  after: errors.describe("Out of fold, on the same answers."),
  gain: number.describe("QWK after minus before."),
  low: number,
  high: number,
  chosen: z.boolean().describe("The best whose gain's interval lies above 0."),
});
export type MappingRow = z.infer<typeof mappingRowSchema>;

const proportion = z.strictObject({
  count: z.int().min(0),
  n: z.int().min(0),
  share: number,
  low: number,
  high: number,
});

/** How far a rater may lie from a score, learnt on the calibration split and held against the test split. */
export const conformalRowSchema = z.strictObject({
  ...place,
  alpha: z.number(),
  n: z.int().min(0),
  radius: number.describe("Every rater lies within it with probability 1 - alpha; null: too few answers."),
  test: proportion.describe("Test answers whose raters all lie within it."),
});
export type ConformalRow = z.infer<typeof conformalRowSchema>;

/** How often a score is wrong among those accepted without a human, the least doubtful first. */
export const riskRowSchema = z.strictObject({
  ...place,
  signal: z.string().describe("What doubt is read from."),
  doubt: number.describe("Accepted: scores with at most this doubt; null: those without a sign of it too."),
  accepted: z.number().describe("Share accepted."),
  wrong: proportion.describe("A level or more from the raters' mean."),
});
export type RiskRow = z.infer<typeof riskRowSchema>;

/** A grader as a choice: what it reaches and what it costs. */
export const configurationRowSchema = z.strictObject({
  grader: z.string(),
  model: z.string().nullable(),
  isFloor: z.boolean(),
  evidence: z.enum(["required", "none"]),
  calibrationQwk: number.describe("Mean over dimensions; a missing score counts where it agrees least."),
  testQwk: number.describe("Of the composite."),
  usdPerThousand: number,
  costReason: z.string().nullable(),
  frontier: z
    .boolean()
    .nullable()
    .describe("No other is as good for less; null: price or agreement unknown."),
});
export type ConfigurationRow = z.infer<typeof configurationRowSchema>;

export const choiceSchema = z.strictObject({
  grader: z.string(),
  of: z.int().min(1),
  calibrationQwk: number,
  optimism: number.describe("What choosing the best of these adds by luck alone."),
  corrected: number.describe("calibrationQwk minus optimism."),
  chosenShare: number.describe("Resamples in which the same grader wins."),
  testQwk: number.describe("Mean over dimensions on the test split, which chose nothing."),
});
export type Choice = z.infer<typeof choiceSchema>;

export const anchorRowSchema = z.strictObject({
  dimension: z.string(),
  level: z.number(),
  samples: z.array(z.string()).describe("Calibration answers to which at least two raters all gave it."),
});
export type AnchorRow = z.infer<typeof anchorRowSchema>;

export const labelNextRowSchema = z.strictObject({
  sample: z.string(),
  dimension: z.string(),
  raters: z.int().min(0),
  disagreement: number.describe("Standard deviation of graders and repeats, in levels."),
  fromBoundary: number.describe("Distance to the nearest boundary between two levels."),
});
export type LabelNextRow = z.infer<typeof labelNextRowSchema>;

/** What `touchstone calibrate` found: whether, how far and at what price graders may be trusted. */
export const graderCardSchema = z.strictObject({
  schema: z.literal("touchstone.card/1"),
  eval: z.string(),
  fingerprint: fingerprintSchema,
  dataset: z.strictObject({
    id: z.string(),
    version: z.string(),
    synthetic: z.boolean(),
    sealed: z.boolean(),
    raters: z.array(z.strictObject({ rater: z.string(), kind: z.enum(["human", "model"]) })),
  }),
  rubric: z.strictObject({ id: z.string(), version: z.string(), status: z.string(), profile: z.string() }),
  splits: z.strictObject({
    source: z.string().describe("Where the two halves come from."),
    calibration: splitSchema,
    test: splitSchema,
  }),
  banners: z.array(z.string()),
  verdicts: z.array(trustRowSchema),
  agreement: z.array(agreementRowSchema).describe("On the test split."),
  yardsticks: z.array(yardstickRowSchema),
  mappings: z.array(mappingRowSchema),
  conformal: z.array(conformalRowSchema),
  risk: z.array(riskRowSchema),
  configurations: z.array(configurationRowSchema),
  choice: choiceSchema.nullable().describe("null: there is no grader beside the floor."),
  anchors: z.array(anchorRowSchema),
  labelNext: z.array(labelNextRowSchema),
});
export type GraderCard = z.infer<typeof graderCardSchema>;
