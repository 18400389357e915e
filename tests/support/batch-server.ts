import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import * as z from "zod";
import {
  readBody,
  readRequest,
  replyBody,
  respond,
  type Fault,
  type Finish,
  type ServedRequest,
} from "./model-server.ts";

/** Where in a batch's life a request of the client stands; `created` is after the batch exists and before the client hears of it. */
export type Moment = "upload" | "create" | "created" | "list" | "check" | "results";

/** What goes wrong then. A stall, a cut and a short body come half way through results; `cut` breaks the connection, `short` does not. */
export type MomentFault =
  | "hang"
  | "reset"
  | "stall"
  | "cut"
  | "short"
  | "prose"
  | { readonly status: number };

/** What became of one request in a batch. `missing` has no line at all, `prose` one that is not JSON, `twice` two. */
export type ItemFate =
  | "refused"
  | "truncated"
  | "errored"
  | "server-error"
  | "expired"
  | "missing"
  | "prose"
  | "not-a-reply"
  | "twice";

export type ServedItem = { readonly customId: string; readonly request: ServedRequest };

export type ServedBatch = {
  readonly id: string;
  readonly protocol: "openai" | "anthropic";
  readonly items: readonly ServedItem[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly isEnded: () => boolean;
};

export type BatchServer = AsyncDisposable & {
  readonly url: string;
  /** Requests that came live. */
  readonly requests: readonly ServedRequest[];
  readonly batches: readonly ServedBatch[];
  readonly moments: readonly Moment[];
  /** Ends every batch that is running. */
  readonly end: () => void;
  /** Another's batch of that many requests, as the provider's list shows it. */
  readonly addForeign: (requests: number) => ServedBatch;
  readonly close: () => Promise<void>;
};

/** A loopback server that speaks OpenAI's Files and Batches, Anthropic's Message Batches, and both live. Batches run until `end`, or for `runsMs`. */
export async function startBatchServer({
  answer,
  runsMs = Infinity,
  fate = () => null,
  fault = () => null,
  liveFault = () => null,
  refusal = () => null,
}: {
  readonly answer: (request: ServedRequest) => string;
  readonly runsMs?: number;
  readonly fate?: (item: ServedItem, batch: ServedBatch) => ItemFate | null;
  /** By moment, and for the how-manieth time it comes, from 1. */
  readonly fault?: (moment: Moment, time: number) => MomentFault | null;
  readonly liveFault?: (request: ServedRequest) => Fault | null;
  /** What the provider says of a batch that it takes none of. */
  readonly refusal?: (
    batch: ServedBatch,
    time: number,
  ) => { readonly code: string; readonly message: string } | null;
}): Promise<BatchServer> {
  const requests: ServedRequest[] = [];
  const batches: ServedBatch[] = [];
  const ended = new Set<string>();
  const files = new Map<string, string>();
  const moments: Moment[] = [];

  const create = (
    protocol: ServedBatch["protocol"],
    items: readonly ServedItem[],
    metadata: Readonly<Record<string, string>> = {},
  ): ServedBatch => {
    const id = `${protocol === "openai" ? "batch" : "msgbatch"}_${batches.length + 1}`;
    const createdAt = Date.now();
    const isEnded = (): boolean => ended.has(id) || Date.now() - createdAt >= runsMs;
    const batch = { id, protocol, items, metadata, createdAt, isEnded };
    batches.unshift(batch);
    return batch;
  };
  const refusalOf = (batch: ServedBatch) => refusal(batch, batches.length - batches.indexOf(batch));
  const named = (id: string | undefined): ServedBatch => {
    const batch = batches.find((each) => each.id === id);
    if (batch === undefined) throw new Error(`there is no batch ${id}`);
    return batch;
  };

  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const { url = "", method } = incoming;
    const rawBody = await readBody(incoming);
    const path = url.split("?")[0] ?? "";
    const send = (body: unknown): void => {
      outgoing.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    /** Notes a moment and says whether it went wrong. */
    const goesWrong = (moment: Moment): boolean => {
      moments.push(moment);
      const wrong = fault(moment, moments.filter((each) => each === moment).length);
      if (wrong === null || wrong === "stall" || wrong === "cut" || wrong === "short") return false;
      if (wrong === "reset") incoming.socket.resetAndDestroy();
      else if (wrong === "prose") outgoing.writeHead(200).end("<html>try again</html>");
      else if (wrong !== "hang") {
        const error = { type: "api_error", message: "Something went wrong" };
        outgoing
          .writeHead(wrong.status, { "content-type": "application/json" })
          .end(JSON.stringify({ type: "error", error }));
      }
      return true;
    };
    const sendLines = (lines: readonly string[]): void => {
      if (goesWrong("results")) return;
      const wrong = fault("results", moments.filter((each) => each === "results").length);
      const whole = lines.join("");
      const half = whole.slice(0, Math.floor(whole.length / 2));
      if (wrong === null) return void outgoing.writeHead(200).end(whole);
      if (wrong === "short")
        return void outgoing.writeHead(200).end(half.slice(0, half.lastIndexOf("\n") + 1));
      outgoing.writeHead(200).write(half, () => {
        if (wrong === "cut") incoming.socket.destroy();
      });
    };
    const route = `${method} ${path.replace(/(files|batches)\/[^/]+/, "$1/:id")}`;
    const id = /(?:files|batches)\/([^/]+)/.exec(path)?.[1];
    switch (route) {
      case "POST /v1/files": {
        if (goesWrong("upload")) return;
        const file = `file-${files.size + 1}`;
        files.set(file, uploadedIn(rawBody));
        return send({ id: file, object: "file", bytes: rawBody.length, purpose: "batch" });
      }
      case "POST /v1/batches": {
        if (goesWrong("create")) return;
        const { input_file_id, metadata } = openAiCreate.parse(JSON.parse(rawBody));
        const batch = create(
          "openai",
          openAiItems(files.get(input_file_id) ?? "", requests.length),
          metadata,
        );
        if (goesWrong("created")) return;
        return send(openAiBatch(batch, fate, refusalOf(batch)));
      }
      case "GET /v1/batches":
        if (goesWrong("list")) return;
        return send(
          pageOf(batches, "openai", incoming, (batch) => openAiBatch(batch, fate, refusalOf(batch))),
        );
      case "GET /v1/batches/:id":
        if (goesWrong("check")) return;
        return send(openAiBatch(named(id), fate, refusalOf(named(id))));
      case "GET /v1/files/:id/content": {
        const [batch, kind] = (id ?? "").split("--");
        const { output, errors } = openAiLines(named(batch), fate, answer);
        return sendLines(kind === "output" ? output : errors);
      }
      case "POST /v1/messages/batches": {
        if (goesWrong("create")) return;
        const body = anthropicCreate.parse(JSON.parse(rawBody));
        const items = body.requests.map(({ custom_id, params }) =>
          itemOf(custom_id, "/v1/messages", params, requests.length),
        );
        const batch = create("anthropic", items);
        if (goesWrong("created")) return;
        return send(anthropicBatch(batch, fate));
      }
      case "GET /v1/messages/batches":
        if (goesWrong("list")) return;
        return send(pageOf(batches, "anthropic", incoming, (batch) => anthropicBatch(batch, fate)));
      case "GET /v1/messages/batches/:id":
        if (goesWrong("check")) return;
        return send(anthropicBatch(named(id), fate));
      case "GET /v1/messages/batches/:id/results":
        return sendLines(anthropicLines(named(id), fate, answer));
      default: {
        const request = readRequest(requests.length + 1, incoming, rawBody);
        requests.push(request);
        return respond(incoming, outgoing, request, answer(request), liveFault(request));
      }
    }
  };

  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch((error: unknown) => {
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
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    batches,
    moments,
    end: () => {
      for (const { id } of batches) ended.add(id);
    },
    addForeign: (count) =>
      create(
        "anthropic",
        Array.from({ length: count }, (_, index) =>
          itemOf(`another-${index}`, "/v1/messages", { model: "m", messages: [] }, 0),
        ),
      ),
    close,
    [Symbol.asyncDispose]: close,
  };
}

const openAiCreate = z.object({
  input_file_id: z.string(),
  endpoint: z.literal("/v1/responses"),
  completion_window: z.literal("24h"),
  metadata: z.record(z.string(), z.string()),
});
const openAiLine = z.strictObject({
  custom_id: z.string(),
  method: z.literal("POST"),
  url: z.literal("/v1/responses"),
  body: z.unknown(),
});
const anthropicCreate = z.strictObject({
  requests: z.array(
    z.strictObject({ custom_id: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/), params: z.unknown() }),
  ),
});

/** The file's part of a form, as it was sent. */
function uploadedIn(form: string): string {
  const boundary = form.slice(0, form.indexOf("\r\n"));
  const start = form.indexOf("\r\n\r\n", form.indexOf('name="file"')) + 4;
  return form.slice(start, form.indexOf(`\r\n${boundary}--`, start));
}

function openAiItems(file: string, number: number): ServedItem[] {
  return file
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const { custom_id, url, body } = openAiLine.parse(JSON.parse(line));
      return itemOf(custom_id, url, body, number);
    });
}

