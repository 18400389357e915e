import type {
  ChatCompletionContentPartText,
  ChatCompletionCreateParamsNonStreaming,
} from "openai/resources/chat/completions/completions";
import * as z from "zod";
import type { Usage } from "../domain/usage.ts";
import type { Block, Finish, ModelRequest } from "./model.ts";
import { createOpenAiClient } from "./openai-sdk.ts";
import { keptParts } from "./prompt-cache.ts";
import { levelTokens, reportedTokenSchema } from "./token-probabilities.ts";
import type { Answer, Endpoint, Provider } from "./provider.ts";
import { sendOnce } from "./sending.ts";

/** Chat Completions as any endpoint speaks them: a local server, a gateway, another vendor. */
export function createCompatible(model: string, endpoint: Endpoint): Provider {
  let client: ReturnType<typeof createOpenAiClient> | undefined;
  return {
    capabilities: {
      structuredOutput: true,
      temperature: true,
      effort: true,
      promptCache: "none",
      cacheTtls: [],
      logprobs: true,
    },
    wire: (request) => ({
      provider: "compatible",
      baseUrl: endpoint.baseUrl,
      body: chatBody(model, request),
    }),
    send: async (request) => {
      const sdk = await (client ??= createOpenAiClient(endpoint));
      const body = chatBody(model, request);
      return sendOnce(endpoint, completionSchema, () => sdk.chat.completions.create(body), readCompletion);
    },
  };
}

const partOf = keptParts(({ text }): ChatCompletionContentPartText => ({ type: "text", text }));

/** The request's body, exactly as it is sent. */
export function chatBody(
  model: string,
  { prompt, params, logprobs }: ModelRequest,
): ChatCompletionCreateParamsNonStreaming {
  const content = (blocks: readonly Block[]): ChatCompletionContentPartText[] =>
    blocks.map((block) => partOf(block, ""));
  return {
    model,
    messages: [
      ...(prompt.system.length > 0 ? [{ role: "system" as const, content: content(prompt.system) }] : []),
      { role: "user", content: content(prompt.user) },
    ],
    ...(prompt.reply.kind === "json" && {
      response_format: {
        type: "json_schema",
        json_schema: { name: prompt.reply.name, schema: prompt.reply.schema, strict: true },
      },
    }),
    // Not max_completion_tokens: servers that do not know it ignore it, and then nothing limits the cost.
    max_tokens: params.max_output_tokens,
    ...(params.temperature !== undefined && { temperature: params.temperature }),
    ...(params.effort !== undefined && { reasoning_effort: params.effort }),
    ...(logprobs === true && { logprobs, top_logprobs: 20 }),
  };
}

const tokens = z.int().min(0);

const completionSchema = z.object({
  model: z.string(),
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        logprobs: z.object({ content: z.array(reportedTokenSchema).nullish() }).nullish(),
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
      }),
    )
    .min(1),
  usage: z
    .object({
      prompt_tokens: tokens,
      completion_tokens: tokens,
      prompt_tokens_details: z
        .object({ cached_tokens: tokens.nullish(), cache_write_tokens: tokens.nullish() })
        .nullish(),
      completion_tokens_details: z.object({ reasoning_tokens: tokens.nullish() }).nullish(),
    })
    .nullish(),
});
type Completion = z.infer<typeof completionSchema>;

function readCompletion(completion: Completion, requestId: string | null): Answer {
  const [choice] = completion.choices;
  const refusal = choice?.message.refusal ?? "";
  const reported = choice?.logprobs?.content ?? [];
  return {
    status: "replied",
    calls: 1,
    text: choice?.message.content || refusal,
    finish: refusal === "" ? finishOf(choice?.finish_reason) : "refused",
    usage: usageOf(completion.usage),
    model: completion.model,
    requestId,
    ...(reported.length > 0 && { levelTokens: levelTokens(reported) }),
  };
}

function finishOf(reason: string | null | undefined): Finish {
  if (reason === "length") return "truncated";
  return reason === "content_filter" ? "refused" : "complete";
}

function usageOf(usage: Completion["usage"]): Usage | null {
  if (!usage) return null;
  return {
    inputTokens: usage.prompt_tokens,
    cachedTokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
    cacheWriteTokens: usage.prompt_tokens_details?.cache_write_tokens ?? 0,
    outputTokens: usage.completion_tokens,
    reasoningTokens: usage.completion_tokens_details?.reasoning_tokens ?? 0,
  };
}
