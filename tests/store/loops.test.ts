import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readLoop } from "../../src/store/loops.ts";
import { caseStudyText, rubricText } from "./contents.ts";
import { folderWith, refusal } from "./folder.ts";

const loopText = `id: two
version: 1.0.0
title: Two stages
status: draft
provenance: []
scorecard: scorecard.yaml
case_studies: cases
stages:
  - {id: first, title: First, rubric: stage.yaml, case_studies: [intro], minutes: 30, weight: 60}
  - {id: second, title: Second, rubric: stage.yaml, case_studies: [], minutes: null, weight: 40}
why: ours
`;
const stageText = rubricText
  .replace(/^id: .*/m, "id: stage")
  .replaceAll("id: cost", "id: price")
  .replace(/(\n +)(asks: .*)/, "$1$2$1maps_to: [cost]")
  .replace("{cost: 100}", "{price: 100}");

function folder(changes: Readonly<Record<string, (text: string) => string>> = {}): string {
  const files: Record<string, string> = {
    "loop.yaml": loopText,
    "scorecard.yaml": rubricText,
    "stage.yaml": stageText,
    "cases/intro.yaml": caseStudyText.replace(/^id: .*/m, "id: intro"),
  };
  return folderWith(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [name, changes[name]?.(text) ?? text])),
  );
}

describe("readLoop", () => {
  it("gives the loop with the rubric of each stage", async () => {
    const { loop, rubrics, scorecard } = await readLoop(`${folder()}/loop.yaml`);
    expect(loop.stages.map(({ id }) => id)).toEqual(["first", "second"]);
    expect(rubrics.get("second")?.id).toBe("stage");
    expect(scorecard.dimensions[0]?.id).toBe("cost");
  });

  it.each([
    {
      rule: "weights that do not sum to 100",
      file: "loop.yaml",
      change: (text: string) => text.replace("weight: 40", "weight: 30"),
      expected: "loop.yaml:9:3 stages: the weights of the stages sum to 90, expected 100",
    },
    {
      rule: "a stage that is defined twice",
      file: "loop.yaml",
      change: (text: string) => text.replace("id: second", "id: first"),
      expected: 'loop.yaml:10:10 stages.1.id: stage "first" is defined twice',
    },
    {
      rule: "a case study that is not there",
      file: "loop.yaml",
      change: (text: string) => text.replace("[intro]", "[intra]"),
      expected:
        'loop.yaml:9:66 stages.0.case_studies.0: there is no case study "intra" (did you mean "intro"?)',
    },
    {
      rule: "an eval that is not there",
      file: "loop.yaml",
      change: (text: string) => text.replace("weight: 60", "weight: 60, eval: round-two.yaml"),
      expected: "loop.yaml:9:99 stages.0.eval: there is no file round-two.yaml",
    },
    {
      rule: "a rubric that is not there",
      file: "loop.yaml",
      change: (text: string) => text.replace("rubric: stage.yaml", "rubric: stagge.yaml"),
      expected: 'loop.yaml:9:31 stages.0.rubric: there is no file stagge.yaml (did you mean "stage.yaml"?)',
    },
    {
      rule: "a rubric that maps to nothing of the scorecard",
      file: "stage.yaml",
      change: (text: string) => text.replace("maps_to: [cost]", "maps_to: [const]"),
      expected:
        'loop.yaml:9:31 stages.0.rubric: stage maps price to "const" (did you mean "cost"?), which r does not have (cost)',
    },
  ])("refuses $rule, with its place", async ({ file, change, expected }) => {
    const root = folder({ [file]: change });
    expect(await refusal(root, readLoop(`${root}/loop.yaml`))).toContain(expected);
  });

  it("refuses a case study whose predecessor no earlier stage holds", async () => {
    const late = folderWith({
      "loop.yaml": loopText.replace("[intro]", "[later]"),
      "scorecard.yaml": rubricText,
      "stage.yaml": stageText,
      "cases/intro.yaml": caseStudyText.replace(/^id: .*/m, "id: intro"),
      "cases/later.yaml": `${caseStudyText.replace(/^id: .*/m, "id: later")}builds_on: intro\n`,
    });
    expect(await refusal(late, readLoop(`${late}/loop.yaml`))).toContain(
      'loop.yaml:9:66 stages.0.case_studies.0: it builds on "intro", which no stage up to this one holds',
    );
  });
});

describe("the bundled loops", () => {
  const loops = fileURLToPath(new URL("../../loops", import.meta.url));

  it.each(readdirSync(loops))("%s names only what is there", async (name) => {
    const { loop, rubrics } = await readLoop(`${loops}/${name}`);
    expect(rubrics.size).toBe(loop.stages.length);
  });
});
