import type { ModelDependencies } from "../../src/models/index.ts";
import type { ModelFailure, ModelRequest, Prompt, Tag } from "../../src/models/model.ts";
import { createFetch } from "../../src/models/transport.ts";
import type { Params } from "../../src/domain/eval.ts";
import type { Usage } from "../../src/domain/usage.ts";
import type { Price } from "../../src/models/price.ts";

export const replySchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  properties: { rationale: { type: "string" }, level: { type: "number", enum: [1, 2, 3] } },
  required: ["rationale", "level"],
  additionalProperties: false,
};

const prompt: Prompt = {
  system: [{ text: "You grade answers. ".repeat(20), cache: false }],
  user: [
    { text: "The case and the transcript. ".repeat(40), cache: true },
    { text: "Grade cost awareness.", cache: false },
  ],
  reply: { kind: "json", name: "scores", schema: replySchema },
};

/** A request with whatever matters to a test put in. */
export function requestFor({
  params = {},
  tag = {},
  ...parts
}: Partial<Prompt> & { params?: Partial<Params>; tag?: Partial<Tag> } = {}): ModelRequest {
  return {
    prompt: { ...prompt, ...parts },
    params: { max_output_tokens: 1000, ...params },
    tag: { sample: "s1", dimension: "cost", repeat: 1, attempt: 1, ...tag },
  };
}

export function usageOf(usage: Partial<Usage>): Usage {
  return {
    inputTokens: 0,
    cachedTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: 0,
    reasoningTokens: 0,
    ...usage,
  };
}

/** Prices in USD per million tokens. */
export function flatPrice(input: number, output: number, cachedInput = input, cacheWrite = input): Price {
  const rate = (usd: number) => ({ usd, tiers: [] });
  return {
    status: "known",
    input: rate(input),
    cachedInput: rate(cachedInput),
    cacheWrite: rate(cacheWrite),
    output: rate(output),
    source: "test",
  };
}

export const keys = { OPENAI_API_KEY: "openai-key", ANTHROPIC_API_KEY: "anthropic-key" };

export function dependencies(given: Partial<ModelDependencies> = {}): ModelDependencies {
  return { env: keys, fetch: createFetch({}), timeoutMs: 5_000, price: flatPrice(2, 10, 1, 4), ...given };
}

const fatalKinds: readonly ModelFailure["kind"][] = ["quota", "auth", "unknown-model"];
const passingKinds: readonly ModelFailure["kind"][] = [
  "rate-limit",
  "overloaded",
  "server",
  "connection",
  "timeout",
  "malformed",
];

/** A failure of some kind, charged only where the kind leaves that open. */
export function failure(kind: ModelFailure["kind"]): ModelFailure {
  return {
    status: "failed",
    kind,
    message: kind,
    retryable: passingKinds.includes(kind),
    fatal: fatalKinds.includes(kind),
    charged: kind === "timeout" || kind === "malformed" || kind === "connection" ? "unknown" : "no",
    retryAfterMs: null,
  };
}
