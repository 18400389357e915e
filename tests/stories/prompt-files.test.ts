import { describe, expect, it } from "vitest";
import { examplesFileSchema } from "../../src/domain/examples.ts";
import { graderCardSchema } from "../../src/domain/grader-card.ts";
import { startModelServer } from "../support/model-server.ts";
import { createProject, evalPath, goodReply } from "../support/project.ts";

const template = "Judge the {{speaker}} kindly.\n{{evidence}}\n{{reply}}\n";

async function scene(more = "", samples = 12) {
  const server = await startModelServer({ answer: goodReply });
  const project = await createProject({
    samples,
    graders: `  a: {model: "openai:gpt-5.6-mini", base_url: "${server.url}/v1"${more}}`,
  });
  return { server, project, [Symbol.asyncDispose]: server.close };
}

describe("a template of one's own", () => {
  it("is what the model is told, and its text stands in the fingerprint", async () => {
    await using at = await scene(", instructions: kind.md");
    await at.project.write("evals/kind.md", template);
    expect(await at.project.touchstone(["run", evalPath, "-o", "result.json"])).toMatchObject({ code: 0 });
    for (const { prompt } of at.server.requests) expect(prompt).toContain("Judge the candidate kindly.");
    const { fingerprint } = await at.project.result();
    expect(fingerprint.parts["instructions:a"]).toMatch(/^Judge the candidate kindly\.\nEVIDENCE/);
  });

  it.each([
    {
      name: "with a hole that nothing fills",
      text: "One.\nTwo {{repyl}} {{reply}}",
      says: "evals/kind.md:2:5 nothing fills {{repyl}}, expected one of {{evidence}}, {{reply}}",
    },
    {
      name: "without the form of a reply",
      text: "Judge.",
      says: "evals/kind.md:1:7 it needs {{reply}}, where the form of a reply is told",
    },
  ])("is refused $name", async ({ text, says }) => {
    await using at = await scene(", instructions: kind.md");
    await at.project.write("evals/kind.md", text);
    const { code, err } = await at.project.touchstone(["run", evalPath]);
    expect(err).toContain(says);
    expect(code).toBe(2);
  });
});

describe("a switch that would do nothing", () => {
  it.each([
    {
      name: "an order of dimensions where each has a call of its own",
      more: ", mode: per-dimension, dimension_order: reversed",
      says: "graders.a.dimension_order: a call about one dimension has no order of dimensions",
    },
    {
      name: "an order that leaves one out",
      more: ", dimension_order: [cost]",
      says: "graders.a.dimension_order: expected each dimension of r once: cost, risk",
    },
    {
      name: "reference answers that no case study has",
      more: ", reference_answers: true",
      says: "graders.a.reference_answers: case studies without expected evidence or facts: c",
    },
    {
      name: "probabilities that the endpoint does not give",
      more: ", levels: probability",
      says: "openai:gpt-5.6-mini does not take log probabilities (levels: probability)",
    },
    {
      name: "a cache that the fallback cannot be told to keep",
      more: ', mode: per-dimension, cache: {ttl: 12h}, fallback: "anthropic:claude-test"',
      says: "anthropic:claude-test does not take cache ttl 12h",
    },
    {
      name: "a cache that the endpoint cannot be told to keep",
      more: ", cache: {ttl: 5m}",
      says: "openai:gpt-5.6-mini does not take cache ttl 5m",
    },
  ])("is refused before anything is bought: $name", async ({ more, says }) => {
    await using at = await scene(more);
    const { code, err } = await at.project.touchstone(["run", evalPath]);
    expect(err).toContain(says);
    expect(code).toBe(2);
    expect(at.server.requests).toEqual([]);
  });

  it("is sent where it does something: how long a prefix is kept", async () => {
    await using at = await scene(", cache: {ttl: 12h}", 1);
    await at.project.touchstone(["run", evalPath]);
    expect(at.server.requests[0]?.body).toMatchObject({
      prompt_cache_options: { mode: "explicit", ttl: "12h" },
    });
  });
});

