import pLimit from "p-limit";
import type { Model, ModelFailure, ModelReply } from "./model.ts";

const initialSlots = 10;

/** Slots for requests in flight at one provider, shared by all models there. */
export type Slots = {
  readonly run: (task: () => Promise<ModelReply | ModelFailure>) => Promise<ModelReply | ModelFailure>;
  readonly count: () => number;
  /** Resolves when so few requests wait for a slot that more may come. */
  readonly room: () => Promise<void>;
};

/** Enough for a slot that comes free to be taken at once. */
const waitingAtMost = 10;

/**
 * Slots that follow what the provider bears: doubled up to `max` after as many successes as there are slots, halved when it
 * says that it is too much. Requests that left before a halving say nothing about the slots after it.
 */
export function createSlots(max: number): Slots {
  const limit = pLimit(Math.min(initialSlots, max));
  let successes = 0;
  let halvings = 0;
  /** Shared by all who wait, so that it costs nothing to wait in vain. */
  let awaited: PromiseWithResolvers<void> | null = null;
  const hasRoom = (): boolean => limit.activeCount + limit.pendingCount < limit.concurrency + waitingAtMost;
  const free = (): void => {
    if (awaited === null || !hasRoom()) return;
    awaited.resolve();
    awaited = null;
  };
  const resize = (count: number) => {
    limit.concurrency = Math.max(1, Math.min(max, count));
    successes = 0;
  };
  return {
    count: () => limit.concurrency,
    room: async () => {
      if (!hasRoom()) await (awaited ??= Promise.withResolvers()).promise;
    },
    run: (task) =>
      limit(async () => {
        const halvingsAtStart = halvings;
        const outcome = await task();
        if (outcome.status === "replied") {
          successes += 1;
          if (successes >= limit.concurrency) resize(limit.concurrency * 2);
        } else if (isTooMuch(outcome) && halvings === halvingsAtStart) {
          halvings += 1;
          resize(Math.floor(limit.concurrency / 2));
        }
        return outcome;
      }).finally(free),
  };
}

function isTooMuch({ kind }: ModelFailure): boolean {
  return kind === "rate-limit" || kind === "overloaded";
}

/** Keeps the requests in flight within the provider's slots. Belongs inside the retries, so that a waiting request holds no slot. */
export function withConcurrency(model: Model, slots: Slots): Model {
  return { ...model, reply: (request) => slots.run(() => model.reply(request)) };
}
