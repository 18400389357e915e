import * as z from "zod";
import { raterKindSchema } from "./label.ts";

/** What an example is there for. `plain` and `typical` are one kind under two names; `flagged` is one of a dataset's own. */
export const exampleKinds = ["plain", "typical", "edge", "adversarial", "regression", "flagged"] as const;

const optionalText = z.string().optional();

/** A row of a handed-in eval spec: one graded example. Columns beyond these are the author's own. */
export const gradedExampleRowSchema = z.looseObject({
  id: z.string().min(1),
  input: z.string().min(1).describe("What the system is given, all turns."),
  kind: optionalText.describe(`What it is there for: ${exampleKinds.join(", ")}.`),
  source: optionalText.describe("Where it comes from: invented, traffic, or the failure it traces to."),
  label_a: optionalText.describe("The first labeller's verdict."),
  label_b: optionalText.describe("The second labeller's, given apart."),
  label_final: optionalText.describe("The verdict that counts."),
});
export type GradedExampleRow = z.infer<typeof gradedExampleRowSchema>;

/** One graded example, from a handed-in table or from a dataset. */
export type GradedExample = {
  readonly id: string;
  readonly input: string;
  readonly kind: string | null;
  readonly source: string | null;
  readonly hasVerdict: boolean;
};

/** One labeller's verdict on an example, given apart from the others: a level, or the code of a word. */
export type ExampleLabel = {
  readonly exampleId: string;
  readonly rater: string;
  readonly dimension: string;
  readonly value: number;
};

/** Graded examples as they stand in a file or dataset. */
export type GradedExamples = {
  readonly name: string;
  readonly examples: readonly GradedExample[];
  readonly labels: readonly ExampleLabel[];
  /** Whether labels are words or levels. */
  readonly labelsAre: "nominal" | "ordinal";
  /** Null: nobody said. */
  readonly labelledBy: "human" | "model" | "both" | null;
};

const figure = z.number().nullable();

/** How graded examples stand to the 100-example standard. The same examples and claims give the same document. */
export const evalSpecStandardSchema = z.strictObject({
  schema: z.literal("touchstone.eval-spec-standard/1"),
  name: z.string(),
  examples: z.int().describe("Distinct inputs; every count is over these."),
  repeated: z.int().describe("Rows left out, since an earlier one has the same input."),
  kinds: z.record(z.string(), z.int()).describe("Examples per kind; the key is empty where none is given."),
  labelledBy: z.enum([...raterKindSchema.options, "both"]).nullable(),
  lines: z.array(
    z.strictObject({
      line: z.string(),
      status: z.enum(["met", "not met", "unknown"]),
      found: z.string(),
      missing: z.string().nullable().describe("What it would take; null where it is met."),
    }),
  ),
  agreement: z.array(
    z.strictObject({
      dimension: z.string(),
      n: z.int().describe("Examples that two or more labelled."),
      exact: figure.describe("Share of equal pairs of labels."),
      alpha: figure.describe("Krippendorff's, of the level in `labelsAre`."),
      labelsAre: z.enum(["nominal", "ordinal"]),
      reason: z.string().nullable().describe("Why alpha is null."),
    }),
  ),
  level: z.int().min(1).max(5).describe("A suggestion: what can be counted allows no more."),
  nextLevelNeeds: z.array(z.string()),
  leftToReader: z.array(z.string()).describe("What no count can tell."),
});
export type EvalSpecStandard = z.infer<typeof evalSpecStandardSchema>;
