import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { faults, startModelServer, type Fault, type ServedRequest } from "../support/model-server.ts";
import { askedOf, createProject, evalPath, goodReply, sampleIds, type Project } from "../support/project.ts";

const run = ["run", evalPath, "-o", "result.json"] as const;
const dimensions = ["literacy", "sense", "metrics", "cost", "safety", "people"] as const;

const protocols = [
  { model: "openai:gpt-5.6-mini", path: "/v1" },
  { model: "compatible:local", path: "/v1" },
  { model: "anthropic:claude-test", path: "" },
];

/** Reasons of the final scores that are missing. */
async function reasons(project: Project): Promise<string[]> {
  const { scores } = await project.result();
  return scores.flatMap((score) => (score.status === "unscored" ? [score.reason] : []));
}

/** `tries` of every attempt, `attempts` of every reply that cannot be read. */
type Row = {
  readonly name: string;
  readonly fault: Fault;
  readonly reason: string;
  readonly requests: number;
};
const permanent: readonly Row[] = [
  { name: "429", fault: faults.rateLimit(), reason: "provider-error", requests: 5 },
  {
    name: "429 Retry-After",
    fault: faults.rateLimit({ "retry-after": "1" }),
    reason: "provider-error",
    requests: 5,
  },
  { name: "500", fault: faults.status(500), reason: "provider-error", requests: 5 },
  { name: "529", fault: faults.status(529, "overloaded_error"), reason: "provider-error", requests: 5 },
  { name: "a reset", fault: faults.reset, reason: "provider-error", requests: 5 },
  { name: "a truncated body", fault: faults.cutJson, reason: "provider-error", requests: 5 },
  { name: "a cut connection", fault: faults.cutConnection, reason: "provider-error", requests: 5 },
  { name: "prose", fault: faults.prose, reason: "unparsable", requests: 2 },
  { name: "an empty reply", fault: faults.empty, reason: "unparsable", requests: 2 },
  { name: "max_tokens", fault: faults.maxTokens, reason: "truncated", requests: 2 },
  { name: "a level off the menu", fault: faults.offMenu, reason: "off-menu", requests: 1 },
  { name: "a refusal", fault: faults.refusal, reason: "refused", requests: 1 },
];

/** What only a time limit ends. */
const endless: readonly Row[] = [
  { name: "a hang", fault: faults.hang, reason: "provider-error", requests: 5 },
  { name: "a stalled body", fault: faults.stall, reason: "provider-error", requests: 5 },
];

describe.each(protocols)("$model", ({ model, path }) => {
  it.each([
    { what: "goes wrong", rows: permanent, limits: "{}" },
    { what: "never ends", rows: endless, limits: "{timeout_s: 0.3}" },
  ])(
    "what $what with an answer for ever costs that answer alone, after so many requests",
    async ({ rows, limits }) => {
      const ids = sampleIds(rows.length);
      const rowOf = (request: ServedRequest) => rows[ids.indexOf(askedOf(request).sample)];
      await using server = await startModelServer({
        answer: goodReply,
        fault: (request) => rowOf(request)?.fault ?? null,
      });
      const project = await createProject({
        samples: rows.length + 12,
        dimensions: ["cost"],
        graders: `  a: {model: "${model}", base_url: "${server.url}${path}", mode: per-dimension}`,
        more: `gates: []\nlimits: ${limits}`,
      });
      expect(await project.touchstone(run)).toMatchObject({ code: 0 });
      const requests = Object.groupBy(server.requests, (request) => rowOf(request)?.name ?? "none");
      const { scores } = await project.result();
      expect(
        scores.flatMap((score) => {
          if (score.status !== "unscored") return [];
          const name = rows[ids.indexOf(score.sample)]?.name ?? "none";
          return [{ name, reason: score.reason, requests: requests[name]?.length }];
        }),
      ).toEqual(rows.map(({ name, reason, requests }) => ({ name, reason, requests })));
    },
  );
});

