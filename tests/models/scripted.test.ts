import { describe, expect, it } from "vitest";
import { createModel } from "../../src/models/index.ts";
import { scriptedModel } from "../../src/models/scripted.ts";
import { estimateTokens } from "../../src/models/tokens.ts";
import { dependencies, failure, requestFor, usageOf } from "./requests.ts";

describe("a scripted model", () => {
  it("answers with text, with text and its usage, or with a failure", async () => {
    const usage = usageOf({ inputTokens: 5 });
    const asked = (answer: Parameters<typeof scriptedModel>[0]) => scriptedModel(answer).reply(requestFor());
    expect(await asked(() => "done")).toMatchObject({ status: "replied", text: "done", finish: "complete" });
    expect(await asked(() => ({ text: "cut", usage, finish: "truncated" }))).toMatchObject({
      text: "cut",
      usage,
      finish: "truncated",
    });
    expect(await asked(() => failure("server"))).toEqual(failure("server"));
  });

  it("sees the request, and comes by its id too", async () => {
    const model = await createModel("scripted:echo", dependencies({ script: ({ tag }) => tag.sample }));
    expect(await model.reply(requestFor())).toMatchObject({ text: "s1", model: "echo" });
    await expect(createModel("scripted:echo", dependencies())).rejects.toThrow("which only code can give");
  });
});

describe("estimateTokens", () => {
  it("counts blocks and schema, and a spelt special token as text", async () => {
    const count = (text: string) =>
      estimateTokens({ system: [], user: [{ text, cache: false }], reply: { kind: "text" } });
    const none = await count("");
    expect((await count("hello world")) - none).toBe(2);
    expect((await count("<|endoftext|>")) - none).toBeGreaterThan(1);
    expect(await estimateTokens(requestFor().prompt)).toBeGreaterThan(
      await estimateTokens(requestFor({ reply: { kind: "text" } }).prompt),
    );
  });
});
