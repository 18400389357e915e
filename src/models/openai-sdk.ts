import type { OpenAI } from "openai";
import type { Endpoint } from "./provider.ts";
import { declaredFetch } from "./sending.ts";

/** OpenAI's client with nothing taken from the environment, nothing logged and nothing retried. */
export async function createOpenAiClient({ baseUrl, apiKey, fetch, timeoutMs }: Endpoint): Promise<OpenAI> {
  const key = apiKey();
  const { OpenAI } = await import("openai");
  return new OpenAI({
    apiKey: "sent by fetch",
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    baseURL: baseUrl,
    fetch: declaredFetch(fetch, key === null ? {} : { authorization: `Bearer ${key}` }),
    timeout: timeoutMs,
    maxRetries: 0,
    logLevel: "off",
  });
}
