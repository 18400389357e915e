import * as z from "zod";
import { HarnessError } from "../errors.ts";
import { evaluateExpression, namesIn, parseExpression } from "./expression.ts";
import { idSchema, provenanceSchema, versionSchema } from "./identifiers.ts";

/** What a good answer shows, and which dimension it speaks for. */
const expectedSchema = z.strictObject({ evidence: z.string().min(1), dimension: idSchema });

/** A figure that an answer can get right or wrong. */
export const factSchema = z.strictObject({
  id: z
    .string()
    .regex(
      /^[a-z][a-z0-9_]*$/,
      "a fact's id is a name that expressions can use: lower case, digits, underscores",
    ),
  says: z.string().min(1).describe("What the figure is, in words."),
  expression: z
    .string()
    .min(1)
    .describe("A number, or arithmetic over facts above: + - * / ^ ( ) round min max."),
  unit: z.string().min(1).describe("USD, docs/day, %, ..."),
  given: z
    .boolean()
    .default(false)
    .describe("True: the prompt states it; false: the candidate would have to work it out."),
  tolerance: z.number().min(0).default(0.02).describe("How far off a claim may be, as a share of the value."),
});
export type Fact = z.infer<typeof factSchema>;

/** A question of data that a query answers, checked by running the query. */
export const sqlTaskSchema = z.strictObject({
  database: z.string().min(1).describe("Title of the material whose statements build the database."),
  expected: z.string().min(1).describe("A query that gives the right result."),
  tolerance: z
    .number()
    .min(0)
    .default(0)
    .describe("How far a number may be off, in its own unit: results may be rounded otherwise."),
  variants: z
    .array(
      z.strictObject({
        says: z.string().min(1).describe("What this variant tells apart."),
        statements: z.string().min(1).describe("Changes to the database, which the candidate did not see."),
      }),
    )
    .default([]),
});
export type SqlTask = z.infer<typeof sqlTaskSchema>;

/** What the candidate was asked. */
export const caseStudySchema = z
  .strictObject({
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
          shows: z
            .array(idSchema)
            .min(1)
            .optional()
            .describe("Dimensions that an answer can show; what was not observed is asked about by it."),
        }),
      )
      .default([]),
    opportunities: z
      .record(idSchema, z.enum(["prompt", "follow_up"]))
      .default({})
      .describe(
        "Per dimension: where the case study gives the chance to show it. A dimension left out was not offered.",
      ),
    expected: z
      .strictObject({
        must: z.array(expectedSchema).default([]),
        should: z.array(expectedSchema).default([]),
        could: z.array(expectedSchema).default([]),
      })
      .prefault({})
      .describe(
        "Evidence that a good answer has, for readers and for those who write answers; graders see it only with `reference_answers`.",
      ),
    facts: z.array(factSchema).default([]),
    sql: sqlTaskSchema.optional().describe("For a task that a query answers: how a query is checked."),
    flags: z
      .array(idSchema)
      .default([])
      .describe("Flags that this case study gives the opportunity to raise."),
  })
  .superRefine(({ facts, sql, materials }, context) => {
    for (const { path, message } of readFacts(facts).problems)
      context.addIssue({ code: "custom", path: ["facts", ...path], message });
    if (sql !== undefined && !materials.some(({ title }) => title === sql.database)) {
      const message = `no material has the title "${sql.database}"`;
      context.addIssue({ code: "custom", path: ["sql", "database"], message });
    }
  });
export type CaseStudy = z.infer<typeof caseStudySchema>;

/** What each fact comes to, by its id. */
export function factValues({ facts }: Pick<CaseStudy, "facts">): ReadonlyMap<string, number> {
  return readFacts(facts).values;
}

type FactProblem = { readonly path: readonly [number, "id" | "expression"]; readonly message: string };

/** A fact may use those above it only. What follows from a fact that has a problem is no problem of its own. */
function readFacts(facts: readonly Fact[]): {
  readonly values: ReadonlyMap<string, number>;
  readonly problems: readonly FactProblem[];
} {
  const values = new Map<string, number>();
  const broken = new Set<string>();
  const problems: FactProblem[] = [];
  for (const [index, { id, expression }] of facts.entries()) {
    if (values.has(id) || broken.has(id))
      problems.push({ path: [index, "id"], message: `"${id}" is the id of a fact above too` });
    try {
      const tree = parseExpression(expression);
      if (namesIn(tree).some((name) => broken.has(name))) broken.add(id);
      else values.set(id, evaluateExpression(tree, values));
    } catch (error) {
      if (!(error instanceof HarnessError)) throw error;
      broken.add(id);
      problems.push({ path: [index, "expression"], message: error.message });
    }
  }
  return { values, problems };
}
