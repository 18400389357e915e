import * as z from "zod";
import { keepCanonical } from "../domain/canonical.ts";
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
  if (Object.keys(further).length > 0) return jsonSchemaOf(replySchema(scale, dimensions, further));
  const about = dimensions ?? scale;
  const schema = schemas.get(about) ?? jsonSchemaOf(replySchema(scale, dimensions));
  schemas.set(about, schema);
  return schema;
}

function replySchema(
  scale: Scale,
  dimensions: readonly Dimension[] | null,
  further: Readonly<Record<string, z.ZodType>> = {},
): z.ZodType {
  const answer = answerSchemaFor(scale);
  return dimensions === null
    ? answer
    : z.object({ ...Object.fromEntries(dimensions.map(({ id }) => [id, answer])), ...further });
}

/** Calls about the same dimensions, or about one of a scale, send the same. */
const schemas = new WeakMap<Scale | readonly Dimension[], Readonly<Record<string, unknown>>>();

/** The JSON Schema that a provider is sent. */
export function jsonSchemaOf(reply: z.ZodType): Readonly<Record<string, unknown>> {
  const { $schema: _, ...schema } = z.toJSONSchema(reply, {
    // Bounds of a safe integer say nothing to a model, and Anthropic refuses numerical bounds.
    override: ({ jsonSchema }) => {
      delete jsonSchema.minimum;
      delete jsonSchema.maximum;
    },
  });
  return keepCanonical(schema);
}
