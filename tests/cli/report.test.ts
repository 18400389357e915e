import { describe, expect, it } from "vitest";
import { evalPath, goodJudge, judgedProject, type Judgement } from "./judged.ts";

const otherJudge: Judgement = () => 2;

/** A project with a run of each of two evals, the second one later. */
async function projectWithTwoRuns() {
  const project = await judgedProject({ judges: { good: goodJudge, other: otherJudge }, samples: 12 });
  await project.write("evals/second.yaml", (await project.read(evalPath)).replace(/ {2}good: .*\n/, ""));
  const run = async (path: string, at: number) => {
    const { out, err } = await project.touchstone(["run", path, "-o", `${at}.json`], { now: () => at });
    return { out, id: /run (\S+):/.exec(err)?.[1] ?? "" };
  };
  return { project, first: await run(evalPath, 1), second: await run("evals/second.yaml", 2) };
}

describe("report", () => {
  it("finds a run by id, as the latest, by its eval's name and in a result file", async () => {
    const { project, first, second } = await projectWithTwoRuns();
    const shown = async (...args: string[]): Promise<string> =>
      (await project.touchstone(["report", ...args])).out;
    expect(await shown()).toBe(second.out);
    expect(await shown("latest")).toBe(second.out);
    expect(await shown("story")).toBe(first.out);
    expect(await shown(first.id)).toBe(first.out);
    expect(await shown("1.json")).toBe(first.out);
    expect(first.out).not.toBe(second.out);
  });

  it("writes formats instead of the text, the same bytes as the run did", async () => {
    const { project, first } = await projectWithTwoRuns();
    const { code, out } = await project.touchstone([
      "report",
      first.id,
      "-o",
      "again.json",
      "-o",
      "again.md",
    ]);
    expect([code, out]).toEqual([0, ""]);
    expect(await project.read("again.json")).toBe(await project.read("1.json"));
    await project.touchstone(["report", "1.json", "-o", "thrice.json", "-o", "thrice.md"]);
    expect(await project.read("thrice.json")).toBe(await project.read("1.json"));
    expect(await project.read("thrice.md")).toBe(await project.read("again.md"));
  });

  it("shows every figure with --all", async () => {
    const { project } = await projectWithTwoRuns();
    expect((await project.touchstone(["report", "--all"])).out).toContain("kendall_tau_b");
  });

  it("names the last runs where there is none of that name", async () => {
    const { project, first, second } = await projectWithTwoRuns();
    const { code, err } = await project.touchstone(["report", "stroy"]);
    expect(code).toBe(2);
    expect(err).toBe(
      `there is no run "stroy" in .touchstone/store.sqlite: the last ones are ${second.id}, ${first.id}\n`,
    );
  });

  it("gives the ratings table of a run in the store, and refuses a result file, which has no labels", async () => {
    const { project, first } = await projectWithTwoRuns();
    expect((await project.touchstone(["report", first.id, "-o", "x.ratings.csv"])).code).toBe(0);
    expect((await project.read("x.ratings.csv")).trimEnd().split("\n").length).toBe(
      1 + 12 * 2 * 2 + 12 * 2 * 2,
    );
    const { code, err } = await project.touchstone(["report", "1.json", "-o", "y.ratings.csv"]);
    expect(code).toBe(2);
    expect(err).toBe(
      "a ratings table needs the labels, which a result file does not hold: name the run in the store instead\n",
    );
    await expect(project.read("y.ratings.csv")).rejects.toThrow("ENOENT");
  });

  it.each([
    { file: "absent.json", text: null, sentence: "absent.json: cannot be read" },
    { file: "half.json", text: '{"schema": ', sentence: "half.json: not JSON" },
    {
      file: "other.json",
      text: '{"schema": "another/1"}',
      sentence: "other.json: not a result of touchstone run: schema: ",
    },
    { file: "list.json", text: "[]", sentence: "list.json: not a result of touchstone run: Invalid input" },
  ])("refuses $file with the reason", async ({ file, text, sentence }) => {
    const project = await judgedProject({ samples: 12 });
    if (text !== null) await project.write(file, text);
    const { code, err } = await project.touchstone(["report", file]);
    expect(code).toBe(2);
    expect(err).toContain(sentence);
  });
});