function itemOf(customId: string, url: string, body: unknown, number: number): ServedItem {
  return { customId, request: readRequest(number, { url, headers: {} }, JSON.stringify(body)) };
}

function pageOf(
  batches: readonly ServedBatch[],
  protocol: ServedBatch["protocol"],
  { url = "" }: IncomingMessage,
  show: (batch: ServedBatch) => unknown,
) {
  const query = new URL(url, "http://x").searchParams;
  const after = query.get("after") ?? query.get("after_id");
  const own = batches.filter((batch) => batch.protocol === protocol);
  const start = after === null ? 0 : own.findIndex(({ id }) => id === after) + 1;
  // Small pages, so that a batch is looked for on more than one.
  const data = own.slice(start, start + 2).map(show);
  return { object: "list", data, has_more: start + 2 < own.length };
}

type Fate = (item: ServedItem, batch: ServedBatch) => ItemFate | null;
type Answer = (request: ServedRequest) => string;

/** How each request ended. A fate that breaks the line leaves a request that was answered. */
function countsOf(batch: ServedBatch, fate: Fate) {
  const counts = { succeeded: 0, errored: 0, expired: 0 };
  for (const item of batch.items) {
    const own = fate(item, batch);
    if (own === "errored" || own === "server-error") counts.errored += 1;
    else if (own === "expired" || own === "missing") counts.expired += 1;
    else counts.succeeded += 1;
  }
  return counts;
}

