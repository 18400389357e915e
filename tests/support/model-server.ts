import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import * as z from "zod";
import type { CachedInput, PrefixCache } from "./prefix-cache.ts";

export type Protocol = "responses" | "chat" | "messages";

/** A request as it came in; `prompt` is all text of system and user blocks. */
export type ServedRequest = {
  readonly number: number;
  readonly protocol: Protocol;
  readonly model: string;
  readonly prompt: string;
  readonly body: unknown;
  readonly rawBody: string;
  readonly headers: IncomingHttpHeaders;
};

/** What goes wrong with a request. A hang sends nothing, a stall only the beginning of a body; the last two come as a reply. */
export type Fault =
  | {
      readonly kind: "status";
      readonly status: number;
      readonly code: string;
      readonly message: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: "reset" | "hang" | "stall" | "cut-json" | "cut-connection" | "refusal" | "max-tokens" }
  | { readonly kind: "text"; readonly text: string };

/** The faults that providers show, by name. */
export const faults = {
  rateLimit: (headers: Readonly<Record<string, string>> = {}): Fault => ({
    kind: "status",
    status: 429,
    code: "rate_limit_error",
    message: "Rate limit reached",
    headers,
  }),
  quota: (status = 429): Fault => ({
    kind: "status",
    status,
    code: "insufficient_quota",
    message: "You exceeded your current quota, please check your plan and billing details.",
  }),
  status: (status: number, code = "api_error", message = "Something went wrong"): Fault => ({
    kind: "status",
    status,
    code,
    message,
  }),
  unknownModel: (): Fault => ({
    kind: "status",
    status: 404,
    code: "model_not_found",
    message: "The model does not exist",
  }),
  wrongKey: (): Fault => ({
    kind: "status",
    status: 401,
    code: "invalid_api_key",
    message: "Incorrect API key provided: sk-secr*****et",
  }),
  reset: { kind: "reset" },
  hang: { kind: "hang" },
  stall: { kind: "stall" },
  cutJson: { kind: "cut-json" },
  cutConnection: { kind: "cut-connection" },
  refusal: { kind: "refusal" },
  maxTokens: { kind: "max-tokens" },
  prose: { kind: "text", text: "A thoughtful answer. I would give it a high mark, all in all." },
  offMenu: { kind: "text", text: '{"evidence": [], "rationale": "beyond the scale", "level": 9}' },
  empty: { kind: "text", text: "" },
} as const satisfies Record<string, Fault | ((...given: never[]) => Fault)>;

