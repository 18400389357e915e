import { costUsd } from "../models/price.ts";
import { estimateTokens } from "../models/tokens.ts";
import type { ReplyKey } from "../domain/score.ts";
import type { ModelRequest } from "../models/model.ts";
import type { Plan } from "./plan.ts";
import { replyKey, type Replies } from "../store/replies.ts";
import { withStore } from "./stored-model.ts";

/** What a run would buy at most if every reply were readable at once, and what that would cost. */
export type Estimate = {
  /** Graders that have replies to buy. */
  readonly buyers: readonly string[];
  readonly missingReplies: number;
  readonly storedReplies: number;
  readonly inputTokens: number;
  /** With short replies and with replies as long as they may be; null where a price is unknown. */
  readonly usdLow: number | null;
  readonly usdHigh: number | null;
  readonly reason: string | null;
};

/** Output tokens of a short reply: evidence, a sentence and a level per dimension. */
const shortReplyTokens = 150;

/** Runs every grader over the store without buying: what it asks for and does not find is what a run would buy. */
export async function estimate(plan: Plan, replies: Replies): Promise<Estimate> {
  const buyers: string[] = [];
  let storedReplies = 0;
  let missingReplies = 0;
  let inputTokens = 0;
  let usdLow = 0;
  let usdHigh = 0;
  let reason: string | null = null;
  const counted = new Set<ReplyKey>();
  for (const planned of plan.graders) {
    if (planned.model === null || !planned.model.isBought) continue;
    const { price } = planned.model;
    const missingBefore = missingReplies;
    const asked: ModelRequest[] = [];
    const grade = await planned.create(({ model }) =>
      withStore(model, {
        replies,
        epoch: plan.epoch,
        furtherAttempts: plan.options.retryUnscored ? 1 : 0,
        buys: false,
        onReply: () => {
          storedReplies += 1;
        },
        onMissing: (request) => {
          const key = replyKey({ wire: model.wire(request), tag: request.tag, epoch: plan.epoch });
          if (!counted.has(key)) asked.push(request);
          counted.add(key);
        },
      }),
    );
    for (const sample of plan.samples) {
      await grade(sample);
      for (const request of asked.splice(0)) {
        const tokens = await estimateTokens(request.prompt);
        const dimensions = request.tag.dimension === null ? plan.panel.dimensions.length : 1;
        missingReplies += 1;
        inputTokens += tokens;
        if (price.status === "unknown") {
          reason = price.reason;
          continue;
        }
        const cost = (outputTokens: number): number =>
          costUsd(
            { inputTokens: tokens, cachedTokens: 0, cacheWriteTokens: 0, outputTokens, reasoningTokens: 0 },
            price,
          );
        usdLow += cost(Math.min(shortReplyTokens * dimensions, request.params.max_output_tokens));
        usdHigh += cost(request.params.max_output_tokens);
      }
    }
    if (missingReplies > missingBefore) buyers.push(planned.name);
  }
  const found = { buyers, storedReplies, missingReplies, inputTokens, reason };
  return reason === null ? { ...found, usdLow, usdHigh } : { ...found, usdLow: null, usdHigh: null };
}
