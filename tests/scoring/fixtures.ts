import { caseStudySchema, type CaseStudy } from "../../src/domain/case-study.ts";
import type { FlagFinding } from "../../src/domain/flag.ts";
import { rubricSchema, type Rubric } from "../../src/domain/rubric.ts";
import type { Sample } from "../../src/domain/sample.ts";
import type { Grade, Score } from "../../src/domain/score.ts";
import type { Scorecard } from "../../src/domain/scorecard.ts";
import type { Turn } from "../../src/domain/transcript.ts";
import { noErrorModel } from "../../src/scoring/error-model.ts";
import { scorecardOf, type ScorecardInput } from "../../src/scoring/scorecard.ts";

/** A rubric of 1-5 with the given dimensions, and what else the test is about. */
export function rubricOf(ids: readonly string[], changes: object = {}): Rubric {
  const levels = Object.fromEntries([1, 2, 3, 4, 5].map((level) => [level, { anchor: `level ${level}` }]));
  const even = Object.fromEntries(ids.map((id) => [id, 100 / ids.length]));
  return rubricSchema.parse({
    id: "probe",
    version: "1.0.0",
    status: "draft",
    provenance: [],
    scale: { min: 1, max: 5 },
    dimensions: ids.map((id) => ({ id, asks: `Shows ${id}`, levels, not_observed: "never" })),
    profiles: { even: { weights: even, why: "a test" } },
    ...changes,
  });
}

export const bands = {
  method: "borderline",
  source: "a test",
  on: "2026-05-01",
  bands: [
    { name: "no", from: 1 },
    { name: "perhaps", from: 2.75 },
    { name: "yes", from: 3.5 },
  ],
};

export const caseStudy: CaseStudy = caseStudySchema.parse({
  id: "contracts",
  version: "1.0.0",
  title: "Contracts",
  provenance: [],
  prompt: "How would you launch it?",
  follow_ups: [
    { ask: "What does one document cost in a year?", when: "cost was left out", shows: ["cost"] },
    { ask: "Which errors would be unacceptable?", when: "errors were treated alike", shows: ["risk"] },
  ],
  opportunities: { structure: "prompt", cost: "follow_up" },
});

export function turns(...lines: readonly string[]): readonly Turn[] {
  return lines.map((line): Turn => {
    const [role, ...rest] = line.split(": ");
    return { role: role === "interviewer" ? "interviewer" : "candidate", text: rest.join(": ") };
  });
}

export function sampleOf(lines: readonly string[] = ["candidate: I would start small."], id = "s1"): Sample {
  return {
    id,
    candidate: `candidate of ${id}`,
    caseStudyId: caseStudy.id,
    split: "test",
    transcript: { turns: [...turns(...lines)] },
    metadata: {},
  };
}

const held = { kind: "quote", turn: 1, quote: "start small", struck: null } as const;

/** Scores from levels; null: not observed. */
export function scoresOf(levels: Readonly<Record<string, number | null>>): Score[] {
  return Object.entries(levels).map(([dimension, level]) =>
    level === null
      ? { dimension, status: "not-observed", opportunity: "never asked" }
      : { dimension, status: "scored", level, evidence: [held], rationale: "because" },
  );
}

export function gradeOf(
  levels: Readonly<Record<string, number | null>>,
  further: Partial<Grade> = {},
): Grade {
  return { sampleId: "s1", grader: "judge", scores: scoresOf(levels), replies: [], parts: [], ...further };
}

export function raised(flag: string): FlagFinding {
  return { flag, status: "raised", evidence: [held], rationale: "so" };
}

/** A scorecard; what the test is not about is plain. */
export function cardOf(rubric: Rubric, grade: Grade, changes: Partial<ScorecardInput> = {}): Scorecard {
  return scorecardOf({
    sample: sampleOf(),
    grade,
    rubric,
    caseStudy,
    fingerprint: "f1",
    evidence: "required",
    errors: noErrorModel,
    caps: "none",
    rulings: [],
    signs: [],
    isContested: false,
    ...changes,
  });
}
