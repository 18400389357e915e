import { describe, expect, it } from "vitest";
import { chatBody } from "../../src/models/compatible.ts";
import { createModel } from "../../src/models/index.ts";
import { readResponse, responsesBody } from "../../src/models/openai.ts";
import { levelTokens } from "../../src/models/token-probabilities.ts";

const token = (text: string) => ({ token: text, top_logprobs: [{ token: text, logprob: -0.1 }] });

describe("levelTokens", () => {
  it("keeps digits, capital letters and null, with where they begin, and no prose", () => {
    const kept = levelTokens(["Level", ":", " 3", " of", " A", "null", "12"].map(token));
    expect(kept.map(({ at, token: text }) => [at, text])).toEqual([
      [6, " 3"],
      [11, " A"],
      [13, "null"],
    ]);
  });

  it("counts characters of several bytes once, though tokens split them", () => {
    const [first, second] = [[0xe2, 0x82], [0xac]];
    const kept = levelTokens([
      { token: "\\xe2\\x82", bytes: first },
      { token: "\\xac", bytes: second },
      { token: "4", bytes: [0x34] },
    ]);
    expect(kept).toEqual([{ at: 1, token: "4", top: [] }]);
  });
});

const request = {
  prompt: { system: [], user: [{ text: "An answer.", cache: false }], reply: { kind: "text" } },
  params: { max_output_tokens: 10 },
  tag: { sample: "s1", dimension: null, repeat: 1, attempt: 1 },
} as const;

function catchMessage(action: () => unknown): string | null {
  try {
    action();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe("log probabilities", () => {
  it("are asked for where a grader wants them, and nowhere else", () => {
    expect(chatBody("m", { ...request, logprobs: true })).toMatchObject({ logprobs: true, top_logprobs: 20 });
    expect(responsesBody("m", { ...request, logprobs: true })).toMatchObject({
      include: ["message.output_text.logprobs"],
      top_logprobs: 20,
    });
    expect(chatBody("m", request)).not.toHaveProperty("top_logprobs");
    expect(responsesBody("m", request)).not.toHaveProperty("top_logprobs");
  });

  it("are read out of a response", () => {
    const text = "3";
    const content = [{ type: "output_text", text, logprobs: [token(text)] }];
    expect(readResponse({ model: "m", output: [{ type: "message", content }] }, null)).toMatchObject({
      levelTokens: [{ at: 0, token: "3", top: [{ token: "3", logprob: -0.1 }] }],
    });
  });

  it.each([
    { model: "anthropic:m", has: false },
    { model: "openai:gpt-5.6-mini", has: false },
    { model: "openai:gpt-4.1", has: true },
    { model: "compatible:local", has: true },
  ])("are offered by $model: $has", async ({ model: id, has }) => {
    const model = await createModel(id, {
      env: {},
      fetch,
      timeoutMs: 1,
      price: { status: "unknown", reason: "test" },
      baseUrl: "http://127.0.0.1:9",
    });
    expect(model.capabilities.logprobs).toBe(has);
    const refusal = `${id} does not take log probabilities (levels: probability)`;
    const refused = catchMessage(() => model.wire({ ...request, logprobs: true }));
    expect(refused?.startsWith(refusal) ?? false).toBe(!has);
  });
});
