import { expect, it } from "vitest";
import { createProject, evalPath } from "../support/project.ts";

const prompt = "title: Other\nprovenance: []\nprompt: What would you do about speech?\n";

it("a case study without a graded answer is named as unproven", async () => {
  const project = await createProject();
  expect((await project.touchstone(["run", evalPath])).out).not.toContain("Unproven");

  await project.write("datasets/d/case-studies/other.yaml", `id: other\nversion: 1.0.0\n${prompt}`);
  const samples = await project.read("datasets/d/samples.jsonl");
  const ungraded = {
    id: "x1",
    candidate: "candidate-x1",
    case_study: "other",
    answer: "We would ask first.",
  };
  await project.write("datasets/d/samples.jsonl", `${samples}${JSON.stringify(ungraded)}\n`);
  expect((await project.touchstone(["run", evalPath])).out).toContain(
    "! Unproven case studies, without a graded answer: other.",
  );
});
