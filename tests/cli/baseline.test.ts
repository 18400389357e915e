import { describe, expect, it } from "vitest";
import type { Project } from "../support/project.ts";
import { contraryJudge, evalPath, judgedProject } from "./judged.ts";

const more = "gates: []\nregression: {baseline: story.baseline.jsonl, max_drop: 0.05}";
const baselineFile = "evals/story.baseline.jsonl";

/** A project whose run was accepted. */
async function acceptedProject(): Promise<Project> {
  const project = await judgedProject({ more });
  await project.touchstone(["run", evalPath]);
  await project.touchstone(["baseline", "accept", evalPath]);
  return project;
}

describe("baseline accept", () => {
  it("writes the eval's latest run beside it: a header, then one sorted line per score, then the analysis", async () => {
    const project = await judgedProject({ more });
    const first = await project.touchstone(["run", evalPath, "-o", "x.json"]);
    expect(first.code).toBe(0);
    expect(first.out).toContain("no baseline yet: story.baseline.jsonl does not exist\n");
    const { code, out } = await project.touchstone(["baseline", "accept", evalPath]);
    const document = await project.result("x.json");
    expect([code, out]).toEqual([
      0,
      `accepted ${document.fingerprint.hash.slice(0, 12)} as story.baseline.jsonl\n`,
    ]);
    const [header = "", ...lines] = (await project.read(baselineFile)).trimEnd().split("\n");
    expect(JSON.parse(header)).toMatchObject({
      schema: "touchstone.baseline/1",
      fingerprint: document.fingerprint,
    });
    const scores = lines.filter((line) => line.startsWith('{"sample"'));
    expect(scores.length).toBe(40 * 2);
    expect(scores).toEqual(scores.toSorted());
    expect(scores[0]).toBe(
      '{"sample":"s001","grader":"judge","dimension":"cost","repeat":null,"status":"scored","level":3}',
    );
  });

  it("changes one line of the file where one score changed", async () => {
    const project = await acceptedProject();
    const before = (await project.read(baselineFile)).split("\n");
    await project.edit("evals/judges.csv", "s001,judge,risk,3", "s001,judge,risk,2");
    await project.touchstone(["run", evalPath], { now: () => Date.UTC(2027, 0) });
    await project.touchstone(["baseline", "accept", evalPath]);
    const after = (await project.read(baselineFile)).split("\n");
    const changed = after.filter((line) => line.startsWith('{"sample"') && !before.includes(line));
    expect(changed).toEqual([
      '{"sample":"s001","grader":"judge","dimension":"risk","repeat":null,"status":"scored","level":2}',
    ]);
  });

  it("is what a run without a baseline gives to paste", async () => {
    const project = await judgedProject({ more, samples: 12 });
    const { err } = await project.touchstone(["run", evalPath, "--store", "other.sqlite"]);
    const [, words = ""] = /^to compare later runs with this one: touchstone (.*)$/m.exec(err) ?? [];
    expect(words).toBe(`baseline accept ${evalPath} --store other.sqlite`);
    expect(await project.touchstone(words.split(" "))).toMatchObject({ code: 0 });
    expect((await project.touchstone(["run", evalPath])).err).not.toContain("baseline accept");
  });

  it("is not offered after a partial run, which cannot become one", async () => {
    const project = await judgedProject({ more, samples: 12 });
    const { err } = await project.touchstone(["run", evalPath, "--limit", "11"]);
    expect(err).not.toContain("baseline accept");
  });

  it("is given as a shell takes it where the eval's name is no plain word", async () => {
    const project = await judgedProject({ more, samples: 12 });
    await project.write("evals/ann's own.yaml", await project.read(evalPath));
    const { err } = await project.touchstone(["run", "evals/ann's own.yaml"]);
    expect(err).toContain(String.raw`touchstone baseline accept 'evals/ann'\''s own.yaml'`);
  });

  it("says how to compare with it where the eval does not", async () => {
    const project = await judgedProject({ samples: 12 });
    await project.touchstone(["run", evalPath]);
    const { out } = await project.touchstone(["baseline", "accept", evalPath]);
    expect(out).toContain(
      'add "regression: {baseline: story.baseline.jsonl}" to the eval to compare with it',
    );
  });

  it("refuses where the eval has no run, or the run is of another eval", async () => {
    const project = await judgedProject({ samples: 12 });
    await project.write("evals/second.yaml", await project.read(evalPath));
    const { err } = await project.touchstone(["run", "evals/second.yaml"]);
    const none = await project.touchstone(["baseline", "accept", evalPath]);
    expect([none.code, none.err]).toEqual([
      2,
      `there is no run "story" in .touchstone/store.sqlite: the last ones are ${/run (\S+):/.exec(err)?.[1]}\n`,
    ]);
    const other = await project.touchstone(["baseline", "accept", evalPath, "--run", "latest"]);
    expect([other.code, other.err]).toEqual([2, "run latest is of eval second, not of story\n"]);
  });
});

