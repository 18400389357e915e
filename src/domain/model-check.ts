import * as z from "zod";

/** What an endpoint was asked to show. */
export const endpointAbilitySchema = z.enum([
  "structured output",
  "prompt cache",
  "log probabilities",
  "repeat variance",
  "temperature",
  "effort",
  "output limit",
  "usage",
  "token count",
]);
export type EndpointAbility = z.infer<typeof endpointAbilitySchema>;

/** What was found of one ability. `no`: it is not there or is ignored without a word; `refused`: the endpoint says so. */
export const abilityFindingSchema = z.strictObject({
  ability: endpointAbilitySchema,
  verdict: z.enum(["yes", "no", "refused", "unclear"]),
  detail: z.string(),
});
export type AbilityFinding = z.infer<typeof abilityFindingSchema>;

/** What the endpoint of a grader's model supports, and which of the eval's settings it would not obey. */
export const modelCheckSchema = z.strictObject({
  grader: z.string(),
  model: z.string(),
  endpoint: z.string().describe("Address without user or key."),
  answersAs: z.string().nullable().describe("The name that replies bear; null: there was none."),
  findings: z.array(abilityFindingSchema),
  notObeyed: z.array(z.string()).describe("Settings of the eval that would have no effect, and what to do."),
  failure: z.string().nullable().describe("Why the endpoint could not be asked; null: it could."),
});
export type ModelCheck = z.infer<typeof modelCheckSchema>;

/** What `models check` found. */
export const modelCheckDocumentSchema = z.strictObject({
  schema: z.literal("touchstone.models-check/1"),
  eval: z.string(),
  models: z.array(modelCheckSchema),
});
export type ModelCheckDocument = z.infer<typeof modelCheckDocumentSchema>;
