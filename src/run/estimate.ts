import { batchShare } from "../models/batches/batch-price.ts";
import type { ModelRequest } from "../models/model.ts";
import { costUsd } from "../models/price.ts";
import { createInputTokens, shareOf, type InputTokens } from "./cached-share.ts";
import type { PlannedModel } from "./graders/index.ts";

/** What a run would buy if every reply were readable at once, and what that would cost. */
export type Estimate = {
  /** Graders that have replies to buy. */
  readonly buyers: readonly string[];
  readonly missingReplies: number;
  /** With those that depend on what the missing ones say: a cascade's second grader, further repeats, scores after segments. */
  readonly missingAtMost: number;
  readonly storedReplies: number;
  readonly inputTokens: number;
  /** Share of the input that providers' caches should hold, one prefix after the other; null where nothing is to be bought. */
  readonly cachedShare: number | null;
  /** With warm caches and short replies, and without caches and with replies as long as they may be; null where a price is unknown. */
  readonly usdLow: number | null;
  readonly usdHigh: number | null;
  readonly reason: string | null;
  /** The same at the price of batches, where there are any; null: no model takes batches, or a price is unknown. */
  readonly batch: { readonly usdLow: number; readonly usdHigh: number } | null;
};

/** What a run would buy, from what is certain and from what replies may lead to. */
export function estimateFrom(
  [least, more]: readonly [certain: Total, possible: Total],
  counts: Pick<Estimate, "buyers" | "storedReplies">,
): Estimate {
  const reason = least.reason ?? more.reason;
  return {
    ...counts,
    missingReplies: least.replies,
    missingAtMost: least.replies + more.replies,
    inputTokens: least.inputTokens,
    cachedShare: shareOf(least),
    usdLow: reason === null ? least.usdLow : null,
    usdHigh: reason === null ? least.usdHigh + more.usdHigh : null,
    reason,
    batch:
      reason === null && (least.takesBatches || more.takesBatches)
        ? { usdLow: least.batchLow, usdHigh: least.batchHigh + more.batchHigh }
        : null,
  };
}

/** Output tokens of a short answer: evidence, a sentence and a level; or a flag's empty lists, a sentence and a status. Signals need not be found. */
const shortTokens = { level: 150, flag: 40 } as const;

/** A reply that is not there. */
export type Wanted = { readonly request: ModelRequest; readonly model: PlannedModel };

/** What replies would take and cost. */
export type Total = {
  replies: number;
  inputTokens: number;
  cachedTokens: number;
  usdLow: number;
  usdHigh: number;
  batchLow: number;
  batchHigh: number;
  takesBatches: boolean;
  reason: string | null;
};

/** Adds up what replies would take and cost. */
export type TotalSoFar = {
  readonly sum: () => Readonly<Total>;
  /** Keeps nothing of the request: thousands wait for tokens to be counted. */
  readonly add: (wanted: Wanted) => Promise<void>;
  /** Takes a request whose prompt is not known yet for as long as it may be. */
  readonly addAtMost: (wanted: Wanted, inputTokensAtMost: number) => void;
};

export function createTotal(): TotalSoFar {
  const count = createInputTokens();
  const sum: Total = {
    replies: 0,
    inputTokens: 0,
    cachedTokens: 0,
    usdLow: 0,
    usdHigh: 0,
    batchLow: 0,
    batchHigh: 0,
    takesBatches: false,
    reason: null,
  };
  const enter = (
    { inputTokens, cachedTokens }: InputTokens,
    { price, batchApi, replyTokens }: Asked,
  ): void => {
    sum.replies += 1;
    sum.inputTokens += inputTokens;
    sum.cachedTokens += cachedTokens;
    if (price.status === "unknown") {
      sum.reason = price.reason;
      return;
    }
    const usage = { inputTokens, cachedTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0 };
    const usdLow = costUsd({ ...usage, cachedTokens, outputTokens: replyTokens.short }, price);
    const usdHigh = costUsd({ ...usage, outputTokens: replyTokens.longest }, price);
    const share = batchShare(price, batchApi);
    sum.usdLow += usdLow;
    sum.usdHigh += usdHigh;
    sum.batchLow += usdLow * share;
    sum.batchHigh += usdHigh * share;
    sum.takesBatches ||= batchApi !== null;
  };
  return {
    sum: () => sum,
    add: ({ request, model }) => {
      const asked = askedOf(request, model);
      return count(model.model, request.prompt).then((tokens) => enter(tokens, asked));
    },
    addAtMost: ({ request, model }, inputTokensAtMost) =>
      enter({ inputTokens: inputTokensAtMost, cachedTokens: 0 }, askedOf(request, model)),
  };
}

/** What a reply is priced by before it is there. */
type Asked = Pick<PlannedModel, "price" | "batchApi"> & {
  readonly replyTokens: { readonly short: number; readonly longest: number };
};

function askedOf({ prompt, params }: ModelRequest, { price, batchApi }: PlannedModel): Asked {
  const longest = params.max_output_tokens;
  const { levels, flags } = (prompt.reply.kind === "json" && prompt.reply.holds) || oneLevel;
  const short = levels * shortTokens.level + flags * shortTokens.flag;
  return { price, batchApi, replyTokens: { short: Math.min(short, longest), longest } };
}

const oneLevel = { levels: 1, flags: 0 } as const;
