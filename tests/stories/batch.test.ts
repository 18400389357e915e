import { describe, expect, it } from "vitest";
import type { RunDocument } from "../../src/domain/run.ts";
import { startBatchServer, type BatchServer, type ServedItem } from "../support/batch-server.ts";
import { createProject, evalPath, goodReply, type Project } from "../support/project.ts";

const samples = 12;
const requests = samples * 2;
const run = ["run", evalPath, "-o", "result.json"] as const;
const batch = [...run, "--batch"] as const;

const providers = [
  { provider: "openai", model: "openai:gpt-5.6-mini", path: "/v1" },
  { provider: "anthropic", model: "anthropic:claude-test", path: "" },
] as const;

type Provider = (typeof providers)[number];

function graderAt({ url }: Pick<BatchServer, "url">, { model, path }: Provider, more = ""): string {
  return `  a: {model: "${model}", base_url: "${url}${path}", mode: per-dimension${more}}`;
}

function projectAt(server: BatchServer, provider: Provider, more = ""): Promise<Project> {
  return createProject({ samples, graders: graderAt(server, provider, more) });
}

/** The command line with a chance of its own, which names batches. */
function command(project: Project, args: readonly string[], io: Parameters<Project["touchstone"]>[1] = {}) {
  return project.touchstone(args, { random: Math.random, ...io });
}

function customId(item: ServedItem): string {
  return item.customId;
}

/** A result without what a batch may change: what replies cost, by which price, and that they came in a batch. */
function apartFromCost({ analysis, ...document }: RunDocument) {
  const cost = analysis.cost.map((row) => ({
    ...row,
    usd: null,
    usdPerSample: null,
    batch: null,
    priceSource: null,
  }));
  return { ...document, analysis: { ...analysis, cost } };
}

