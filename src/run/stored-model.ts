import type { Model, ModelFailure, ModelReply, ModelRequest, Tag, WireRequest } from "../models/model.ts";
import { replyKey, type Replies, type StoredReply } from "../store/replies.ts";

/** How a model that keeps its replies behaves. */
export type StoredModelPolicy = {
  /** Where replies are kept; null where they are free and at hand, so that keeping them would only copy them. */
  readonly replies: Replies | null;
  readonly epoch: string;
  /** Attempts after this one are read but not bought, unless unscored replies are to be retried. */
  readonly attempts: number;
  readonly retryUnscored: boolean;
  /** False: nothing is bought, and what is missing is reported. */
  readonly buys: boolean;
  readonly onReply: (reply: ModelReply, tag: Tag, bought: boolean) => void;
  readonly onMissing: (request: ModelRequest) => void;
};

/** Nothing is bought twice: a reply comes from the store, or is bought, and is on disk before anyone sees it. */
export function withStore(model: Model, policy: StoredModelPolicy): Model {
  const retried = new Map<string, number>();
  const mayBuy = ({ tag }: ModelRequest): boolean => {
    if (tag.attempt <= policy.attempts + 1) return true;
    if (!policy.retryUnscored) return false;
    const place = JSON.stringify([tag.sample, tag.dimension, tag.repeat]);
    const used = retried.get(place) ?? 0;
    retried.set(place, used + 1);
    return used < policy.attempts;
  };
  return {
    ...model,
    async reply(request) {
      const { tag } = request;
      const wire = model.wire(request);
      const key = replyKey({ wire, tag, epoch: policy.epoch });
      const known = (await policy.replies?.get(key)) ?? null;
      if (known !== null) {
        const reply = replyFrom(known);
        policy.onReply(reply, tag, false);
        return reply;
      }
      if (!policy.buys) {
        policy.onMissing(request);
        return notBought("the reply is not in the store and nothing is bought");
      }
      if (!mayBuy(request)) return notBought("asked for often enough; --retry-unscored asks again");
      const outcome = await model.reply(request);
      if (outcome.status === "failed") return outcome;
      const reply = { ...outcome, key };
      await policy.replies?.put({ ...keptPart(reply), ...wirePart(wire), ...tag, epoch: policy.epoch });
      policy.onReply(reply, tag, true);
      return reply;
    },
  };
}

function notBought(message: string): ModelFailure {
  return {
    status: "failed",
    kind: "no-reply",
    message,
    retryable: false,
    fatal: false,
    charged: "no",
    retryAfterMs: null,
  };
}

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
