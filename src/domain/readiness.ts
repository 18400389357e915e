import * as z from "zod";
import { dateSchema, idSchema, provenanceSchema, versionSchema } from "./identifiers.ts";

const originSchema = z.enum(["source", "house"]).describe("Whose number it is: the source's, or ours.");

const familySchema = z.strictObject({
  measures: z.string().min(1).describe("What its tests are about."),
  relevance: z.strictObject({ value: z.number().gt(0).max(1), from: originSchema }),
  half_life_months: z
    .strictObject({ value: z.number().positive(), from: originSchema })
    .describe("Months after which a score counts half."),
});

/** Families of tests that together say how ready someone is for a role: relevance, ageing, and a mapping of the mean. */
export const readinessModelSchema = z.strictObject({
  id: idSchema,
  version: versionSchema,
  status: z.literal("draft"),
  provenance: provenanceSchema,
  scale: z
    .strictObject({ min: z.number(), max: z.number() })
    .refine(({ min, max }) => max > min, { path: ["max"], error: "max must be above min" })
    .describe("Lowest and highest score of a family; any number between."),
  families: z
    .record(idSchema, familySchema)
    .refine((families) => Object.keys(families).length > 0, "expected at least one family"),
  mapping: z
    .strictObject({
      min: z.number(),
      max: z.number(),
      from: originSchema,
      why: z.string().min(1).describe("Why a straight line, and what its numbers are not."),
    })
    .refine(({ min, max }) => max > min, { path: ["max"], error: "max must be above min" })
    .describe("Where the lowest and the highest mean land on another scale, linear between."),
});
export type ReadinessModel = z.infer<typeof readinessModelSchema>;

/** One candidate's score in one family of tests. */
export type FamilyScore = {
  readonly candidate: string;
  readonly family: string;
  readonly score: number;
  readonly takenOn: string;
};

const figure = z.number().nullable();

/** What `touchstone readiness` found. The same scores, date and weights give the same document. */
export const readinessDocumentSchema = z.strictObject({
  schema: z.literal("touchstone.readiness/1"),
  model: z.strictObject({ id: idSchema, version: versionSchema, status: z.literal("draft") }),
  asOf: dateSchema,
  families: z.array(
    z.strictObject({
      family: idSchema,
      relevance: z.number().describe("The model's default."),
      relevanceFrom: originSchema,
      override: figure.describe("What the employer put in its place; null: nothing."),
      halfLifeMonths: z.number(),
      halfLifeFrom: originSchema,
    }),
  ),
  mapping: readinessModelSchema.shape.mapping.nullable().describe("Null: not asked for."),
  candidates: z.array(
    z.strictObject({
      candidate: z.string(),
      mean: figure.describe("Of the families present, weighted; null: no family with a weight is present."),
      meanByDefaults: figure.describe("The same without overrides."),
      mapped: figure.describe("The mean on the other scale."),
      coverage: figure.describe("Relevance of the families present, as a share of all; null: all are 0."),
      missing: z.array(idSchema).describe("Families without a score. They count nothing, not 0."),
      families: z.array(
        z.strictObject({
          family: idSchema,
          score: z.number(),
          takenOn: dateSchema,
          ageMonths: z.number(),
          decay: z.number().describe("0.5 ^ (age / half-life)."),
          weight: figure.describe("Relevance x decay, over the sum of the families present."),
        }),
      ),
    }),
  ),
});
export type ReadinessDocument = z.infer<typeof readinessDocumentSchema>;
