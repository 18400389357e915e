import { HarnessError } from "../errors.ts";
import { noUsage, type Usage } from "../domain/usage.ts";
import type { Capabilities, Model, ModelFailure, ModelReply, ModelRequest, WireRequest } from "./model.ts";
import { costUsd, type Price, type UnknownPrice } from "./price.ts";
import { currentTag } from "./tag.ts";

/** What a provider answered, before it is priced and stored. `usage` is null where the endpoint does not report it. */
export type Answer = Pick<
  ModelReply,
  "status" | "text" | "finish" | "model" | "requestId" | "calls" | "levelTokens"
> & {
  readonly usage: Usage | null;
};

/** One way to get answers: what a request looks like there, and one attempt at sending it. */
export type Provider = {
  readonly capabilities: Capabilities;
  readonly wire: (request: ModelRequest) => WireRequest;
  readonly send: (request: ModelRequest) => Promise<Answer | ModelFailure>;
  readonly countInput?: (request: ModelRequest) => Promise<number | null>;
};

/** Where a provider's requests go. Keys are asked for when a request leaves, so that replies already bought need none. */
export type Endpoint = {
  readonly baseUrl: string;
  readonly apiKey: () => string | null;
  readonly fetch: typeof fetch;
  readonly timeoutMs: number;
};

/** A provider as a model: requests it cannot express are refused, replies are priced. */
export function modelOf(id: string, provider: Provider, price: Price | UnknownPrice): Model {
  const wire = (request: ModelRequest): WireRequest => {
    refuseUnsupported(id, provider.capabilities, request);
    return provider.wire(request);
  };
  return {
    id,
    capabilities: provider.capabilities,
    wire,
    reply: async (request) => {
      refuseUnsupported(id, provider.capabilities, request);
      const answer = await currentTag.run(request.tag, () => provider.send(request));
      return answer.status === "replied" ? priced(answer, price) : answer;
    },
    ...(provider.countInput !== undefined && { countInput: provider.countInput }),
  };
}

/** An answer with what it cost. */
export function priced({ usage, ...answer }: Answer, price: Price | UnknownPrice): ModelReply {
  const isPriced = usage !== null && price.status === "known";
  return {
    ...answer,
    key: "",
    usage: usage ?? noUsage,
    usd: isPriced ? costUsd(usage, price) : null,
    priceSource: isPriced ? price.source : null,
  };
}

/** Refuses what an endpoint would leave out of account in silence. */
export function refuseUnsupported(
  id: string,
  capabilities: Capabilities,
  { prompt, params, cacheTtl, logprobs }: Omit<ModelRequest, "tag">,
): void {
  const unsupported = [
    params.temperature !== undefined && !capabilities.temperature ? "temperature" : null,
    params.effort !== undefined && !capabilities.effort ? "effort" : null,
    cacheTtl !== undefined && !capabilities.cacheTtls.includes(cacheTtl) ? `cache ttl ${cacheTtl}` : null,
    logprobs === true && !capabilities.logprobs ? "log probabilities (levels: probability)" : null,
    prompt.reply.kind === "json" && !capabilities.structuredOutput ? "structured output" : null,
  ].filter((parameter) => parameter !== null);
  if (unsupported.length > 0) {
    throw new HarnessError(
      "usage",
      `${id} does not take ${unsupported.join(" or ")}: leave it out of the grader`,
    );
  }
}
