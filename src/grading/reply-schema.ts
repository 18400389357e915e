import * as z from "zod";
import type { Dimension } from "../domain/rubric.ts";
import { levelsOf, type Scale } from "../domain/scale.ts";

/** Evidence as a model claims it, before it is checked. `text`: the words quoted, or what was expected and not said. */
export const claimSchema = z.object({
  kind: z.enum(["quote", "absence"]),
  turn: z.int(),
  text: z.string(),
});
export type Claim = z.infer<typeof claimSchema>;

/**
 * A model's answer on one dimension. Evidence comes before the rationale and the rationale before the level, so that each is
 * written with the former in sight. `level: null` is how a model says "not observed": with one field there is no contradiction.
 */
export function answerSchemaFor(scale: Scale) {
  return z.object({
    evidence: z.array(claimSchema),
    rationale: z.string(),
    level: z.union([z.literal(levelsOf(scale)), z.null()]),
  });
}
export type Answer = z.infer<ReturnType<typeof answerSchemaFor>>;

/**
 * The JSON Schema of a reply: one answer, or with `dimensions` one answer under each dimension's id, in rubric order, and `further` keys.
 * A single answer's schema does not name its dimension, because providers put the schema into the cached prefix that all dimensions share.
 */
export function replyJsonSchema(
  scale: Scale,
  dimensions: readonly Dimension[] | null,
  further: Readonly<Record<string, z.ZodType>> = {},
): Readonly<Record<string, unknown>> {
  if (dimensions !== null) {
    const answer = answerSchemaFor(scale);
    return jsonSchemaOf(
      z.object({ ...Object.fromEntries(dimensions.map(({ id }) => [id, answer])), ...further }),
    );
  }
  const schema = singles.get(scale) ?? jsonSchemaOf(answerSchemaFor(scale));
  singles.set(scale, schema);
  return schema;
}

/** Every call about one dimension sends the same. */
const singles = new WeakMap<Scale, Readonly<Record<string, unknown>>>();

/** The JSON Schema that a provider is sent. */
export function jsonSchemaOf(reply: z.ZodType): Readonly<Record<string, unknown>> {
  const { $schema: _, ...schema } = z.toJSONSchema(reply, {
    // Bounds of a safe integer say nothing to a model, and Anthropic refuses numerical bounds.
    override: ({ jsonSchema }) => {
      delete jsonSchema.minimum;
      delete jsonSchema.maximum;
    },
  });
  return schema;
}