const finishes: Partial<Record<ItemFate, Finish>> = { refused: "refused", truncated: "truncated" };

function openAiBatch(batch: ServedBatch, fate: Fate, refused: { code: string; message: string } | null) {
  const { succeeded, errored, expired } = countsOf(batch, fate);
  const isOver = batch.isEnded() && refused === null;
  return {
    id: batch.id,
    object: "batch",
    endpoint: "/v1/responses",
    created_at: Math.floor(batch.createdAt / 1000),
    status: refused !== null ? "failed" : !isOver ? "in_progress" : expired > 0 ? "expired" : "completed",
    metadata: batch.metadata,
    errors: refused === null ? null : { object: "list", data: [refused] },
    output_file_id: isOver && succeeded > 0 ? `${batch.id}--output` : null,
    error_file_id: isOver && errored + expired > 0 ? `${batch.id}--errors` : null,
    request_counts: isOver
      ? { total: batch.items.length, completed: succeeded, failed: errored }
      : { total: batch.items.length, completed: 0, failed: 0 },
  };
}

/** Results in another order than the requests. */
function openAiLines(batch: ServedBatch, fate: Fate, answer: Answer) {
  const output: string[] = [];
  const errors: string[] = [];
  for (const item of batch.items.toReversed()) {
    const own = fate(item, batch);
    const line = (response: unknown, error: unknown = null) =>
      `${JSON.stringify({ id: `line-${item.customId}`, custom_id: item.customId, response, error })}\n`;
    const response = (status_code: number, body: unknown) => ({ status_code, request_id: "request-b", body });
    const failed = (status: number, code: string) =>
      response(status, { error: { type: code, code, message: "This request failed", param: null } });
    if (own === "missing") continue;
    if (own === "errored") errors.push(line(failed(400, "invalid_request_error")));
    else if (own === "server-error") errors.push(line(failed(500, "server_error")));
    else if (own === "expired") {
      errors.push(line(null, { code: "batch_expired", message: "This request could not be executed." }));
    } else if (own === "prose") output.push("the reply went astray\n");
    else if (own === "not-a-reply") output.push(line(response(200, { hello: "world" })));
    else {
      const finish = (own === null ? undefined : finishes[own]) ?? "complete";
      const reply = line(response(200, replyBody(item.request, answer(item.request), finish)));
      output.push(reply, ...(own === "twice" ? [reply] : []));
    }
  }
  return { output, errors };
}

function anthropicBatch(batch: ServedBatch, fate: Fate) {
  const counts = countsOf(batch, fate);
  const none = { succeeded: 0, errored: 0, expired: 0 };
  return {
    id: batch.id,
    type: "message_batch",
    processing_status: batch.isEnded() ? "ended" : "in_progress",
    created_at: new Date(batch.createdAt).toISOString(),
    request_counts: {
      canceled: 0,
      processing: batch.isEnded() ? 0 : batch.items.length,
      ...(batch.isEnded() ? counts : none),
    },
    results_url: null,
  };
}

function anthropicLines(batch: ServedBatch, fate: Fate, answer: Answer): string[] {
  return batch.items.toReversed().flatMap((item) => {
    const own = fate(item, batch);
    const line = (result: unknown) => `${JSON.stringify({ custom_id: item.customId, result })}\n`;
    const errored = (type: string) =>
      line({ type: "errored", error: { type: "error", error: { type, message: "This request failed" } } });
    if (own === "missing") return [];
    if (own === "errored") return [errored("invalid_request_error")];
    if (own === "server-error") return [errored("api_error")];
    if (own === "expired") return [line({ type: "expired" })];
    if (own === "prose") return ["the reply went astray\n"];
    if (own === "not-a-reply") return [line({ type: "succeeded", message: { hello: "world" } })];
    const finish = (own === null ? undefined : finishes[own]) ?? "complete";
    const reply = line({ type: "succeeded", message: replyBody(item.request, answer(item.request), finish) });
    return own === "twice" ? [reply, reply] : [reply];
  });
}