describe.each(providers)("a batch at $provider", (provider) => {
  it("is ordered, awaited with exit 75, and brings the same result at half the price", async () => {
    await using server = await startBatchServer({ answer: goodReply });
    const project = await projectAt(server, provider);
    const live = await project.checkout();
    expect(await command(live, run)).toMatchObject({ code: 0 });
    const bought = server.requests.length;

    const ordered = await command(project, batch);
    expect(ordered.code).toBe(75);
    expect(ordered.err).toContain(
      `${provider.model}: batch ${server.batches[0]?.id} of ${requests} requests submitted`,
    );
    expect(ordered.err).toContain("come back with the same command, or add --wait");
    const early = await command(project, batch);
    expect(early).toMatchObject({ code: 75, err: expect.stringContaining("is running, 0 done") });

    server.end();
    const collected = await command(project, batch);
    expect(collected.code).toBe(0);
    expect(collected.err).toMatch(/collected: 24 replies for \$0\.0\d+/);
    expect(collected.err).toMatch(/24 replies bought for \$0\.0\d+/);
    expect(server.batches).toHaveLength(1);
    expect(server.requests).toHaveLength(bought);

    const [whole, halved] = [await live.result(), await project.result()];
    expect(JSON.stringify(apartFromCost(halved))).toBe(JSON.stringify(apartFromCost(whole)));
    const [full, half] = [whole.analysis.cost[0], halved.analysis.cost[0]];
    expect(half?.usd).toBeCloseTo((full?.usd ?? 0) / 2, 8);
    expect(full).toMatchObject({ batch: false, priceSource: "test, 2026-01-01" });
    expect(half).toMatchObject({ batch: true, priceSource: "test, 2026-01-01; batch at 0.5" });

    const again = await command(project, batch);
    expect(again).toMatchObject({ code: 0, err: expect.stringContaining("no reply bought") });
    expect(server.batches).toHaveLength(1);
  });

  it("is waited for with --wait, with longer pauses the longer nothing comes", async () => {
    await using server = await startBatchServer({ answer: goodReply });
    const project = await projectAt(server, provider);
    const pauses: number[] = [];
    const sleep = async (milliseconds: number): Promise<void> => {
      pauses.push(milliseconds);
      if (pauses.length === 12) server.end();
    };
    expect(await command(project, [...batch, "--wait"], { sleep })).toMatchObject({ code: 0 });
    expect(pauses.slice(0, 3)).toEqual([22_500, 33_750, 50_625]);
    expect(pauses.at(-1)).toBe(600_000);
    expect(pauses).toHaveLength(12);
  });

  it("asks again in the next batch what expired or failed, and live what failed in as many as --batch-tries", async () => {
    await using server = await startBatchServer({
      answer: goodReply,
      fate: (item, { id, items }) => {
        const place = items.indexOf(item);
        if (id.endsWith("_1")) return place < 8 ? "expired" : place < 16 ? "errored" : null;
        return place < 4 ? "server-error" : null;
      },
    });
    const project = await projectAt(server, provider);
    expect(await command(project, batch)).toMatchObject({ code: 75 });
    server.end();
    const second = await command(project, batch);
    expect(second.code).toBe(75);
    expect(second.err).toContain("collected: 8 replies");
    expect(second.err).toContain("16 failed or expired and are asked again (bad-request 8, expired 8)");
    const [latest, first] = server.batches;
    expect(latest?.items.map(customId)).toEqual(first?.items.slice(0, 16).map(customId));
    server.end();
    expect(await command(project, batch)).toMatchObject({ code: 0 });
    expect(server.batches).toHaveLength(2);
    expect(server.requests.map(({ rawBody }) => rawBody).toSorted()).toEqual(
      latest?.items
        .slice(0, 4)
        .map(({ request }) => request.rawBody)
        .toSorted(),
    );
    expect((await project.result()).analysis.counts[0]).toMatchObject({ unscored: 0 });
  });

  it("asks live at once with --batch-tries 1", async () => {
    await using server = await startBatchServer({ answer: goodReply, fate: () => "expired" });
    const project = await projectAt(server, provider);
    const once = [...batch, "--batch-tries", "1"];
    expect(await command(project, once)).toMatchObject({ code: 75 });
    server.end();
    expect(await command(project, once)).toMatchObject({ code: 0 });
    expect(server.batches).toHaveLength(1);
    expect(server.requests).toHaveLength(requests);
  });

  it("takes a result that comes twice once, and one that cannot be read as failed", async () => {
    const fates = ["prose", "not-a-reply", "missing", "twice", null] as const;
    const fateAt = (place: number) => fates[place % fates.length] ?? null;
    await using server = await startBatchServer({
      answer: goodReply,
      fate: (item, { id, items }) => (id.endsWith("_1") ? fateAt(items.indexOf(item)) : null),
    });
    const project = await projectAt(server, provider);
    expect(await command(project, batch)).toMatchObject({ code: 75 });
    server.end();
    expect(await command(project, batch)).toMatchObject({ code: 75 });
    const [latest, first] = server.batches;
    const unanswered = first?.items.filter((_, place) => place % fates.length < 3);
    expect(latest?.items.map(customId)).toEqual(unanswered?.map(customId));
    server.end();
    expect(await command(project, batch)).toMatchObject({ code: 0 });
    expect(await project.storedReplies()).toBe(requests);
  });

  it("puts second attempts and repairs, which hang on first replies, into the next batch", async () => {
    await using server = await startBatchServer({
      answer: (request) =>
        request.number === 0 && isFirst(server, request.rawBody) ? "no JSON" : goodReply(request),
    });
    const project = await projectAt(server, provider);
    expect(await command(project, batch)).toMatchObject({ code: 75 });
    server.end();
    expect(await command(project, batch)).toMatchObject({ code: 75 });
    expect(server.batches[0]?.items).toHaveLength(requests);
    server.end();
    expect(await command(project, batch)).toMatchObject({ code: 0 });
    expect(server.requests).toHaveLength(0);
    expect((await project.result()).analysis.cost[0]).toMatchObject({ calls: 2 * requests });
  });

  it.each(["stall", "cut", "short"] as const)("reads results again that %s", async (wrong) => {
    await using server = await startBatchServer({
      answer: goodReply,
      fault: (moment, time) => (moment === "results" && time <= 2 ? wrong : null),
    });
    const more = "gates: []\nlimits: {timeout_s: 0.2}";
    const project = await createProject({ samples, graders: graderAt(server, provider), more });
    expect(await command(project, batch)).toMatchObject({ code: 75 });
    server.end();
    expect(await command(project, batch)).toMatchObject({ code: 0 });
    expect(server.batches).toHaveLength(1);
    expect(server.requests).toHaveLength(0);
  });

  it("is not submitted twice where the answer to its submission was lost", async () => {
    for (const wrong of ["reset", "prose", { status: 500 }] as const) {
      await using server = await startBatchServer({
        answer: goodReply,
        runsMs: 0,
        fault: (moment) => (moment === "created" ? wrong : null),
      });
      const project = await projectAt(server, provider);
      expect(await command(project, [...batch, "--wait"])).toMatchObject({ code: 0 });
      expect(server.batches).toHaveLength(1);
      expect(server.requests).toHaveLength(0);
    }
  });

  it("is submitted again where it never arrived", async () => {
    await using server = await startBatchServer({
      answer: goodReply,
      runsMs: 0,
      fault: (moment, time) => (moment === "create" && time === 1 ? "reset" : null),
    });
    const project = await projectAt(server, provider);
    expect(await command(project, [...batch, "--wait"])).toMatchObject({ code: 0 });
    expect(server.batches).toHaveLength(1);
  });

  it("is not paid for again by a run without --batch", async () => {
    await using server = await startBatchServer({ answer: goodReply });
    const project = await projectAt(server, provider);
    expect(await command(project, batch)).toMatchObject({ code: 75 });
    const live = await command(project, run);
    expect(live).toMatchObject({ code: 75, err: expect.stringContaining(`${requests} replies are awaited`) });
    expect(server.requests).toHaveLength(0);
    server.end();
    expect(await command(project, run)).toMatchObject({ code: 0 });
    expect(server.requests).toHaveLength(0);
  });

  it("keeps under the cap as a whole, at batch price, and brings the rest in the next one", async () => {
    await using server = await startBatchServer({ answer: goodReply });
    const project = await projectAt(server, provider, ", params: {max_output_tokens: 1000}");
    const capped = [...batch, "--max-cost", "0.08"];
    expect(await command(project, capped)).toMatchObject({ code: 75 });
    const [first] = server.batches;
    // A request may cost half a cent and more in a batch, so that at most 15 of the 24 fit.
    expect(first?.items.length).toBeGreaterThan(8);
    expect(first?.items.length).toBeLessThanOrEqual(15);
    // While all of it is reserved, nothing more leaves.
    expect(await command(project, capped)).toMatchObject({ code: 75 });
    expect(server.batches).toHaveLength(1);
    server.end();
    expect(await command(project, capped)).toMatchObject({ code: 75 });
    expect(server.batches).toHaveLength(2);
    server.end();
    expect(await command(project, capped)).toMatchObject({ code: 0 });
    expect(server.requests).toHaveLength(0);
    expect((await project.result()).analysis.cost[0]?.usd).toBeLessThanOrEqual(0.08);
  });
});

