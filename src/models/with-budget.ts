import type { Usage } from "../domain/usage.ts";
import { HarnessError } from "../errors.ts";
import type { Model, ModelRequest } from "./model.ts";
import { costUsd, type Price, type UnknownPrice } from "./price.ts";
import { estimateTokens } from "./tokens.ts";

/** How far the tokens counted for a prompt may fall short of the provider's own count. */
const estimateMargin = 1.35;

/** A spending cap that all models of a run share; null: none. */
export type Budget = {
  readonly capUsd: number | null;
  readonly spentUsd: () => number;
  /** Takes the worst case out of what is left, waiting for requests in flight where those may leave enough. */
  readonly reserve: (worstUsd: number) => Promise<Reservation>;
};

/** The worst case of one attempt. Settled once, with what it did cost. */
export type Reservation = { readonly settle: (usd: number) => void };

export function createBudget(capUsd: number | null): Budget {
  const cap = capUsd ?? Infinity;
  const reserved = new Map<Reservation, number>();
  let spentUsd = 0;
  const waiting: (() => void)[] = [];
  const reservedUsd = () => [...reserved.values()].reduce((total, usd) => total + usd, 0);

  return {
    capUsd,
    spentUsd: () => spentUsd,
    reserve: async (worstUsd) => {
      while (spentUsd + reservedUsd() + worstUsd > cap) {
        if (spentUsd + worstUsd > cap) throw overBudget(spentUsd, reservedUsd(), worstUsd, cap);
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
      const reservation: Reservation = {
        settle: (usd) => {
          reserved.delete(reservation);
          spentUsd += usd;
          for (const resume of waiting.splice(0)) resume();
        },
      };
      reserved.set(reservation, worstUsd);
      return reservation;
    },
  };
}

function overBudget(spent: number, reserved: number, worst: number, cap: number): HarnessError {
  const usd = (amount: number) => `$${amount.toFixed(4)}`;
  return new HarnessError(
    "budget",
    `the next call may cost ${usd(worst)}: with ${usd(spent)} spent and ${usd(reserved)} reserved it could cross the cap of ${usd(cap)}; raise --max-cost to go on`,
  );
}

/** Reserves what an attempt could cost before it leaves, and settles what it did; an attempt of unknown outcome counts as the worst case. */
export function withBudget(
  model: Model,
  { budget, price }: { readonly budget: Budget; readonly price: Price | UnknownPrice },
): Model {
  return {
    ...model,
    reply: async (request) => {
      const worstUsd = budget.capUsd === null ? 0 : await worstCaseUsd(model.id, request, price);
      const reservation = await budget.reserve(worstUsd);
      let usd = worstUsd;
      try {
        const outcome = await model.reply(request);
        if (outcome.status === "replied") usd = outcome.usd ?? worstUsd;
        else if (outcome.charged === "no") usd = 0;
        return outcome;
      } finally {
        reservation.settle(usd);
      }
    },
  };
}

/** All input at the dearer of the uncached and the cache-write price, and the whole output limit. */
async function worstCaseUsd(
  id: string,
  { prompt, params }: ModelRequest,
  price: Price | UnknownPrice,
): Promise<number> {
  if (price.status === "unknown") {
    throw new HarnessError("budget", `a cap on cost needs the price of ${id}: ${price.reason}`);
  }
  const inputTokens = Math.ceil((await estimateTokens(prompt)) * estimateMargin);
  const usage: Usage = {
    inputTokens,
    cachedTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: params.max_output_tokens,
    reasoningTokens: 0,
  };
  return Math.max(costUsd(usage, price), costUsd({ ...usage, cacheWriteTokens: inputTokens }, price));
}
