import type { OpenAI } from "openai";
import * as z from "zod";
import { malformed, statusFailure } from "../failures.ts";
import type { ModelFailure } from "../model.ts";
import { readResponse, responseSchema } from "../openai.ts";
import { createOpenAiClient } from "../openai-sdk.ts";
import type { Endpoint } from "../provider.ts";
import { sendOnce } from "../sending.ts";
import { clockMarginMs, type BatchApi } from "./batch-api.ts";
import type { BatchResult, BatchState, Found, LostBatch, Submission } from "./batch-api.ts";
import { readResultLines } from "./result-lines.ts";
import { streamOf } from "./streams.ts";

const endpointPath = "/v1/responses";

/** Under which name a batch's metadata hold our token. */
const tokenName = "touchstone";

/** Sending or reading a file of 200 MB takes longer than a reply may. */
const fileTimeoutMs = 1_800_000;

/** OpenAI's Batch API over the Files API; a batch is found again by a token in its metadata. */
export function createOpenAiBatches(endpoint: Endpoint): BatchApi {
  let client: Promise<OpenAI> | undefined;
  const sdk = (): Promise<OpenAI> => (client ??= createOpenAiClient(endpoint));
  return {
    baseUrl: endpoint.baseUrl,
    limits: { requests: 50_000, bytes: 200_000_000 },
    priceShare: 0.5,
    line: (key, body) => `${JSON.stringify({ custom_id: key, method: "POST", url: endpointPath, body })}\n`,
    submit: async (batch) => {
      const openai = await sdk();
      const file = await upload(openai, batch);
      if (file.status === "failed") return file;
      return sendOnce(
        endpoint,
        batchSchema,
        (signal) =>
          openai.batches.create(
            {
              input_file_id: file.id,
              endpoint: endpointPath,
              completion_window: "24h",
              metadata: { [tokenName]: batch.token },
            },
            { signal },
          ),
        ({ id }) => ({ status: "submitted" as const, remoteId: id }),
      );
    },
    find: async (lost) => find(await sdk(), endpoint, lost),
    check: async (remoteId) => {
      const openai = await sdk();
      return sendOnce(
        endpoint,
        batchSchema,
        (signal) => openai.batches.retrieve(remoteId, { signal }),
        stateOf,
      );
    },
    read: async (sources, onResult) => {
      const openai = await sdk();
      let isWhole = true;
      for (const { name, counted } of sources) {
        const open = () => openai.files.content(name, { timeout: fileTimeoutMs }).asResponse();
        const read = await readResultLines(
          { open, counted, parse: readLine, timeoutMs: endpoint.timeoutMs },
          onResult,
        );
        if (read.status === "failed") return read;
        isWhole &&= read.isWhole;
      }
      return { status: "read", isWhole };
    },
  };
}

type Uploaded = { readonly status: "uploaded"; readonly id: string };

/** The SDK's own upload reads the whole file into memory; this is the same request, sent as it is made. */
async function upload(openai: OpenAI, { token, lines }: Submission): Promise<Uploaded | ModelFailure> {
  const boundary = `touchstone-${token}`;
  const field = (name: string): string => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"`;
  async function* form(): AsyncGenerator<string> {
    yield `${field("purpose")}\r\n\r\nbatch\r\n`;
    yield `${field("file")}; filename="${token}.jsonl"\r\ncontent-type: application/jsonl\r\n\r\n`;
    yield* lines();
    yield `\r\n--${boundary}--\r\n`;
  }
  return sendOnce(
    { timeoutMs: fileTimeoutMs },
    z.object({ id: z.string() }),
    (signal) =>
      openai.post("/files", {
        body: streamOf(form()),
        headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
        timeout: fileTimeoutMs,
        signal,
      }),
    ({ id }) => ({ status: "uploaded" as const, id }),
  );
}

const count = z.int().min(0);