export type ModelServer = AsyncDisposable & {
  /** Origin; base URLs are `${url}/v1` for OpenAI's protocols and `url` for Anthropic's. */
  readonly url: string;
  readonly requests: readonly ServedRequest[];
  /** Bodies whose input it was asked to count. */
  readonly counts: readonly unknown[];
  /** Resolves when nobody is connected any more: whatever a killed client had sent has been read. */
  readonly deserted: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** A loopback server that speaks the three protocols. Faults come by request number, counted from 1. */
export async function startModelServer({
  answer,
  latencyMs = 0,
  fault = () => null,
  countedTokens,
  cache,
}: {
  readonly answer: (request: ServedRequest) => string;
  readonly latencyMs?: number;
  readonly fault?: (request: ServedRequest) => Fault | null;
  /** What the endpoints that count input say; absent: there are none. */
  readonly countedTokens?: () => number;
  /** Bills input as this cache says; absent: half of it read, a tenth written. */
  readonly cache?: PrefixCache;
}): Promise<ModelServer> {
  const requests: ServedRequest[] = [];
  const counts: unknown[] = [];
  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const rawBody = await readBody(incoming);
    if (/\/(count_tokens|input_tokens)$/.test(incoming.url ?? "")) {
      counts.push(JSON.parse(rawBody));
      const json = { "content-type": "application/json" };
      if (countedTokens === undefined) outgoing.writeHead(404, json).end("{}");
      else outgoing.writeHead(200, json).end(JSON.stringify({ input_tokens: countedTokens() }));
      return;
    }
    const request = readRequest(requests.length + 1, incoming, rawBody);
    requests.push(request);
    const input = cache?.read(request.protocol, request.body);
    if (latencyMs > 0) await sleep(latencyMs);
    const trouble = fault(request);
    if (trouble === null) cache?.write(request.protocol, request.body);
    const text = trouble?.kind === "text" ? trouble.text : answer(request);
    respond(incoming, outgoing, { ...request, ...(input !== undefined && { input }) }, text, trouble);
  };
  // A client that was killed in the middle of a request is not the server's trouble.
  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch((error: unknown) => {
      if (!incoming.destroyed) throw error;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const connections = promisify(server.getConnections.bind(server));
  const deserted = async (): Promise<void> => {
    while ((await connections()) > 0) await sleep(5);
  };
  const url = `http://127.0.0.1:${address.port}`;
  return { url, requests, counts, deserted, close, [Symbol.asyncDispose]: close };
}

export async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

const textBlocks = z.array(z.object({ text: z.string() }));
const message = z.object({ content: textBlocks });
const bodySchema = z.object({
  model: z.string(),
  system: textBlocks.default([]),
  messages: z.array(message).default([]),
  input: z.array(message).default([]),
});

export function readRequest(
  number: number,
  { url = "", headers }: Pick<IncomingMessage, "url" | "headers">,
  rawBody: string,
): ServedRequest {
  const body: unknown = JSON.parse(rawBody);
  const { model, system, messages, input } = bodySchema.parse(body);
  const blocks = [...system, ...[...input, ...messages].flatMap(({ content }) => content)];
  const prompt = blocks.map(({ text }) => text).join("\n\n");
  return { number, protocol: protocolOf(url), model, prompt, body, rawBody, headers };
}

function protocolOf(url: string): Protocol {
  if (url.endsWith("/responses")) return "responses";
  if (url.endsWith("/chat/completions")) return "chat";
  if (url.endsWith("/messages")) return "messages";
  throw new Error(`no protocol at ${url}`);
}

/** The same whatever came before: a tenth of the input written to the cache, half of it read from there. */
function fixedInput(prompt: string): CachedInput {
  const input = Math.ceil(prompt.length / 4);
  return { input, cached: Math.floor(input / 2), written: Math.floor(input / 10) };
}

/** A request and what its input is billed as; absent: the same for every one. */
type BilledRequest = ServedRequest & { readonly input?: CachedInput };

export function respond(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  request: BilledRequest,
  text: string,
  fault: Fault | null,
): void {
  const send = (status: number, json: string, headers: Readonly<Record<string, string>> = {}) => {
    outgoing.writeHead(status, {
      "content-type": "application/json",
      "x-request-id": `request-${request.number}`,
      "request-id": `request-${request.number}`,
      ...headers,
    });
    outgoing.end(json);
  };
  const reply = (finish: Finish) => JSON.stringify(replyBody(request, text, finish));
  switch (fault?.kind) {
    case "status":
      return send(fault.status, JSON.stringify(errorBody(request, fault)), fault.headers);
    case "reset":
      incoming.socket.resetAndDestroy();
      return;
    case "hang":
      return;
    case "stall":
      outgoing.writeHead(200, { "content-type": "application/json" }).write("{");
      return;
    case "cut-json":
      return send(200, reply("complete").slice(0, -20));
    case "cut-connection":
      outgoing.writeHead(200, { "content-type": "application/json", "content-length": 100_000 });
      outgoing.write(reply("complete"), () => incoming.socket.destroy());
      return;
    case "refusal":
      return send(200, reply("refused"));
    case "max-tokens":
      return send(200, reply("truncated"));
    case "text":
    case undefined:
      return send(200, reply("complete"));
  }
}

function errorBody({ protocol }: ServedRequest, { code, message }: { code: string; message: string }) {
  return protocol === "messages"
    ? { type: "error", error: { type: code, message } }
    : { error: { message, type: code, param: null, code } };
}

export type Finish = "complete" | "truncated" | "refused";

function usageOf({ prompt, input = fixedInput(prompt) }: BilledRequest, text: string) {
  return { ...input, output: Math.ceil(text.length / 4), reasoning: 7 };
}

export function replyBody(request: BilledRequest, text: string, finish: Finish): unknown {
  switch (request.protocol) {
    case "responses":
      return responsesReply(request, text, finish);
    case "chat":
      return chatReply(request, text, finish);
    case "messages":
      return messagesReply(request, text, finish);
  }
}

function responsesReply(request: BilledRequest, text: string, finish: Finish) {
  const { number, model } = request;
  const { input, cached, written, output, reasoning } = usageOf(request, text);
  const content =
    finish === "refused"
      ? { type: "refusal", refusal: "I cannot help with that." }
      : { type: "output_text", text, annotations: [], logprobs: [] };
  return {
    id: `resp_${number}`,
    object: "response",
    created_at: 0,
    model,
    status: finish === "truncated" ? "incomplete" : "completed",
    error: null,
    incomplete_details: finish === "truncated" ? { reason: "max_output_tokens" } : null,
    output: [
      { type: "reasoning", id: `rs_${number}`, summary: [] },
      { type: "message", id: `msg_${number}`, role: "assistant", status: "completed", content: [content] },
    ],
    usage: {
      input_tokens: input,
      input_tokens_details: { cached_tokens: cached, cache_write_tokens: written },
      output_tokens: output + reasoning,
      output_tokens_details: { reasoning_tokens: reasoning },
      total_tokens: input + output + reasoning,
    },
  };
}

function chatReply(request: BilledRequest, text: string, finish: Finish) {
  const { number, model } = request;
  const { input, cached, written, output, reasoning } = usageOf(request, text);
  const isRefused = finish === "refused";
  return {
    id: `chatcmpl-${number}`,
    object: "chat.completion",
    created: 0,
    model,
    choices: [
      {
        index: 0,
        finish_reason: finish === "truncated" ? "length" : "stop",
        message: {
          role: "assistant",
          content: isRefused ? null : text,
          refusal: isRefused ? "I cannot help with that." : null,
        },
      },
    ],
    usage: {
      prompt_tokens: input,
      prompt_tokens_details: { cached_tokens: cached, cache_write_tokens: written },
      completion_tokens: output + reasoning,
      completion_tokens_details: { reasoning_tokens: reasoning },
      total_tokens: input + output + reasoning,
    },
  };
}

const stopReasons = { complete: "end_turn", truncated: "max_tokens", refused: "refusal" } as const;

function messagesReply(request: BilledRequest, text: string, finish: Finish) {
  const { number, model } = request;
  const { input, cached, written, output, reasoning } = usageOf(request, text);
  const words = finish === "refused" ? "I cannot help with that." : text;
  return {
    id: `msg_${number}`,
    type: "message",
    role: "assistant",
    model,
    content: [{ type: "text", text: words, citations: null }],
    stop_reason: stopReasons[finish],
    stop_sequence: null,
    usage: {
      input_tokens: input - cached - written,
      cache_creation_input_tokens: written,
      cache_read_input_tokens: cached,
      output_tokens: output + reasoning,
      output_tokens_details: { thinking_tokens: reasoning },
    },
  };
}
