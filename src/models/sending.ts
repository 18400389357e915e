import type * as z from "zod";
import { malformed, failureFor } from "./failures.ts";
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

/**
 * One attempt: what the SDK throws becomes a failure, what it returns is read through the schema. The time limit covers the body
 * too, which the SDKs' own does not.
 */
export async function sendOnce<Schema extends z.ZodType>(
  { timeoutMs }: Pick<Endpoint, "timeoutMs">,
  schema: Schema,
  send: (signal: AbortSignal) => PromiseLike<unknown>,
  read: (response: z.infer<Schema>) => Answer | ModelFailure,
): Promise<Answer | ModelFailure> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeoutMs);
  try {
    const parsed = schema.safeParse(await send(controller.signal));
    return parsed.success ? read(parsed.data) : malformed("the reply is not what the API describes");
  } catch (error) {
    return failureFor(error, controller.signal.aborted);
  } finally {
    clearTimeout(timer);
  }
}