const batchSchema = z.object({
  id: z.string(),
  status: z.string(),
  created_at: z.number(),
  metadata: z.record(z.string(), z.string()).nullish(),
  output_file_id: z.string().nullish(),
  error_file_id: z.string().nullish(),
  request_counts: z.object({ completed: count, failed: count }).nullish(),
  errors: z
    .object({
      data: z.array(z.object({ code: z.string().nullish(), message: z.string().nullish() })).nullish(),
    })
    .nullish(),
});
type Batch = z.infer<typeof batchSchema>;

/** Newest first, until they are older than the batch can be. */
async function find(openai: OpenAI, endpoint: Endpoint, lost: LostBatch): Promise<Found | ModelFailure> {
  const page = z.object({ data: z.array(batchSchema), has_more: z.boolean().nullish() });
  let after: string | undefined;
  for (;;) {
    const query = { limit: 100, ...(after !== undefined && { after }) };
    const listed = await sendOnce(
      endpoint,
      page,
      (signal) => openai.batches.list(query, { signal }),
      (body) => ({ status: "listed" as const, ...body }),
    );
    if (listed.status === "failed") return listed;
    const own = listed.data.find(({ metadata }) => metadata?.[tokenName] === lost.token);
    if (own !== undefined) return { status: "found", remoteId: own.id };
    const last = listed.data.at(-1);
    const isTooOld = last === undefined || last.created_at * 1000 < lost.submittedAt - clockMarginMs;
    if (isTooOld || listed.has_more !== true) return { status: "absent" };
    after = last.id;
  }
}

function stateOf(batch: Batch): BatchState {
  const { status, output_file_id, error_file_id, request_counts } = batch;
  switch (status) {
    case "failed":
      return refusal(batch);
    case "completed":
    case "expired":
    case "cancelled":
      return {
        status: "ended",
        sources: [
          ...(output_file_id ? [{ name: output_file_id, counted: request_counts?.completed ?? 0 }] : []),
          ...(error_file_id ? [{ name: error_file_id, counted: request_counts?.failed ?? 0 }] : []),
        ],
      };
    default:
      return { status: "running", done: (request_counts?.completed ?? 0) + (request_counts?.failed ?? 0) };
  }
}

/** A batch that failed as a whole was never worked on. That too much waits in the queue passes. */
function refusal({ errors }: Batch): BatchState {
  const reasons = errors?.data ?? [];
  return {
    status: "refused",
    message:
      reasons
        .map(({ message }) => message ?? "")
        .join("; ")
        .slice(0, 300) || "no reason given",
    isPassing: reasons.some(
      ({ code }) => code === "token_limit_exceeded" || code === "request_limit_exceeded",
    ),
  };
}

const lineSchema = z.object({
  custom_id: z.string(),
  response: z
    .object({ status_code: z.number(), request_id: z.string().nullish(), body: z.unknown() })
    .nullish(),
  error: z.object({ code: z.string().nullish(), message: z.string().nullish() }).nullish(),
});

function readLine(line: unknown): BatchResult | null {
  const parsed = lineSchema.safeParse(line);
  if (!parsed.success) return null;
  const { custom_id: key, response, error } = parsed.data;
  if (error?.code === "batch_expired" || error?.code === "batch_cancelled") {
    return { key, outcome: { status: "expired" } };
  }
  if (!response) return { key, outcome: statusFailure(500, { code: error?.code, message: error?.message }) };
  const { status_code, request_id, body } = response;
  if (status_code >= 400) {
    const said = errorBodySchema.safeParse(body);
    return { key, outcome: statusFailure(status_code, said.success ? said.data.error : {}) };
  }
  const reply = responseSchema.safeParse(body);
  const outcome = reply.success
    ? readResponse(reply.data, request_id ?? null)
    : malformed("the reply is not what the API describes");
  return { key, outcome };
}

const errorBodySchema = z.object({
  error: z.object({
    type: z.string().nullish(),
    code: z.string().nullish(),
    message: z.string().nullish(),
  }),
});
