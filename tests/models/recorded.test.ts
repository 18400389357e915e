import { describe, expect, it } from "vitest";
import { createModel } from "../../src/models/index.ts";
import type { RecordedReply } from "../../src/models/recorded.ts";
import { dependencies, flatPrice, requestFor, usageOf } from "./requests.ts";

const row = (given: Partial<RecordedReply>): RecordedReply => ({
  sample: "s1",
  dimension: "cost",
  repeat: 1,
  attempt: 1,
  text: "3",
  usage: usageOf({ inputTokens: 100, outputTokens: 10 }),
  ...given,
});

async function recordedModel(...rows: readonly RecordedReply[]) {
  return createModel(
    "recorded:gpt-4-0314",
    dependencies({ price: flatPrice(30, 60), recorded: { label: "replies.jsonl", rows } }),
  );
}

describe("recorded replies", () => {
  it("are found by sample, dimension, repeat and attempt", async () => {
    const model = await recordedModel(
      row({ text: "one" }),
      row({ text: "two", repeat: 2 }),
      row({ text: "again", attempt: 2 }),
      row({ text: "joint", dimension: null }),
    );
    const textOf = async (tag: object) => model.reply(requestFor({ tag }));
    expect(await textOf({})).toMatchObject({
      text: "one",
      finish: "complete",
      calls: 1,
      model: "gpt-4-0314",
    });
    expect(await textOf({ repeat: 2 })).toMatchObject({ text: "two" });
    expect(await textOf({ attempt: 2 })).toMatchObject({ text: "again" });
    expect(await textOf({ dimension: null })).toMatchObject({ text: "joint" });
  });

  it("bind by their last row and cost by all of them", async () => {
    const model = await recordedModel(row({ text: "2" }), row({ sample: "s2" }), row({ text: "4" }));
    expect(await model.reply(requestFor())).toMatchObject({
      text: "4",
      calls: 2,
      usage: { inputTokens: 200, outputTokens: 20 },
      usd: (200 * 30 + 20 * 60) / 1_000_000,
      priceSource: "test",
    });
  });

  it("have no cost where a row has no usage", async () => {
    const model = await recordedModel(row({}), row({ usage: null }));
    expect(await model.reply(requestFor())).toMatchObject({ calls: 2, usd: null, priceSource: null });
  });

  it("say which one is missing, which ends nothing but this reply", async () => {
    const model = await recordedModel(row({}));
    expect(await model.reply(requestFor({ tag: { sample: "s9" } }))).toEqual({
      status: "failed",
      kind: "no-reply",
      message: "replies.jsonl has no reply for sample s9, dimension cost, repeat 1, attempt 1",
      retryable: false,
      fatal: false,
      charged: "no",
      retryAfterMs: null,
    });
  });

  it("are requested by what names them, whatever the prompt", async () => {
    const model = await recordedModel();
    const request = requestFor({ tag: { repeat: 2, attempt: 2 }, user: [] });
    expect(model.wire(request)).toEqual({
      provider: "recorded",
      baseUrl: "replies.jsonl",
      body: { model: "gpt-4-0314", sample: "s1", dimension: "cost" },
    });
  });

  it("need their file", async () => {
    await expect(createModel("recorded:x", dependencies())).rejects.toThrow(
      "set recorded.file in the grader",
    );
  });
});
