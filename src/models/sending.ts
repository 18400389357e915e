import type * as z from "zod";
import { failureFor, malformed, timedOut } from "./failures.ts";
import type { ModelFailure } from "./model.ts";
import type { Answer, Endpoint } from "./provider.ts";

/** Headers that the SDKs set and a request needs. Others would come from the environment (`OPENAI_CUSTOM_HEADERS` and its kind). */
const declaredHeaders = new Set(["accept", "anthropic-version", "content-type", "user-agent"]);

/** A `fetch` that sends the declared headers and the credentials given here, and nothing that an SDK picked up on its own. */
export function declaredFetch(
  send: typeof fetch,
  credentials: Readonly<Record<string, string>>,
): typeof fetch {
  return (input, init) => {
    const headers = [...new Headers(init?.headers)].filter(([name]) => declaredHeaders.has(name));
    return send(input, { ...init, headers: { ...Object.fromEntries(headers), ...credentials } });
  };
}

/** A provider's own count of input; whatever goes wrong, there is none, and the estimate stands in. */
export async function countOnce(
  { timeoutMs }: Pick<Endpoint, "timeoutMs">,
  ask: (signal: AbortSignal) => PromiseLike<{ readonly input_tokens: number }>,
): Promise<number | null> {
  try {
    return (await ask(AbortSignal.timeout(timeoutMs))).input_tokens;
  } catch {
    return null;
  }
}

/**
 * One attempt: a request that the SDK gives up on becomes a failure, a reply is read through the schema. The body is read here, since
 * the SDKs' readers take any body for what they expect. Their time limit ends with the headers; ours, set before theirs, does not, and
 * fires the signal. Where `fetch` reads a reply whole the SDK's own limit closes the connection, and passing the signal on is not worth
 * what SDKs spend on it.
 */
export async function sendOnce<Schema extends z.ZodType, Result = Answer>(
  { timeoutMs }: Pick<Endpoint, "timeoutMs">,
  schema: Schema,
  send: (signal: AbortSignal) => { readonly asResponse: () => Promise<Response> },
  read: (body: z.infer<Schema>, requestId: string | null) => Result | ModelFailure,
): Promise<Result | ModelFailure> {
  const controller = new AbortController();
  const answered = async (): Promise<Result | ModelFailure> => {
    const response = await send(controller.signal).asResponse();
    const body: unknown = await response.json().catch(() => null);
    const parsed = schema.safeParse(body);
    if (!parsed.success) return malformed("the reply was cut, or is not what the API describes");
    return read(parsed.data, response.headers.get("x-request-id") ?? response.headers.get("request-id"));
  };
  const limit = Promise.withResolvers<ModelFailure>();
  const timer = setTimeout(() => {
    limit.resolve(timedOut());
    controller.abort();
  }, timeoutMs);
  try {
    return await Promise.race([limit.promise, answered().catch(failureFor)]);
  } finally {
    clearTimeout(timer);
  }
}
