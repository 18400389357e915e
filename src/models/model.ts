import type { ReplyKey } from "../domain/score.ts";
import type { ModelGraderSpec, Params } from "../domain/eval.ts";
import type { LevelToken } from "./token-probabilities.ts";
import type { Usage } from "../domain/usage.ts";

/** A piece of a prompt. `cache` marks where a prefix ends that other calls share. */
export type Block = { readonly text: string; readonly cache: boolean };

/** What a model is shown: instructions, then the matter. The reply is free text, or JSON that a schema describes. */
export type Prompt = {
  readonly system: readonly Block[];
  readonly user: readonly Block[];
  readonly reply: ReplyShape;
};

export type ReplyShape =
  | {
      readonly kind: "json";
      readonly name: string;
      readonly schema: Readonly<Record<string, unknown>>;
      /** How many answers it holds, for estimates alone: no provider is sent it. Absent, as with text: one level. */
      readonly holds?: { readonly levels: number; readonly flags: number };
    }
  | { readonly kind: "text" };

/**
 * Names what a request is for. It finds recorded replies and names batch items; only `repeat` and `attempt` are part of a reply's key.
 * `dimension` is null when all dimensions are asked for at once.
 */
export type Tag = {
  readonly sample: string;
  readonly dimension: string | null;
  readonly repeat: number;
  readonly attempt: number;
};

export type ModelRequest = {
  readonly prompt: Prompt;
  readonly params: Params;
  readonly tag: Tag;
  /** How long shared prefixes are to be kept; absent: as the provider will. */
  readonly cacheTtl?: CacheTtl;
  /** Whether the reply is to carry what its level could have been. */
  readonly logprobs?: true;
};

export type CacheTtl = NonNullable<ModelGraderSpec["cache"]>["ttl"];

/** What a request looks like to the provider, exactly: together with repeat, attempt and epoch it is what a reply is stored under. */
export type WireRequest = { readonly provider: string; readonly baseUrl: string; readonly body: unknown };

/** Why a reply stopped. `refused`: the provider or model declined to answer. */
export type Finish = "complete" | "truncated" | "refused";

/**
 * A provider's raw answer. `key` is where the store keeps it, empty until it does; `calls` how often it was asked for, 1 but for
 * recorded replies; `usd` what those calls cost when they were made, null where that is unknown.
 */
export type ModelReply = {
  readonly status: "replied";
  readonly key: ReplyKey;
  readonly calls: number;
  readonly text: string;
  readonly finish: Finish;
  readonly usage: Usage;
  readonly model: string;
  readonly requestId: string | null;
  readonly usd: number | null;
  readonly priceSource: string | null;
  /** Tokens that can be a level, with their probabilities; absent: they were not asked for. */
  readonly levelTokens?: readonly LevelToken[] | undefined;
  /** The model that was asked instead of the grader's own; absent: its own was. */
  readonly fallback?: string;
};

/**
 * A request that got no reply. `retryable` says whether another attempt could succeed, `charged` whether money may have gone;
 * `fatal` that no further call to this provider can succeed (wrong key, quota, unknown model).
 */
export type ModelFailure = {
  readonly status: "failed";
  readonly kind:
    | "rate-limit"
    | "overloaded"
    | "server"
    | "connection"
    | "timeout"
    | "malformed"
    | "bad-request"
    | "auth"
    | "quota"
    | "unknown-model"
    | "no-reply"
    | "budget";
  readonly message: string;
  readonly retryable: boolean;
  readonly fatal: boolean;
  readonly charged: "no" | "unknown";
  /** What it may have cost at most, where that was worked out; null: at an unknown price. */
  readonly usdAtMost?: number | null;
  readonly retryAfterMs: number | null;
};

/** What an endpoint can do; a plan refuses what it cannot. */
export type Capabilities = {
  readonly structuredOutput: boolean;
  readonly temperature: boolean;
  readonly effort: boolean;
  readonly promptCache: "explicit" | "automatic" | "none";
  /** How long it can be told to keep a prefix. */
  readonly cacheTtls: readonly CacheTtl[];
  /** Whether it says how probable its tokens were. */
  readonly logprobs: boolean;
};

/**
 * Answers prompts. Wrappers (`Model -> Model`) add retries, budget, concurrency and storage. `further` answers an attempt beyond those
 * that a grader makes of itself; null, as where there is no `further`: no such attempt was ever made, and none is made now. `later` hears
 * of a request that waits for missing replies, so that its prompt is not yet the one that will be sent, and how much input it can have.
 */
export type Model = {
  readonly id: string;
  readonly capabilities: Capabilities;
  readonly wire: (request: ModelRequest) => WireRequest;
  readonly reply: (request: ModelRequest) => Promise<ModelReply | ModelFailure>;
  readonly further?: (request: ModelRequest) => Promise<ModelReply | ModelFailure | null>;
  readonly later?: (request: ModelRequest, inputTokensAtMost: number) => void;
  /** The provider's own count of a request's input, at the price of a request; null where it gave none. */
  readonly countInput?: (request: ModelRequest) => Promise<number | null>;
};
