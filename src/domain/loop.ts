import * as z from "zod";
import { flagFindingSchema } from "./flag.ts";
import { idSchema, provenanceSchema, versionSchema } from "./identifiers.ts";
import { judgedBySchema, profileResultSchema, reviewReasonSchema, uncertaintySchema } from "./scorecard.ts";

const stageSchema = z.strictObject({
  id: idSchema,
  title: z.string().min(1),
  rubric: z
    .string()
    .min(1)
    .describe("The stage's rubric, from this file; its dimensions map to the scorecard's."),
  case_studies: z.array(idSchema).describe("Any of these; empty where the stage asks about the past."),
  minutes: z.number().positive().nullable().describe("null: the source names none."),
  weight: z.number().min(0).describe("Its share in a dimension that several stages observe; all sum to 100."),
  eval: z.string().optional().describe("The eval that scores the stage, from this file."),
});
export type Stage = z.infer<typeof stageSchema>;

/** Ordered stages whose scorecards join into a candidate's dossier. */
export const loopSchema = z
  .strictObject({
    id: idSchema,
    version: versionSchema,
    title: z.string().min(1),
    status: z.literal("draft"),
    provenance: provenanceSchema,
    scorecard: z.string().min(1).describe("The rubric that stages join on, from this file."),
    case_studies: z.string().min(1).describe("Folder of the case studies, from this file."),
    stages: z.array(stageSchema).min(1).describe("In the order they are held."),
    why: z.string().min(1).describe("Where the stages' weights come from."),
  })
  .superRefine(({ stages }, context) => {
    const ids = stages.map(({ id }) => id);
    for (const [index, id] of ids.entries()) {
      if (ids.indexOf(id) === index) continue;
      context.addIssue({
        code: "custom",
        path: ["stages", index, "id"],
        message: `stage "${id}" is defined twice`,
      });
    }
    const sum = stages.reduce((total, { weight }) => total + weight, 0);
    if (Math.abs(sum - 100) > 1e-6) {
      const message = `the weights of the stages sum to ${Number(sum.toFixed(6))}, expected 100`;
      context.addIssue({ code: "custom", path: ["stages"], message });
    }
  });
export type Loop = z.infer<typeof loopSchema>;

const figure = z.number().nullable();

/** What one rater saw of a dimension in one stage. */
export const observationSchema = z.strictObject({
  stage: idSchema,
  by: z.string().describe("The grader or rater."),
  from: z
    .array(z.strictObject({ dimension: idSchema, level: z.number() }))
    .describe("The stage's dimensions that map to this one."),
  level: z.number().describe("Their mean, after caps."),
  cappedBy: z.array(z.strictObject({ flag: idSchema, level: z.number() })),
  standardError: figure,
});
export type Observation = z.infer<typeof observationSchema>;

/** A candidate's stages joined: per dimension all observations, what they come to, and what nobody saw. */
export const dossierSchema = z.strictObject({
  schema: z.literal("touchstone.dossier/1"),
  candidate: z.string(),
  loop: z.strictObject({ id: idSchema, version: z.string(), status: z.string() }),
  rubric: judgedBySchema,
  stages: z.array(
    z.strictObject({
      stage: idSchema,
      title: z.string(),
      minutes: figure,
      weight: z.number(),
      status: z.enum(["scored", "missing"]),
      rubric: judgedBySchema,
      scorecards: z.array(
        z.strictObject({
          sample: z.string(),
          caseStudy: z.string(),
          by: z.string(),
          fingerprint: z.string(),
        }),
      ),
    }),
  ),
  dimensions: z.array(
    z.strictObject({
      dimension: idSchema,
      observations: z.array(observationSchema),
      level: figure.describe("Mean over stages by their weights; null: no stage observed it."),
      ...uncertaintySchema.shape,
      spreadOfRaters: figure.describe("Highest less lowest among raters of one stage; null: one rater each."),
      spreadOfStages: figure.describe("Highest less lowest among stages; null: one stage."),
      askNext: z.array(z.strictObject({ stage: idSchema, ask: z.string() })),
    }),
  ),
  profiles: z.array(profileResultSchema),
  flags: z.array(z.strictObject({ stage: idSchema, by: z.string(), finding: flagFindingSchema })),
  notObserved: z.array(idSchema).describe("Dimensions that no stage observed."),
  review: z.array(reviewReasonSchema),
});
export type Dossier = z.infer<typeof dossierSchema>;
