import { describe, expect, it } from "vitest";
import { faults, startModelServer, type Fault, type ServedRequest } from "../support/model-server.ts";
import { createProject, evalPath, goodReply, testKeys, type Project } from "../support/project.ts";

const run = ["run", evalPath, "-o", "result.json"] as const;
const samples = 12;

/** The grader's own model is at OpenAI, the fallback at Anthropic; `fault` is what OpenAI does. */
async function withFault(fault: (request: ServedRequest) => Fault | null) {
  const server = await startModelServer({
    answer: goodReply,
    fault: (request) => (request.protocol === "responses" ? fault(request) : null),
  });
  const project = await createProject({
    samples,
    graders: `  a: {model: "openai:gpt-5.6-mini", base_url: "${server.url}/v1", fallback: "anthropic:claude-test"}`,
  });
  const env = { ...testKeys, ANTHROPIC_BASE_URL: server.url };
  return {
    project,
    touchstone: (args: readonly string[]) => project.touchstone(args, { env }),
    asked: (protocol: string) => server.requests.filter((request) => request.protocol === protocol).length,
    [Symbol.asyncDispose]: () => server.close(),
  };
}

async function fallbacksOf(project: Project): Promise<(string | undefined)[]> {
  return (await project.result()).scores.map(({ fallback }) => fallback);
}

describe("a fallback", () => {
  it("is not asked where the grader's own model answers", async () => {
    await using at = await withFault(() => null);
    expect(await at.touchstone(run)).toMatchObject({ code: 0 });
    expect(at.asked("messages")).toBe(0);
    expect(new Set(await fallbacksOf(at.project))).toEqual(new Set([undefined]));
  });

  it("answers for an account without money, and every score and report says so", async () => {
    await using at = await withFault(() => faults.quota());
    const done = await at.touchstone([...run, "-o", "result.md"]);
    expect(done).toMatchObject({ code: 0 });
    expect(at.asked("responses")).toBeLessThanOrEqual(10);
    expect(at.asked("messages")).toBe(samples);
    expect(new Set(await fallbacksOf(at.project))).toEqual(new Set(["anthropic:claude-test"]));
    const said = "a: 24 of 24 scores are by the fallback anthropic:claude-test";
    expect(done.out).toContain(said);
    expect(await at.project.read("result.md")).toContain(said);
    expect((await at.project.result()).partial).toEqual([]);
  });

  it("answers only for what failed, and stays the answer when it is run again", async () => {
    await using at = await withFault(({ prompt }) =>
      prompt.includes("the answer of s003") ? faults.status(500) : null,
    );
    expect(await at.touchstone(run)).toMatchObject({ code: 0 });
    expect(at.asked("messages")).toBe(1);
    const whole = await at.project.read("result.json");
    const { scores } = await at.project.result();
    expect(
      new Set(scores.filter(({ fallback }) => fallback !== undefined).map(({ sample }) => sample)),
    ).toEqual(new Set(["s003"]));
    expect(await at.touchstone([...run, "--offline"])).toMatchObject({ code: 0 });
    expect(await at.project.read("result.json")).toBe(whole);
    expect(at.asked("messages")).toBe(1);
  });
});
