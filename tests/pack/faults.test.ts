import { cp, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { main } from "../../src/cli/main.ts";
import { root } from "../../tools/coverage/pack.ts";
import { collectingIo } from "../support/io.ts";
import { temporaryFolder } from "../support/temporary.ts";

const copied = ["rubrics", "loops", "datasets/case-studies", "evals"];
const linked = ["datasets/persona-answers", "datasets/ai-pm-golden", "datasets/contrast-pairs"];

type Fault = {
  readonly name: string;
  readonly file: string;
  readonly from: string | RegExp;
  readonly to: string;
  readonly problem: RegExp;
};

const faults: readonly Fault[] = [
  {
    name: "weights of a profile that do not sum",
    file: "rubrics/scorecard-6d.yaml",
    from: "weights: {ml_literacy: 30, product_sense: 10,",
    to: "weights: {ml_literacy: 30, product_sense: 11,",
    problem: /^rubrics\/scorecard-6d\.yaml:\d+:\d+ .*the weights of "ml_platform" sum to 101, expected 100/m,
  },
  {
    name: "a flag on an unknown dimension",
    file: "rubrics/s4-panel.yaml",
    from: "proposed_caps: {stakeholder: 3}",
    to: "proposed_caps: {stakeholders: 3}",
    problem:
      /^rubrics\/s4-panel\.yaml:\d+:\d+ .*flag RF29 caps "stakeholders" \(did you mean "stakeholder"\?\)/m,
  },
  {
    name: "a level without anchor",
    file: "rubrics/s4-panel.yaml",
    from: /      2:\n {8}anchor:.*\n {8}basis:.*\n {8}exemplar:.*\n {8}contrast:.*\n/,
    to: "",
    problem: /^rubrics\/s4-panel\.yaml:\d+:\d+ dimensions\.0\.levels: level 2 of the scale has no anchor/m,
  },
  {
    name: "an exemplar that points nowhere",
    file: "rubrics/s4-panel.yaml",
    from: /exemplar: ".*"/,
    to: 'exemplar: "gold:r2-05"',
    problem:
      /^rubrics\/s4-panel\.yaml:\d+:\d+ dimensions\.0\.levels\.1\.exemplar: expected the words themselves/m,
  },
  {
    name: "a case study without opportunity map",
    file: "datasets/case-studies/k2-api-cost.yaml",
    from: /opportunities:\n(?: {2}.*\n)+/,
    to: "",
    problem: /^datasets\/case-studies\/k2-api-cost\.yaml:\d+:1 there is no opportunity map/m,
  },
  {
    name: "a figure that does not parse",
    file: "datasets/case-studies/k2-api-cost.yaml",
    from: 'expression: "38000"',
    to: 'expression: "38000 *"',
    problem: /^datasets\/case-studies\/k2-api-cost\.yaml:\d+:\d+ facts\.0\.expression: /m,
  },
  {
    name: "a loop whose stage holds an unknown case study",
    file: "loops/s0-three-rounds.yaml",
    from: "[contracts-r2]",
    to: "[contracts-r4]",
    problem:
      /^loops\/s0-three-rounds\.yaml:\d+:\d+ stages\.1\.case_studies\.0: there is no case study "contracts-r4"/m,
  },
  {
    name: "a loop whose stage has an unknown rubric",
    file: "loops/s0-three-rounds.yaml",
    from: "s0-r2-eval-design.yaml",
    to: "s0-r2-eval-desing.yaml",
    problem:
      /^loops\/s0-three-rounds\.yaml:\d+:\d+ stages\.1\.rubric: there is no file .*s0-r2-eval-desing\.yaml \(did you mean "s0-r2-eval-design\.yaml"\?\)/m,
  },
  {
    name: "a loop with an eval for an unknown stage",
    file: "loops/s0-three-rounds.yaml",
    from: "minutes: 45,",
    to: "minutes: 45, eval: ../evals/round-two.yaml,",
    problem:
      /^loops\/s0-three-rounds\.yaml:\d+:\d+ stages\.1\.eval: there is no file \.\.\/evals\/round-two\.yaml/m,
  },
  {
    name: "a suite that takes answers to an unknown case study",
    file: "evals/s4-loop.yaml",
    from: "    - s4-loan-denial",
    to: "    - s4-loan-denied",
    problem:
      /^evals\/s4-loop\.yaml:\d+:1 only\.case_studies\.9: in split all there is no case study "s4-loan-denied" \(did you mean "s4-loan-denial"\?\)/m,
  },
];

/** The pack in a folder of its own, with its answers linked. */
async function copyOfPack(): Promise<string> {
  const folder = await temporaryFolder();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  for (const each of copied) await cp(join(root, each), join(folder.path, each), { recursive: true });
  for (const each of linked) await symlink(join(root, each), join(folder.path, each));
  return folder.path;
}

async function touchstone(cwd: string, ...args: readonly string[]): Promise<{ code: number; out: string }> {
  const io = collectingIo({ cwd });
  const code = await main(args, io);
  return { code, out: io.out() + io.err() };
}

describe("touchstone validate on the bundled pack", () => {
  it("finds nothing", async () => {
    const { code, out } = await touchstone(root, "validate");
    expect([code, out]).toEqual([0, expect.stringMatching(/^\d+ files checked, 0 problems, 0 warnings\n$/)]);
  });

  it.each(faults)("finds $name, with its place", async ({ file, from, to, problem }) => {
    const folder = await copyOfPack();
    const text = await readFile(join(folder, file), "utf8");
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    await writeFile(join(folder, file), changed);
    const { code, out } = await touchstone(folder, "validate", file);
    expect(code).toBe(2);
    expect(out).toMatch(problem);
  });
});

describe("touchstone readiness", () => {
  it("refuses a score of the future, with its line", async () => {
    const folder = await temporaryFolder();
    onTestFinished(() => folder[Symbol.asyncDispose]());
    const rows = [
      "candidate,family,score,taken_on",
      "c1,acl,4,2026-01-10",
      "c1,communication,3,2026-05-01",
      "",
    ];
    await writeFile(join(folder.path, "scores.csv"), rows.join("\n"));
    const { code, out } = await touchstone(folder.path, "readiness", "scores.csv", "--as-of", "2026-03-01");
    expect(code).toBe(2);
    expect(out).toContain("scores.csv:3 taken_on 2026-05-01 is after 2026-03-01, the date of --as-of");
  });
});
