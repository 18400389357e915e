import { setTimeout as sleep } from "node:timers/promises";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  startBatchServer,
  type BatchServer,
  type Moment,
  type MomentFault,
  type ServedItem,
} from "../support/batch-server.ts";
import { createProject, evalPath, goodReply, type Project } from "../support/project.ts";
import { startRun, until } from "../support/run-process.ts";

const args = ["run", evalPath, "-o", "result.json", "--batch"] as const;
const samples = 30;

const providers = [
  { provider: "openai", model: "openai:gpt-5.6-mini", path: "/v1" },
  { provider: "anthropic", model: "anthropic:claude-test", path: "" },
] as const;

function projectAt({ url }: BatchServer, { model, path }: (typeof providers)[number]): Promise<Project> {
  const graders = `  a: {model: "${model}", base_url: "${url}${path}", mode: per-dimension}`;
  return createProject({ samples, graders, more: "gates: []\nlimits: {timeout_s: 1}" });
}

/** The same command until it is done; batches end between two of them. */
async function comeBack(project: Project, server: BatchServer): Promise<void> {
  for (;;) {
    const { code, err } = await project.touchstone(args, { random: Math.random });
    if (code === 0) return;
    expect({ code, err }).toMatchObject({ code: 75 });
    server.end();
  }
}

/** What an uninterrupted run's document is, from a batch of its own. */
async function wholeResult(project: Project): Promise<string> {
  const url = /base_url: "(http:\/\/[^/"]+)/.exec(await project.read(evalPath))?.[1] ?? "";
  await using server = await startBatchServer({ answer: goodReply, runsMs: 0 });
  const whole = await project.checkout();
  await whole.edit(evalPath, url, server.url);
  await comeBack(whole, server);
  expect(server.batches).toHaveLength(1);
  return withoutFingerprints(await whole.read("result.json"));
}

/** The server's address is part of the graders, and so of the fingerprint. */
function withoutFingerprints(json: string): string {
  return json.replaceAll(/[0-9a-f]{64}/g, "hash");
}

/** When it dies: what the server is asked, and what it does then. */
const deaths: readonly {
  readonly when: string;
  readonly at: Readonly<Record<"openai" | "anthropic", Moment>>;
  readonly fault: MomentFault | null;
}[] = [
  { when: "before it is submitted", at: { openai: "upload", anthropic: "create" }, fault: "hang" },
  { when: "before its id is heard", at: { openai: "created", anthropic: "created" }, fault: "hang" },
  { when: "while it runs", at: { openai: "check", anthropic: "check" }, fault: null },
  { when: "while it is collected", at: { openai: "results", anthropic: "results" }, fault: "stall" },
];

describe.each(providers)("a batch at $provider whose command is killed", { timeout: 90_000 }, (provider) => {
  it.each(deaths)(
    "$when is found again, never submitted twice, and ends the same",
    async ({ when, at, fault }) => {
      const moment = at[provider.provider];
      await using server = await startBatchServer({
        answer: goodReply,
        fault: (reached, time) => (reached === moment && time === 1 ? fault : null),
      });
      const project = await projectAt(server, provider);
      if (moment === "check" || moment === "results") {
        await project.touchstone(args, { random: Math.random });
        if (moment === "results") server.end();
      }
      const killed = startRun(project, when === "while it runs" ? [...args, "--wait"] : args);
      await until(() => server.moments.includes(moment));
      await sleep(50);
      killed.kill();
      expect(await killed.ended).toMatchObject({ code: null });

      await comeBack(project, server);
      expect(server.batches).toHaveLength(1);
      expect(server.requests).toHaveLength(0);
      expect(withoutFingerprints(await project.read("result.json"))).toBe(await wholeResult(project));
    },
  );
});

describe("a lost batch at Anthropic, which gives batches no name", { timeout: 90_000 }, () => {
  const anthropic = providers[1];
  const anothersFail = ({ customId }: ServedItem) => (customId.startsWith("another") ? "errored" : null);

  it("is told from another's by its results, and waited for as long as it could be either", async () => {
    await using server = await startBatchServer({
      answer: goodReply,
      fate: anothersFail,
      fault: (reached, time) => (reached === "created" && time === 1 ? "hang" : null),
    });
    const project = await projectAt(server, anthropic);
    const killed = startRun(project, args);
    await until(() => server.moments.includes("created"));
    killed.kill();
    await killed.ended;
    server.addForeign(2 * samples);
    expect(await project.touchstone(args, { random: Math.random })).toMatchObject({
      code: 75,
      err: expect.stringContaining(`${2 * samples} replies are awaited`),
    });
    await comeBack(project, server);
    expect(server.batches).toHaveLength(2);
    expect(server.requests).toHaveLength(0);
  });

  it("is submitted after all once every batch that could have been it is another's", async () => {
    await using server = await startBatchServer({
      answer: goodReply,
      fate: anothersFail,
      fault: (reached, time) => (reached === "create" && time === 1 ? "hang" : null),
    });
    const project = await projectAt(server, anthropic);
    const killed = startRun(project, args);
    await until(() => server.moments.includes("create"));
    killed.kill();
    await killed.ended;
    const foreign = server.addForeign(2 * samples);
    expect(await project.touchstone(args, { random: Math.random })).toMatchObject({ code: 75 });
    expect(server.batches).toEqual([foreign]);
    await comeBack(project, server);
    expect(server.batches).toHaveLength(2);
  });
});

const kills = process.env["TOUCHSTONE_DEEP"] ? 20 : 2;

it(
  `a batch whose command is killed at ${kills} random moments, over and over, is bought once`,
  { timeout: 60_000 + 30_000 * kills },
  async () => {
    const moments = fc.sample(fc.integer({ min: 150, max: 1_500 }), kills);
    for (const [index, provider] of providers.entries()) {
      await using server = await startBatchServer({ answer: goodReply, runsMs: 500 });
      const project = await projectAt(server, provider);
      for (const ms of moments.filter((_, number) => number % providers.length === index)) {
        const killed = startRun(project, [...args, "--wait"]);
        await Promise.race([sleep(ms), killed.ended]);
        killed.kill();
        await killed.ended;
      }
      await comeBack(project, server);
      const asked = server.batches.flatMap(({ items }) => items.map(({ customId }) => customId));
      expect(asked.length).toBe(new Set(asked).size);
      expect(asked.length).toBe(2 * samples);
      expect(server.requests).toHaveLength(0);
      expect(withoutFingerprints(await project.read("result.json"))).toBe(await wholeResult(project));
    }
  },
);
