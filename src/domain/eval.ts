import * as z from "zod";
import { largestReplicates } from "../statistics/cluster-bootstrap.ts";
import { largestSeed } from "../statistics/random.ts";
import { isPlainAddress, plainAddress } from "./address.ts";
import { clusterBySchema } from "./cluster.ts";
import { idSchema } from "./identifiers.ts";
import { scoringSchema } from "./recording.ts";

/** Which rating a grader is compared with: every rater and averaged, their mean or median, the adjudicated one, or one rater. */
export const referenceSchema = z.strictObject({
  raters: z.enum(["human", "model", "all"]).default("human").describe("Whose labels count."),
  use: z
    .string()
    .regex(
      /^(each|mean|median|adjudicated|rater:.+)$/,
      "expected each, mean, median, adjudicated or rater:<id>",
    )
    .default("each"),
});
export type Reference = z.infer<typeof referenceSchema>;

/** How a reply is read: as JSON under the rubric's schema, or as text by a declared pattern. */
export const replyFormatSchema = z.discriminatedUnion("format", [
  z.strictObject({ format: z.literal("json") }),
  z.strictObject({
    format: z.literal("text"),
    pattern: z
      .string()
      .min(1)
      .describe("A regular expression with one group that holds the level; its last match binds."),
    levels: z
      .record(z.string(), z.number())
      .optional()
      .describe("For words or letters: what each stands for, e.g. {A: 1, B: 2}."),
  }),
]);
export type ReplyFormat = z.infer<typeof replyFormatSchema>;

/** Replies made elsewhere, a JSONL file (plain or .gz), and which of its fields hold what. */
export const recordedSchema = z.strictObject({
  file: z.string().min(1),
  where: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .default({})
    .describe("Rows to read: field = value."),
  fields: z
    .strictObject({
      sample: z.string().default("sample"),
      dimension: z.string().default("dimension"),
      repeat: z.string().default("repeat"),
      attempt: z.string().default("attempt"),
      text: z.string().default("text"),
      input_tokens: z.string().default("input_tokens"),
      output_tokens: z.string().default("output_tokens"),
      total_tokens: z.string().default("total_tokens"),
    })
    .prefault({}),
});
export type RecordedSource = z.infer<typeof recordedSchema>;

export const paramsSchema = z.strictObject({
  max_output_tokens: z.int().positive().default(4096).describe("Reasoning included."),
  temperature: z.number().min(0).max(2).optional().describe("Only where the endpoint takes one."),
  effort: z
    .enum(["none", "minimal", "low", "medium", "high", "xhigh", "max"])
    .optional()
    .describe("Reasoning effort, where the endpoint takes one."),
});
export type Params = z.infer<typeof paramsSchema>;

/** How often a reply is asked for: a number of times, or more often only where the first ones differ. */
export const repeatSchema = z.union([
  z.int().min(1).max(50),
  z
    .strictObject({
      at_least: z.int().min(2).max(50),
      at_most: z.int().min(3).max(50),
      while: z.literal("differ").default("differ"),
    })
    .refine(({ at_least, at_most }) => at_most > at_least, {
      path: ["at_most"],
      error: "at_most must be above at_least",
    }),
]);

/** A grader that asks a model. */
export const modelGraderSchema = z.strictObject({
  model: z
    .string()
    .regex(/^[a-z]+[:/].+$/, "a model is named provider:model")
    .describe("provider:model"),
  mode: z.enum(["joint", "per-dimension"]).default("joint"),
  repeat: repeatSchema
    .default(1)
    .describe(
      "How often each reply is asked for; levels are averaged. {at_least, at_most}: more where they differ.",
    ),
  attempts: z.int().min(1).max(5).default(2).describe("How often an unreadable reply is asked for at most."),
  evidence: z.enum(["required", "none"]).default("required"),
  flags: z
    .boolean()
    .optional()
    .describe("true: also asks about those flags of the rubric that the case study gives occasion for."),
  signals: z
    .boolean()
    .optional()
    .describe("true: also asks for quotes of the rubric's signals; they move no level."),
  reply: replyFormatSchema.default({ format: "json" }),
  params: paramsSchema.prefault({}),
  context_tokens: z
    .int()
    .min(2000)
    .optional()
    .describe(
      "What the model takes in one request, reply included; longer transcripts are read in segments first. Absent: all are sent whole.",
    ),
  instructions: z
    .string()
    .min(1)
    .optional()
    .describe("A template of instructions, from this file, instead of the program's own."),
  level_order: z.enum(["ascending", "descending"]).optional().describe("How levels are shown."),
  dimension_order: z
    .union([z.enum(["rubric", "reversed"]), z.array(idSchema).min(1)])
    .optional()
    .describe("In joint mode, how dimensions are shown: as in the rubric, reversed, or as listed."),
  reference_answers: z
    .boolean()
    .optional()
    .describe("true: shows what the case study expects of a good answer, and its figures."),
  levels: z
    .enum(["stated", "probability"])
    .optional()
    .describe(
      "probability: each level is the mean over what it could have been, by the model's log probabilities.",
    ),
  few_shot: z
    .strictObject({ file: z.string().min(1).describe("Examples that `touchstone calibrate` chose.") })
    .optional()
    .describe("Shows what raters quoted of answers at each level, of the calibration split only."),
  cache: z
    .strictObject({ ttl: z.enum(["5m", "30m", "1h", "12h", "24h"]) })
    .optional()
    .describe("How long the provider is to keep shared prefixes, where it can be told."),
  base_url: z.url().refine(isPlainAddress, plainAddress).optional(),
  api_key_env: z.string().optional().describe("Name of the environment variable that holds the key."),
  fallback: z
    .string()
    .regex(/^[a-z]+[:/].+$/, "a model is named provider:model")
    .optional()
    .describe("provider:model, asked where the grader's own gives no reply; its scores say so."),
  recorded: recordedSchema.optional().describe("For recorded: models."),
});
export type ModelGraderSpec = z.infer<typeof modelGraderSchema>;

