import type { Model, ModelFailure, ModelReply, Tag } from "./model.ts";

/** How often a request is sent at most. */
export const maxTries = 5;
const longestWaitMs = 60_000;
const firstWaitMs = 1_000;

/** One try at getting a reply, and how long the next one waits; null: there is none. */
export type Try = {
  readonly model: string;
  readonly tag: Tag;
  readonly number: number;
  readonly outcome: ModelReply | ModelFailure;
  readonly waitMs: number | null;
};

/** Sends a request again while that could help, and answers with the last failure when it did not. The only layer that retries. */
export function withRetry(
  model: Model,
  {
    sleep,
    random,
    onTry,
  }: {
    readonly sleep: (milliseconds: number) => Promise<void>;
    readonly random: () => number;
    readonly onTry?: (event: Try) => void;
  },
): Model {
  return {
    ...model,
    reply: async (request) => {
      for (let number = 1; ; number += 1) {
        const outcome = await model.reply(request);
        const isLast = outcome.status === "replied" || !outcome.retryable || number === maxTries;
        const waitMs = isLast ? null : waitBefore(number + 1, outcome.retryAfterMs, random());
        onTry?.({ model: model.id, tag: request.tag, number, outcome, waitMs });
        if (waitMs === null) return outcome;
        await sleep(waitMs);
      }
    },
  };
}

/** Doubles from try to try, half of it drawn at random so that many callers do not return at once; never less than the provider asked for, up to a minute. */
export function waitBefore(number: number, retryAfterMs: number | null, random: number): number {
  const backoffMs = firstWaitMs * 2 ** (number - 2) * (0.5 + random / 2);
  return Math.min(longestWaitMs, Math.max(backoffMs, retryAfterMs ?? 0));
}
