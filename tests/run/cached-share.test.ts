import { describe, expect, it } from "vitest";
import type { Model, Prompt } from "../../src/models/model.ts";
import { scriptedModel } from "../../src/models/scripted.ts";
import { createInputTokens, shareOf } from "../../src/run/cached-share.ts";

const scripted = scriptedModel(() => "3");
const caching: Model = {
  ...scripted,
  capabilities: { ...scripted.capabilities, promptCache: "automatic" },
};
const rubric = "a rubric of many words ".repeat(400);

function promptOver(prefix: string, answer: string): Prompt {
  return {
    system: [{ text: prefix, cache: true }],
    user: [{ text: answer, cache: false }],
    reply: { kind: "text" },
  };
}

describe("input tokens", () => {
  it("are uncached in the first call of a prefix, and cached as far as the prefix goes in the next", async () => {
    const count = createInputTokens();
    const first = await count(caching, promptOver(rubric, "one"));
    const second = await count(caching, promptOver(rubric, "two"));
    expect(first.cachedTokens).toBe(0);
    expect(second.cachedTokens).toBeGreaterThan(1024);
    expect(second.inputTokens).toBe(first.inputTokens);
    expect(second.cachedTokens).toBeLessThan(second.inputTokens);
  });

  it.each([
    { name: "a prefix under 1,024 tokens", model: caching, prefix: "a rubric" },
    { name: "a provider without a cache", model: scripted, prefix: rubric },
  ])("are never cached with $name", async ({ model, prefix }) => {
    const count = createInputTokens();
    await count(model, promptOver(prefix, "one"));
    expect((await count(model, promptOver(prefix, "two"))).cachedTokens).toBe(0);
  });

  it("have no share where there are none", () => {
    expect(shareOf({ inputTokens: 0, cachedTokens: 0 })).toBeNull();
    expect(shareOf({ inputTokens: 4, cachedTokens: 1 })).toBe(0.25);
  });
});
