import * as z from "zod";
import { onlyDimension, type WrittenRating } from "../collect-ratings.ts";
import type { ReadExport } from "./index.ts";
import { answerOf, givenSchema, parseExport } from "./foreign.ts";

const componentSchema = z.object({
  pass: z.boolean().nullish(),
  score: z.number().nullish(),
  assertion: z
    .object({
      type: z.string(),
      metric: z.string().nullish(),
      weight: z.number().nullish(),
      provider: z.unknown().optional(),
    })
    .nullish(),
});
type Component = z.infer<typeof componentSchema>;

const rowSchema = z.object({
  testIdx: z.int().nullish(),
  promptIdx: z.int().nullish(),
  provider: z.object({ id: z.string().nullish(), label: z.string().nullish() }).nullish(),
  vars: givenSchema,
  metadata: givenSchema,
  testCase: z.object({ vars: givenSchema, metadata: givenSchema }).nullish(),
  gradingResult: z
    .object({ componentResults: z.array(componentSchema).nullish(), score: z.number().nullish() })
    .nullish(),
});

const fileSchema = z.object({ results: z.object({ results: z.array(rowSchema) }) });

/**
 * promptfoo's results. Each assertion is a grader, on the dimension that its `metric` names; all of them together, weighted, are the
 * grader `promptfoo`; a rating given in the viewer is the rater `human`. The cluster is the test.
 */
export const readPromptfoo: ReadExport = function* (source, problems) {
  const file = parseExport(source, fileSchema, "a result file of promptfoo (results.results)", problems);
  const seen = new Map<string, number>();
  for (const [index, row] of file?.results.results.entries() ?? []) {
    const test = `test-${row.testIdx ?? index}`;
    const answer = `${test}/${row.provider?.label || row.provider?.id || "provider"}/prompt-${row.promptIdx ?? 0}`;
    const repeat = (seen.get(answer) ?? 0) + 1;
    seen.set(answer, repeat);
    const { rating, label } = answerOf(
      source,
      `results.results[${index}]`,
      { item: repeat === 1 ? answer : `${answer}/${repeat}`, cluster: test },
      [row.vars, row.metadata, row.testCase?.vars, row.testCase?.metadata],
    );
    yield* label;
    const components = row.gradingResult?.componentResults ?? [];
    const machine = components.filter((component) => component.assertion?.type !== "human");
    for (const component of components.filter((each) => !machine.includes(each)))
      yield rating({ rater: "human", kind: "human", value: scoreOf(component) });
    for (const { rater, dimension, value } of named(machine))
      yield rating({ rater, kind: "grader", dimension, value });
    const whole = machine.length === 0 ? "" : weightedMean(machine);
    const failed: Partial<WrittenRating> = machine.length === 0 ? { reason: "provider-error" } : {};
    yield rating({ rater: "promptfoo", kind: "grader", value: whole, ...failed });
  }
};

function scoreOf({ score, pass }: Component): string {
  if (typeof score === "number") return String(score);
  return typeof pass === "boolean" ? String(Number(pass)) : "";
}

/** Assertions by type and their own judge; of equal ones the second is `llm-rubric#2`. */
function named(components: readonly Component[]) {
  const counts = new Map<string, number>();
  return components.flatMap((component) => {
    const { assertion } = component;
    if (assertion == null) return [];
    const judge = typeof assertion.provider === "string" ? `:${assertion.provider}` : "";
    const name = `${assertion.type}${judge}`;
    const dimension = assertion.metric ?? onlyDimension;
    const count = (counts.get(`${dimension} ${name}`) ?? 0) + 1;
    counts.set(`${dimension} ${name}`, count);
    return [{ rater: count === 1 ? name : `${name}#${count}`, dimension, value: scoreOf(component) }];
  });
}

function weightedMean(components: readonly Component[]): string {
  const scored = components.filter((component) => scoreOf(component) !== "");
  const weightOf = ({ assertion }: Component): number => assertion?.weight ?? 1;
  const total = scored.reduce((sum, component) => sum + weightOf(component), 0);
  const sum = scored.reduce((all, component) => all + weightOf(component) * Number(scoreOf(component)), 0);
  return total === 0 ? "" : String(sum / total);
}
