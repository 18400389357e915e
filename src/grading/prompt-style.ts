import type { ModelGraderSpec } from "../domain/eval.ts";
import type { Example } from "../domain/examples.ts";
import type { Dimension, Rubric } from "../domain/rubric.ts";
import { levelsOf } from "../domain/scale.ts";
import type { Templates } from "./instructions.ts";

/** What a grader's spec decides about its prompts. */
export type PromptStyle = {
  readonly templates: Templates;
  /** In the order in which they are shown. */
  readonly levels: readonly number[];
  readonly dimensions: readonly Dimension[];
  /** Whether the grader sees what the case study expects of a good answer. */
  readonly showsReference: boolean;
  readonly examples: readonly Example[];
};

/** The style of a spec's prompts; names in it are checked before. */
export function promptStyle(
  spec: Pick<ModelGraderSpec, "level_order" | "dimension_order" | "reference_answers">,
  { scale, dimensions }: Rubric,
  { templates, examples }: Pick<PromptStyle, "templates" | "examples">,
): PromptStyle {
  const ascending = levelsOf(scale);
  return {
    templates,
    levels: spec.level_order === "descending" ? ascending.toReversed() : ascending,
    dimensions: inOrder(dimensions, spec.dimension_order ?? "rubric"),
    showsReference: spec.reference_answers === true,
    examples,
  };
}

function inOrder(
  dimensions: readonly Dimension[],
  order: NonNullable<ModelGraderSpec["dimension_order"]>,
): readonly Dimension[] {
  if (order === "rubric") return dimensions;
  if (order === "reversed") return dimensions.toReversed();
  return dimensions.toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
}
