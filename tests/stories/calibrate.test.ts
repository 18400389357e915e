import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { main } from "../../src/cli/main.ts";
import { graderCardSchema, type GraderCard } from "../../src/domain/grader-card.ts";
import { mappingFileSchema } from "../../src/domain/score-mapping.ts";
import { collectingIo } from "../support/io.ts";
import { createProject, evalPath, levelOf, sampleIds, type Project } from "../support/project.ts";
import { temporaryFolder } from "../support/temporary.ts";

describe("touchstone calibrate evals/golden.yaml", () => {
  it("says offline, per dimension, how far the recorded judge may be trusted, and buys nothing", async () => {
    await using folder = await temporaryFolder();
    const io = collectingIo({ cwd: fileURLToPath(new URL("../..", import.meta.url)) });
    const [card, markdown] = [join(folder.path, "x.card.json"), join(folder.path, "x.card.md")];
    const store = ["--store", join(folder.path, "store.sqlite")];
    const command = ["calibrate", "evals/golden.yaml", ...store, "--offline", "-o", card, "-o", markdown];
    expect(await main(command, io)).toBe(0);
    expect(io.out()).toContain(
      "fitted and chosen on 12 answers (12 labelled, 12 clusters), verdicts on 48 answers",
    );
    expect(io.out()).toMatch(/^ml_literacy +0\.93 \[0\.87, 0\.96\].* trend only$/m);
    expect(io.out()).toMatch(/^stakeholder .* explore$/m);
    expect(io.out()).toContain("trend only: the raters are models: repeatability, not agreement with people");
    expect(io.out()).toContain("judge: no linear mapping: it needs 30 answers");
    expect(io.err()).toBe("look 1 at this test split\n");

    expect(await main(command, io)).toBe(0);
    expect(io.err()).toMatch(/look 1 at this test split\n$/);
  });
});

/** A judge that is a level too high below the top: a mapping can mend it. */
async function lenientProject(samples: number, card = ""): Promise<Project> {
  const project = await createProject({
    samples,
    dimensions: ["cost"],
    graders:
      "  judge: {imported: {file: judge.csv, rater: j}}\n  plain: {imported: {file: judge.csv, rater: p}}",
  });
  const ids = sampleIds(samples);
  const rows = ids.flatMap((id) => {
    const level = levelOf(id, "cost");
    return [`${id},j,cost,${Math.min(3, level + 1)}`, `${id},p,cost,${level}`];
  });
  await project.write("evals/judge.csv", `sample,rater,dimension,value\n${rows.join("\n")}\n`);
  if (card !== "") await project.edit("datasets/d/README.md", "synthetic: true", `synthetic: true\n${card}`);
  return project;
}

async function splitInHalf(project: Project): Promise<void> {
  const lines = (await project.read("datasets/d/samples.jsonl")).trim().split("\n");
  const halved = lines.map((line, index) =>
    JSON.stringify({ ...JSON.parse(line), split: index < lines.length / 2 ? "calibration" : "test" }),
  );
  await project.write("datasets/d/samples.jsonl", `${halved.join("\n")}\n`);
}

async function cardOf(project: Project, ...flags: string[]): Promise<GraderCard> {
  expect(await project.touchstone(["calibrate", evalPath, "-o", "result.card.json", ...flags])).toMatchObject(
    {
      code: 0,
    },
  );
  return graderCardSchema.parse(JSON.parse(await project.read("result.card.json")));
}

describe("a lenient judge", () => {
  it("is mapped by the file that calibrate writes, beside the scores as they were", async () => {
    const project = await lenientProject(80);
    await splitInHalf(project);
    const card = await cardOf(project, "--write");
    const file = mappingFileSchema.parse(JSON.parse(await project.read("evals/story.mapping.json")));
    expect(file.graders["judge"]?.dimensions["cost"]?.kind).toBe("linear");
    expect(file.graders["plain"]?.dimensions["cost"]).toEqual({ kind: "none" });
    expect(card.choice).toMatchObject({ grader: "plain", of: 2 });

    await project.edit(
      evalPath,
      "  plain:",
      "  mended: {calibrated: {mapping: story.mapping.json, of: judge}}\n  plain:",
    );
    expect((await cardOf(project)).mappings).toEqual(card.mappings);
    expect(await project.touchstone(["run", evalPath, "-o", "result.json"])).toMatchObject({ code: 0 });
    const { analysis, scores } = await project.result();
    const row = (grader: string, statistic: string) =>
      analysis.agreement.find(
        (each) => each.grader === grader && each.dimension === "cost" && each.statistic === statistic,
      );
    expect([row("mended", "qwk")?.scoreType, row("judge", "qwk")?.scoreType]).toEqual(["mapped", "raw"]);
    expect(row("mended", "qwk")?.value).toBeGreaterThan(row("judge", "qwk")?.value ?? 1);
    const mapped = card.agreement.find(
      (each) => each.grader === "judge" && each.scoreType === "mapped" && each.statistic === "qwk",
    );
    expect(row("mended", "qwk")?.value).toBe(mapped?.value);
    const own = scores.filter(({ grader, sample }) => grader === "mended" && sample === "s041");
    expect(own.map(({ repeat }) => repeat)).toEqual([null, 1]);
  });

  it.each([
    {
      what: "the grader changed",
      file: evalPath,
      from: "rater: j",
      to: "rater: p",
      says: 'grader "judge" has changed',
    },
    {
      what: "the rubric's version changed",
      file: "rubrics/r.yaml",
      from: "version: 1.0.0",
      to: "version: 2.0.0",
      says: "fitted to r 1.0.0, this is r 2.0.0",
    },
    {
      what: "the answers are those it was fitted on",
      file: evalPath,
      from: "profile: even",
      to: "profile: even\nsplit: calibration",
      says: "fitted on 40 of the answers",
    },
    {
      what: "it maps no such grader",
      file: evalPath,
      from: "of: judge",
      to: "of: plian",
      says: 'there is no grader "plian" (did you mean "plain"?)',
    },
    {
      what: "the file is another one",
      file: "evals/story.mapping.json",
      from: "touchstone.mapping/1",
      to: "else",
      says: "story.mapping.json:2",
    },
  ])("is not mapped where $what", async ({ file, from, to, says }) => {
    const project = await lenientProject(80);
    await splitInHalf(project);
    await cardOf(project, "--write");
    await project.edit(
      evalPath,
      "  plain:",
      "  mended: {calibrated: {mapping: story.mapping.json, of: judge}}\n  plain:",
    );
    await project.edit(file, from, to);
    const refused = await project.touchstone(["run", evalPath]);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining(says)]);
  });
});

