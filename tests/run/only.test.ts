import { describe, expect, it } from "vitest";
import { loadEval } from "../../src/run/load.ts";
import { evalProblems, samplesOf } from "../../src/run/check-eval.ts";
import { splitsOf } from "../../src/run/splits.ts";
import { createProject, evalPath, type Project } from "../support/project.ts";

const answers = [
  { id: "a1", case_study: "bill", split: "test", kind: "plain" },
  { id: "a2", case_study: "bill", split: "test", kind: "edge" },
  { id: "a3", case_study: "store", split: "test", kind: "plain" },
  { id: "a4", case_study: "store", split: "calibration", kind: "edge" },
  { id: "a5", case_study: "bill", split: "calibration", kind: "plain" },
];

async function project(only: string, split = "test"): Promise<Project> {
  const made = await createProject({ more: `gates: []\nsplit: ${split}\nonly: ${only}` });
  const caseStudy = (id: string, archetypes: string): Promise<void> =>
    made.write(
      `datasets/d/case-studies/${id}.yaml`,
      `id: ${id}\nversion: 1.0.0\ntitle: T\nprovenance: []\nprompt: P\narchetypes: ${archetypes}\n`,
    );
  await caseStudy("bill", "[llm_genai, applied_ml]");
  await caseStudy("store", "[ml_platform]");
  const rows = answers.map((row) => JSON.stringify({ ...row, candidate: row.id, answer: `I am ${row.id}.` }));
  await made.write("datasets/d/samples.jsonl", `${rows.join("\n")}\n`);
  await made.write("datasets/d/labels.csv", "sample,rater,dimension,value\na1,h1,cost,2\n");
  return made;
}

describe("only", () => {
  it.each([
    { only: "{case_studies: [bill]}", split: "test", taken: "a1 a2" },
    { only: "{archetypes: [ml_platform, applied_ml]}", split: "all", taken: "a1 a2 a3 a4 a5" },
    { only: "{archetypes: [ml_platform]}", split: "test", taken: "a3" },
    { only: "{kinds: [edge]}", split: "all", taken: "a2 a4" },
    { only: "{samples: [a5, a1]}", split: "all", taken: "a1 a5" },
    { only: "{case_studies: [bill], kinds: [plain]}", split: "test", taken: "a1" },
  ])("$only of split $split takes $taken", async ({ only, split, taken }) => {
    const loaded = await loadEval((await project(only, split)).file(evalPath));
    expect(evalProblems(loaded)).toEqual([]);
    expect(samplesOf(loaded).map(({ id }) => id)).toEqual(taken.split(" "));
  });

  it("holds for both sides of a calibration", async () => {
    const loaded = await loadEval((await project("{case_studies: [bill]}")).file(evalPath));
    const { test, calibration } = splitsOf(loaded, 1);
    expect([test, calibration].map((side) => side.map(({ id }) => id))).toEqual([["a1", "a2"], ["a5"]]);
  });

  it.each([
    {
      only: "{case_studies: [bil]}",
      message:
        'only.case_studies.0: in split test there is no case study "bil" (did you mean "bill"?), expected one of bill, store',
    },
    {
      only: "{archetypes: [platform]}",
      message:
        'only.archetypes.0: in split test there is no archetype "platform", expected one of applied_ml, llm_genai, ml_platform',
    },
    {
      only: "{kinds: [plain, flagged]}",
      message: 'only.kinds.1: in split test there is no kind "flagged", expected one of edge, plain',
    },
    {
      only: "{samples: [a4]}",
      message: 'only.samples.0: in split test there is no sample "a4" (did you mean "a1"?)',
    },
    {
      only: "{case_studies: [store], kinds: [edge]}",
      message: "only: no answer of split test meets all of its lines",
    },
  ])("refuses $only with its line", async ({ only, message }) => {
    const made = await project(only);
    const { code, out } = await made.touchstone(["validate", evalPath]);
    expect(code).toBe(2);
    expect(out).toContain(`story.yaml:10:1 ${message}\n`);
  });

  it("makes runs of other answers incomparable", async () => {
    const made = await createProject({
      more: "gates: []\nregression: {baseline: b.jsonl}\nonly: {samples: [s001, s002, s003]}",
    });
    await made.touchstone(["run", evalPath]);
    await made.touchstone(["baseline", "accept", evalPath]);
    expect((await made.touchstone(["run", evalPath])).code).toBe(0);
    await made.edit(evalPath, "s003]", "s004]");
    const { code, err } = await made.touchstone(["run", evalPath]);
    expect([code, err]).toEqual([2, expect.stringContaining("this run differs from it in only;")]);
  });
});
