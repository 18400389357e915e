import * as z from "zod";
import { flagFindingSchema } from "./flag.ts";
import { idSchema } from "./identifiers.ts";
import { injectionSignSchema } from "./injection.ts";
import { raterKindSchema } from "./label.ts";
import { evidenceSchema, unscoredReasonSchema } from "./score.ts";
import { signalTagSchema } from "./signal.ts";

const figure = z.number().nullable();

export const reviewReasonNameSchema = z.enum([
  "appeal",
  "knockout",
  "injection",
  "flag",
  "near-cut",
  "unscored",
  "coverage",
  "spread",
  "low-verified",
]);
export type ReviewReasonName = z.infer<typeof reviewReasonNameSchema>;

/** Why a person should look, and how soon: 1 is looked at first. */
export const reviewReasons: Readonly<
  Record<ReviewReasonName, { readonly priority: number; readonly description: string }>
> = {
  appeal: { priority: 1, description: "the candidate contests the result" },
  knockout: { priority: 1, description: "a flag that no band may follow until a named person confirms it" },
  injection: { priority: 2, description: "the answer may address the grader" },
  flag: { priority: 3, description: "a flag was raised" },
  "near-cut": { priority: 3, description: "the interval contains a cut" },
  unscored: { priority: 3, description: "a score could not be obtained" },
  coverage: { priority: 4, description: "too little of the weight was observed" },
  spread: { priority: 4, description: "repeats or panel members disagree" },
  "low-verified": { priority: 5, description: "many quotes did not hold" },
};

export const reviewReasonSchema = z.strictObject({
  reason: reviewReasonNameSchema,
  priority: z.int().min(1).describe("1 is looked at first."),
  about: z.string().nullable().describe("Dimension, flag or profile; null: the whole answer."),
  detail: z.string(),
});
export type ReviewReason = z.infer<typeof reviewReasonSchema>;

/** What is known of a figure's error: its two variances, and what is not known. */
export const uncertaintySchema = z.strictObject({
  standardError: figure,
  low: figure,
  high: figure,
  confidence: z.number().describe("Of the interval: 0.95."),
  covers: z
    .enum(["raters and repeats", "raters", "repeats", "nothing"])
    .describe("Which errors the interval includes; nothing: there is no interval."),
});
export type Uncertainty = z.infer<typeof uncertaintySchema>;

/** One dimension of a scorecard: what was given, what flags made of it, and what it rests on. */
export const scorecardDimensionSchema = z.strictObject({
  dimension: idSchema,
  status: z.enum(["scored", "not-observed", "unscored"]),
  level: figure.describe("After flags; null where it is not scored."),
  beforeFlags: figure.describe("The grader's level after repeats, panel and mapping."),
  cappedBy: z.array(z.strictObject({ flag: idSchema, level: z.number() })),
  ...uncertaintySchema.shape,
  spread: figure.describe("Standard deviation of the levels it was averaged from; null: it is one level."),
  why: z.string().describe("The rationale; or which opportunity was missing; or what went wrong."),
  unscoredReason: unscoredReasonSchema.nullable(),
  evidence: z.array(evidenceSchema),
  askNext: z.array(z.string()).describe("Questions that would show it, where it was not observed."),
});
export type ScorecardDimension = z.infer<typeof scorecardDimensionSchema>;

const bandSchema = z.strictObject({
  name: z.string(),
  from: z.number(),
  probability: figure.describe("That the true figure lies in it; null: the error is not known."),
});

/** The weighted mean under one profile. */
export const profileResultSchema = z.strictObject({
  profile: z.string(),
  mean: figure.describe("Of the observed dimensions, weights renormalised; null: see reason."),
  reason: z.enum(["insufficient-evidence", "nothing-observed"]).nullable(),
  observedWeight: z.number().describe("Share of the profile's weight that was scored."),
  ...uncertaintySchema.shape,
  bands: z.array(bandSchema).describe("Empty unless the rubric has cuts, and once a knockout is confirmed."),
  openKnockouts: z
    .array(idSchema)
    .describe("Raised, and changing nothing here until a named person has ruled."),
  confirmedKnockouts: z.array(idSchema),
});
export type ProfileResult = z.infer<typeof profileResultSchema>;

