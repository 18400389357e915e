import * as z from "zod";

/** The score points of a rubric: from `min` to `max` in equal steps. */
export const scaleSchema = z
  .strictObject({
    min: z.number().describe("Lowest level."),
    max: z.number().describe("Highest level."),
    step: z
      .number()
      .positive()
      .default(1)
      .describe("Distance between neighbouring levels: 1, or 0.5 for half points."),
  })
  .refine((scale) => scale.max > scale.min, { path: ["max"], error: "max must be above min" })
  .refine((scale) => Math.abs(stepsOf(scale) - Math.round(stepsOf(scale))) < 1e-9, {
    path: ["step"],
    error: "step must divide the distance from min to max",
  });
export type Scale = z.infer<typeof scaleSchema>;

function stepsOf({ min, max, step }: { min: number; max: number; step: number }): number {
  return (max - min) / step;
}

/** Every level of a scale, ascending: `{min: 1, max: 3, step: 1}` → `[1, 2, 3]`. */
export function levelsOf(scale: Scale): number[] {
  return Array.from({ length: Math.round(stepsOf(scale)) + 1 }, (_, index) =>
    snap(scale, scale.min + index * scale.step),
  );
}

/** The level that a value stands for, or null when it is off the scale by more than 1e-6. */
export function levelFor(scale: Scale, value: number): number | null {
  const nearest = snap(scale, value);
  return nearest >= scale.min && nearest <= scale.max && Math.abs(nearest - value) <= 1e-6 ? nearest : null;
}

/** Nearest grid point, free of binary residue, so that levels can be keys. */
function snap({ min, step }: Scale, value: number): number {
  return Number((min + Math.round((value - min) / step) * step).toFixed(9));
}

/** A scale in words: `1-5`, or `1-5 in steps of 0.5`. */
export function describeScale({ min, max, step }: Scale): string {
  return step === 1 ? `${min}-${max}` : `${min}-${max} in steps of ${step}`;
}

/** The scale that `describeScale` put into words, or null. */
export function scaleFromWords(words: string): Scale | null {
  const number = String.raw`(-?\d+(?:\.\d+)?)`;
  const [, min, max, step = "1"] =
    new RegExp(`^${number}-${number}(?: in steps of ${number})?$`).exec(words) ?? [];
  return scaleSchema.safeParse({ min: Number(min), max: Number(max), step: Number(step) }).data ?? null;
}
