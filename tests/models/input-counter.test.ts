import { describe, expect, it } from "vitest";
import { createInputCounter } from "../../src/models/input-counter.ts";
import { createModel } from "../../src/models/index.ts";
import { scriptedModel } from "../../src/models/scripted.ts";
import { estimateTokens } from "../../src/models/tokens.ts";
import { startModelServer } from "../support/model-server.ts";
import { dependencies, requestFor } from "./requests.ts";

const request = requestFor();
const estimated = await estimateTokens(request.prompt);
const model = scriptedModel(() => "done");

describe("createInputCounter", () => {
  it("takes the estimate and 35 % more", async () => {
    const { tokensAtMost } = await createInputCounter({ asksProvider: false }).count(model, request);
    expect(tokensAtMost).toBe(Math.ceil(estimated * 1.35));
  });

  it("learns from a prompt that turned out longer, for this model and upward only", async () => {
    const counter = createInputCounter({ asksProvider: false });
    const tokens = async (of = model) => (await counter.count(of, request)).tokensAtMost;
    (await counter.count(model, request)).learn(estimated * 2);
    expect(await tokens()).toBe(estimated * 2);
    (await counter.count(model, request)).learn(estimated * 0.5);
    expect(await tokens()).toBe(estimated * 2);
    expect(await tokens({ ...model, id: "another" })).toBe(Math.ceil(estimated * 1.35));
  });

  it.each([
    { id: "openai:gpt-6-sol", path: "/v1" },
    { id: "anthropic:claude-opus-5-5", path: "" },
  ])("asks $id itself where it should, without a margin", async ({ id, path }) => {
    await using server = await startModelServer({ answer: () => "done", countedTokens: () => 1234 });
    const real = await createModel(id, dependencies({ baseUrl: `${server.url}${path}` }));
    const { tokensAtMost, learn } = await createInputCounter({ asksProvider: true }).count(real, request);
    expect(tokensAtMost).toBe(1234);
    learn(1234);
    const [counted] = server.counts;
    expect(JSON.stringify(counted)).toContain("Grade cost awareness.");
    expect(server.requests).toHaveLength(0);
  });

  it.each([
    { name: "has no such endpoint", id: "openai:gpt-6-sol", path: "/v1" },
    { name: "speaks a protocol without one", id: "compatible:llama", path: "/v1" },
  ])("estimates where the provider $name", async ({ id, path }) => {
    await using server = await startModelServer({ answer: () => "done" });
    const real = await createModel(id, dependencies({ baseUrl: `${server.url}${path}` }));
    const { tokensAtMost } = await createInputCounter({ asksProvider: true }).count(real, request);
    expect(tokensAtMost).toBe(Math.ceil(estimated * 1.35));
  });
});
