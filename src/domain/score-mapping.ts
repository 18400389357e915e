import * as z from "zod";
import { isotonicValue } from "../statistics/isotonic.ts";
import { scaledScore } from "../statistics/linear-scaling.ts";
import { expectedLevel } from "../statistics/ordinal-regression.ts";
import { idSchema } from "./identifiers.ts";
import { scaleSchema, type Scale } from "./scale.ts";

const support = z
  .tuple([z.number(), z.number()])
  .describe(
    "Lowest and highest score seen while fitting; beyond them nothing is known, so nothing is mapped.",
  );

/** How one dimension's score becomes the level that raters would give. */
export const dimensionMappingSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }).describe("No mapping did better out of fold: scores stay."),
  z.strictObject({ kind: z.literal("linear"), support, slope: z.number(), intercept: z.number() }),
  z.strictObject({
    kind: z.literal("isotonic"),
    support,
    corners: z.array(z.strictObject({ x: z.number(), y: z.number() })).min(1),
  }),
  z.strictObject({
    kind: z.literal("ordinal"),
    support,
    link: z.enum(["logistic", "probit"]),
    levels: z.array(z.number()).min(2),
    thresholds: z.array(z.number()).min(1),
    slope: z.number(),
  }),
]);
export type DimensionMapping = z.infer<typeof dimensionMappingSchema>;

/** The file that `touchstone calibrate` writes and a `calibrated` grader applies. */
export const mappingFileSchema = z.strictObject({
  schema: z.literal("touchstone.mapping/1"),
  eval: z.string(),
  rubric: z.strictObject({ id: idSchema, version: z.string() }),
  scale: scaleSchema,
  reference: z.string(),
  fitted_on: z.strictObject({
    dataset: idSchema,
    samples: z.array(z.string()).describe("Answers it was fitted on: no figure may be taken on them."),
  }),
  graders: z.record(
    idSchema,
    z.strictObject({
      spec: z.string().describe("sha256 of the grader's spec: a mapping fits the grader it was fitted to."),
      dimensions: z.record(z.string(), dimensionMappingSchema),
    }),
  ),
});
export type MappingFile = z.infer<typeof mappingFileSchema>;

/** The mapped score, within the scale; null where the score lies outside what the mapping has seen. */
export function mappedLevel(
  mapping: DimensionMapping,
  scale: Pick<Scale, "min" | "max">,
  level: number,
): number | null {
  if (mapping.kind === "none") return level;
  const [lowest, highest] = mapping.support;
  if (level < lowest || level > highest) return null;
  const mapped = valueOf(mapping, level);
  return mapped === null ? null : Number(Math.min(scale.max, Math.max(scale.min, mapped)).toFixed(9));
}

function valueOf(mapping: Exclude<DimensionMapping, { kind: "none" }>, level: number): number | null {
  switch (mapping.kind) {
    case "linear":
      return scaledScore(level, mapping);
    case "isotonic":
      return isotonicValue(mapping.corners, level);
    case "ordinal":
      return expectedLevel(mapping, level);
  }
}
