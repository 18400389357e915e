import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { LLMock } from "@copilotkit/aimock";
import { afterEach, describe, expect, it, vi } from "vitest";
import { HarnessError } from "../../src/errors.ts";
import { createModel, keyFor, parseModelId, providers } from "../../src/models/index.ts";
import type { ModelReply, Prompt } from "../../src/models/model.ts";
import { currentTag } from "../../src/models/tag.ts";
import { faults, startModelServer, type ModelServer } from "../support/model-server.ts";
import { dependencies, keys, replySchema, requestFor } from "./requests.ts";

const text = '{"rationale": "names unit cost", "level": 3}';

const protocols = [
  { id: "openai:gpt-6-sol", path: "/v1" },
  { id: "openai:gpt-4.1", path: "/v1" },
  { id: "compatible:llama", path: "/v1" },
  { id: "anthropic:claude-opus-5-5", path: "" },
];

function modelAt(server: ModelServer, { id, path }: { id: string; path: string }, given = {}) {
  return createModel(id, dependencies({ baseUrl: `${server.url}${path}/`, ...given }));
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("every provider, through its SDK and a socket", () => {
  it("gives the same reply, usage and cost for the same answer", async () => {
    await using server = await startModelServer({ answer: () => text });
    const replies = await Promise.all(
      protocols.map(async (protocol) => (await modelAt(server, protocol)).reply(requestFor())),
    );
    const [first] = replies;
    // 1565 characters of prompt → 392 tokens, 196 of them cached, 39 written; 44 characters of reply → 11, and 7 of reasoning.
    expect(first).toEqual<ModelReply>({
      status: "replied",
      key: "",
      calls: 1,
      text,
      finish: "complete",
      usage: {
        inputTokens: 392,
        cachedTokens: 196,
        cacheWriteTokens: 39,
        outputTokens: 18,
        reasoningTokens: 7,
      },
      model: "gpt-6-sol",
      requestId: expect.stringMatching(/^request-\d$/),
      usd: (157 * 2 + 196 * 1 + 39 * 4 + 18 * 10) / 1_000_000,
      priceSource: "test",
    });
    for (const [index, reply] of replies.entries()) {
      const model = protocols[index]?.id.split(":")[1];
      expect(reply).toEqual({ ...first, model, requestId: expect.stringMatching(/^request-\d$/) });
    }
  });

  it.each(protocols)("$id sends exactly what wire() says, and says it again alike", async (protocol) => {
    await using server = await startModelServer({ answer: () => text });
    const model = await modelAt(server, protocol);
    const request = requestFor({ params: { effort: protocol.id.includes("4.1") ? undefined : "low" } });
    await model.reply(request);
    await (await modelAt(server, protocol)).reply(structuredClone(request));
    const wire = model.wire(request);
    expect(wire.provider).toBe(protocol.id.split(":")[0]);
    expect(wire.baseUrl).toBe(`${server.url}${protocol.path}`);
    expect(server.requests.map(({ rawBody }) => rawBody)).toEqual([
      JSON.stringify(wire.body),
      JSON.stringify(wire.body),
    ]);
  });

  it.each(protocols)("$id reports a refusal and a reply cut by the token limit", async (protocol) => {
    await using server = await startModelServer({
      answer: () => text,
      fault: ({ number }) => (number === 1 ? faults.refusal : faults.maxTokens),
    });
    const model = await modelAt(server, protocol);
    expect(await model.reply(requestFor())).toMatchObject({
      finish: "refused",
      text: "I cannot help with that.",
    });
    expect(await model.reply(requestFor())).toMatchObject({ finish: "truncated", text });
  });

  it.each(protocols)("$id lets an injected fetch see what a request is for", async (protocol) => {
    await using server = await startModelServer({ answer: () => text });
    const seen: (string | undefined)[] = [];
    const model = await modelAt(server, protocol, {
      fetch: (...given: Parameters<typeof fetch>) => {
        seen.push(currentTag.getStore()?.sample);
        return fetch(...given);
      },
    });
    const samples = ["a", "b", "c"];
    await Promise.all(samples.map((sample) => model.reply(requestFor({ tag: { sample } }))));
    expect(new Set(seen)).toEqual(new Set(samples));
  });

  it.each(protocols)("$id takes nothing from the environment but what it was given", async (protocol) => {
    for (const name of ["OPENAI", "ANTHROPIC"]) {
      vi.stubEnv(`${name}_CUSTOM_HEADERS`, "authorization: Bearer stray\nx-api-key: stray\nx-stray: stray");
      vi.stubEnv(`${name}_BASE_URL`, "http://127.0.0.1:9");
      vi.stubEnv(`${name}_API_KEY`, "stray");
      vi.stubEnv(`${name}_LOG`, "debug");
    }
    vi.stubEnv("OPENAI_ORG_ID", "stray");
    vi.stubEnv("OPENAI_PROJECT_ID", "stray");
    const printed = ["debug", "info", "log", "warn", "error"] as const;
    const spies = printed.map((level) => vi.spyOn(console, level).mockImplementation(() => {}));
    await using server = await startModelServer({ answer: () => text });
    await (await modelAt(server, protocol)).reply(requestFor());
    const [request] = server.requests;
    expect(JSON.stringify(request?.headers)).not.toContain("stray");
    expect(request?.headers).toMatchObject(
      protocol.id.startsWith("openai") ? { authorization: "Bearer openai-key" } : {},
    );
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  it("asks for no long reply in vain: a large token limit is sent", async () => {
    await using server = await startModelServer({ answer: () => text });
    for (const protocol of protocols) {
      const reply = await (
        await modelAt(server, protocol)
      ).reply(requestFor({ params: { max_output_tokens: 64_000 } }));
      expect(reply.status).toBe("replied");
    }
  });
});

describe("what is sent", () => {
  const longPrompt: Partial<Prompt> = {
    system: [{ text: "instructions", cache: true }],
    user: ["rubric", "case", "few shots", "transcript"].map((block) => ({ text: block, cache: true })),
  };
  const bodyOf = async (id: string, request = requestFor()) =>
    (await createModel(id, dependencies({ baseUrl: "http://x" }))).wire(request).body;

  it("OpenAI keeps nothing, replies in the schema, and shares the prefix by a key", async () => {
    expect(await bodyOf("openai:gpt-4.1", requestFor({ params: { temperature: 0 } }))).toEqual({
      model: "gpt-4.1",
      input: [
        { role: "system", content: [{ type: "input_text", text: expect.stringContaining("You grade") }] },
        {
          role: "user",
          content: [
            { type: "input_text", text: expect.stringContaining("The case") },
            { type: "input_text", text: "Grade cost awareness." },
          ],
        },
      ],
      text: { format: { type: "json_schema", name: "scores", schema: replySchema, strict: true } },
      max_output_tokens: 1000,
      temperature: 0,
      prompt_cache_key: expect.stringMatching(/^[0-9a-f]{32}$/),
      store: false,
    });
  });

  it("prompts that share their prefix share the cache key, others do not", async () => {
    const keyOf = async (parts: Partial<Prompt>) => {
      const body = await bodyOf("openai:gpt-4.1", requestFor(parts));
      return JSON.stringify(body).match(/"prompt_cache_key":"(\w+)"/)?.[1];
    };
    const shared = { text: "transcript", cache: true };
    const one = await keyOf({ user: [shared, { text: "cost", cache: false }] });
    expect(await keyOf({ user: [shared, { text: "risk", cache: false }] })).toBe(one);
    expect(
      await keyOf({
        user: [
          { text: "another", cache: true },
          { text: "cost", cache: false },
        ],
      }),
    ).not.toBe(one);
    expect(await keyOf({ user: [{ text: "cost", cache: false }] })).toBeUndefined();
  });

  it.each([
    { id: "openai:gpt-5.6-sol", mark: "prompt_cache_breakpoint", count: 4 },
    { id: "openai:gpt-6.1-terra", mark: "prompt_cache_breakpoint", count: 4 },
    { id: "openai:gpt-5.5", mark: "prompt_cache_breakpoint", count: 0 },
    { id: "anthropic:claude-opus-5-5", mark: "cache_control", count: 4 },
    { id: "compatible:llama", mark: "cache", count: 0 },
  ])("$id marks $count of five cacheable blocks, the last ones", async ({ id, mark, count }) => {
    const sent = JSON.stringify(await bodyOf(id, requestFor(longPrompt)));
    expect(sent.split(`"${mark}"`).length - 1).toBe(count);
    expect(sent.slice(0, sent.indexOf("rubric"))).not.toContain(`"${mark}"`);
  });

  it("Anthropic replies in the schema as it supports it, at the effort asked for, thinking as it likes", async () => {
    const body = await bodyOf("anthropic:claude-opus-5-5", requestFor({ params: { effort: "high" } }));
    expect(body).toMatchObject({
      max_tokens: 1000,
      output_config: {
        effort: "high",
        format: {
          type: "json_schema",
          schema: {
            type: "object",
            properties: { rationale: { type: "string" }, level: { enum: [1, 2, 3] } },
            additionalProperties: false,
          },
        },
      },
    });
    expect(body).not.toHaveProperty("thinking");
  });

  it("a compatible endpoint replies in the schema within a limit that old servers know", async () => {
    expect(await bodyOf("compatible:llama")).toMatchObject({
      max_tokens: 1000,
      response_format: {
        type: "json_schema",
        json_schema: { name: "scores", schema: replySchema, strict: true },
      },
    });
  });

  it("a free-text reply carries no schema", async () => {
    for (const { id } of protocols) {
      const sent = JSON.stringify(await bodyOf(id, requestFor({ reply: { kind: "text" } })));
      expect(sent).not.toMatch(/json_schema|output_config/);
    }
  });

  it.each([
    { id: "openai:gpt-6-sol", params: { temperature: 0 }, lacks: "temperature" },
    { id: "openai:gpt-4.1", params: { effort: "low" as const }, lacks: "effort" },
    { id: "anthropic:claude-opus-5-5", params: { temperature: 0 }, lacks: "temperature" },
    { id: "anthropic:claude-opus-5-5", params: { effort: "none" as const }, lacks: 'effort "none"' },
  ])("$id refuses $lacks before anything is sent", async ({ id, params, lacks }) => {
    await expect(bodyOf(id, requestFor({ params }))).rejects.toThrow(lacks);
  });
});

describe("the registry", () => {
  it("holds the documented providers, each with a description", () => {
    expect(Object.keys(providers)).toEqual(["openai", "anthropic", "compatible", "recorded", "scripted"]);
    for (const { description } of Object.values(providers)) expect(description).not.toBe("");
  });

  it.each([
    ["openai:gpt-5.5", "openai", "gpt-5.5"],
    ["openai/gpt-5.5", "openai", "gpt-5.5"],
    ["compatible:meta/llama-3:70b", "compatible", "meta/llama-3:70b"],
  ])("reads %s", (id, provider, name) => {
    expect(parseModelId(id)).toEqual({ provider, name });
  });

  it.each([
    ["opnai:gpt-5.5", 'unknown provider "opnai" (did you mean "openai"?), expected one of openai, anthropic'],
    ["gpt-5.5", 'unknown provider "gpt-5.5", expected'],
    ["toString:x", 'unknown provider "toString", expected'],
    ["openai:", "names no model, expected openai:<model>"],
  ])("refuses %s", (id, message) => {
    expect(() => parseModelId(id)).toThrow(message);
    expect(() => parseModelId(id)).toThrow(expect.objectContaining({ code: "usage" }));
  });

  it("needs a key only when a request leaves, and names the variable that is missing", async () => {
    for (const [id, apiKeyEnv, variable] of [
      ["openai:gpt-5.5", undefined, "OPENAI_API_KEY"],
      ["anthropic:claude-opus-5-5", undefined, "ANTHROPIC_API_KEY"],
      ["openai:gpt-5.5", "TEAM_KEY", "TEAM_KEY"],
      ["compatible:llama", "TEAM_KEY", "TEAM_KEY"],
    ] as const) {
      const without = dependencies({
        env: { OPENAI_API_KEY: apiKeyEnv && "x" },
        apiKeyEnv,
        baseUrl: "http://x",
      });
      const model = await createModel(id, without);
      model.wire(requestFor());
      const missing = expect.objectContaining({
        code: "missing-key",
        message: expect.stringContaining(variable),
      });
      await expect(model.reply(requestFor())).rejects.toEqual(missing);
      expect(() => keyFor(id, without)).toThrow(HarnessError);
    }
    expect(keyFor("compatible:llama", { env: {} })).toBeNull();
    expect(keyFor("openai:gpt-5.5", { env: keys })).toBe("openai-key");
  });

  it("takes the address from the eval, else from its variable, else the provider's own", async () => {
    const baseUrlOf = async (id: string, env: Record<string, string>, baseUrl?: string) =>
      (await createModel(id, dependencies({ env, baseUrl }))).wire(requestFor()).baseUrl;
    const env = { OPENAI_BASE_URL: "http://env/v1/", COMPATIBLE_BASE_URL: "http://local" };
    expect(await baseUrlOf("openai:x", env, "http://eval/v1")).toBe("http://eval/v1");
    expect(await baseUrlOf("openai:x", env)).toBe("http://env/v1");
    expect(await baseUrlOf("openai:x", {})).toBe("https://api.openai.com/v1");
    expect(await baseUrlOf("anthropic:x", env)).toBe("https://api.anthropic.com");
    expect(await baseUrlOf("compatible:x", env)).toBe("http://local");
    await expect(baseUrlOf("compatible:x", {})).rejects.toThrow("set base_url in the eval");
  });

  it("refuses an address that holds a password, and does not repeat it", async () => {
    const env = { COMPATIBLE_BASE_URL: "http://me:hunter2@127.0.0.1:8000/v1" };
    const refused = await createModel("compatible:x", dependencies({ env })).catch(String);
    expect(refused).toContain("the address in COMPATIBLE_BASE_URL or base_url is not one");
    expect(refused).not.toContain("hunter2");
  });
});

describe("loading", () => {
  it("brings in no SDK, tokenizer or price list before a request leaves", async () => {
    const script = `
      import { registerHooks } from "node:module";
      const loaded = [];
      registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
      const { createModel } = await import("./src/models/index.ts");
      const given = { env: {}, fetch, timeoutMs: 1, price: { status: "unknown", reason: "" }, baseUrl: "http://x" };
      const prompt = { system: [], user: [{ text: "x", cache: false }], reply: { kind: "text" } };
      for (const id of ["openai:x", "anthropic:x", "compatible:x"]) {
        (await createModel(id, given)).wire({ prompt, params: { max_output_tokens: 1 }, tag: {} });
      }
      const heavy = /(openai|sdk)\\/(index|client)\\.|gpt-tokenizer|genai-prices/;
      console.log(JSON.stringify({ loaded: loaded.length, heavy: loaded.filter((url) => heavy.test(url)) }));
    `;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script]);
    expect(JSON.parse(stdout)).toEqual({ loaded: expect.any(Number), heavy: [] });
  });
});

describe("a server that is not ours", () => {
  it("is spoken to alike in the three protocols", async () => {
    const mock = new LLMock({ port: 0 });
    mock.onMessage(/Grade cost awareness/, { content: text });
    await mock.start();
    try {
      for (const { id, path } of protocols) {
        const model = await createModel(id, dependencies({ baseUrl: `${mock.url}${path}` }));
        expect(await model.reply(requestFor())).toMatchObject({
          status: "replied",
          text,
          finish: "complete",
        });
      }
    } finally {
      await mock.stop();
    }
  });
});
