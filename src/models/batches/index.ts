import { endpointFor, parseModelId, providers, type ModelDependencies, type ProviderName } from "../index.ts";
import type { Endpoint } from "../provider.ts";
import type { BatchApi } from "./batch-api.ts";

type Entry = {
  readonly description: string;
  readonly load: () => Promise<(endpoint: Endpoint) => BatchApi>;
};

/** Providers that take batches; requests to the others go live. */
export const batchApis = {
  openai: {
    description: "OpenAI, Batch API",
    load: async () => (await import("./openai.ts")).createOpenAiBatches,
  },
  anthropic: {
    description: "Anthropic, Message Batches",
    load: async () => (await import("./anthropic.ts")).createAnthropicBatches,
  },
} as const satisfies Partial<Record<ProviderName, Entry>>;

/** The batch API that a model's requests can go to, null where its provider has none. Nothing is sent and no key is looked for. */
export async function createBatchApi(id: string, dependencies: ModelDependencies): Promise<BatchApi | null> {
  const { provider } = parseModelId(id);
  if (!takesBatches(provider)) return null;
  const create = await batchApis[provider].load();
  return create(endpointFor(id, providers[provider].api, dependencies));
}

function takesBatches(provider: ProviderName): provider is keyof typeof batchApis {
  return Object.hasOwn(batchApis, provider);
}