/** The deterministic floor: no model, no key. */
export const lexicalGraderSchema = z.strictObject({
  lexical: z.strictObject({
    ridge: z.number().positive().default(10).describe("Penalty of the regression."),
    folds: z.int().min(2).default(5),
  }),
});
export type LexicalGraderSpec = z.infer<typeof lexicalGraderSchema>;

/** Another judge's scores from a ratings table (`sample,rater,dimension,value`). */
export const importedGraderSchema = z.strictObject({
  imported: z.strictObject({ file: z.string().min(1), rater: z.string().min(1) }),
});
export type ImportedGraderSpec = z.infer<typeof importedGraderSchema>;

/** Another grader of this eval, its scores mapped as `touchstone calibrate` found best. */
export const calibratedGraderSchema = z.strictObject({
  calibrated: z.strictObject({
    mapping: z.string().min(1).describe("The mapping file, from this file."),
    of: idSchema.describe("The grader of this eval that it maps."),
  }),
});
export type CalibratedGraderSpec = z.infer<typeof calibratedGraderSchema>;

/** Several graders of this eval as one. */
export const panelGraderSchema = z.strictObject({
  panel: z.strictObject({
    of: z
      .array(idSchema)
      .min(2)
      .refine((names) => new Set(names).size === names.length, "a grader sits on a panel once")
      .describe("Graders of this eval."),
    combine: z.enum(["mean", "median"]).default("mean"),
  }),
});
export type PanelGraderSpec = z.infer<typeof panelGraderSchema>;

/** What makes a score doubtful enough to ask another grader. */
export const doubtSchema = z.enum(["spread", "no-evidence", "unscored", "near-cut", "flag"]);
export type Doubt = z.infer<typeof doubtSchema>;

/** A grader for all, and another for what the first leaves in doubt. */
export const cascadeGraderSchema = z.strictObject({
  cascade: z.strictObject({
    first: idSchema.describe("The grader of this eval that scores everything."),
    // oxlint-disable-next-line unicorn/no-thenable -- a key of a file, and a name: nothing to await.
    then: idSchema.describe(
      "The one that is asked about doubtful dimensions; its word replaces the first's.",
    ),
    when: z
      .array(doubtSchema)
      .min(1)
      .describe(
        "What is doubtful: any of these, dimension by dimension; near-cut and flag: the whole answer.",
      ),
    spread: z
      .number()
      .positive()
      .default(0.4)
      .describe("For `spread`: from which standard deviation on, in steps of the scale."),
    near: z
      .number()
      .positive()
      .default(0.5)
      .describe("For `near-cut`: how near the composite is to a cut of the rubric, in steps of the scale."),
  }),
});
export type CascadeGraderSpec = z.infer<typeof cascadeGraderSchema>;

export const graderSpecSchema = z.union([
  modelGraderSchema,
  lexicalGraderSchema,
  importedGraderSchema,
  calibratedGraderSchema,
  panelGraderSchema,
  cascadeGraderSchema,
]);
export type GraderSpec = z.infer<typeof graderSpecSchema>;

/** The graders that a grader is made of, by their names in the eval. */
export function partsOf(spec: GraderSpec): readonly string[] {
  if ("panel" in spec) return spec.panel.of;
  if ("cascade" in spec) return [spec.cascade.first, spec.cascade.then];
  return "calibrated" in spec ? [spec.calibrated.of] : [];
}

