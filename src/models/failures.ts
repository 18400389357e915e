import * as z from "zod";
import type { ModelFailure } from "./model.ts";

const word = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .catch(null);
const reason = z.object({ type: word, code: word, message: word });

/** An error as either SDK throws it: the provider's own words are in `error`, nested once more at Anthropic. */
const sdkErrorSchema = z.object({
  status: z.number().optional(),
  headers: z.instanceof(Headers).optional().catch(undefined),
  error: z
    .union([z.object({ error: reason }).transform(({ error }) => error), reason])
    .optional()
    .catch(undefined),
});

type Symptom = { readonly status: number; readonly code: string; readonly message: string };

type Meaning = Pick<ModelFailure, "kind" | "retryable" | "fatal" | "charged">;

const noFunds = /insufficient_quota|current quota|billing|credit balance|out of credits/i;
const says = (words: RegExp, { code, message }: Symptom) => words.test(code) || words.test(message);

/** What a provider's refusal means; the first line that fits counts, others are bad requests. A gateway's time-out says nothing of what went on behind it. */
const refusals: readonly { readonly when: (it: Symptom) => boolean; readonly meaning: Meaning }[] = [
  {
    when: (it) => it.status === 402 || (it.status < 500 && says(noFunds, it)),
    meaning: { kind: "quota", ...fatal() },
  },
  { when: (it) => it.status === 400 && says(/quota/i, it), meaning: { kind: "quota", ...fatal() } },
  {
    when: (it) => it.status === 404 || it.code.includes("model_not_found"),
    meaning: { kind: "unknown-model", ...fatal() },
  },
  { when: (it) => it.status === 401 || it.status === 403, meaning: { kind: "auth", ...fatal() } },
  { when: (it) => it.status === 429, meaning: { kind: "rate-limit", ...passing("no") } },
  { when: (it) => it.status === 529, meaning: { kind: "overloaded", ...passing("no") } },
  {
    when: (it) => it.status === 408 || it.status === 504,
    meaning: { kind: "server", ...passing("unknown") },
  },
  { when: (it) => it.status === 409 || it.status >= 500, meaning: { kind: "server", ...passing("no") } },
];

const badRequest = { kind: "bad-request", retryable: false, fatal: false, charged: "no" } as const;

function fatal() {
  return { retryable: false, fatal: true, charged: "no" } as const;
}

function passing(charged: ModelFailure["charged"]) {
  return { retryable: true, fatal: false, charged } as const;
}

/** What an error that an SDK threw means. One that no SDK throws is a bug of ours and is thrown on. */
export function failureFor(error: unknown): ModelFailure {
  const parsed = sdkErrorSchema.safeParse(error);
  if (!parsed.success || !(error instanceof Error) || !("status" in error)) throw error;
  const { status, headers, error: body } = parsed.data;
  return status === undefined ? connectionFailure(error) : refusal(status, headers ?? new Headers(), body);
}

/** A reply that cannot be read as what the API promises. It may have been paid for. */
export function malformed(message: string): ModelFailure {
  return lost("malformed", message);
}

/** A request that was given up on; the provider may still have worked on it. */
export function timedOut(): ModelFailure {
  return lost("timeout", "no reply within the time limit");
}

function lost(kind: ModelFailure["kind"], message: string): ModelFailure {
  return { status: "failed", kind, message, ...passing("unknown"), retryAfterMs: null };
}

/** Says the code, where there is one: messages name hosts and ports, which have no place in a result. */
function connectionFailure(error: Error): ModelFailure {
  const codes = causes(error).flatMap((cause) => ("code" in cause ? [String(cause.code)] : []));
  const neverSent = codes.find((code) => /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN)$/.test(code));
  const detail = codes.at(-1) ?? causes(error).at(-1)?.message ?? error.message;
  return {
    ...lost("connection", `the connection failed: ${detail}`),
    charged: neverSent === undefined ? "unknown" : "no",
  };
}

function causes(error: Error): Error[] {
  return error.cause instanceof Error ? [error.cause, ...causes(error.cause)] : [];
}

/** What an error in a batch's results means: the provider's words under the status that a live request would have had. */
export function statusFailure(status: number, said: Partial<z.infer<typeof reason>>): ModelFailure {
  return refusal(status, new Headers(), { type: null, code: null, message: null, ...said });
}

function refusal(status: number, headers: Headers, body: z.infer<typeof reason> | undefined): ModelFailure {
  const symptom: Symptom = {
    status,
    code: `${body?.type ?? ""} ${body?.code ?? ""}`,
    message: body?.message ?? "",
  };
  const meaning = refusals.find(({ when }) => when(symptom))?.meaning ?? badRequest;
  // What a provider says of a key may repeat part of it.
  const words = meaning.kind === "auth" ? "the API key was refused" : symptom.message.slice(0, 300);
  return {
    status: "failed",
    ...meaning,
    message: words === "" ? `status ${status}` : `status ${status}: ${words}`,
    retryAfterMs: retryAfterMs(headers),
  };
}

/** How long the provider asks to wait: `retry-after-ms`, or `retry-after` in seconds or as a date, which is read against the reply's own. */
export function retryAfterMs(headers: Headers): number | null {
  const milliseconds = Number.parseFloat(headers.get("retry-after-ms") ?? "");
  if (milliseconds >= 0) return milliseconds;
  const after = headers.get("retry-after") ?? "";
  if (/^\s*\d+(\.\d+)?\s*$/.test(after)) return Number(after) * 1000;
  const wait = Date.parse(after) - Date.parse(headers.get("date") ?? "");
  return Number.isNaN(wait) ? null : Math.max(0, wait);
}
