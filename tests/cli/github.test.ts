import { describe, expect, it } from "vitest";
import { contraryJudge, evalPath, goodJudge, judgedProject } from "./judged.ts";

const more = [
  "gates:",
  "  - {metric: scored_share, at_least: 0.9}",
  "  - {metric: exact, at_least: 0.9, dimension: cost}",
  "  - {metric: qwk, at_least: 0.7, dimension: risk}",
  "  - {metric: qwk, at_least: 0.7, dimension: cost, role: advisory}",
].join("\n");

async function failingProject() {
  const project = await judgedProject({ judges: { contrary: contraryJudge }, more });
  const lines = (await project.read(evalPath)).split("\n");
  return { project, lineOf: (words: string) => 1 + lines.findIndex((line) => line.includes(words)) };
}

/** What the runner takes for a command: `::name ...::` at the start of a line, `##[name]` anywhere. */
function workflowCommands(text: string): string[] {
  return text.split("\n").filter((line) => line.trimStart().startsWith("::") || line.includes("##["));
}

describe("in a GitHub workflow", () => {
  it("each failed required gate is one error at its line of the eval, and nothing else is a command", async () => {
    const { project, lineOf } = await failingProject();
    const { code, out, err } = await project.touchstone(["run", evalPath], {
      env: { GITHUB_ACTIONS: "true" },
    });
    expect(code).toBe(1);
    const commands = workflowCommands(out);
    expect(commands).toEqual([
      expect.stringContaining(
        `::error file=${evalPath},line=${lineOf("metric: exact")}::contrary, cost: exact at least 0.9: fail at `,
      ),
      expect.stringContaining(
        `::error file=${evalPath},line=${lineOf("metric: qwk, at_least: 0.7, dimension: risk")}::contrary, risk: qwk at least 0.7: fail at `,
      ),
    ]);
    expect(workflowCommands(err)).toEqual([]);
  });

  it("the Markdown report is appended to the job's summary", async () => {
    const { project } = await failingProject();
    await project.write("summary.md", "what another step wrote\n");
    const env = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: project.file("summary.md") };
    await project.touchstone(["run", evalPath, "-o", "x.md"], { env });
    expect(await project.read("summary.md")).toBe(`what another step wrote\n${await project.read("x.md")}`);
  });

  it("files are named from the repository's root where the step works in a folder below", async () => {
    const { project, lineOf } = await failingProject();
    const { out } = await project.touchstone(["run", "story.yaml"], {
      cwd: project.file("evals"),
      env: { GITHUB_ACTIONS: "true", GITHUB_WORKSPACE: project.path },
    });
    expect(out).toContain(`::error file=${evalPath},line=${lineOf("metric: exact")}::`);
  });

  it("a run that passes gives no command", async () => {
    const project = await judgedProject({
      judges: { good: goodJudge },
      more: "gates:\n  - {metric: qwk, at_least: 0.5}",
    });
    const { code, out } = await project.touchstone(["run", evalPath], { env: { GITHUB_ACTIONS: "true" } });
    expect([code, workflowCommands(out)]).toEqual([0, []]);
  });
});

describe("elsewhere", () => {
  it("there are no commands and no summary", async () => {
    const { project } = await failingProject();
    const env = { GITHUB_STEP_SUMMARY: project.file("summary.md") };
    const { out } = await project.touchstone(["run", evalPath], { env });
    expect(workflowCommands(out)).toEqual([]);
    await expect(project.read("summary.md")).rejects.toThrow("ENOENT");
  });
});
