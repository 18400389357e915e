import { describe, expect, it } from "vitest";
import { createPrefixCache } from "./prefix-cache.ts";

const shared = "The case and the transcript. ".repeat(200);
const own = "Grade cost awareness.";
const marked = (cache: object) => [{ text: shared, ...cache }, { text: own }];
const anthropic = (ttl: "5m" | "1h") => ({
  model: "claude",
  messages: [{ content: marked({ cache_control: { type: "ephemeral", ttl } }) }],
});
const openai = (cache = {}) => ({ model: "gpt", input: [{ content: marked(cache) }] });
const prefix = Math.ceil(shared.length / 4);
const whole = Math.ceil((shared.length + own.length) / 4);

describe("createPrefixCache", () => {
  it("bills the first to write a marked prefix, and the next to read it", () => {
    const cache = createPrefixCache(() => 0);
    const body = anthropic("5m");
    expect(cache.read("messages", body)).toEqual({ input: whole, cached: 0, written: prefix });
    expect(cache.read("messages", body)).toMatchObject({ cached: 0, written: prefix });
    cache.write("messages", body);
    expect(cache.read("messages", body)).toEqual({ input: whole, cached: prefix, written: 0 });
    expect(cache.read("messages", { ...body, model: "another" })).toMatchObject({ cached: 0 });
  });

  it.each([
    ["5m", 5],
    ["1h", 60],
  ] as const)("keeps a prefix for %s after its last use", (ttl, minutes) => {
    let time = 0;
    const cache = createPrefixCache(() => time);
    cache.write("messages", anthropic(ttl));
    time = minutes * 60_000 - 1;
    expect(cache.read("messages", anthropic(ttl))).toMatchObject({ cached: prefix });
    time += 1;
    expect(cache.read("messages", anthropic(ttl))).toMatchObject({ cached: 0 });
  });

  it("reads in steps of 128 tokens where nothing is marked, and bills no writing", () => {
    const cache = createPrefixCache(() => 0);
    cache.write("responses", openai());
    const steps = Math.floor(whole / 128) * 128;
    expect(cache.read("responses", openai())).toEqual({ input: whole, cached: steps, written: 0 });
  });

  it("takes breakpoints where OpenAI is given some", () => {
    const cache = createPrefixCache(() => 0);
    const body = openai({ prompt_cache_breakpoint: { mode: "explicit" } });
    expect(cache.read("responses", body)).toMatchObject({ cached: 0, written: prefix });
  });

  it("caches nothing short", () => {
    const cache = createPrefixCache(() => 0);
    const short = { model: "claude", messages: [{ content: [{ text: own, cache_control: {} }] }] };
    cache.write("messages", short);
    expect(cache.read("messages", short)).toMatchObject({ cached: 0, written: 0 });
  });
});
