import type {
  MessageCreateParamsNonStreaming,
  OutputConfig,
  TextBlockParam,
} from "@anthropic-ai/sdk/resources/messages/messages";
import { transformJSONSchema } from "@anthropic-ai/sdk/lib/transform-json-schema";
import * as z from "zod";
import { keepCanonical } from "../domain/canonical.ts";
import type { Params } from "../domain/eval.ts";
import type { Usage } from "../domain/usage.ts";
import { HarnessError } from "../errors.ts";
import type { Block, Finish, ModelRequest } from "./model.ts";
import { breakpoints, keptParts } from "./prompt-cache.ts";
import type { Answer, Endpoint, Provider } from "./provider.ts";
import { countOnce, declaredFetch, sendOnce } from "./sending.ts";

/** Anthropic's Messages API. */
export function createAnthropic(model: string, endpoint: Endpoint): Provider {
  let client: ReturnType<typeof createAnthropicClient> | undefined;
  return {
    capabilities: {
      structuredOutput: true,
      temperature: false,
      effort: true,
      promptCache: "explicit",
      cacheTtls: ["5m", "1h"],
      logprobs: false,
    },
    wire: (request) => ({
      provider: "anthropic",
      baseUrl: endpoint.baseUrl,
      body: messagesBody(model, request),
    }),
    send: async (request) => {
      const sdk = await (client ??= createAnthropicClient(endpoint));
      const body = messagesBody(model, request);
      return sendOnce(endpoint, messageSchema, () => sdk.messages.create(body), readMessage);
    },
    countInput: async (request) => {
      const sdk = await (client ??= createAnthropicClient(endpoint));
      const { max_tokens: _, ...body } = messagesBody(model, request);
      return countOnce(endpoint, (signal) => sdk.messages.countTokens(body, { signal }));
    },
  };
}

/** The client with nothing taken from the environment, nothing logged, traced or retried. */
export async function createAnthropicClient({ baseUrl, apiKey, fetch, timeoutMs }: Endpoint) {
  const key = apiKey();
  const { Anthropic } = await import("@anthropic-ai/sdk");
  return new Anthropic({
    apiKey: "sent by fetch",
    webhookKey: null,
    baseURL: baseUrl,
    fetch: declaredFetch(fetch, key === null ? {} : { "x-api-key": key }),
    // Without one the SDK refuses to send a request whose max_tokens is large.
    timeout: timeoutMs,
    maxRetries: 0,
    logLevel: "off",
    openTelemetry: false,
  });
}

const partOf = keptParts(({ text }, ttl): TextBlockParam => ({
  type: "text",
  text,
  ...(ttl !== "unmarked" && {
    cache_control: { type: "ephemeral", ...((ttl === "5m" || ttl === "1h") && { ttl }) },
  }),
}));

/** The request's body, exactly as it is sent. */
function messagesBody(
  model: string,
  { prompt, params, cacheTtl }: ModelRequest,
): MessageCreateParamsNonStreaming {
  const marked = breakpoints(prompt);
  const content = (blocks: readonly Block[]): TextBlockParam[] =>
    blocks.map((block) => partOf(block, marked.has(block) ? (cacheTtl ?? "default") : "unmarked"));
  const output: OutputConfig = {
    ...(params.effort !== undefined && { effort: effortOf(params.effort) }),
    ...(prompt.reply.kind === "json" && {
      format: { type: "json_schema", schema: transformed(prompt.reply.schema) },
    }),
  };
  return {
    model,
    ...(prompt.system.length > 0 && { system: content(prompt.system) }),
    messages: [{ role: "user", content: content(prompt.user) }],
    ...(Object.keys(output).length > 0 && { output_config: output }),
    max_tokens: params.max_output_tokens,
  };
}

function effortOf(effort: NonNullable<Params["effort"]>) {
  if (effort === "none" || effort === "minimal") {
    throw new HarnessError(
      "usage",
      `anthropic does not take effort "${effort}", expected low, medium, high, xhigh or max`,
    );
  }
  return effort;
}

const tokens = z.int().min(0);

export const messageSchema = z.object({
  model: z.string(),
  stop_reason: z.string().nullish(),
  content: z.array(z.object({ type: z.string(), text: z.string().optional() })),
  usage: z
    .object({
      input_tokens: tokens,
      cache_creation_input_tokens: tokens.nullish(),
      cache_read_input_tokens: tokens.nullish(),
      output_tokens: tokens,
      output_tokens_details: z.object({ thinking_tokens: tokens.nullish() }).nullish(),
    })
    .nullish(),
});
type Message = z.infer<typeof messageSchema>;

/** A reply as the Messages API gives it, in our words. */
export function readMessage(message: Message, requestId: string | null): Answer {
  return {
    status: "replied",
    calls: 1,
    text: message.content.map((block) => (block.type === "text" ? (block.text ?? "") : "")).join(""),
    finish: finishOf(message.stop_reason),
    usage: usageOf(message.usage),
    model: message.model,
    requestId,
  };
}

function finishOf(reason: string | null | undefined): Finish {
  switch (reason) {
    case "max_tokens":
    case "model_context_window_exceeded":
    case "pause_turn":
      return "truncated";
    case "refusal":
      return "refused";
    default:
      return "complete";
  }
}

/** Anthropic's `input_tokens` leaves out what the cache read and wrote; ours counts all input. */
function usageOf(usage: Message["usage"]): Usage | null {
  if (!usage) return null;
  const cachedTokens = usage.cache_read_input_tokens ?? 0;
  const cacheWriteTokens = usage.cache_creation_input_tokens ?? 0;
  return {
    inputTokens: usage.input_tokens + cachedTokens + cacheWriteTokens,
    cachedTokens,
    cacheWriteTokens,
    outputTokens: usage.output_tokens,
    reasoningTokens: usage.output_tokens_details?.thinking_tokens ?? 0,
  };
}

const transformedSchemas = new WeakMap<object, ReturnType<typeof transformJSONSchema>>();

/** Requests that share a schema share what the SDK makes of it. */
function transformed(schema: Readonly<Record<string, unknown>>): ReturnType<typeof transformJSONSchema> {
  const known = transformedSchemas.get(schema) ?? keepCanonical(transformJSONSchema(schema));
  transformedSchemas.set(schema, known);
  return known;
}