/** Whether a request was not in an earlier batch: first attempts are answered in prose. */
function isFirst({ batches }: BatchServer, rawBody: string): boolean {
  const inAny = batches.filter(({ items }) => items.some(({ request }) => request.rawBody === rawBody));
  return inAny.length < 2;
}

describe("a run over live and batched models", () => {
  const [openai, anthropic] = providers;

  it("says that a model without a batch API goes live, and orders from two providers at once", async () => {
    await using server = await startBatchServer({ answer: goodReply });
    const graders = [
      `  a: {model: "${openai.model}", base_url: "${server.url}/v1"}`,
      `  b: {model: "${anthropic.model}", base_url: "${server.url}"}`,
      `  c: {model: "compatible:local", base_url: "${server.url}/v1"}`,
    ].join("\n");
    const project = await createProject({ samples, graders });
    const live = await project.checkout();
    expect(await command(live, run)).toMatchObject({ code: 0 });
    const bought = server.requests.length;

    const ordered = await command(project, batch);
    expect(ordered.code).toBe(75);
    expect(ordered.err).toContain("compatible:local takes no batches: its replies are bought live");
    expect(server.batches.map(({ protocol, items }) => [protocol, items.length])).toEqual([
      ["anthropic", samples],
      ["openai", samples],
    ]);
    expect(server.requests).toHaveLength(bought + samples);
    server.end();
    expect(await command(project, batch)).toMatchObject({ code: 0 });
    expect(server.requests).toHaveLength(bought + samples);
    const [whole, mixed] = [await live.result(), await project.result()];
    expect(JSON.stringify(apartFromCost(mixed))).toBe(JSON.stringify(apartFromCost(whole)));
    expect(mixed.analysis.cost.map((row) => row.batch)).toEqual([true, true, false]);
  });

  it("asks for each batch under the key that ordered it, where two graders have keys of their own", async () => {
    await using server = await startBatchServer({ answer: goodReply });
    const graderWith = (name: string, key: string): string =>
      `  ${name}: {model: "${openai.model}", base_url: "${server.url}/v1", api_key_env: ${key}, params: {max_output_tokens: ${1000 + name.length}}}`;
    const graders = [graderWith("a", "KEY_A"), graderWith("bb", "KEY_B")].join("\n");
    const project = await createProject({ samples, graders });
    const checked: string[] = [];
    const io: Parameters<Project["touchstone"]>[1] = {
      env: { KEY_A: "one", KEY_B: "two" },
      fetch: (input, init) => {
        const id = /batches\/(\w+)$/.exec(new Request(input).url)?.[1];
        if (id !== undefined) checked.push(`${id} ${new Headers(init?.headers).get("authorization")}`);
        return fetch(input, init);
      },
    };
    expect(await command(project, batch, io)).toMatchObject({ code: 75 });
    server.end();
    expect(await command(project, batch, io)).toMatchObject({ code: 0 });
    expect(checked.toSorted()).toEqual(["batch_1 Bearer one", "batch_2 Bearer two"]);
  });

  it("asks a cascade's second grader only about what its first left in doubt, in the next batch", async () => {
    await using server = await startBatchServer({
      answer: (request) =>
        request.model === "gpt-5.6-mini" && /s00[12]/.test(request.prompt) ? "prose" : goodReply(request),
    });
    const graders = `  doubt: {cascade: {first: cheap, then: strong, when: [unscored]}}
parts:
  cheap: {model: "${openai.model}", base_url: "${server.url}/v1", attempts: 1}
  strong: {model: "${anthropic.model}", base_url: "${server.url}"}`;
    const project = await createProject({ samples, graders });
    expect(await command(project, batch)).toMatchObject({ code: 75 });
    expect(server.batches.map(({ protocol, items }) => [protocol, items.length])).toEqual([
      ["openai", samples],
    ]);
    server.end();
    expect(await command(project, batch)).toMatchObject({ code: 75 });
    expect(server.batches[0]).toMatchObject({ protocol: "anthropic" });
    expect(server.batches[0]?.items).toHaveLength(2);
    server.end();
    expect(await command(project, batch)).toMatchObject({ code: 0 });
    expect(server.requests).toHaveLength(0);
  });
});

