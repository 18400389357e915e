import { describe, expect, it } from "vitest";
import { mayHaveArrived } from "../../../src/models/batches/batch-api.ts";
import { batchPrice, batchShare, isBatchPrice } from "../../../src/models/batches/batch-price.ts";
import { batchApis, createBatchApi } from "../../../src/models/batches/index.ts";
import { dependencies, failure, flatPrice } from "../requests.ts";

const key = "a".repeat(64);

describe("every batch API", () => {
  it.each(Object.keys(batchApis))(
    "%s has limits, half the live price and one line per request",
    async (provider) => {
      const api = await createBatchApi(`${provider}:m`, dependencies({ baseUrl: "http://x/" }));
      expect(api).toMatchObject({ baseUrl: "http://x", priceShare: 0.5 });
      expect(api?.limits.requests).toBeGreaterThanOrEqual(50_000);
      const line = api?.line(key, { model: "m", text: "two\nlines" }) ?? "";
      expect(line.trim()).not.toContain("\n");
      expect(line).toContain(`"custom_id":"${key}"`);
    },
  );

  it.each(["compatible:m", "recorded:m", "scripted:m"])("%s has none", async (id) => {
    expect(await createBatchApi(id, dependencies({ baseUrl: "http://x" }))).toBeNull();
  });
});

describe("the price of a batch", () => {
  const half = { priceShare: 0.5 };

  it("is the published share of every rate, and says so", () => {
    const price = batchPrice(flatPrice(2, 10, 1, 4), half);
    expect(price).toEqual({ ...flatPrice(1, 5, 0.5, 2), source: "test; batch at 0.5" });
    expect(price.status === "known" && isBatchPrice(price.source)).toBe(true);
    expect(isBatchPrice("test")).toBe(false);
    expect(isBatchPrice(null)).toBe(false);
  });

  it("is what the price file says, where it does", () => {
    expect(batchShare({ ...flatPrice(2, 10), batchShare: 0.8 }, half)).toBe(0.8);
    expect(batchShare(flatPrice(2, 10), half)).toBe(0.5);
    expect(batchShare(flatPrice(2, 10), null)).toBe(1);
  });

  it("stays unknown where the live price is", () => {
    const unknown = { status: "unknown", reason: "new" } as const;
    expect(batchPrice(unknown, half)).toBe(unknown);
  });
});

it.each([
  ["rate-limit", false],
  ["auth", false],
  ["quota", false],
  ["bad-request", false],
  ["server", true],
  ["timeout", true],
  ["connection", true],
  ["malformed", true],
] as const)("after a failure of kind %s a batch may have arrived: %s", (kind, arrived) => {
  expect(mayHaveArrived(failure(kind))).toBe(arrived);
});
