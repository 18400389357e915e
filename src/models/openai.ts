import type {
  ResponseCreateParamsNonStreaming,
  ResponseInputText,
} from "openai/resources/responses/responses";
import * as z from "zod";
import type { Usage } from "../domain/usage.ts";
import { malformed } from "./failures.ts";
import type { Block, CacheTtl, Capabilities, Finish, ModelFailure, ModelRequest } from "./model.ts";
import { createOpenAiClient } from "./openai-sdk.ts";
import { breakpoints, keptParts, sharedPrefixKey } from "./prompt-cache.ts";
import { levelTokens, reportedTokenSchema } from "./token-probabilities.ts";
import type { Answer, Endpoint, Provider } from "./provider.ts";
import { countOnce, sendOnce } from "./sending.ts";

/** OpenAI's Responses API. */
export function createOpenAi(model: string, endpoint: Endpoint): Provider {
  let client: ReturnType<typeof createOpenAiClient> | undefined;
  return {
    capabilities: capabilitiesOf(model),
    wire: (request) => ({
      provider: "openai",
      baseUrl: endpoint.baseUrl,
      body: responsesBody(model, request),
    }),
    send: async (request) => {
      const sdk = await (client ??= createOpenAiClient(endpoint));
      const body = responsesBody(model, request);
      return sendOnce(endpoint, responseSchema, () => sdk.responses.create(body), readResponse);
    },
    countInput: async (request) => {
      const sdk = await (client ??= createOpenAiClient(endpoint));
      const { input, text, reasoning } = responsesBody(model, request);
      const body = {
        model,
        ...(input !== undefined && { input }),
        ...(text !== undefined && { text }),
        ...(reasoning !== undefined && { reasoning }),
      };
      return countOnce(endpoint, (signal) => sdk.responses.inputTokens.count(body, { signal }));
    },
  };
}

/** Reasoning families take an effort and no temperature, older ones the reverse; of names we do not know the endpoint decides. */
function capabilitiesOf(model: string): Capabilities {
  const reasons = /^(o\d|gpt-[5-9](?!.*-chat))/.test(model);
  const isOlder = /^(gpt-4|gpt-3|chatgpt-4o)/.test(model);
  return {
    structuredOutput: true,
    temperature: !reasons,
    effort: !isOlder,
    promptCache: takesBreakpoints(model) ? "explicit" : "automatic",
    cacheTtls: takesBreakpoints(model) ? ["30m", "12h"] : ["24h"],
    logprobs: !reasons,
  };
}

/** `prompt_cache_breakpoint` came with gpt-5.6. */
function takesBreakpoints(model: string): boolean {
  return /^gpt-(5\.[6-9]|[6-9])/.test(model);
}

const partOf = keptParts(({ text }, variant): ResponseInputText => ({
  type: "input_text",
  text,
  ...(variant === "marked" && { prompt_cache_breakpoint: { mode: "explicit" } }),
}));

/** The request's body, exactly as it is sent. */
export function responsesBody(
  model: string,
  { prompt, params, cacheTtl, logprobs }: ModelRequest,
): ResponseCreateParamsNonStreaming {
  const marked = takesBreakpoints(model) ? breakpoints(prompt) : new Set<Block>();
  const content = (blocks: readonly Block[]): ResponseInputText[] =>
    blocks.map((block) => partOf(block, marked.has(block) ? "marked" : ""));
  const cacheKey = sharedPrefixKey(prompt);
  return {
    model,
    input: [
      ...(prompt.system.length > 0 ? [{ role: "system" as const, content: content(prompt.system) }] : []),
      { role: "user", content: content(prompt.user) },
    ],
    ...(prompt.reply.kind === "json" && {
      text: {
        format: {
          type: "json_schema",
          name: prompt.reply.name,
          schema: prompt.reply.schema,
          strict: true,
        },
      },
    }),
    max_output_tokens: params.max_output_tokens,
    ...(params.temperature !== undefined && { temperature: params.temperature }),
    ...(params.effort !== undefined && { reasoning: { effort: params.effort } }),
    ...(cacheKey !== null && { prompt_cache_key: cacheKey }),
    ...(marked.size > 0 && { prompt_cache_options: { mode: "explicit", ...minimumTtl(cacheTtl) } }),
    ...(cacheTtl === "24h" && { prompt_cache_retention: cacheTtl }),
    ...(logprobs === true && { include: ["message.output_text.logprobs"], top_logprobs: 20 }),
    store: false,
  };
}

function minimumTtl(ttl: CacheTtl | undefined): { readonly ttl?: "30m" | "12h" } {
  return ttl === "30m" || ttl === "12h" ? { ttl } : {};
}

const tokens = z.int().min(0);

export const responseSchema = z.object({
  model: z.string(),
  status: z.string().nullish(),
  error: z.object({ code: z.string().nullish(), message: z.string().nullish() }).nullish(),
  incomplete_details: z.object({ reason: z.string().nullish() }).nullish(),
  output: z.array(
    z.object({
      type: z.string(),
      content: z
        .array(
          z.object({
            type: z.string(),
            text: z.string().optional(),
            refusal: z.string().optional(),
            logprobs: z.array(reportedTokenSchema).nullish(),
          }),
        )
        .nullish(),
    }),
  ),
  usage: z
    .object({
      input_tokens: tokens,
      output_tokens: tokens,
      input_tokens_details: z
        .object({ cached_tokens: tokens.nullish(), cache_write_tokens: tokens.nullish() })
        .nullish(),
      output_tokens_details: z.object({ reasoning_tokens: tokens.nullish() }).nullish(),
    })
    .nullish(),
});
type Response = z.infer<typeof responseSchema>;

/** A reply as the Responses API gives it, in our words. */
export function readResponse(response: Response, requestId: string | null): Answer | ModelFailure {
  if (response.status === "failed") return responseFailure(response);
  const parts = response.output.flatMap((item) => (item.type === "message" ? (item.content ?? []) : []));
  const refusal = parts.map((part) => part.refusal ?? "").join("");
  const reported = parts.flatMap((part) => part.logprobs ?? []);
  return {
    status: "replied",
    calls: 1,
    text: parts.map((part) => part.text ?? "").join("") || refusal,
    finish: refusal === "" ? finishOf(response) : "refused",
    usage: usageOf(response.usage),
    model: response.model,
    requestId,
    ...(reported.length > 0 && { levelTokens: levelTokens(reported) }),
  };
}

function finishOf({ status, incomplete_details }: Response): Finish {
  if (status !== "incomplete") return "complete";
  return incomplete_details?.reason === "content_filter" ? "refused" : "truncated";
}

function usageOf(usage: Response["usage"]): Usage | null {
  if (!usage) return null;
  return {
    inputTokens: usage.input_tokens,
    cachedTokens: usage.input_tokens_details?.cached_tokens ?? 0,
    cacheWriteTokens: usage.input_tokens_details?.cache_write_tokens ?? 0,
    outputTokens: usage.output_tokens,
    reasoningTokens: usage.output_tokens_details?.reasoning_tokens ?? 0,
  };
}

/** A reply that arrived and says of itself that it failed. */
function responseFailure({ error }: Response): ModelFailure {
  const failure = malformed(`the response failed: ${error?.message ?? "no reason given"}`);
  return { ...failure, kind: error?.code === "rate_limit_exceeded" ? "rate-limit" : "server" };
}
