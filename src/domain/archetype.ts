import * as z from "zod";
import { didYouMean } from "./did-you-mean.ts";
import { idSchema, provenanceSchema, versionSchema } from "./identifiers.ts";

const archetypeSchema = z.strictObject({
  owns: z.string().min(1),
  work: z.array(z.string().min(1)).min(1),
  works_with: z.array(z.string().min(1)).min(1),
  measured_by: z.array(z.string().min(1)).min(1),
});

const situationSchema = z.strictObject({
  id: idSchema,
  when: z.string().min(1).describe("What is the case where someone is hired."),
  archetype: idSchema.describe("Whom it asks for."),
  note: z.string().min(1).optional(),
});
export type Situation = z.infer<typeof situationSchema>;

/** Kinds of a role, and the situations that ask for each. */
export const archetypesSchema = z
  .strictObject({
    id: idSchema,
    version: versionSchema,
    provenance: provenanceSchema,
    archetypes: z.record(idSchema, archetypeSchema),
    situations: z.array(situationSchema).min(1),
  })
  .superRefine(({ archetypes, situations }, context) => {
    for (const [index, { id, archetype }] of situations.entries()) {
      if (!Object.hasOwn(archetypes, archetype)) {
        const message = `there is no archetype "${archetype}"${didYouMean(archetype, Object.keys(archetypes))}`;
        context.addIssue({ code: "custom", path: ["situations", index, "archetype"], message });
      }
      if (situations.findIndex((other) => other.id === id) < index) {
        const message = "a situation with this id is defined above";
        context.addIssue({ code: "custom", path: ["situations", index, "id"], message });
      }
    }
  });
export type Archetypes = z.infer<typeof archetypesSchema>;
