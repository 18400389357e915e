import type { Model, ModelFailure, ModelReply, ModelRequest, Tag, WireRequest } from "../models/model.ts";
import { replyKey, type Replies, type StoredReply } from "../store/replies.ts";

/** How a model that keeps its replies behaves. */
export type StoredModelPolicy = {
  /** Where replies are kept; null where they are free and at hand, so that keeping them would only copy them. */
  readonly replies: Replies | null;
  readonly epoch: string;
  /** How many attempts beyond a grader's own are bought for one place; those bought by an earlier run are read and do not count. */
  readonly furtherAttempts: number;
  /** False: nothing is bought, and what is missing is reported. */
  readonly buys: boolean;
  readonly onReply: (reply: ModelReply, tag: Tag, bought: boolean) => void;
  readonly onMissing: (request: ModelRequest) => void;
};

/** Nothing is bought twice: a reply comes from the store, or is bought, and is on disk before anyone sees it. */
export function withStore(model: Model, policy: StoredModelPolicy): Model {
  const { replies, epoch, furtherAttempts, buys, onReply, onMissing } = policy;
  const placeOf = (request: ModelRequest) => {
    const wire = model.wire(request);
    return { wire, key: replyKey({ wire, tag: request.tag, epoch }) };
  };
  const stored = async (request: ModelRequest): Promise<ModelReply | null> => {
    const known = (await replies?.get(placeOf(request).key)) ?? null;
    if (known === null) return null;
    const reply = replyFrom(known);
    onReply(reply, request.tag, false);
    return reply;
  };
  const buy = async (request: ModelRequest): Promise<ModelReply | ModelFailure> => {
    if (!buys) {
      onMissing(request);
      return notBought;
    }
    const outcome = await model.reply(request);
    if (outcome.status === "failed") return outcome;
    const { wire, key } = placeOf(request);
    const reply = { ...outcome, key };
    await replies?.put({ ...keptPart(reply), ...wirePart(wire), ...request.tag, epoch });
    onReply(reply, request.tag, true);
    return reply;
  };
  const timesBought = new Map<string, number>();
  const mayBuyFurther = ({ tag }: ModelRequest): boolean => {
    const asked = JSON.stringify([tag.sample, tag.dimension, tag.repeat]);
    const times = timesBought.get(asked) ?? 0;
    timesBought.set(asked, times + 1);
    return times < furtherAttempts;
  };
  return {
    ...model,
    reply: async (request) => (await stored(request)) ?? buy(request),
    ...(replies !== null && {
      further: async (request) => (await stored(request)) ?? (mayBuyFurther(request) ? buy(request) : null),
    }),
  };
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
  const { key, calls, text, finish, usage, model, requestId, usd, priceSource } = reply;
  return { key, calls, text, finish, usage, model, requestId, usd, priceSource };
}

function wirePart({ provider, baseUrl }: WireRequest): Pick<WireRequest, "provider" | "baseUrl"> {
  return { provider, baseUrl };
}