/** A named threshold over a statistic, a count or the cost. */
export const gateSchema = z
  .strictObject({
    metric: z.string().min(1),
    at_least: z.number().optional(),
    at_most: z.number().optional(),
    lower_at_least: z.number().optional().describe("The interval's lower bound must reach this too."),
    upper_at_most: z.number().optional().describe("The interval's upper bound may not exceed this."),
    dimension: z
      .string()
      .optional()
      .describe("A dimension, `overall`, or absent: every dimension on its own."),
    graders: z
      .array(z.string())
      .optional()
      .describe("Absent: every grader; lexical ones, the floor, only where there is no other."),
    role: z.enum(["required", "advisory", "information"]).default("required"),
    source: z.string().optional().describe("Where the threshold comes from."),
  })
  .refine(
    (gate) => (gate.at_least === undefined) !== (gate.at_most === undefined),
    "a gate has either at_least or at_most",
  )
  .refine(
    (gate) => gate.lower_at_least === undefined || gate.at_least !== undefined,
    "lower_at_least goes with at_least",
  )
  .refine(
    (gate) => gate.upper_at_most === undefined || gate.at_most !== undefined,
    "upper_at_most goes with at_most",
  );
export type GateSpec = z.infer<typeof gateSchema>;

const wordsSchema = z.array(z.string().min(1)).min(1).optional();

/** Which answers of the split an eval takes. */
export const onlySchema = z
  .strictObject({
    case_studies: wordsSchema.describe("Answers to any of these."),
    archetypes: wordsSchema.describe("Answers to case studies for any of these."),
    kinds: wordsSchema.describe("Answers whose `kind` is any of these."),
    samples: wordsSchema.describe("These answers."),
  })
  .refine((only) => Object.keys(only).length > 0, "expected case_studies, archetypes, kinds or samples")
  .describe("Of the split, only the answers that meet every line of this.");
export type Only = z.infer<typeof onlySchema>;

/** Everything that defines a result, in one file. */
export const evalSchema = z.strictObject({
  dataset: z.string().min(1).describe("Folder of the dataset, from this file."),
  split: z.string().default("test").describe("`all` takes every sample."),
  only: onlySchema.optional(),
  rubric: z.string().min(1).describe("The rubric's file, from this file."),
  profile: z
    .string()
    .min(1)
    .describe("Weights of the composite; there is no default, since the wrong archetype is the wrong hire."),
  reference: referenceSchema.prefault({}),
  cluster: clusterBySchema.default("candidate").describe("What the intervals generalise over."),
  graders: z
    .record(idSchema, graderSpecSchema)
    .refine((graders) => Object.keys(graders).length > 0, "an eval needs a grader"),
  parts: z
    .record(idSchema, graderSpecSchema)
    .optional()
    .describe("Graders that stand in no report of their own: only others of this eval are made of them."),
  flags: z
    .strictObject({
      caps: z
        .enum(["none", "proposed"])
        .default("none")
        .describe("proposed: the rubric's proposed caps act."),
    })
    .optional()
    .describe(
      "What raised flags do to scorecards; absent: they send to review and cap nothing but what the rubric caps.",
    ),
  score: scoringSchema.optional().describe("How `touchstone score` scores recordings by this eval."),
  gates: z.array(gateSchema).optional().describe("Absent: the default gates; []: none."),
  regression: z
    .strictObject({
      baseline: z.string().min(1),
      max_drop: z.number().positive().default(0.05),
      role: z.enum(["required", "advisory", "information"]).default("required"),
    })
    .optional(),
  replies: z.string().optional().describe("A file of exported replies, read before the store."),
  prices: z.string().optional().describe("A price file; it wins over the built-in prices."),
  limits: z
    .strictObject({
      max_cost_usd: z.number().positive().optional(),
      max_cost_usd_per_sample: z.number().positive().optional(),
      count_input: z
        .enum(["estimate", "provider"])
        .default("estimate")
        .describe(
          "Under a cap, how input is counted before it is sent; provider: exactly, by a request each.",
        ),
      requests_per_minute: z.number().positive().optional().describe("Per provider and key."),
      tokens_per_minute: z.number().positive().optional().describe("Input and output, per provider and key."),
      max_concurrency: z.int().positive().default(20),
      timeout_s: z.number().positive().default(120),
    })
    .prefault({}),
  on_inconclusive: z.enum(["warn", "fail"]).default("warn"),
  seed: z.int().min(0).max(largestSeed).default(1).describe("Of the bootstrap and of folds."),
  replicates: z.int().min(200).max(largestReplicates).default(2000).describe("Bootstrap replicates."),
  epoch: z.string().default("").describe("Change it to buy all replies anew."),
  salt: z.string().default("").describe("Of the fence around candidate text."),
});
export type EvalSpec = z.infer<typeof evalSchema>;

/** Every grader that an eval names, those that are only parts of others included. */
export function gradersOf({
  graders,
  parts,
}: Pick<EvalSpec, "graders" | "parts">): Readonly<Record<string, GraderSpec>> {
  return { ...parts, ...graders };
}
