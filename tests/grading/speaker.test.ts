import { describe, expect, it } from "vitest";
import { rubricSchema } from "../../src/domain/rubric.ts";
import type { Score } from "../../src/domain/score.ts";
import { createModelGrader } from "../../src/grading/model-grader.ts";
import { scriptedModel } from "../../src/models/scripted.ts";
import { readOwnTemplates } from "../../src/store/templates.ts";
import { answer, caseStudies, conversation, rubricOf, specOf, type Evidence } from "./fixtures.ts";

const templates = await readOwnTemplates("interviewer");
const rubric = rubricSchema.parse({ ...rubricOf(["probing"]), speaker: "interviewer" });

async function graded(
  level: number,
  evidence: Evidence,
): Promise<{ score: Score | undefined; prompt: string }> {
  let prompt = "";
  const model = scriptedModel((request) => {
    prompt = [...request.prompt.system, ...request.prompt.user].map(({ text }) => text).join("\n");
    return JSON.stringify(answer(level, [evidence]));
  });
  const spec = specOf({ mode: "per-dimension", attempts: 1 });
  const grade = await createModelGrader({
    name: "judge",
    spec,
    rubric,
    caseStudies,
    model,
    salt: "",
    templates,
  })(conversation);
  return { score: grade.scores[0], prompt };
}

describe("a rubric that judges the interviewer", () => {
  it("takes the interviewer's words as evidence", async () => {
    const { score } = await graded(4, { kind: "quote", turn: 3, text: "What does it cost to run" });
    expect(score).toMatchObject({ status: "scored", level: 4 });
  });

  it("strikes the candidate's", async () => {
    const { score } = await graded(4, { kind: "quote", turn: 2, text: "start with two friendly customers" });
    expect(score).toMatchObject({ status: "unscored", evidence: [{ struck: "candidate's words" }] });
  });

  it("takes an absence with the candidate's turn that called for it, and not with the interviewer's own", async () => {
    const missed = (turn: number): Evidence => ({ kind: "absence", turn, text: "a probe of what 95% means" });
    expect((await graded(1, missed(2))).score).toMatchObject({ status: "scored", level: 1 });
    expect((await graded(1, missed(3))).score).toMatchObject({
      evidence: [{ struck: "turn 3 is not the candidate's and gave no opportunity" }],
    });
  });

  it("says so to the model, and never that the candidate is judged", async () => {
    const { prompt } = await graded(4, { kind: "quote", turn: 3, text: "What does it cost to run" });
    expect(prompt).toContain("You do not score the candidate.");
    expect(prompt).toContain("the interviewer's words, copied letter for letter from one interviewer turn");
    expect(prompt).not.toContain("Only the candidate's.");
  });
});