/** A candidate's figure beside the case study's: evidence for a reader, which moves no level. */
export const figureClaimSchema = z.strictObject({
  turn: z.int().min(1),
  start: z.int().min(0).describe("Where the quote starts in the turn's text."),
  quote: z.string(),
  value: z.number(),
  fact: z.string(),
  expected: z.number(),
  unit: z.string(),
  tag: z.enum(["right", "assumption-dependent", "wrong"]),
});
export type FigureClaim = z.infer<typeof figureClaimSchema>;

/** A named person's word on a raised flag. */
export const flagRulingSchema = z.strictObject({
  flag: idSchema,
  ruling: z.enum(["confirmed", "dismissed"]),
  by: z.string().min(1),
});
export type FlagRuling = z.infer<typeof flagRulingSchema>;

/** Which rubric something was judged by. A draft says so. */
export const judgedBySchema = z.strictObject({ id: idSchema, version: z.string(), status: z.string() });

/** Whose labels an error was estimated against; null: nobody's. Errors against models say how alike models are, not how right. */
export const errorRatersSchema = z.enum([...raterKindSchema.options, "both"]).nullable();

/** A sample's scores after mapping and flags, weighted per profile, with intervals and reasons for review. */
export const scorecardSchema = z.strictObject({
  schema: z.literal("touchstone.scorecard/1"),
  sample: z.string(),
  candidate: z.string(),
  caseStudy: z.string(),
  grader: z.string(),
  fingerprint: z.string().describe("Of the run: scorecards of two fingerprints are never compared."),
  rubric: judgedBySchema,
  evidence: z.enum(["required", "none"]),
  errorsFrom: z
    .strictObject({ samples: z.int().min(0), raters: errorRatersSchema })
    .describe("What the grader's error was estimated on."),
  dimensions: z.array(scorecardDimensionSchema),
  profiles: z.array(profileResultSchema),
  flags: z.array(flagFindingSchema),
  rulings: z.array(flagRulingSchema),
  signals: z.array(signalTagSchema),
  claims: z.array(figureClaimSchema),
  signs: z.array(injectionSignSchema).describe("Words that may be meant for the grader."),
  review: z.array(reviewReasonSchema).describe("The most urgent first; empty: nothing asks for a person."),
});
export type Scorecard = z.infer<typeof scorecardSchema>;

/** Scorecards weighted by other profiles without grading again, and how firm the order of candidates is. */
export const whatIfSchema = z.strictObject({
  schema: z.literal("touchstone.what-if/1"),
  rubric: judgedBySchema,
  grader: z.string(),
  fingerprint: z.string(),
  points: z.number().describe("How far each weight was moved at most, up or down, before renormalising."),
  replicates: z.int(),
  seed: z.union([z.int(), z.string()]),
  profiles: z.array(
    z.strictObject({
      profile: z.string(),
      weights: z.record(idSchema, z.number()),
      candidates: z.array(
        z.strictObject({
          sample: z.string(),
          candidate: z.string(),
          mean: figure,
          standardError: figure,
          rank: z.int().nullable().describe("1 is the highest mean; equal means share the better rank."),
          rankLow: z.int().nullable().describe("Best rank in 95 % of the perturbed weights."),
          rankHigh: z.int().nullable(),
          keptRank: figure.describe("Share of the perturbed weights that leave the rank as it is."),
        }),
      ),
      neighbours: z.array(
        z.strictObject({
          above: z.string(),
          below: z.string(),
          difference: z.number(),
          withinNoise: z.boolean().nullable().describe("null: an error is not known, so nothing is claimed."),
          notComparableOn: z.array(idSchema).describe("Dimensions that only one of the two was scored on."),
        }),
      ),
    }),
  ),
});
export type WhatIf = z.infer<typeof whatIfSchema>;