describe("a run with a baseline", () => {
  it("that is the same run differs by 0 and is equivalent", async () => {
    const project = await acceptedProject();
    const { code, out } = await project.touchstone(["run", evalPath, "-o", "x.json"]);
    expect(code).toBe(0);
    expect(out).toContain("compared with story.baseline.jsonl");
    const { regression } = (await project.result("x.json")).analysis;
    expect(regression.map(({ dimension, verdict, difference }) => [dimension, verdict, difference])).toEqual([
      [null, "equivalent", 0],
      ["cost", "equivalent", 0],
      ["risk", "equivalent", 0],
    ]);
  });

  it("that it falls clearly below has regressed and exits 1", async () => {
    const project = await acceptedProject();
    const worse = await judgedProject({ judges: { judge: contraryJudge }, more });
    await project.write("evals/judges.csv", await worse.read("evals/judges.csv"));
    const { code, out } = await project.touchstone(["run", evalPath, "-o", "x.json"]);
    expect(code).toBe(1);
    expect(out).toContain("judge, mean over dimensions: regressed: QWK ");
    expect(out).toContain("and the grader regressed against its baseline");
    expect((await project.result("x.json")).verdict).toBe("fail");
  });

  it.each([
    {
      what: "labels",
      change: (project: Project) => project.edit("datasets/d/labels.csv", "s001,h1,cost,3", "s001,h1,cost,2"),
      sentence: "this run differs from it in labels; accept a new baseline",
    },
    {
      what: "answers",
      change: (project: Project) =>
        project.edit("datasets/d/samples.jsonl", "two friendly", "three friendly"),
      sentence: "this run differs from it in dataset; accept",
    },
    {
      what: "reference and clusters",
      change: (project: Project) =>
        project.edit(evalPath, "profile: even", "profile: even\nreference: {use: mean}\ncluster: sample"),
      sentence: "this run differs from it in reference, cluster; accept",
    },
    {
      what: "anchor under the same version",
      change: (project: Project) => project.edit("rubrics/r.yaml", "names cost once", "names cost twice"),
      sentence:
        "differs from it in rubric; the rubric changed and its version 1.0.0 was not raised: raise it; accept",
    },
    {
      what: "anchor under a raised version",
      change: async (project: Project) => {
        await project.edit("rubrics/r.yaml", "names cost once", "names cost twice");
        await project.edit("rubrics/r.yaml", "version: 1.0.0", "version: 1.1.0");
      },
      sentence: "differs from it in rubric; accept a new baseline",
    },
  ])("over another $what is non-comparable, exit 2, and says so", async ({ change, sentence }) => {
    const project = await acceptedProject();
    await change(project);
    const { code, err, out } = await project.touchstone(["run", evalPath]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("story.baseline.jsonl: non-comparable, ");
    expect(err).toContain(sentence);
  });

  it("under other gates, seeds or profiles is still compared", async () => {
    const project = await acceptedProject();
    await project.edit(evalPath, "gates: []", "gates: [{metric: qwk, at_least: 0.2}]\nseed: 9");
    const { code, out } = await project.touchstone(["run", evalPath]);
    expect(code).toBe(0);
    expect(out).toContain("compared with story.baseline.jsonl");
  });

  it("under a rubric that was approved since is still compared", async () => {
    const project = await acceptedProject();
    await project.edit("rubrics/r.yaml", "status: draft", "status: {approved_by: the panel, on: 2026-05-01}");
    const { code, out } = await project.touchstone(["run", evalPath]);
    expect(code).toBe(0);
    expect(out).toContain("compared with story.baseline.jsonl");
  });

  it("over only some of its answers is not compared, and says so", async () => {
    const project = await acceptedProject();
    const { code, out } = await project.touchstone(["run", evalPath, "--limit", "30"]);
    expect(code).toBe(0);
    expect(out).toContain("a run with --limit is not compared with the baseline");
  });

  it("that was damaged is refused with the line", async () => {
    const project = await acceptedProject();
    await project.edit(baselineFile, '"level":3', '"level":"three"');
    const { code, err } = await project.touchstone(["run", evalPath]);
    expect(code).toBe(2);
    expect(err).toMatch(/^evals\/story\.baseline\.jsonl:2/);
  });
});
