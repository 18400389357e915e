import type { Bill } from "../domain/bill.ts";

/** A reply as it is billed. The same reply may serve several graders; `key` tells. */
export type BilledReply = {
  readonly grader: string;
  readonly key: string;
  readonly sample: string;
  readonly dimension: string | null;
  readonly bought: boolean;
  readonly usd: number | null;
  readonly prices: ReplyPrices;
  readonly inputTokens: number;
};

/** What a reply costs at today's price: as it was, without a cache, and in a batch. */
export type ReplyPrices = {
  readonly liveUsd: number | null;
  readonly listUsd: number | null;
  readonly batchUsd: number | null;
};

export type FailedAttempt = {
  readonly grader: string;
  readonly failure: string;
  readonly usdAtMost: number | null;
};

export type EstimatedCost = {
  readonly inputTokens: number;
  readonly usdLow: number | null;
  readonly usdHigh: number | null;
};

/** Adds up what a run's replies cost, one after the other. */
export type BillBook = {
  readonly addReply: (reply: BilledReply) => void;
  readonly addFailure: (attempt: FailedAttempt) => void;
  /** Replies that a batch brought, which the graders then find in the store. */
  readonly addBatch: (batch: { readonly replies: number; readonly usd: number | null }) => void;
  readonly bill: (estimated: EstimatedCost | null) => Bill;
};

type Sum = { replies: number } & Record<"usd" | "liveUsd" | "listUsd" | "batchUsd", number | null>;
type Bought = { boughtReplies: number; boughtUsd: number | null };

export function createBillBook(): BillBook {
  const known = new Set<string>();
  const total: Sum & Bought = { ...nothing(), ...noneBought() };
  const graders = new Map<string, { grader: string } & Sum & Bought>();
  const dimensions = new Map<string, { grader: string; dimension: string | null } & Sum>();
  const samples = new Map<string, { sample: string } & Sum>();
  const failures = new Map<
    string,
    { grader: string; failure: string; attempts: number; usdAtMost: number | null }
  >();
  let boughtInputTokens = 0;
  return {
    addReply: (reply) => {
      const { grader, key, sample, dimension } = reply;
      const ofGrader = entryOf(graders, grader, () => ({ grader, ...nothing(), ...noneBought() }));
      add(ofGrader, reply);
      addBought(ofGrader, reply);
      add(
        entryOf(dimensions, `${grader}\0${dimension ?? ""}`, () => ({ grader, dimension, ...nothing() })),
        reply,
      );
      if (reply.bought) boughtInputTokens += reply.inputTokens;
      addBought(total, reply);
      if (known.has(key)) return;
      known.add(key);
      add(total, reply);
      add(
        entryOf(samples, sample, () => ({ sample, ...nothing() })),
        reply,
      );
    },
    addFailure: ({ grader, failure, usdAtMost }) => {
      const place = `${grader}\0${failure}`;
      const entry = entryOf(failures, place, () => ({ grader, failure, attempts: 0, usdAtMost: 0 }));
      entry.attempts += 1;
      entry.usdAtMost = plus(entry.usdAtMost, usdAtMost);
    },
    addBatch: ({ replies, usd }) => {
      total.boughtReplies += replies;
      total.boughtUsd = plus(total.boughtUsd, usd);
    },
    bill: (estimated) => ({
      total: { ...total },
      graders: [...graders.values()],
      dimensions: [...dimensions.values()],
      samples: [...samples.values()].map(({ sample, replies, usd }) => ({ sample, replies, usd })),
      failedAttempts: [...failures.values()],
      estimate:
        estimated === null ? null : held(estimated, { boughtInputTokens, boughtUsd: total.boughtUsd }),
    }),
  };
}

/** How an estimate of what was bought held against the bill. */
function held(
  { inputTokens, usdLow, usdHigh }: EstimatedCost,
  { boughtInputTokens, boughtUsd }: { readonly boughtInputTokens: number; readonly boughtUsd: number | null },
): NonNullable<Bill["estimate"]> {
  return {
    inputTokens,
    usdLow,
    usdHigh,
    boughtInputTokens,
    boughtUsd,
    tokensOff: inputTokens === 0 || boughtInputTokens === 0 ? null : boughtInputTokens / inputTokens - 1,
    usdOff:
      usdLow === null || usdHigh === null || boughtUsd === null ? null : outside(boughtUsd, usdLow, usdHigh),
  };
}

function outside(value: number, low: number, high: number): number | null {
  if (value < low) return value / low - 1;
  if (value > high) return high === 0 ? null : value / high - 1;
  return 0;
}

function nothing(): Sum {
  return { replies: 0, usd: 0, liveUsd: 0, listUsd: 0, batchUsd: 0 };
}

function noneBought(): Bought {
  return { boughtReplies: 0, boughtUsd: 0 };
}

function add(sum: Sum, { usd, prices }: BilledReply): void {
  sum.replies += 1;
  sum.usd = plus(sum.usd, usd);
  sum.liveUsd = plus(sum.liveUsd, prices.liveUsd);
  sum.listUsd = plus(sum.listUsd, prices.listUsd);
  sum.batchUsd = plus(sum.batchUsd, prices.batchUsd);
}

function addBought(sum: Bought, { bought, usd }: BilledReply): void {
  if (!bought) return;
  sum.boughtReplies += 1;
  sum.boughtUsd = plus(sum.boughtUsd, usd);
}

/** An unknown amount makes the sum unknown. */
function plus(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}

function entryOf<Entry>(entries: Map<string, Entry>, key: string, create: () => Entry): Entry {
  const entry = entries.get(key) ?? create();
  entries.set(key, entry);
  return entry;
}
