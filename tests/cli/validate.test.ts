import { writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { createProject, evalPath, type Project } from "../support/project.ts";

const sound = { samples: 40, more: "gates: [{metric: qwk, at_least: 0.7}]" };

/** A project with nothing wrong in it. */
async function soundProject(changes: { readonly samples?: number } = {}): Promise<Project> {
  const project = await createProject({ ...sound, ...changes });
  const caseStudy = "datasets/d/case-studies/c.yaml";
  await project.edit(caseStudy, "title: Case", "title: Case\nopportunities: {cost: prompt, risk: prompt}");
  return project;
}

type Fault = {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** Words on the line where the problem must be said to be, if not the changed ones. */
  readonly at?: string;
  /** File and line, if in another file. */
  readonly place?: string;
  readonly problem: string;
};

const faults: readonly Fault[] = [
  {
    name: "weights that sum to 99",
    file: "rubrics/r.yaml",
    from: "{cost: 50, risk: 50}",
    to: "{cost: 50, risk: 49}",
    problem: 'the weights of "even" sum to 99, expected 100',
  },
  {
    name: "a level off the scale",
    file: "rubrics/r.yaml",
    from: '3: {anchor: "acts on cost',
    to: '4: {anchor: "acts on cost',
    problem: "level 4 is not on the scale 1-3",
  },
  {
    name: "absence above the middle",
    file: "rubrics/r.yaml",
    from: '3: {anchor: "acts on risk with a number"}',
    to: '3: {anchor: "acts on risk with a number", basis: [absence]}',
    problem: "absence may not carry level 3",
  },
  {
    name: "a misspelt key of a rubric",
    file: "rubrics/r.yaml",
    from: "asks: Acts on risk",
    to: "akss: Acts on risk",
    problem: '(did you mean "asks"?)',
  },
  {
    name: "a misspelt key of an eval",
    file: evalPath,
    from: "graders:",
    to: "on_inconclusve: fail\ngraders:",
    at: "on_inconclusve",
    problem: '(did you mean "on_inconclusive"?)',
  },
  {
    name: "a label of an unknown sample",
    file: "datasets/d/labels.csv",
    from: "s007,h1,risk,",
    to: "s0007,h1,risk,",
    problem: 'there is no sample "s0007"',
  },
  {
    name: "a label off the scale",
    file: "datasets/d/labels.csv",
    from: "s004,h1,cost,3",
    to: "s004,h1,cost,6",
    problem: "value 6 is not on the scale 1-3",
  },
  {
    name: "a label by an unknown rater",
    file: "datasets/d/labels.csv",
    from: "s009,h2,",
    to: "s009,h3,",
    problem: 'rater "h3" is not in raters.csv',
  },
  {
    name: "a label on an unknown dimension",
    file: "datasets/d/labels.csv",
    from: "s009,h2,cost",
    to: "s009,h2,cots",
    place: `${evalPath}:1`,
    problem:
      'its labels rate something else than rubric r: there is no dimension "cots" (did you mean "cost"?)',
  },
  {
    name: "an address with a password",
    file: evalPath,
    from: "floor: {lexical: {}}",
    to: 'floor: {lexical: {}}\n  a: {model: "compatible:m", base_url: "http://me:hunter2@localhost"}',
    at: '"http://me',
    problem: "expected http(s)://... without a user name or password",
  },
  {
    name: "an unknown profile",
    file: evalPath,
    from: "profile: even",
    to: "profile: evne",
    problem: 'there is no profile "evne" (did you mean "even"?), expected one of even',
  },
  {
    name: "an unknown metric",
    file: evalPath,
    from: "metric: qwk",
    to: "metric: kwk",
    problem: 'there is no metric "kwk" (did you mean "qwk"?), expected one of scored_share,',
  },
  {
    name: "an unknown dimension of a gate",
    file: evalPath,
    from: "{metric: qwk,",
    to: "{metric: qwk, dimension: rsik,",
    problem: 'there is no dimension "rsik" (did you mean "risk"?), expected one of cost, risk, overall',
  },
  {
    name: "an unknown grader of a gate",
    file: evalPath,
    from: "{metric: qwk,",
    to: "{metric: qwk, graders: [flor],",
    problem: 'there is no grader "flor" (did you mean "floor"?), expected one of floor',
  },
  {
    name: "an unknown rater of the reference",
    file: evalPath,
    from: "graders:",
    to: 'reference: {use: "rater:h9"}\ngraders:',
    at: "reference:",
    problem: 'there is no rater "h9"',
  },
  {
    name: "raters of a kind that nobody is",
    file: evalPath,
    from: "graders:",
    to: "reference: {raters: model}\ngraders:",
    at: "reference:",
    problem: "no rater is of kind model",
  },
  {
    name: "an unknown split",
    file: evalPath,
    from: "profile: even",
    to: "profile: even\nsplit: tset",
    at: "split:",
    problem: 'there is no split "tset" (did you mean "test"?), expected one of test, all',
  },
  {
    name: "a text reply whose evidence nobody could check",
    file: evalPath,
    from: "floor: {lexical: {}}",
    to: 'floor: {model: "compatible:local", base_url: "http://localhost", reply: {format: text, pattern: "(.)"}}',
    problem: "a text reply brings no evidence that can be checked",
  },
  {
    name: "a seed that is too large",
    file: evalPath,
    from: "graders:",
    to: "seed: 4294967296\ngraders:",
    at: "seed:",
    problem: "seed: too big: expected number to be <=4294967295, got 4294967296",
  },
  {
    name: "a word that stands for no level",
    file: evalPath,
    from: "floor: {lexical: {}}",
    to: 'floor: {model: "compatible:local", base_url: "http://localhost", evidence: none, mode: per-dimension, reply: {format: text, pattern: "(.)", levels: {A: 7}}}',
    problem: '"A" stands for 7, which is not on the scale, expected one of 1, 2, 3',
  },
  {
    name: "a parameter that the endpoint does not take",
    file: evalPath,
    from: "floor: {lexical: {}}",
    to: 'floor: {model: "openai:gpt-5.6-mini", params: {temperature: 0}}',
    problem: "openai:gpt-5.6-mini does not take temperature",
  },
  {
    name: "instructions that are not there, once though a panel stands on them",
    file: evalPath,
    from: "floor: {lexical: {}}",
    to: 'floor: {lexical: {}}\n  a: {model: "compatible:local", base_url: "http://localhost", instructions: nope.md}\n  both: {panel: {of: [floor, a], combine: mean}}',
    place: "evals/nope.md",
    problem: "there is no such file",
  },
  {
    name: "an unknown provider",
    file: evalPath,
    from: "floor: {lexical: {}}",
    to: 'floor: {model: "opneai:m"}',
    problem: 'unknown provider "opneai" (did you mean "openai"?)',
  },
  {
    name: "a price that is no number",
    file: "evals/prices.yaml",
    from: "input: 1",
    to: "input: one",
    problem: "input",
  },
  {
    name: "a case study without opportunity map",
    file: "datasets/d/case-studies/c.yaml",
    from: "opportunities: {cost: prompt, risk: prompt}\n",
    to: "",
    at: "prompt: ",
    problem: "there is no opportunity map",
  },
  {
    name: "an exemplar that points to words elsewhere",
    file: "rubrics/r.yaml",
    from: '2: {anchor: "names cost once"}',
    to: '2: {anchor: "names cost once", exemplar: "gold:r2-05"}',
    problem: "expected the words themselves: a reference to them points nowhere",
  },
];

async function plant(project: Project, fault: Fault): Promise<number> {
  await project.edit(fault.file, fault.from, fault.to);
  const lines = (await project.read(fault.file)).split("\n");
  return 1 + lines.findIndex((line) => line.includes(fault.at ?? fault.to));
}

describe("touchstone validate", () => {
  it("finds nothing in a sound project, where no paths mean its rubrics, datasets and evals", async () => {
    const project = await soundProject();
    const { code, out } = await project.touchstone(["validate"]);
    expect([code, out]).toEqual([0, "4 files checked, 0 problems, 0 warnings\n"]);
  });

  it.each(faults)("finds $name, at its line", async (fault) => {
    const project = await soundProject();
    const line = await plant(project, fault);
    const { code, out } = await project.touchstone(["validate"]);
    expect(code).toBe(2);
    const found = out.split("\n").filter((each) => each.includes(fault.problem));
    expect(found.length).toBe(1);
    expect(found[0]).toMatch(new RegExp(`^${fault.place ?? `${fault.file}:${line}`}(:\\d+)?:? `));
    expect(out).not.toContain(project.path);
  });

  it("reports every problem of every file at once", async () => {
    const project = await soundProject();
    const planted = [0, 1, 5, 6].flatMap((index) => faults[index] ?? []);
    for (const fault of planted) await plant(project, fault);
    await project.write("evals/broken.yaml", "graders: {floor: {lexical: {}}}\nprofil: even\n");
    const { code, out } = await project.touchstone(["validate"]);
    expect(code).toBe(2);
    for (const { problem } of planted) expect(out).toContain(problem);
    expect(out).toContain('(did you mean "profile"?)');
    const lines = out.trimEnd().split("\n");
    expect(lines.at(-1)).toMatch(new RegExp(`^5 files checked, ${lines.length - 1} problems, 0 warnings$`));
    expect(new Set(lines).size).toBe(lines.length);
  });

  it("warns of a gate that no outcome could decide, and exits 0", async () => {
    const project = await soundProject({ samples: 12 });
    const { code, out } = await project.touchstone(["validate", evalPath]);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^warning: evals\/story\.yaml:\d+:1 gate qwk cannot be decided by any outcome: 12 labelled samples are under the 30 that a verdict needs\n1 file checked, 0 problems, 1 warning\n$/,
    );
  });

  it("checks only what is named", async () => {
    const project = await soundProject();
    await project.edit(evalPath, "profile: even", "profile: evne");
    expect((await project.touchstone(["validate", "rubrics", "datasets/d"])).out).toBe(
      "2 files checked, 0 problems, 0 warnings\n",
    );
    expect((await project.touchstone(["validate", evalPath])).code).toBe(2);
  });

  it("names the nearest file where there is none", async () => {
    const project = await soundProject();
    const { code, out } = await project.touchstone(["validate", "rubrics/r.yml"]);
    expect(code).toBe(2);
    expect(out).toContain("rubrics/r.yml: there is no such file (did you mean rubrics/r.yaml?)");
  });

  it("says what a YAML file would have to be that is none of ours", async () => {
    const project = await soundProject();
    await project.write("evals/strange.yaml", "a: 1\n");
    const { out } = await project.touchstone(["validate", "evals/strange.yaml"]);
    expect(out).toContain("evals/strange.yaml:1:1 not a file of touchstone, expected a rubric (dimensions)");
  });

  it("goes on to the other files where one is no text at all, and reads the baseline too", async () => {
    const project = await soundProject();
    await writeFile(project.file("rubrics/other.yaml"), Buffer.from("dimensions: \u00e9", "latin1"));
    await project.edit(evalPath, "graders:", "regression: {baseline: b.jsonl}\ngraders:");
    expect((await project.touchstone(["validate"])).out).toContain("1 problem,");
    await project.write("evals/b.jsonl", "broken\n");
    const { code, out } = await project.touchstone(["validate"]);
    expect(code).toBe(2);
    expect(out).toContain("rubrics/other.yaml:1 is not UTF-8 text; save it as UTF-8");
    expect(out).toContain("evals/b.jsonl:1:1 not JSON, expected one JSON object a line");
    expect(out).toContain("5 files checked, 2 problems, 0 warnings");
  });

  it("prints no escape that a file holds", async () => {
    const project = await soundProject();
    await project.edit("datasets/d/labels.csv", "s009,h2,", "s009,\u001B[31mh2,");
    const { out } = await project.touchstone(["validate"]);
    expect(out).toContain("[31mh2");
    expect(out).not.toContain("\u001B");
  });
});
