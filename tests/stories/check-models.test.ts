import { describe, expect, it } from "vitest";
import { modelCheckDocumentSchema, type ModelCheckDocument } from "../../src/domain/model-check.ts";
import { faults, startModelServer, type Fault, type ServedRequest } from "../support/model-server.ts";
import { createProject, evalPath, goodReply, testKeys, type Project } from "../support/project.ts";

/** What a request of the battery asks for, read from its body. */
function paramsOf({ rawBody }: ServedRequest) {
  const body: Readonly<Record<string, unknown>> = JSON.parse(rawBody);
  const hasSchema = rawBody.includes('"json_schema"');
  const most = Number(body["max_output_tokens"] ?? body["max_tokens"]);
  const temperature = body["temperature"] === undefined ? null : Number(body["temperature"]);
  return { hasSchema, most, temperature };
}

/** An endpoint that obeys everything: schemas, limits and temperatures up to 2. */
function obedient(request: ServedRequest): string {
  const { hasSchema } = paramsOf(request);
  if (request.prompt.includes("On a scale of 1 to 5")) return String(3 + (request.number % 2));
  return hasSchema ? '{"choice": "first"}' : "ready";
}

function limits(request: ServedRequest): Fault | null {
  const { most, temperature } = paramsOf(request);
  if (temperature !== null && temperature > 2) {
    return faults.status(400, "invalid_request_error", "temperature: expected a value of at most 2");
  }
  return most === 16 ? faults.maxTokens : null;
}

const check = (project: Project, ...flags: readonly string[]) =>
  project.touchstone(["models", "check", evalPath, ...flags]);

async function documentOf(project: Project, ...flags: readonly string[]): Promise<ModelCheckDocument> {
  const { out } = await check(project, "--json", ...flags);
  return modelCheckDocumentSchema.parse(JSON.parse(out));
}

function verdictsOf({
  models,
}: ModelCheckDocument): Readonly<Record<string, Readonly<Record<string, string>>>> {
  return Object.fromEntries(
    models.map(({ grader, findings }) => [
      grader,
      Object.fromEntries(findings.map(({ ability, verdict }) => [ability, verdict])),
    ]),
  );
}

