import * as z from "zod";
import { didYouMean } from "./did-you-mean.ts";
import { dateSchema, idSchema, provenanceSchema, versionSchema } from "./identifiers.ts";
import { describeScale, levelFor, levelsOf, scaleSchema, type Scale } from "./scale.ts";

/** What may carry a level: the candidate's words, or what was expected and not said. */
export const basisSchema = z.enum(["quote", "absence"]);
export type Basis = z.infer<typeof basisSchema>;

const spokenSchema = z
  .string()
  .regex(/\S\s+\S/, "expected the words themselves: a reference to them points nowhere")
  .optional();

export const levelSchema = z.strictObject({
  anchor: z.string().min(1).describe("The observable behaviour that earns this level."),
  basis: z
    .array(basisSchema)
    .min(1)
    .default(["quote"])
    .describe("What may carry it. Absence may not carry a level above the middle."),
  exemplar: spokenSchema.describe("Words that meet the anchor."),
  contrast: spokenSchema.describe("Words that look alike and belong to the level below."),
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
  maps_to: z
    .array(idSchema)
    .min(1)
    .optional()
    .describe("Dimensions of the loop's scorecard that this one speaks for."),
  signals: z.array(idSchema).optional().describe("Signals of this rubric that speak for the dimension."),
});
export type Dimension = z.infer<typeof dimensionSchema>;

export const profileSchema = z.strictObject({
  weights: z.record(z.string(), z.number().min(0)).describe("Per dimension; they sum to 100."),
  why: z.string().min(1).describe("Why these weights."),
});
export type Profile = z.infer<typeof profileSchema>;

const capsSchema = z.record(idSchema, z.number());

export const flagSchema = z
  .strictObject({
    id: idSchema,
    when: z.string().min(1).describe("What raises it."),
    basis: basisSchema.default("quote"),
    severity: z
      .enum(["note", "serious", "knockout"])
      .default("serious")
      .describe("knockout: first in the queue, and no band until a named person confirms or dismisses it."),
    effect: z
      .enum(["review", "cap"])
      .default("review")
      .describe("What it does: sends the sample to a human; cap: it also holds dimensions down."),
    caps: capsSchema
      .optional()
      .describe("With effect cap: the highest level of each dimension while the flag is raised."),
    proposed_caps: capsSchema
      .optional()
      .describe(
        "Caps that do nothing unless an eval says `flags: {caps: proposed}`. A dimension of the scorecard that this rubric's map to is capped where stages are joined.",
      ),
    cleared_when: z.string().optional().describe("What the candidate can say later to clear it."),
  })
  .refine((flag) => (flag.effect === "cap") === (flag.caps !== undefined), {
    path: ["effect"],
    error: "effect cap and `caps` go together",
  });
export type Flag = z.infer<typeof flagSchema>;

export const signalSchema = z.strictObject({
  id: idSchema,
  when: z.string().min(1).describe("What a quote has to show to be tagged. A tag moves no level."),
});
export type Signal = z.infer<typeof signalSchema>;

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

/** Whose words a rubric judges. */
export const speakerSchema = z.enum(["candidate", "interviewer"]);
export type Speaker = z.infer<typeof speakerSchema>;

/** A versioned analytic rubric: what is judged, and the anchor of each score point. */
export const rubricSchema = z
  .strictObject({
    id: idSchema,
    version: versionSchema.describe(
      "Raise it when an anchor changes: scores of two versions are never pooled.",
    ),
    status: statusSchema,
    provenance: provenanceSchema,
    speaker: speakerSchema.optional().describe("Whose words are judged; absent: the candidate's."),
    scale: scaleSchema,
    dimensions: z.array(dimensionSchema).min(1),
    profiles: z.record(idSchema, profileSchema),
    flags: z.array(flagSchema).default([]),
    signals: z.array(signalSchema).optional().describe("Tags of strong evidence, for readers."),
    cuts: cutsSchema
      .default(null)
      .describe("Score bands with method, source and date; null: none are claimed."),
  })
  .superRefine((rubric, context) => {
    for (const problem of rubricProblems(rubric)) context.addIssue({ code: "custom", ...problem });
  });
export type Rubric = z.infer<typeof rubricSchema>;

/** What a reply or a result row calls other things than dimensions. */
const reservedIds: readonly string[] = ["overall", "flags", "signals"];

type Problem = { path: (string | number)[]; message: string };

function rubricProblems(rubric: {
  scale: Scale;
  dimensions: readonly Dimension[];
  profiles: Readonly<Record<string, Profile>>;
  flags: readonly Flag[];
  signals?: readonly Signal[] | undefined;
}): Problem[] {
  const ids = rubric.dimensions.map((dimension) => dimension.id);
  return [
    ...duplicates(ids).map((index) => ({
      path: ["dimensions", index, "id"],
      message: `dimension "${ids[index]}" is defined twice`,
    })),
    ...ids.flatMap((id, index) =>
      reservedIds.includes(id)
        ? [{ path: ["dimensions", index, "id"], message: `"${id}" is the name of something else in results` }]
        : [],
    ),
    ...duplicates(rubric.flags.map((flag) => flag.id)).map((index) => ({
      path: ["flags", index, "id"],
      message: "a flag with this id is defined above",
    })),
    ...duplicates((rubric.signals ?? []).map((signal) => signal.id)).map((index) => ({
      path: ["signals", index, "id"],
      message: "a signal with this id is defined above",
    })),
    ...rubric.flags.flatMap((flag, index) => capProblems(rubric, flag, index)),
    ...signalProblems(rubric.dimensions, rubric.signals ?? []),
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

/** Caps act on the rubric's own dimensions; proposed ones also on those that they map to. */
function capProblems(
  { scale, dimensions }: { readonly scale: Scale; readonly dimensions: readonly Dimension[] },
  { id, caps = {}, proposed_caps: proposed = {} }: Flag,
  index: number,
): Problem[] {
  const own = dimensions.map((dimension) => dimension.id);
  const mapped = dimensions.flatMap(({ maps_to: targets = [] }) => targets);
  const all = [...new Set([...own, ...mapped])];
  const check = (key: string, values: Readonly<Record<string, number>>, known: readonly string[]) =>
    Object.entries(values).flatMap(([dimension, level]): Problem[] => {
      const path = ["flags", index, key, dimension];
      if (!known.includes(dimension)) {
        const message = `flag ${id} caps "${dimension}"${didYouMean(dimension, known)}, expected one of ${known.join(", ")}`;
        return [{ path, message }];
      }
      return levelFor(scale, level) === null
        ? [{ path, message: `level ${level} is not on the scale ${describeScale(scale)}` }]
        : [];
    });
  return [...check("caps", caps, own), ...check("proposed_caps", proposed, all)];
}

function signalProblems(dimensions: readonly Dimension[], signals: readonly Signal[]): Problem[] {
  const known = signals.map(({ id }) => id);
  return dimensions.flatMap((dimension, index) =>
    (dimension.signals ?? []).flatMap((signal, position): Problem[] =>
      known.includes(signal)
        ? []
        : [
            {
              path: ["dimensions", index, "signals", position],
              message: `there is no signal "${signal}" in this rubric${didYouMean(signal, known)}`,
            },
          ],
    ),
  );
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