/** In [0, 1), the same for the same request asked for the same time, whatever the order. */
function chanceOf(request: ServedRequest, asked: Map<string, number>): number {
  const words = `${request.protocol} ${request.rawBody}`;
  const times = (asked.get(words) ?? 0) + 1;
  asked.set(words, times);
  return (
    createHash("sha256")
      .update(`${times} ${words.replaceAll(/127\.0\.0\.1:\d+/g, "")}`)
      .digest()
      .readUInt32BE() /
    2 ** 32
  );
}

describe("1,200 grades", () => {
  it("with 10 % 429, 5 % 500 and 2 % malformed: none lost, none zero, every retry and its cost on record", async () => {
    const asked = new Map<string, number>();
    let [refused, malformed] = [0, 0];
    await using server = await startModelServer({
      answer: goodReply,
      fault: (request) => {
        const chance = chanceOf(request, asked);
        if (chance >= 0.17) return null;
        if (chance >= 0.15) {
          malformed += 1;
          return faults.prose;
        }
        refused += 1;
        return chance < 0.1 ? faults.rateLimit({ "retry-after": "1" }) : faults.status(500);
      },
    });
    const project = await createProject({
      samples: 100,
      dimensions,
      graders: [
        `  a: {model: "openai:gpt-5.6-mini", base_url: "${server.url}/v1", mode: per-dimension}`,
        `  b: {model: "anthropic:claude-test", base_url: "${server.url}", mode: per-dimension}`,
      ].join("\n"),
    });
    const done = await project.touchstone([...run, "--json"]);
    expect(done.code).toBe(0);
    const { scores, analysis } = await project.result();
    expect(scores).toHaveLength(1_200);
    expect(scores.every((score) => score.status === "scored" && score.level > 0)).toBe(true);

    const events = done.err
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line): Record<string, unknown> => JSON.parse(line));
    const retries = events.filter(({ kind }) => kind === "retry");
    expect(refused).toBeGreaterThan(150);
    expect(retries).toHaveLength(refused);
    expect(retries.every(({ usdAtMost }) => usdAtMost === 0)).toBe(true);
    // A reply that could not be read was paid for, and counts.
    expect(malformed).toBeGreaterThan(15);
    const calls = analysis.cost.reduce((sum, row) => sum + row.calls, 0);
    expect(calls).toBe(1_200 + malformed);
    expect(server.requests).toHaveLength(1_200 + malformed + refused);
  });

  it("all malformed: all unscored, exit 3, and no more than two replies bought for each", async () => {
    await using server = await startModelServer({ answer: () => "never", fault: () => faults.prose });
    const project = await createProject({
      samples: 200,
      dimensions,
      graders: `  a: {model: "anthropic:claude-test", base_url: "${server.url}", mode: per-dimension}`,
    });
    expect(await project.touchstone(run)).toMatchObject({ code: 3 });
    const missing = await reasons(project);
    expect(missing).toHaveLength(1_200);
    expect(new Set(missing)).toEqual(new Set(["unparsable"]));
    expect(server.requests).toHaveLength(2_400);
    expect(await project.touchstone(run)).toMatchObject({ code: 3 });
    expect(server.requests).toHaveLength(2_400);
  });
});

it("a clock that jumps changes nothing", async () => {
  await using server = await startModelServer({ answer: goodReply });
  const project = await createProject({
    graders: `  a: {model: "anthropic:claude-test", base_url: "${server.url}", mode: per-dimension}`,
    more: "gates: []\nlimits: {requests_per_minute: 60000}",
  });
  let [time, jumps] = [Date.UTC(2026, 0, 1), 0];
  const now = (): number => {
    jumps += 1;
    time += jumps % 2 === 0 ? -86_400_000 : 90_000_000;
    return time;
  };
  const waits: number[] = [];
  const sleep = async (milliseconds: number): Promise<void> => void waits.push(milliseconds);
  expect(await project.touchstone(run, { now, sleep })).toMatchObject({ code: 0 });
  const jumpy = await project.read("result.json");
  const steady = await project.checkout();
  expect(await steady.touchstone(run)).toMatchObject({ code: 0 });
  expect(await steady.read("result.json")).toBe(jumpy);
  expect(Math.max(...waits)).toBeLessThanOrEqual(60_000);
});