describe("models check", () => {
  it("tells what three endpoints that obey support", async () => {
    await using server = await startModelServer({ answer: obedient, fault: limits, countedTokens: () => 77 });
    const project = await createProject({
      graders: [
        `  a: {model: "openai:gpt-5.6-mini", base_url: "${server.url}/v1"}`,
        `  b: {model: "anthropic:claude-test", base_url: "${server.url}"}`,
        `  c: {model: "compatible:local", base_url: "${server.url}/v1", params: {temperature: 0.2}}`,
        "  doubt: {cascade: {first: a, then: b, when: [no-evidence]}}",
        "  floor: {lexical: {}}",
      ].join("\n"),
    });

    const all = {
      "structured output": "yes",
      "prompt cache": "yes",
      "log probabilities": "no",
      "repeat variance": "yes",
      effort: "yes",
      usage: "yes",
      "output limit": "yes",
    };
    const shown = await check(project);
    expect(shown).toMatchObject({ code: 0 });
    expect(shown.err).toMatch(/^estimate: 27 replies to buy \(0 in the store\)/);
    expect(shown.out).toContain("a: openai:gpt-5.6-mini at http://127.0.0.1");
    expect(shown.out).toContain("  prompt cache       yes      ");

    const requests = server.requests.length;
    expect(verdictsOf(await documentOf(project))).toEqual({
      a: { ...all, temperature: "no", "token count": "yes" },
      b: { ...all, temperature: "no", "token count": "yes" },
      c: { ...all, temperature: "yes", "token count": "no" },
    });
    // Only what was refused is asked again: it cost nothing.
    expect(server.requests.length - requests).toBe(1);
  });

  it("refuses settings that an endpoint ignores or turns down, and says which", async () => {
    await using server = await startModelServer({
      answer: ({ prompt }) => (prompt.includes("Count from 1") ? "1, 2, 3, ".repeat(40) : "Ready."),
      fault: ({ rawBody }) =>
        rawBody.includes("reasoning_effort")
          ? faults.status(400, "invalid_request_error", "reasoning_effort is not known here")
          : null,
    });
    const project = await createProject({
      graders: `  c: {model: "compatible:local", base_url: "${server.url}/v1", levels: probability, params: {temperature: 0.2, effort: low}}`,
      more: "gates: []\nlimits: {max_cost_usd: 5, count_input: provider}",
    });
    const { code, out } = await check(project);
    expect(code).toBe(2);
    const [model] = (await documentOf(project)).models;
    expect(model?.notObeyed.map((sentence) => sentence.split(":")[0])).toEqual([
      "graders.c.reply",
      "graders.c.params.temperature",
      "graders.c.params.effort",
      "graders.c.levels",
      "graders.c.params.max_output_tokens",
      "limits.count_input",
    ]);
    expect(out).toContain("NOT OBEYED graders.c.params.effort: low has no effect; leave it out");
    expect(out).toMatch(/temperature +no +ignored: 99 changes nothing/);
    expect(out).toMatch(/effort +refused +status 400: reasoning_effort is not known here/);
  });

  it("says that an endpoint could not be asked, without the key, and exits 3", async () => {
    await using server = await startModelServer({
      answer: obedient,
      fault: () =>
        faults.status(401, "invalid_api_key", `Incorrect API key provided: ${testKeys.OPENAI_API_KEY}`),
    });
    const project = await createProject({
      graders: `  a: {model: "openai:gpt-5.6-mini", base_url: "${server.url}/v1"}`,
    });
    for (const flags of [[], ["--json"]]) {
      const { code, out, err } = await check(project, ...flags);
      expect(code).toBe(3);
      expect(out).toContain("the API key was refused");
      expect(out + err).not.toContain(testKeys.OPENAI_API_KEY);
    }
    await project.edit(evalPath, "http://", "http://user:password@");
    const { code, out, err } = await check(project);
    expect(code).toBe(2);
    expect(out + err).not.toContain(":password");
  });

  it("shows words as they came where a local server's key is a word like any other", async () => {
    await using server = await startModelServer({ answer: obedient, fault: limits });
    const project = await createProject({
      graders: `  a: {model: "openai:gpt-5.6-mini", base_url: "${server.url}/v1"}`,
    });
    const { out } = await project.touchstone(["models", "check", evalPath], {
      env: { ...testKeys, OPENAI_API_KEY: "none" },
    });
    expect(out).toContain("structured output");
    expect(out).not.toContain("[key]");
  });

  it("asks for the cache time of the eval, and refuses it where nothing is cached", async () => {
    await using server = await startModelServer({
      answer: obedient,
      fault: (request) =>
        request.rawBody.includes('"ttl":"1h"')
          ? faults.status(400, "invalid_request_error", "cache_control.ttl is not known here")
          : limits(request),
    });
    const project = await createProject({
      graders: `  b: {model: "anthropic:claude-test", base_url: "${server.url}", cache: {ttl: 1h}}`,
    });
    const { code, out } = await check(project);
    expect(code).toBe(2);
    expect(out).toContain("NOT OBEYED graders.b.cache: a ttl of 1h has no effect; leave it out");
  });

  it("shows no key that an endpoint echoes", async () => {
    await using server = await startModelServer({
      answer: obedient,
      fault: () => faults.status(400, "invalid_request_error", `bad header ${testKeys.OPENAI_API_KEY}`),
    });
    const project = await createProject({
      graders: `  a: {model: "openai:gpt-5.6-mini", base_url: "${server.url}/v1"}`,
    });
    const { out, err } = await check(project);
    expect(out).toContain("bad header [key]");
    expect(out + err).not.toContain(testKeys.OPENAI_API_KEY);
  });

  it("buys nothing on a dry run, nothing twice, all anew on --fresh and nothing beyond the cap", async () => {
    await using server = await startModelServer({ answer: obedient, fault: limits });
    const project = await createProject({
      graders: [
        `  a: {model: "openai:gpt-5.6-mini", base_url: "${server.url}/v1"}`,
        `  b: {model: "anthropic:claude-test", base_url: "${server.url}"}`,
      ].join("\n"),
    });
    expect(await check(project, "--dry-run")).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^estimate: 16 replies to buy/),
    });
    expect(server.requests).toHaveLength(0);

    expect(await check(project, "--max-cost", "0.000001")).toMatchObject({
      code: 3,
      out: expect.stringContaining("NOT ASKED budget"),
    });
    expect(server.requests).toHaveLength(0);

    expect(await check(project, "--grader", "b")).toMatchObject({
      code: 0,
      err: expect.stringContaining("8 replies bought"),
    });
    expect(await check(project, "--grader", "b")).toMatchObject({ code: 0, err: "no reply bought\n" });
    expect(server.requests).toHaveLength(8);
    expect(await check(project, "--grader", "b", "--fresh")).toMatchObject({ code: 0 });
    expect(server.requests).toHaveLength(16);
  });

  it("leaves the replies of runs alone", async () => {
    await using server = await startModelServer({
      answer: (request) => (request.prompt.includes("<transcript-") ? goodReply(request) : obedient(request)),
      fault: limits,
    });
    const project = await createProject({
      graders: `  b: {model: "anthropic:claude-test", base_url: "${server.url}"}`,
    });
    await check(project);
    await project.touchstone(["run", evalPath, "-o", "result.json"]);
    const asked = server.requests.length;
    await check(project, "--fresh");
    expect(await project.touchstone(["run", evalPath, "--offline"])).toMatchObject({ code: 0 });
    expect(asked).toBe(8 + 12);
  });

  it("has nothing to check where no grader asks a model", async () => {
    const project = await createProject();
    expect(await check(project)).toMatchObject({
      code: 2,
      err: expect.stringContaining("no grader asks a model"),
    });
  });
});