describe("a batch that the provider does not take", () => {
  const [openai] = providers;

  it("waits where its queue is full, and nothing counts as failed", async () => {
    await using server = await startBatchServer({
      answer: goodReply,
      runsMs: 0,
      refusal: (_, time) =>
        time <= 3 ? { code: "token_limit_exceeded", message: "Enqueued token limit reached" } : null,
    });
    const project = await projectAt(server, openai);
    const waited = await command(project, [...batch, "--wait"]);
    expect(waited).toMatchObject({ code: 0, err: expect.stringContaining("the provider's queue is full") });
    expect(server.batches).toHaveLength(4);
    expect(server.requests).toHaveLength(0);
  });

  it("stops the command where it is refused for good, in the provider's words", async () => {
    await using server = await startBatchServer({
      answer: goodReply,
      refusal: () => ({ code: "model_not_found", message: "The model does not do batches" }),
    });
    const project = await projectAt(server, openai);
    expect(await command(project, batch)).toMatchObject({ code: 75 });
    const refused = await command(project, batch);
    expect(refused.code).toBe(3);
    expect(refused.err).toContain("was refused: The model does not do batches; run the same command again");
  });

  it.each([401, 429, 400])("stops the command at status %i, and the next one begins anew", async (status) => {
    let isClosed = true;
    await using server = await startBatchServer({
      answer: goodReply,
      fault: (moment) => (moment === "upload" && isClosed ? { status } : null),
    });
    const project = await projectAt(server, openai);
    const refused = await command(project, batch);
    expect(refused).toMatchObject({ code: 3, err: expect.stringContaining("a batch was not taken") });
    isClosed = false;
    expect(await command(project, batch)).toMatchObject({ code: 75 });
    expect(server.batches).toHaveLength(1);
  });
});

describe("--batch", () => {
  it.each([
    [["--batch", "--offline"], "--offline buys nothing and --batch orders replies: leave one out"],
    [["--batch", "--fresh"], "set epoch in the eval instead"],
    [["--wait"], "--wait says how to order a batch: add --batch"],
    [["--batch-tries", "3"], "--batch-tries says how to order a batch: add --batch"],
  ])("refuses %j", async (flags, words) => {
    const project = await createProject();
    const refused = await command(project, ["run", evalPath, ...flags]);
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining(words) });
  });

  it("needs the key before anything is ordered", async () => {
    await using server = await startBatchServer({ answer: goodReply });
    const project = await projectAt(server, providers[0]);
    const refused = await command(project, batch, { env: {} });
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining("OPENAI_API_KEY") });
    expect(server.moments).toEqual([]);
  });

  it("is priced beside the live run by --dry-run", async () => {
    await using server = await startBatchServer({ answer: goodReply });
    const project = await projectAt(server, providers[0]);
    await project.edit("evals/prices.yaml", "input: 1, output: 10,", "input: 1, output: 10, batch: 0.25,");
    const { out } = await command(project, ["run", evalPath, "--dry-run"]);
    const [live = 0, batched = 0] = [...out.matchAll(/to at most \$(\d+\.\d+)/g)].map(([, usd]) =>
      Number(usd),
    );
    expect(batched).toBeCloseTo(live / 4, 3);
  });
});
