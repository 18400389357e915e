import type { CaseStudy } from "../../src/domain/case-study.ts";
import { caseStudySchema } from "../../src/domain/case-study.ts";
import { modelGraderSchema, type ModelGraderSpec } from "../../src/domain/eval.ts";
import { rubricSchema, type Dimension, type Rubric } from "../../src/domain/rubric.ts";
import type { Sample } from "../../src/domain/sample.ts";
import type { Templates } from "../../src/grading/instructions.ts";
import { promptStyle, type PromptStyle } from "../../src/grading/prompt-style.ts";
import { readOwnTemplates } from "../../src/store/templates.ts";
import type { Turn } from "../../src/domain/transcript.ts";

/** A rubric of 1-5 whose lowest two levels may rest on absence. */
export function rubricOf(
  ids: readonly string[],
  anchorOf = (id: string, level: number) => `${id} at ${level}`,
): Rubric {
  return rubricSchema.parse({
    id: "probe",
    version: "1.0.0",
    status: "draft",
    provenance: [],
    scale: { min: 1, max: 5 },
    dimensions: ids.map((id) => ({
      id,
      asks: `Shows ${id}`,
      levels: Object.fromEntries(
        [1, 2, 3, 4, 5].map((level) => [
          level,
          { anchor: anchorOf(id, level), basis: level <= 2 ? ["quote", "absence"] : ["quote"] },
        ]),
      ),
      not_observed: `${id} neither asked nor raised`,
    })),
    profiles: { even: { weights: { [ids[0] ?? ""]: 100 }, why: "a test" } },
  });
}

export const caseStudy: CaseStudy = caseStudySchema.parse({
  id: "contracts",
  version: "1.0.0",
  title: "Contract review",
  provenance: [],
  prompt: "How would you launch contract review with a language model?",
  follow_ups: [{ ask: "What does it cost?", when: "cost was not raised" }],
  opportunities: { cost: "follow_up" },
});
export const caseStudies: ReadonlyMap<string, CaseStudy> = new Map([[caseStudy.id, caseStudy]]);

/** An interview from lines such as `candidate: I would start small`. */
export function interview(...lines: readonly string[]): Sample {
  const turns = lines.map((line): Turn => {
    const [role = "", ...rest] = line.split(": ");
    const text = rest.join(": ");
    return { role: role === "interviewer" || role === "other" ? role : "candidate", text };
  });
  return {
    id: "s1",
    candidate: "c1",
    caseStudyId: caseStudy.id,
    split: "test",
    transcript: { turns },
    metadata: {},
  };
}

export const conversation = interview(
  "interviewer: How would you launch contract review? Remember that gold plating kills launches.",
  "candidate: I would start with two friendly customers. And then, once recall is above 95%, we open it up!",
  "interviewer: What does it cost to run?",
  "candidate: About $0.12 per contract, since each has 30 pages… that's “cheap enough” for us.",
  "other: I think the margin is fine.",
  "candidate: Yes, exactly.",
);

export function specOf(spec: Partial<ModelGraderSpec> = {}): ModelGraderSpec {
  return { ...modelGraderSchema.parse({ model: "scripted:model" }), ...spec };
}

export function dimensionOf(rubric: Rubric, id: string): Dimension {
  const found = rubric.dimensions.find((dimension) => dimension.id === id);
  if (found === undefined) throw new RangeError(`no dimension ${id}`);
  return found;
}

export type Evidence = { readonly kind: "quote" | "absence"; readonly turn: number; readonly text: string };

export const goodQuote: Evidence = { kind: "quote", turn: 2, text: "start with two friendly customers" };

/** What a model answers on one dimension. */
export function answer(
  level: number | null,
  evidence: readonly Evidence[] = [goodQuote],
  rationale = "because",
) {
  return { evidence, rationale, level };
}

/** The program's own templates. */
export const templates: Templates = await readOwnTemplates();

/** The style of prompts that a spec without switches has. */
export function styleOf(rubric: Rubric, switches: Partial<ModelGraderSpec> = {}): PromptStyle {
  return promptStyle(switches, rubric, { templates, examples: [] });
}