describe("a dataset without the two splits", () => {
  it("is halved by candidate and seed, the same way each time, and says so", async () => {
    const project = await lenientProject(60);
    const [first, again, other] = [
      await cardOf(project),
      await cardOf(project),
      await cardOf(project, "--seed", "7"),
    ];
    expect(again).toEqual(first);
    expect(first.splits.source).toBe("halved by candidate and seed 1");
    expect(first.splits.calibration.samples + first.splits.test.samples).toBe(60);
    expect(other.fingerprint.parts["test"]).not.toBe(first.fingerprint.parts["test"]);
  });

  it("is refused where it is too small to be halved", async () => {
    const project = await lenientProject(1);
    const refused = await project.touchstone(["calibrate", evalPath]);
    expect([refused.code, refused.err]).toEqual([
      2,
      expect.stringContaining("too few candidates to be halved"),
    ]);
  });

  it("gives no mapping and no trust from a handful of answers", async () => {
    const card = await cardOf(await lenientProject(8));
    expect(card.mappings.every(({ reason }) => reason !== null)).toBe(true);
    expect(card.verdicts.filter(({ grader }) => grader === "judge").map(({ verdict }) => verdict)).toEqual([
      "explore",
      "explore",
    ]);
  });
});

describe("looks at a test split", () => {
  it("are counted by fingerprint", async () => {
    const project = await lenientProject(60);
    const look = async (): Promise<string> => (await project.touchstone(["calibrate", evalPath])).err;
    expect(await look()).toBe("look 1 at this test split\n");
    await project.edit(evalPath, "replicates: 200", "replicates: 250");
    expect(await look()).toMatch(/^look 2 at this test split; each look/);
  });

  it("are one per fingerprint where the dataset is sealed", async () => {
    const project = await lenientProject(60, "sealed: true");
    await cardOf(project);
    const refused = await project.touchstone(["calibrate", evalPath]);
    expect([refused.code, refused.out]).toEqual([2, ""]);
    expect(refused.err).toContain("dataset d is sealed and this fingerprint was run on it on 2026-01-01");
    await project.edit(evalPath, "replicates: 200", "replicates: 250");
    expect(await project.touchstone(["calibrate", evalPath])).toMatchObject({ code: 0 });
  });

  it("show aggregates only where it is sealed", async () => {
    const project = await lenientProject(60, "sealed: true");
    const outputs = ["result.json", "result.jsonl", "result.md", "result.csv"];
    const run = ["run", evalPath, ...outputs.flatMap((file) => ["-o", file])];
    expect(await project.touchstone(run)).toMatchObject({ code: 0 });
    for (const file of outputs) expect(await project.read(file)).not.toMatch(/\bs0\d\d\b/);
    expect((await project.result()).analysis.agreement.length).toBeGreaterThan(0);
    expect((await project.touchstone(["baseline", "accept", evalPath])).err).toContain("without scores");
    expect(await project.touchstone(run)).toMatchObject({ code: 2 });
  });
});

describe("touchstone calibrate", () => {
  it.each([
    { args: ["evals/none.yaml"], says: "there is no such file" },
    {
      args: [evalPath, "-o", "card.xml"],
      says: "no card has this ending; expected one of .json .mapping.json .examples.json .md",
    },
    { args: [evalPath, "--grader", "jugde"], says: 'did you mean "judge"?' },
  ])("refuses $args", async ({ args, says }) => {
    const project = await lenientProject(40);
    const refused = await project.touchstone(["calibrate", ...args]);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining(says)]);
  });

  it("writes a card in Markdown", async () => {
    const project = await lenientProject(60);
    await project.touchstone(["calibrate", evalPath, "-o", "result.card.md"]);
    const text = await project.read("result.card.md");
    expect(text).toMatch(/^# Grader card: story\n/);
    expect(text).toContain("## Few-shot anchors");
    expect(text).toContain("prompts show them where a grader says few_shot");
  });
});
