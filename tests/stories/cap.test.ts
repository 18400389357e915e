import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { startModelServer, type ModelServer } from "../support/model-server.ts";
import { createProject, evalPath, goodReply, type Project } from "../support/project.ts";
import { startRun, until } from "../support/run-process.ts";

const samples = 60;
const run = ["run", evalPath, "-o", "result.json"] as const;

/** Input 1 and output 10 USD per million tokens: a reply of at most 1000 tokens may cost a cent and more, and costs a fifth of that. */
async function projectAt(
  { url }: ModelServer,
  model = "compatible:local",
  more = "gates: []",
): Promise<Project> {
  const params = "params: {max_output_tokens: 1000}";
  return createProject({
    samples,
    graders: `  a: {model: "${model}", base_url: "${url}/v1", ${params}}`,
    more,
  });
}

/** What the server would charge: it counts a token per four characters, and seven of reasoning. */
function chargedUsd({ requests }: ModelServer): number {
  return requests
    .map(
      (request) => Math.ceil(request.prompt.length / 4) + 10 * (Math.ceil(goodReply(request).length / 4) + 7),
    )
    .reduce((sum, millionths) => sum + millionths / 1e6, 0);
}

describe("a cap on cost", () => {
  it("stops before it could be crossed with a partial result, and a higher one buys only the rest", async () => {
    await using server = await startModelServer({ answer: goodReply, latencyMs: 5 });
    const more = "gates: [{metric: scored_share, at_least: 0.97}, {metric: usd_per_sample, at_most: 1}]";
    const project = await projectAt(server, "compatible:local", more);

    const stopped = await project.touchstone([...run, "--max-cost", "0.05"]);
    expect(stopped.code).toBe(3);
    expect(stopped.err).toMatch(
      /the next call may cost \$0\.01\d\d: with \$0\.0\d+ spent and \$0\.\d+ reserved it could cross the cap of \$0\.0500; raise --max-cost to go on/,
    );
    expect(chargedUsd(server)).toBeGreaterThan(0.02);
    expect(chargedUsd(server)).toBeLessThanOrEqual(0.05);
    const bought = server.requests.length;
    expect(bought).toBeLessThan(samples);
    expect(await project.storedReplies()).toBe(bought);

    const partial = await project.result();
    expect(partial).toMatchObject({ partial: ["stopped by the cap on cost"], verdict: "inconclusive" });
    const missing = partial.scores.filter(({ status }) => status === "unscored");
    expect(missing).toHaveLength((samples - bought) * 2);
    expect(missing[0]).toMatchObject({
      reason: "over-budget",
      detail: "budget: the cap on cost was reached",
    });
    for (const gate of partial.analysis.gates) {
      expect(gate).toMatchObject({
        verdict: "inconclusive",
        reason: expect.stringContaining("the run was stopped by the cap on cost"),
      });
    }
    expect(stopped.out).toContain(
      `! Partial: the run was stopped by the cap on cost. ${missing.length} of ${samples * 2} scores are missing`,
    );
    expect(await project.touchstone(["baseline", "accept", "result.json"])).toMatchObject({ code: 2 });

    expect(await project.touchstone([...run, "--max-cost", "5"])).toMatchObject({ code: 0 });
    expect(server.requests).toHaveLength(samples);
    const whole = await project.result();
    expect(whole.analysis.cost[0]?.calls).toBe(samples);
    expect(whole.partial).toEqual([]);
  });

  it("holds for a run however often it is started, and gives the same partial result again", async () => {
    await using server = await startModelServer({ answer: goodReply, latencyMs: 5 });
    const project = await projectAt(server);
    expect(await project.touchstone([...run, "--max-cost", "0.05"])).toMatchObject({ code: 3 });
    const bought = server.requests.length;
    const first = await project.read("result.json");

    expect(await project.touchstone([...run, "--max-cost", "0.05"])).toMatchObject({ code: 3 });
    expect(server.requests).toHaveLength(bought);
    expect(await project.read("result.json")).toBe(first);
  });

  it("starts from nothing once a run is complete", async () => {
    await using server = await startModelServer({ answer: goodReply });
    const project = await projectAt(server);
    const all = [...run, "--max-cost", "0.2"];
    expect(await project.touchstone(all)).toMatchObject({ code: 0 });
    await project.edit("datasets/d/case-studies/c.yaml", "contract review", "contract renewal");
    expect(await project.touchstone(all)).toMatchObject({ code: 0 });
    expect(server.requests).toHaveLength(2 * samples);
    expect(chargedUsd(server)).toBeGreaterThan(0.2);
  });

  it("may be one per answer: the long one is left unscored, the others are graded", async () => {
    await using server = await startModelServer({ answer: goodReply });
    const project = await projectAt(server, "compatible:local", "limits: {max_cost_usd_per_sample: 0.02}");
    const long = "We would measure the cost of every step. ".repeat(1_000);
    await project.edit("datasets/d/samples.jsonl", "This is the answer of s007.", `$& ${long}`);
    const stopped = await project.touchstone(run);
    expect(stopped.code).toBe(3);
    expect(stopped.err).toContain("could cross the cap of $0.0200 per answer");
    const { scores } = await project.result();
    const missing = scores.filter(({ status }) => status === "unscored").map(({ sample }) => sample);
    expect(new Set(missing)).toEqual(new Set(["s007"]));
    expect(server.requests).toHaveLength(samples - 1);
  });

  it("may count input by the provider's own endpoint before anything leaves", async () => {
    await using server = await startModelServer({ answer: goodReply, countedTokens: () => 1_000_000 });
    const project = await createProject({
      samples,
      graders: `  a: {model: "anthropic:claude-test", base_url: "${server.url}"}`,
      more: "limits: {max_cost_usd: 0.5, count_input: provider}",
    });
    const stopped = await project.touchstone(run);
    expect(stopped).toMatchObject({ code: 3, err: expect.stringContaining("the next call may cost $1.04") });
    expect(server.requests).toHaveLength(0);
  });

  it("may stand in the eval", async () => {
    await using server = await startModelServer({ answer: goodReply });
    const project = await projectAt(server, "compatible:local", "limits: {max_cost_usd: 0.005}");
    const stopped = await project.touchstone(run);
    expect(stopped).toMatchObject({ code: 3, err: expect.stringContaining("cap of $0.0050") });
    expect(server.requests).toHaveLength(0);
  });

  it("refuses to start where no price file is named and the built-in list knows no price", async () => {
    await using server = await startModelServer({ answer: goodReply });
    const project = await projectAt(server, "openai:unheard-of");
    await project.edit(evalPath, "prices: prices.yaml\n", "");
    const { code, err } = await project.touchstone([...run, "--max-cost", "5"]);
    expect(code).toBe(2);
    expect(err).toMatch(
      /^grader a: a capped run needs a price: genai-prices \S+ does not know openai:unheard-of: add it to the price file \("prices:" of the eval names none\); mend that, or run without a cap\n$/,
    );
  });

  it("refuses to start where a price is unknown", async () => {
    await using server = await startModelServer({ answer: goodReply });
    const project = await projectAt(server, "compatible:unheard-of");
    const refused = await project.touchstone([...run, "--max-cost", "5"]);
    expect(refused.code).toBe(2);
    expect(refused.err).toBe(
      'grader a: a capped run needs a price: no price for compatible:unheard-of in the price file ("prices:" of the eval names prices.yaml); mend that, or run without a cap\n',
    );
    expect(server.requests).toHaveLength(0);

    expect(await project.touchstone(run)).toMatchObject({ code: 0 });
    expect((await project.result()).analysis.cost[0]).toMatchObject({
      usd: null,
      reason: expect.any(String),
    });
  });
});

