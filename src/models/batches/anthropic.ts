import type { Anthropic } from "@anthropic-ai/sdk";
import * as z from "zod";
import { createAnthropicClient, messageSchema, readMessage } from "../anthropic.ts";
import { malformed, statusFailure } from "../failures.ts";
import type { ModelFailure } from "../model.ts";
import type { Endpoint } from "../provider.ts";
import { sendOnce } from "../sending.ts";
import {
  clockMarginMs,
  type BatchApi,
  type BatchResult,
  type BatchState,
  type Found,
  type LostBatch,
  type ResultSource,
  type ResultsRead,
  type Submission,
} from "./batch-api.ts";
import { readResultLines } from "./result-lines.ts";
import { streamOf } from "./streams.ts";

const batchesPath = "/v1/messages/batches";

/** Sending or reading 256 MB takes longer than a reply may. */
const batchTimeoutMs = 1_800_000;

/** Anthropic's Message Batches. They carry no name of ours, so that a lost one is told by its size, its time and, once it ended, its results. */
export function createAnthropicBatches(endpoint: Endpoint): BatchApi {
  let client: Promise<Anthropic> | undefined;
  const sdk = (): Promise<Anthropic> => (client ??= createAnthropicClient(endpoint));
  return {
    baseUrl: endpoint.baseUrl,
    limits: { requests: 100_000, bytes: 256_000_000 },
    priceShare: 0.5,
    line: (key, body) => `${JSON.stringify({ custom_id: key, params: body })},`,
    submit: async (batch) => {
      const anthropic = await sdk();
      return sendOnce(
        { timeoutMs: batchTimeoutMs },
        batchSchema,
        (signal) =>
          anthropic.post(batchesPath, {
            body: streamOf(requestsOf(batch)),
            headers: { "content-type": "application/json" },
            timeout: batchTimeoutMs,
            signal,
          }),
        ({ id }) => ({ status: "submitted" as const, remoteId: id }),
      );
    },
    find: async (lost) => find(await sdk(), endpoint, lost),
    check: async (remoteId) => {
      const anthropic = await sdk();
      return sendOnce(
        endpoint,
        batchSchema,
        (signal) => anthropic.messages.batches.retrieve(remoteId, {}, { signal }),
        stateOf,
      );
    },
    read: async ([source], onResult) =>
      source === undefined
        ? { status: "read", isWhole: true }
        : read(await sdk(), source, endpoint, onResult),
  };
}

/** Each line ends in a comma, and no list may. */
async function* requestsOf({ lines }: Submission): AsyncGenerator<string> {
  yield '{"requests":[';
  let held = "";
  for await (const line of lines()) {
    yield held;
    held = line;
  }
  yield `${held.slice(0, -1)}]}`;
}

/** The SDK's own reader follows an address in the batch and throws on a line that is not JSON; the address is the same for every batch. */
function read(
  anthropic: Anthropic,
  { name, counted }: ResultSource,
  { timeoutMs }: Endpoint,
  onResult: (result: BatchResult) => Promise<"enough" | void>,
): Promise<ResultsRead | ModelFailure> {
  const path = `${batchesPath}/${encodeURIComponent(name)}/results`;
  const open = () => anthropic.get(path, { __binaryResponse: true, timeout: batchTimeoutMs }).asResponse();
  return readResultLines({ open, counted, parse: readLine, timeoutMs }, onResult);
}

const count = z.int().min(0);

const batchSchema = z.object({
  id: z.string(),
  processing_status: z.string(),
  created_at: z.string(),
  request_counts: z.object({
    processing: count,
    succeeded: count,
    errored: count,
    canceled: count,
    expired: count,
  }),
});
type Batch = z.infer<typeof batchSchema>;

/** Newest first: a batch as large as ours, made since, that is no other of ours. Its results bear our keys or do not. */
async function find(
  anthropic: Anthropic,
  endpoint: Endpoint,
  lost: LostBatch,
): Promise<Found | ModelFailure> {
  const page = z.object({ data: z.array(batchSchema), has_more: z.boolean().nullish() });
  let isUndecided = false;
  let after: string | undefined;
  for (;;) {
    const query = { limit: 100, ...(after !== undefined && { after_id: after }) };
    const listed = await sendOnce(
      endpoint,
      page,
      (signal) => anthropic.messages.batches.list(query, { signal }),
      (body) => ({ status: "listed" as const, ...body }),
    );
    if (listed.status === "failed") return listed;
    for (const batch of listed.data) {
      if (!mayBe(batch, lost)) continue;
      if (batch.processing_status !== "ended") {
        isUndecided = true;
        continue;
      }
      const own = await isOwn(anthropic, endpoint, batch, lost);
      if (own === true) return { status: "found", remoteId: batch.id };
      if (own !== false) return own;
    }
    const last = listed.data.at(-1);
    if (last === undefined || listed.has_more !== true || isTooOld(last, lost)) {
      return { status: isUndecided ? "undecided" : "absent" };
    }
    after = last.id;
  }
}

function mayBe(batch: Batch, lost: LostBatch): boolean {
  return requestsIn(batch) === lost.requests && !lost.others.has(batch.id) && !isTooOld(batch, lost);
}

function requestsIn({ request_counts }: Batch): number {
  return Object.values(request_counts).reduce((sum, some) => sum + some, 0);
}

function isTooOld({ created_at }: Batch, { submittedAt }: LostBatch): boolean {
  return Date.parse(created_at) < submittedAt - clockMarginMs;
}

async function isOwn(
  anthropic: Anthropic,
  endpoint: Endpoint,
  batch: Batch,
  { holds }: LostBatch,
): Promise<boolean | ModelFailure> {
  let own: boolean | null = null;
  const outcome = await read(anthropic, { name: batch.id, counted: 0 }, endpoint, async ({ key }) => {
    own = await holds(key);
    return "enough";
  });
  return own ?? (outcome.status === "failed" ? outcome : false);
}

function stateOf(batch: Batch): BatchState {
  const { id, processing_status, request_counts } = batch;
  return processing_status === "ended"
    ? {
        status: "ended",
        sources: [{ name: id, counted: request_counts.succeeded + request_counts.errored }],
      }
    : { status: "running", done: requestsIn(batch) - request_counts.processing };
}

const word = z.string().nullish();

const lineSchema = z.object({
  custom_id: z.string(),
  result: z.discriminatedUnion("type", [
    z.object({ type: z.literal("succeeded"), message: z.unknown() }),
    z.object({
      type: z.literal("errored"),
      error: z.object({ error: z.object({ type: word, message: word }) }),
    }),
    z.object({ type: z.literal("canceled") }),
    z.object({ type: z.literal("expired") }),
  ]),
});

/** The status that a live request with such an error has. */
const statuses: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  timeout_error: 504,
  overloaded_error: 529,
};

function readLine(line: unknown): BatchResult | null {
  const parsed = lineSchema.safeParse(line);
  if (!parsed.success) return null;
  const { custom_id: key, result } = parsed.data;
  switch (result.type) {
    case "succeeded": {
      const message = messageSchema.safeParse(result.message);
      const outcome = message.success
        ? readMessage(message.data, null)
        : malformed("the reply is not what the API describes");
      return { key, outcome };
    }
    case "errored": {
      const { type, message } = result.error.error;
      return { key, outcome: statusFailure(statuses[type ?? ""] ?? 500, { type, message }) };
    }
    default:
      return { key, outcome: { status: "expired" } };
  }
}
