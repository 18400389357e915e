import type { ReplyKey } from "../domain/score.ts";
import type { Model, ModelFailure, ModelReply, ModelRequest, Tag } from "../models/model.ts";
import { replyKey, type Replies, type StoredReply } from "../store/replies.ts";

/** Where replies are kept; `replies` is null where they are free and at hand, so that keeping them would only copy them. */
type Keeping = { readonly replies: Replies | null; readonly epoch: string };

/** How a model that reads its replies from the store behaves. */
export type StoredModelPolicy = Keeping & {
  /** How many attempts beyond a grader's own are bought for one place; those bought by an earlier run are read and do not count. */
  readonly furtherAttempts: number;
  /** False: nothing is bought, and what is missing is reported. */
  readonly buys: boolean;
  /** Requests on their way by key, shared by models that may ask for the same: the second waits and reads it from the store. */
  readonly underWay?: Map<ReplyKey, Promise<unknown>>;
  /** Asked where the model gives no reply. What it once answered binds, so that nothing is bought twice. */
  readonly fallback?: Model | null;
  readonly onReply: (reply: ModelReply, tag: Tag, bought: boolean) => void;
  readonly onMissing: (request: ModelRequest, key: ReplyKey) => void;
  /** A request that follows once missing replies are in; the key tells it from others and is not the one that it will have. */
  readonly onLater?: (request: ModelRequest, key: ReplyKey, inputTokensAtMost: number) => void;
  /** Nobody answered, the fallback included. */
  readonly onFailure?: (failure: ModelFailure) => void;
};

/** What is bought is on disk before anyone sees it. Belongs inside the slots, so that no more is under way unkept than there are slots. */
export function withKeeping(model: Model, { replies, epoch }: Keeping): Model {
  return {
    ...model,
    reply: async (request) => {
      const outcome = await model.reply(request);
      if (outcome.status === "failed") return outcome;
      const { key, provider, baseUrl } = placeOf(model, request, epoch);
      const reply = { ...outcome, key };
      await replies?.put({ ...keptPart(reply), provider, baseUrl, ...request.tag, epoch });
      return reply;
    },
  };
}

/** Nothing is bought twice: a reply comes from the store, or else from a model that keeps its replies there. */
export function withStore(model: Model, policy: StoredModelPolicy): Model {
  const { replies, epoch, furtherAttempts, buys, onReply, onMissing, onLater, onFailure } = policy;
  const { underWay = new Map(), fallback = null } = policy;
  const marked = (reply: ModelReply): ModelReply =>
    fallback === null ? reply : { ...reply, fallback: fallback.id };
  const stored = async (
    request: ModelRequest,
    key = keyOf(model, request, epoch),
  ): Promise<ModelReply | null> => {
    const own = (await replies?.get(key)) ?? null;
    const other =
      own === null && fallback !== null ? await replies?.get(keyOf(fallback, request, epoch)) : null;
    const reply = own !== null ? replyFrom(own) : other ? marked(replyFrom(other)) : null;
    if (reply !== null) onReply(reply, request.tag, false);
    return reply;
  };
  const buy = async (request: ModelRequest): Promise<ModelReply | ModelFailure> => {
    if (!buys) {
      onMissing(request, keyOf(model, request, epoch));
      return notBought;
    }
    const own = await model.reply(request);
    const outcome = canBeReplaced(own) && fallback !== null ? await replaced(fallback, request) : own;
    if (outcome.status === "replied") onReply(outcome, request.tag, true);
    else onFailure?.(outcome);
    return outcome;
  };
  const replaced = async (other: Model, request: ModelRequest): Promise<ModelReply | ModelFailure> => {
    const outcome = await other.reply(request);
    return outcome.status === "replied" ? marked(outcome) : outcome;
  };
  const timesBought = new Map<string, number>();
  const mayBuyFurther = ({ tag }: ModelRequest): boolean => {
    const asked = JSON.stringify([tag.sample, tag.dimension, tag.repeat]);
    const times = timesBought.get(asked) ?? 0;
    timesBought.set(asked, times + 1);
    return times < furtherAttempts;
  };
  const once = async (request: ModelRequest): Promise<ModelReply | ModelFailure> => {
    const key = keyOf(model, request, epoch);
    while (underWay.has(key)) await underWay.get(key)?.catch(() => null);
    const outcome = stored(request, key).then((reply) => reply ?? buy(request));
    underWay.set(key, outcome);
    try {
      return await outcome;
    } finally {
      underWay.delete(key);
    }
  };
  return {
    ...model,
    reply: (request) => (replies === null ? buy(request) : once(request)),
    ...(onLater !== undefined && {
      later: (request, inputTokensAtMost) =>
        onLater(request, keyOf(model, request, epoch), inputTokensAtMost),
    }),
    ...(replies !== null && {
      further: async (request) => (await stored(request)) ?? (mayBuyFurther(request) ? buy(request) : null),
    }),
  };
}

/** No other model helps where the money has run out. */
function canBeReplaced(outcome: ModelReply | ModelFailure): boolean {
  return outcome.status === "failed" && outcome.kind !== "budget";
}

function keyOf(model: Model, request: ModelRequest, epoch: string): ReplyKey {
  return placeOf(model, request, epoch).key;
}

/** Where a reply is kept and who gives it. */
type Place = { readonly key: ReplyKey; readonly provider: string; readonly baseUrl: string };

const places = new WeakMap<ModelRequest, Place & { readonly wire: Model["wire"]; readonly epoch: string }>();

/** Worked out once for a request, although several layers ask. */
function placeOf({ wire }: Model, request: ModelRequest, epoch: string): Place {
  const known = places.get(request);
  if (known?.wire === wire && known.epoch === epoch) return known;
  const asked = wire(request);
  const key = replyKey({ wire: asked, tag: request.tag, epoch });
  const place = { key, provider: asked.provider, baseUrl: asked.baseUrl, wire, epoch };
  places.set(request, place);
  return place;
}

const notBought: ModelFailure = {
  status: "failed",
  kind: "no-reply",
  message: "the reply is not in the store and nothing is bought",
  retryable: false,
  fatal: false,
  charged: "no",
  retryAfterMs: null,
};

function replyFrom(stored: StoredReply): ModelReply {
  return { status: "replied", ...keptPart(stored) };
}

type KeptPart = Omit<ModelReply, "status">;

function keptPart(reply: KeptPart): KeptPart {
  const { key, calls, text, finish, usage, model, requestId, usd, priceSource, levelTokens } = reply;
  const kept = { key, calls, text, finish, usage, model, requestId, usd, priceSource };
  return levelTokens === undefined ? kept : { ...kept, levelTokens };
}
