import { readFile } from "node:fs/promises";
import { calcPrice } from "@pydantic/genai-prices";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { costUsd } from "../../src/models/price.ts";
import { findPrice, priceFileSchema, withHourlyWrites, type PriceFile } from "../../src/models/prices.ts";
import { propertyRuns } from "../support/runs.ts";
import { flatPrice, usageOf } from "./requests.ts";

const at = new Date("2026-11-01T00:00:00Z");
const noFile: PriceFile = { prices: [] };
const file = priceFileSchema.parse({
  prices: [
    { model: "gpt-5.5", input: 1, output: 2, source: "a contract", on: "2026-05-01" },
    {
      model: "compatible:gpt-5.5",
      input: 3,
      output: 4,
      cached_input: 1,
      cache_write: 5,
      source: "a bill",
      on: "2026-05-02",
    },
    { model: "gpt-4-0314", input: 30, output: 60, source: "openai.com/pricing", on: "2023-04-01" },
  ],
});

async function known(id: string, prices = noFile, when = at) {
  const price = await findPrice(id, prices, when);
  if (price.status === "unknown") throw new Error(price.reason);
  return price;
}

describe("findPrice", () => {
  it("takes the project's price before the built-in one, and one with the provider before one without", async () => {
    expect(await known("openai:gpt-5.5", file)).toEqual({
      ...flatPrice(1, 2),
      source: "a contract, 2026-05-01",
    });
    expect(await known("compatible/gpt-5.5", file)).toEqual({
      ...flatPrice(3, 4, 1, 5),
      source: "a bill, 2026-05-02",
    });
  });

  it("knows the price of recorded replies from the file alone: they were bought at another time", async () => {
    expect(await known("recorded:gpt-4-0314", file)).toMatchObject({
      input: { usd: 30 },
      output: { usd: 60 },
    });
    expect(await findPrice("recorded:gpt-4o", file, at)).toEqual({
      status: "unknown",
      reason: "no price for recorded:gpt-4o in the price file",
    });
  });

  it.each([
    ["openai:gpt-5.4-mini", 0.75, 4.5],
    ["openai:gpt-5.5-2026-04-23", 5, 30],
    ["anthropic:claude-haiku-4-5-20251001", 1, 5],
  ])("%s costs %d in and %d out, by the built-in list", async (id, input, output) => {
    expect(await known(id)).toMatchObject({
      input: { usd: input },
      output: { usd: output },
      source: "genai-prices 0.1.8",
    });
  });

  it("refuses a model that the list silently takes for another, naming both", async () => {
    const matched = calcPrice({ input_tokens: 1 }, "claude-sonnet-5-5", { providerId: "anthropic" })?.model
      .id;
    expect(matched).toBe("claude-sonnet-5");
    const price = await findPrice("anthropic:claude-sonnet-5-5", noFile, at);
    expect(price).toMatchObject({ status: "unknown" });
    expect(price).toHaveProperty(
      "reason",
      expect.stringContaining("takes claude-sonnet-5-5 for claude-sonnet-5,"),
    );
  });

  it.each([
    "openai:gpt-5.5-chat-latest",
    "openai:gpt-4-0314",
    "openai:gpt-6.1-sol",
    "compatible:llama",
    "scripted:x",
  ])("does not know %s", async (id) => {
    expect(await findPrice(id, noFile, at)).toMatchObject({ status: "unknown", reason: expect.any(String) });
  });

  it("takes the price of the day", async () => {
    const before = await known("openai:gpt-5.6-sol", noFile, new Date("2026-08-20"));
    const after = await known("openai:gpt-5.6-sol", noFile, new Date("2026-08-21"));
    expect([before.input.usd, after.input.usd]).toEqual([5, 4]);
  });

  it("names the version of the list that is installed", async () => {
    const manifest: unknown = JSON.parse(
      await readFile("node_modules/@pydantic/genai-prices/package.json", "utf8"),
    );
    expect((await known("openai:gpt-5.5")).source).toBe(`genai-prices ${Object(manifest).version}`);
  });
});

describe("the price file", () => {
  const row = { model: "x", input: 1, output: 2, source: "s", on: "2026-05-01" };
  it.each([
    ["a misspelt key", [{ ...row, ouput: 1 }], "ouput"],
    ["a price without source", [{ ...row, source: undefined }], "source"],
    ["a price without date", [{ ...row, on: "May" }], "a date reads like"],
    ["a negative price", [{ ...row, input: -1 }], ">=0"],
    ["two prices of one model", [row, row], '"x" is priced above already'],
  ])("refuses %s", (_, prices, message) => {
    const { error } = priceFileSchema.safeParse({ prices });
    expect(error?.issues.map((issue) => issue.message + JSON.stringify(issue)).join()).toContain(message);
  });
});

describe("costUsd", () => {
  it("prices cached, written and other input apart, reasoning as output", () => {
    const usage = usageOf({
      inputTokens: 1000,
      cachedTokens: 600,
      cacheWriteTokens: 100,
      outputTokens: 50,
      reasoningTokens: 20,
    });
    // 300 × 2 + 600 × 0.2 + 100 × 2.5 + 50 × 10 = 1470 millionths
    expect(costUsd(usage, flatPrice(2, 10, 0.2, 2.5))).toBeCloseTo(0.00147, 12);
  });

  it("agrees with the list's own arithmetic, tiers included", async () => {
    const models = [
      "openai:gpt-5.5",
      "openai:gpt-6-astra",
      "anthropic:claude-opus-5-5",
      "anthropic:claude-sonnet-4-5",
    ];
    const prices = new Map(await Promise.all(models.map(async (id) => [id, await known(id)] as const)));
    const amounts = fc.record({
      input: fc.nat(600_000),
      cachedShare: fc.nat(50),
      writtenShare: fc.nat(50),
      output: fc.nat(60_000),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...prices),
        amounts,
        ([id, price], { input, cachedShare, writtenShare, output }) => {
          const [providerId = "", name = ""] = id.split(":");
          const usage = usageOf({
            inputTokens: input,
            cachedTokens: Math.floor((input * cachedShare) / 100),
            cacheWriteTokens: id.includes("gpt-5.5") ? 0 : Math.floor((input * writtenShare) / 100),
            outputTokens: output,
          });
          const theirs = calcPrice(
            {
              input_tokens: usage.inputTokens,
              cache_read_tokens: usage.cachedTokens,
              cache_write_tokens: usage.cacheWriteTokens,
              output_tokens: usage.outputTokens,
            },
            name,
            { providerId, timestamp: at },
          );
          expect(costUsd(usage, price)).toBeCloseTo(theirs?.total_price ?? Number.NaN, 9);
        },
      ),
      propertyRuns,
    );
  });
});

describe("withHourlyWrites", () => {
  it("doubles the price of input for writes that last an hour, and takes a price file at its word", async () => {
    const price = await known("anthropic:claude-sonnet-4-5");
    expect(withHourlyWrites(price)).toEqual({
      ...price,
      cacheWrite: { ...price.input, usd: 2 * price.input.usd, tiers: expect.any(Array) },
    });
    const listed = await known("compatible/gpt-5.5", file);
    expect(withHourlyWrites(listed)).toBe(listed);
  });
});
