import * as z from "zod";
import { dateSchema, idSchema, provenanceSchema, versionSchema } from "./identifiers.ts";
import { levelsOf, scaleSchema, type Scale } from "./scale.ts";

/** What may carry a level: the candidate's words, or what was expected and not said. */
export const basisSchema = z.enum(["quote", "absence"]);
export type Basis = z.infer<typeof basisSchema>;

export const levelSchema = z.strictObject({
  anchor: z.string().min(1).describe("The observable behaviour that earns this level."),
  basis: z
    .array(basisSchema)
    .min(1)
    .default(["quote"])
    .describe("What may carry it. Absence may not carry a level above the middle."),
  exemplar: z.string().optional().describe("Words that meet the anchor."),
  contrast: z.string().optional().describe("Words that look alike and belong to the level below."),
});
export type Level = z.infer<typeof levelSchema>;

export const dimensionSchema = z.strictObject({
  id: idSchema,
  asks: z.string().min(1).describe("What is judged, in one sentence."),
  levels: z.record(z.string(), levelSchema).describe("One anchor per level of the scale."),
  not_observed: z
    .string()
    .min(1)
    .describe("When the dimension was not observed, which is not the lowest level."),
});
export type Dimension = z.infer<typeof dimensionSchema>;

export const profileSchema = z.strictObject({
  weights: z.record(z.string(), z.number().min(0)).describe("Per dimension; they sum to 100."),
  why: z.string().min(1).describe("Why these weights."),
});
export type Profile = z.infer<typeof profileSchema>;

export const flagSchema = z.strictObject({
  id: idSchema,
  when: z.string().min(1).describe("What raises it."),
  basis: basisSchema.default("quote"),
  effect: z.literal("review").default("review").describe("What it does: sends the sample to a human."),
  cleared_when: z.string().optional().describe("What the candidate can say later to clear it."),
});
export type Flag = z.infer<typeof flagSchema>;

const statusSchema = z.union([
  z.literal("draft"),
  z.strictObject({ approved_by: z.string().min(1), on: dateSchema }),
]);

const cutsSchema = z
  .strictObject({
    method: z.string().min(1),
    source: z.string().min(1),
    on: dateSchema,
    bands: z.array(z.strictObject({ name: z.string().min(1), from: z.number() })).min(1),
  })
  .nullable();

/** A versioned analytic rubric: what is judged, and the anchor of each score point. */
export const rubricSchema = z
  .strictObject({
    id: idSchema,
    version: versionSchema.describe(
      "Raise it when an anchor changes: scores of two versions are never pooled.",
    ),
    status: statusSchema,
    provenance: provenanceSchema,
    scale: scaleSchema,
    dimensions: z.array(dimensionSchema).min(1),
    profiles: z.record(idSchema, profileSchema),
    flags: z.array(flagSchema).default([]),
    cuts: cutsSchema
      .default(null)
      .describe("Score bands with method, source and date; null: none are claimed."),
  })
  .superRefine((rubric, context) => {
    for (const problem of rubricProblems(rubric)) context.addIssue({ code: "custom", ...problem });
  });
export type Rubric = z.infer<typeof rubricSchema>;

type Problem = { path: (string | number)[]; message: string };

function rubricProblems(rubric: {
  scale: Scale;
  dimensions: readonly Dimension[];
  profiles: Readonly<Record<string, Profile>>;
  flags: readonly Flag[];
}): Problem[] {
  const ids = rubric.dimensions.map((dimension) => dimension.id);
  return [
    ...duplicates(ids).map((index) => ({
      path: ["dimensions", index, "id"],
      message: `dimension "${ids[index]}" is defined twice`,
    })),
    ...duplicates(rubric.flags.map((flag) => flag.id)).map((index) => ({
      path: ["flags", index, "id"],
      message: "a flag with this id is defined above",
    })),
    ...rubric.dimensions.flatMap((dimension, index) => levelProblems(rubric.scale, dimension, index)),
    ...Object.entries(rubric.profiles).flatMap(([name, profile]) => profileProblems(name, profile, ids)),
  ];
}

function levelProblems(scale: Scale, dimension: Dimension, index: number): Problem[] {
  const path = ["dimensions", index, "levels"];
  const levels = levelsOf(scale);
  const middle = (scale.min + scale.max) / 2;
  const missing = levels.filter((level) => !(String(level) in dimension.levels));
  const problems: Problem[] = missing.map((level) => ({
    path,
    message: `level ${level} of the scale has no anchor`,
  }));
  for (const [key, { basis }] of Object.entries(dimension.levels)) {
    if (!levels.includes(Number(key))) {
      problems.push({
        path: [...path, key],
        message: `level ${key} is not on the scale ${scale.min}-${scale.max}`,
      });
    } else if (basis.includes("absence") && Number(key) > middle) {
      problems.push({
        path: [...path, key, "basis"],
        message: `absence may not carry level ${key}, above the middle of the scale`,
      });
    }
  }
  return problems;
}

function profileProblems(name: string, { weights }: Profile, dimensionIds: readonly string[]): Problem[] {
  const path = ["profiles", name, "weights"];
  const sum = Object.values(weights).reduce((total, weight) => total + weight, 0);
  const unknown = Object.keys(weights).filter((id) => !dimensionIds.includes(id));
  const problems: Problem[] = unknown.map((id) => ({
    path: [...path, id],
    message: `"${id}" is not a dimension of this rubric (${dimensionIds.join(", ")})`,
  }));
  if (Math.abs(sum - 100) > 1e-6) {
    problems.push({
      path,
      message: `the weights of "${name}" sum to ${Number(sum.toFixed(6))}, expected 100`,
    });
  }
  return problems;
}

/** Positions of values that occurred before. */
function duplicates(values: readonly string[]): number[] {
  return values.flatMap((value, index) => (values.indexOf(value) < index ? [index] : []));
}

/** The anchor of a level; levels are validated when the rubric is read, so a miss is a bug. */
export function levelOf(dimension: Dimension, level: number): Level {
  const found = dimension.levels[String(level)];
  if (found === undefined) throw new RangeError(`dimension ${dimension.id} has no level ${level}`);
  return found;
}