/** Runs with random costs, concurrency and moments of their death: 200 in `npm run test:deep`. */
const lives = fc.sample(
  fc.record({
    capUsd: fc.double({ min: 0.02, max: 0.4, noNaN: true }),
    slots: fc.integer({ min: 1, max: 30 }),
    latencyMs: fc.integer({ min: 0, max: 40 }),
    killedAfter: fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 2 }),
    lengths: fc.infiniteStream(fc.integer({ min: 0, max: 3_000 })),
  }),
  process.env["TOUCHSTONE_DEEP"] ? 200 : 6,
);

it(
  "a cap is never exceeded, however a run is killed and started again",
  { timeout: 10_000 + 10_000 * lives.length },
  async () => {
    for (const { capUsd, slots, latencyMs, killedAfter, lengths } of lives) {
      let charged = 0;
      await using server = await startModelServer({
        latencyMs,
        // Whatever it answers it charges for, heard or not.
        answer: (request) => {
          const reply = goodReply(request).replace(
            "reads well",
            "reads well ".padEnd(lengths.next().value ?? 0, "indeed "),
          );
          charged += (Math.ceil(request.prompt.length / 4) + 10 * (Math.ceil(reply.length / 4) + 7)) / 1e6;
          return reply;
        },
      });
      const project = await projectAt(server, "compatible:local", `limits: {max_concurrency: ${slots}}`);
      const args = [...run, "--max-cost", capUsd.toFixed(4)];
      for (const moment of killedAfter) {
        const before = server.requests.length;
        const life = startRun(project, args);
        await until(() => life.hasEnded() || server.requests.length >= before + moment);
        life.kill();
        await life.ended;
      }
      const { code } = await startRun(project, args).ended;
      expect([0, 3]).toContain(code);
      expect(charged).toBeLessThanOrEqual(Number(capUsd.toFixed(4)));
    }
  },
);

describe("--dry-run", () => {
  it("says what a run would buy and cost, and buys nothing", async () => {
    await using server = await startModelServer({ answer: goodReply });
    const project = await projectAt(server);
    const planned = await project.touchstone(["run", evalPath, "--dry-run"], { env: {} });
    expect(planned.code).toBe(0);
    expect(planned.out).toMatch(
      /^estimate: 60 replies to buy \(0 in the store\), about \d+ input tokens, for \$0\.\d+ to at most \$0\.\d+ before/,
    );
    expect(server.requests).toHaveLength(0);
  });
});
