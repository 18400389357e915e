import { isPlainAddress, plainAddress } from "../domain/address.ts";
import { didYouMean } from "../domain/did-you-mean.ts";
import { HarnessError } from "../errors.ts";
import type { Model } from "./model.ts";
import type { Price, UnknownPrice } from "./price.ts";
import { modelOf, type Endpoint, type Provider } from "./provider.ts";
import type { RecordedReplies } from "./recorded.ts";
import type { Script } from "./scripted.ts";

/** All that models are told from outside; of the environment a provider sees the variables that its registry line names. */
export type ModelDependencies = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fetch: typeof fetch;
  readonly timeoutMs: number;
  readonly price: Price | UnknownPrice;
  readonly baseUrl?: string | undefined;
  /** Name of the variable that holds the key, instead of the provider's usual one. */
  readonly apiKeyEnv?: string | undefined;
  readonly recorded?: RecordedReplies | undefined;
  readonly script?: Script | undefined;
};

type Api = {
  readonly keyVariable: string | null;
  readonly baseUrlVariable: string;
  readonly baseUrl: string | null;
};

type Entry =
  | {
      readonly description: string;
      readonly api: Api;
      readonly load: () => Promise<(name: string, endpoint: Endpoint) => Provider>;
    }
  | {
      readonly description: string;
      readonly api: null;
      readonly load: () => Promise<(name: string, dependencies: ModelDependencies) => Provider>;
    };

/** Where replies come from: `openai:<model>`, `recorded:<name>`, ... */
export const providers = {
  openai: {
    description: "OpenAI, Responses API",
    api: {
      keyVariable: "OPENAI_API_KEY",
      baseUrlVariable: "OPENAI_BASE_URL",
      baseUrl: "https://api.openai.com/v1",
    },
    load: async () => (await import("./openai.ts")).createOpenAi,
  },
  anthropic: {
    description: "Anthropic, Messages API",
    api: {
      keyVariable: "ANTHROPIC_API_KEY",
      baseUrlVariable: "ANTHROPIC_BASE_URL",
      baseUrl: "https://api.anthropic.com",
    },
    load: async () => (await import("./anthropic.ts")).createAnthropic,
  },
  compatible: {
    description: "any endpoint that speaks Chat Completions, at base_url",
    api: { keyVariable: null, baseUrlVariable: "COMPATIBLE_BASE_URL", baseUrl: null },
    load: async () => (await import("./compatible.ts")).createCompatible,
  },
  recorded: {
    description: "replies made elsewhere, from a file",
    api: null,
    load: async () => (await import("./recorded.ts")).createRecorded,
  },
  scripted: {
    description: "replies from a function, for tests",
    api: null,
    load: async () => (await import("./scripted.ts")).createScripted,
  },
} as const satisfies Record<string, Entry>;

export type ProviderName = keyof typeof providers;

/** The two halves of `openai:gpt-x` or `openai/gpt-x`. */
export function parseModelId(id: string): { readonly provider: ProviderName; readonly name: string } {
  const separator = id.search(/[:/]/);
  const provider = separator === -1 ? id : id.slice(0, separator);
  const name = separator === -1 ? "" : id.slice(separator + 1);
  if (!isProviderName(provider)) {
    const known = Object.keys(providers);
    throw new HarnessError(
      "usage",
      `model "${id}": unknown provider "${provider}"${didYouMean(provider, known)}, expected one of ${known.join(", ")}`,
    );
  }
  if (name === "")
    throw new HarnessError("usage", `model "${id}" names no model, expected ${provider}:<model>`);
  return { provider, name };
}

function isProviderName(name: string): name is ProviderName {
  return Object.hasOwn(providers, name);
}

/** The model of that id. Nothing is sent and no key is looked for until it is asked for a reply. */
export async function createModel(id: string, dependencies: ModelDependencies): Promise<Model> {
  const { provider, name } = parseModelId(id);
  const entry: Entry = providers[provider];
  const created =
    entry.api === null
      ? (await entry.load())(name, dependencies)
      : (await entry.load())(name, endpointFor(id, entry.api, dependencies));
  return modelOf(`${provider}:${name}`, created, dependencies.price);
}

/** Where the requests of a provider with an API go. */
export function endpointFor(id: string, api: Api, dependencies: ModelDependencies): Endpoint {
  const { env, fetch, timeoutMs } = dependencies;
  const baseUrl = dependencies.baseUrl ?? env[api.baseUrlVariable] ?? api.baseUrl;
  if (baseUrl === null) {
    throw new HarnessError(
      "usage",
      `${id} needs an address: set base_url in the eval, or ${api.baseUrlVariable}`,
    );
  }
  if (!isPlainAddress(baseUrl)) {
    throw new HarnessError(
      "usage",
      `${id}: the address in ${api.baseUrlVariable} or base_url is not one, ${plainAddress}`,
    );
  }
  return {
    baseUrl: baseUrl.replace(/\/+$/, ""),
    apiKey: () => keyFor(id, dependencies),
    fetch,
    timeoutMs,
  };
}

/** Name of the variable that holds a model's key, null where none is needed. */
export function keyVariableFor(id: string, apiKeyEnv?: string): string | null {
  const { api } = providers[parseModelId(id).provider];
  return api === null ? null : (apiKeyEnv ?? api.keyVariable);
}

/** The key that requests to a model are signed with, null where none is needed; a missing one stops the command. */
export function keyFor(
  id: string,
  { env, apiKeyEnv }: Pick<ModelDependencies, "env" | "apiKeyEnv">,
): string | null {
  const variable = keyVariableFor(id, apiKeyEnv);
  if (variable === null) return null;
  const key = env[variable];
  if (key === undefined || key === "") {
    throw new HarnessError("missing-key", `${id} needs an API key: set the environment variable ${variable}`);
  }
  return key;
}
