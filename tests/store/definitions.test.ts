import { describe, expect, it } from "vitest";
import { readCaseStudies, readCaseStudy } from "../../src/store/case-studies.ts";
import { readEval } from "../../src/store/evals.ts";
import { readPrices } from "../../src/store/prices.ts";
import { describeProblem, type Problem } from "../../src/store/problem.ts";
import { readRubric } from "../../src/store/rubrics.ts";
import { caseStudyText, evalText, rubricText } from "./contents.ts";
import { folderWith, refusal } from "./folder.ts";

describe("readEval", () => {
  it("gives the spec, the file's name without its ending and the line of each gate", async () => {
    const folder = folderWith({ "gold.yaml": evalText });
    const file = await readEval(`${folder}/gold.yaml`);
    expect(file.name).toBe("gold");
    expect(file.spec.split).toBe("test");
    expect([0, 1].map((index) => file.locate(["gates", index]))).toEqual([7, 8]);
  });

  it("says what is wrong in a grader, not that no kind of grader fits", async () => {
    const folder = folderWith({ "gold.yaml": evalText.replace("lexical: {}", "modle: openai:x") });
    expect(await refusal(folder, readEval(`${folder}/gold.yaml`))).toEqual([
      'gold.yaml:5:11 graders.floor.modle: unknown key (did you mean "model"?)',
    ]);
  });
});

describe("readRubric", () => {
  it.each([
    {
      rule: "weights that sum to 99",
      from: "cost: 100",
      to: "cost: 99",
      expected: 'r.yaml:14:28 profiles.even.weights: the weights of "even" sum to 99, expected 100',
    },
    {
      rule: "a level off the scale",
      from: "      3: {anchor: all}",
      to: "      3: {anchor: all}\n      4: {anchor: more}",
      expected: "r.yaml:13:10 dimensions.0.levels.4: level 4 is not on the scale 1-3",
    },
    {
      rule: "a level without an anchor",
      from: "      2: {anchor: some}\n",
      to: "",
      expected: "r.yaml:10:7 dimensions.0.levels: level 2 of the scale has no anchor",
    },
  ])("refuses $rule", async ({ from, to, expected }) => {
    const folder = folderWith({ "r.yaml": rubricText.replace(from, to) });
    expect(await refusal(folder, readRubric(`${folder}/r.yaml`))).toEqual([expected]);
  });

  it("reads a rubric", async () => {
    const folder = folderWith({ "r.yaml": rubricText });
    expect((await readRubric(`${folder}/r.yaml`)).dimensions[0]?.levels["2"]?.basis).toEqual(["quote"]);
  });
});

describe("readCaseStudies", () => {
  const read = async (files: Record<string, string>): Promise<[string[], string[]]> => {
    const folder = folderWith(files);
    const problems: Problem[] = [];
    const found = await readCaseStudies(`${folder}/cases`, problems);
    return [
      [...found.keys()],
      problems.map((problem) => describeProblem(problem).replaceAll(`${folder}/`, "")),
    ];
  };

  it("finds every case study of a folder by its id", async () => {
    const second = `${caseStudyText.replace("id: c", "id: d")}builds_on: c\n`;
    expect(
      await read({ "cases/1.yaml": caseStudyText, "cases/2.yml": second, "cases/notes.md": "x" }),
    ).toEqual([["c", "d"], []]);
  });

  it("refuses two files with one id, naming both places", async () => {
    const [, problems] = await read({
      "cases/1.yaml": caseStudyText,
      "cases/2.yaml": `# copy\n${caseStudyText}`,
    });
    expect(problems).toEqual([
      'cases/2.yaml:2 id: "c" is the id of another case study too, see cases/1.yaml:1',
    ]);
  });

  it("refuses a predecessor that is not there", async () => {
    const [, problems] = await read({ "cases/1.yaml": `${caseStudyText}builds_on: cc\n` });
    expect(problems).toEqual(['cases/1.yaml:6 builds_on: there is no case study "cc" (did you mean "c"?)']);
  });

  it("says that a folder is missing", async () => {
    const [, problems] = await read({ "case/1.yaml": caseStudyText });
    expect(problems).toEqual(["cases: there is no such folder (did you mean case?)"]);
  });
});

describe("readCaseStudy and readPrices", () => {
  it("refuse with file, line and column", async () => {
    const folder = folderWith({
      "c.yaml": caseStudyText.replace("title: Case", "tilte: Case"),
      "prices.yaml": "prices:\n  - {model: m, input: -1, output: 2, source: list, on: 2026-01-01}\n",
    });
    expect(await refusal(folder, readCaseStudy(`${folder}/c.yaml`))).toEqual([
      'c.yaml:3:1 tilte: unknown key (did you mean "title"?)',
    ]);
    expect(await refusal(folder, readPrices(`${folder}/prices.yaml`))).toEqual([
      "prices.yaml:2:23 prices.0.input: too small: expected number to be >=0, got -1",
    ]);
  });

  it.each([
    ["b + 1", 'c.yaml:7:34 facts.0.expression: column 1: unknown name "b", expected no names here'],
    ["2 * (3", 'c.yaml:7:34 facts.0.expression: column 7: expected ")", got the end'],
    ["1 / 0", "c.yaml:7:34 facts.0.expression: column 3: division by zero"],
  ])("refuse a fact that is %s, once, whatever follows from it", async (expression, expected) => {
    const fact = (id: string, text: string): string =>
      `  - {id: ${id}, says: x, expression: "${text}", unit: USD}\n`;
    const facts = `facts:\n${fact("a", expression)}${fact("b", "a * 2")}${fact("b", "1")}`;
    const folder = folderWith({ "c.yaml": `${caseStudyText}${facts}` });
    expect(await refusal(folder, readCaseStudy(`${folder}/c.yaml`))).toEqual([
      expected,
      'c.yaml:9:10 facts.2.id: "b" is the id of a fact above too',
    ]);
  });

  it("read a price file", async () => {
    const prices = "prices:\n  - {model: m, input: 1, output: 2, source: list, on: 2026-01-01}\n";
    const folder = folderWith({ "prices.yaml": prices });
    expect((await readPrices(`${folder}/prices.yaml`)).prices).toHaveLength(1);
  });
});
