import * as z from "zod";
import { idSchema, provenanceSchema, versionSchema } from "./identifiers.ts";

/** What the candidate was asked. */
export const caseStudySchema = z.strictObject({
  id: idSchema,
  version: versionSchema,
  title: z.string().min(1),
  provenance: provenanceSchema,
  builds_on: idSchema
    .nullable()
    .default(null)
    .describe("The case study whose answer this one takes as given."),
  minutes: z.number().positive().optional().describe("How long it takes; never scored."),
  archetypes: z.array(z.string()).default([]),
  prompt: z.string().min(1),
  materials: z.array(z.strictObject({ title: z.string().min(1), text: z.string().min(1) })).default([]),
  follow_ups: z
    .array(
      z.strictObject({
        ask: z.string().min(1),
        when: z.string().min(1).describe("What makes the interviewer ask it."),
      }),
    )
    .default([]),
  opportunities: z
    .record(idSchema, z.enum(["prompt", "follow_up"]))
    .default({})
    .describe(
      "Per dimension: where the case study gives the chance to show it. A dimension left out was not offered.",
    ),
});
export type CaseStudy = z.infer<typeof caseStudySchema>;
