import { expect, it } from "vitest";
import { evalPath } from "../support/project.ts";
import { judgedProject } from "../cli/judged.ts";

it("after a change that makes a baseline non-comparable, its refusal says how to begin anew, and that works", async () => {
  const project = await judgedProject({ more: "gates: []\nregression: {baseline: story.baseline.jsonl}" });
  await project.touchstone(["run", evalPath]);
  await project.touchstone(["baseline", "accept", evalPath]);
  await project.edit("rubrics/r.yaml", "names cost once", "names cost twice");
  await project.edit("rubrics/r.yaml", "version: 1.0.0", "version: 1.1.0");

  const refused = await project.touchstone(["run", evalPath]);
  expect(refused.code).toBe(2);
  expect(refused.err).toContain("accept a new baseline: remove this one, run again");

  await project.remove("evals/story.baseline.jsonl");
  await project.touchstone(["run", evalPath], { now: () => Date.UTC(2026, 0, 2) });
  await project.touchstone(["baseline", "accept", evalPath]);
  expect(await project.touchstone(["run", evalPath])).toMatchObject({
    code: 0,
    out: expect.stringContaining("judge, mean over dimensions: equivalent: "),
  });
});