describe("examples", () => {
  const examples = (sample: string, quote: string): string =>
    JSON.stringify({
      schema: "touchstone.examples/1",
      eval: "story",
      rubric: { id: "r", version: "1.0.0" },
      chosen_from: { dataset: "d", split: "calibration" },
      examples: [{ dimension: "cost", level: 3, sample, quotes: [quote], raters: 2 }],
    });

  it("are shown at their level", async () => {
    await using at = await scene(", few_shot: {file: e.json}", 2);
    await at.project.write("evals/e.json", examples("elsewhere", "twelve cents a contract"));
    expect(await at.project.touchstone(["run", evalPath])).toMatchObject({ code: 0 });
    expect(at.server.requests[0]?.prompt).toContain(
      'Raters gave it to another candidate\'s answer that said: "twelve cents a contract"',
    );
  });

  it.each([
    { name: "an answer that is graded", sample: "s001", quote: "twelve cents a contract" },
    { name: "the words of one", sample: "elsewhere", quote: "begin with TWO friendly  customers" },
  ])("are refused where they hold $name", async ({ sample, quote }) => {
    await using at = await scene(", few_shot: {file: e.json}");
    await at.project.write("evals/e.json", examples(sample, quote));
    const { code, err } = await at.project.touchstone(["run", evalPath]);
    expect(err).toContain("of the answers to be graded (s001, ...): the grader would be told their levels");
    expect(code).toBe(2);
    expect(at.server.requests).toEqual([]);
  });

  it("are chosen by calibrate from the calibration split, and a card of who is shown them leaves those answers out", async () => {
    await using at = await scene("", 40);
    const { project } = at;
    const samples = (await project.read("datasets/d/samples.jsonl")).trim().split("\n");
    const halved = samples.map((line, index) =>
      JSON.stringify({ ...JSON.parse(line), split: index % 2 === 0 ? "calibration" : "test" }),
    );
    await project.write("datasets/d/samples.jsonl", `${halved.join("\n")}\n`);
    const [head, ...labels] = (await project.read("datasets/d/labels.csv")).trim().split("\n");
    const quoted = labels.map((line) => `${line},words of ${line.slice(0, 4)}`);
    await project.write("datasets/d/labels.csv", `${head},quote\n${quoted.join("\n")}\n`);

    const calibrate = ["calibrate", evalPath, "-o", "evals/e.examples.json", "-o", "card.json"];
    expect(await project.touchstone(calibrate)).toMatchObject({ code: 0 });
    const { examples } = examplesFileSchema.parse(JSON.parse(await project.read("evals/e.examples.json")));
    const calibration = new Set(
      halved.flatMap((line) => (line.includes('"calibration"') ? [line.slice(7, 11)] : [])),
    );
    expect(examples.map(({ dimension, level }) => `${dimension} ${level}`)).toEqual([
      "cost 1",
      "cost 2",
      "cost 3",
      "risk 1",
      "risk 2",
      "risk 3",
    ]);
    for (const { sample } of examples) expect(calibration).toContain(sample);

    await project.edit(evalPath, '/v1"', '/v1", few_shot: {file: e.examples.json}');
    const whole = graderCardSchema.parse(JSON.parse(await project.read("card.json"))).splits.calibration;
    expect(await project.touchstone(calibrate.slice(0, 2).concat("-o", "shown.json"))).toMatchObject({
      code: 0,
    });
    const shown = graderCardSchema.parse(JSON.parse(await project.read("shown.json"))).splits.calibration;
    expect(shown.samples).toBe(whole.samples - new Set(examples.map(({ sample }) => sample)).size);
    expect(await project.touchstone(["run", evalPath])).toMatchObject({ code: 0 });
  });
});

describe("compare", () => {
  it("shows what changed in the instructions", async () => {
    await using at = await scene();
    expect(await at.project.touchstone(["run", evalPath, "-o", "result.a.json"])).toMatchObject({ code: 0 });
    await at.project.write("evals/kind.md", template);
    await at.project.edit(evalPath, '/v1"', '/v1", instructions: kind.md');
    expect(await at.project.touchstone(["run", evalPath, "-o", "result.b.json"])).toMatchObject({ code: 0 });
    const { out } = await at.project.touchstone(["compare", "result.a.json", "result.b.json"]);
    expect(out).toContain("instructions of a changed:");
    expect(out).toContain("\n- You are an experienced examiner.\n");
    expect(out).toContain("\n+ Judge the candidate kindly.\n");
  });
});
