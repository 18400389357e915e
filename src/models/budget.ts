import pLimit from "p-limit";
import { HarnessError } from "../errors.ts";
import { memoryLedger, type Caps, type Ledger, type Totals } from "./ledger.ts";
import type { ModelFailure } from "./model.ts";

/** The money that all models of a run share. */
export type Budget = {
  readonly caps: Caps;
  /** Takes the worst case out of what is left, waiting for requests in flight where those may leave enough. */
  readonly reserve: (sample: string | null, worstUsd: number) => Promise<Reserved | ModelFailure>;
  /** The caps that were reached: after the run's own nothing more leaves, after a sample's nothing more for that sample. */
  readonly reached: () => readonly HarnessError[];
};

/** The worst case of one attempt. Settled once, with what it did cost. */
export type Reserved = { readonly status: "reserved"; readonly settle: (usd: number) => Promise<void> };

type Scope = { readonly sample: string | null; readonly capUsd: number | null };

/** `newId` gives ids that no other process gives, where the ledger outlives this one. */
export function createBudget(
  caps: Caps,
  ledger: Ledger = memoryLedger(),
  newId: () => string = countingIds(),
): Budget {
  const open = new Map<string, { readonly sample: string | null; readonly usd: number }>();
  const refused = new Map<string | null, HarnessError>();
  const inTurn = pLimit(1);
  let waiting: (() => void)[] = [];
  const wake = (): void => {
    for (const resume of waiting.splice(0)) resume();
  };

  const tryReserve = async (sample: string | null, usd: number): Promise<Reserved | null> => {
    const id = newId();
    if (!(await ledger.reserve({ id, sample, usd }, caps))) return null;
    open.set(id, { sample, usd });
    const settle = async (cost: number): Promise<void> => {
      await ledger.settle(id, cost);
      open.delete(id);
      wake();
    };
    return { status: "reserved", settle };
  };
  /** Refuses what could not fit if all in flight here turned out to be free. */
  const refuseHopeless = async ({ sample, capUsd }: Scope, usd: number): Promise<void> => {
    if (capUsd === null) return;
    const totals = await ledger.totals(sample);
    const own = [...open.values()].filter((entry) => sample === null || entry.sample === sample);
    const ownUsd = own.reduce((total, entry) => total + entry.usd, 0);
    if (totals.spentUsd + totals.reservedUsd - ownUsd + usd <= capUsd) return;
    refused.set(sample, sample === null ? overBudget(usd, totals, capUsd) : overSampleBudget(usd, capUsd));
    if (sample === null) wake();
  };

  return {
    caps,
    reserve: async (sample, worstUsd) => {
      const scopes = [
        { sample: null, capUsd: caps.runUsd },
        ...(sample === null ? [] : [{ sample, capUsd: caps.sampleUsd }]),
      ];
      for (;;) {
        const turn = await inTurn(async () => {
          const stop = scopes.find((scope) => refused.has(scope.sample));
          if (stop !== undefined) return capReached(stop.sample);
          const reserved = await tryReserve(sample, worstUsd);
          if (reserved === null) for (const scope of scopes) await refuseHopeless(scope, worstUsd);
          return reserved;
        });
        if (turn !== null) return turn;
        if (open.size > 0 && !scopes.some((scope) => refused.has(scope.sample))) {
          await new Promise<void>((resolve) => waiting.push(resolve));
        }
      }
    },
    reached: () => {
      const ofRun = refused.get(null);
      return ofRun === undefined ? [...refused.values()].slice(0, 1) : [ofRun];
    },
  };
}

const inDollars = (amount: number): string => `$${amount.toFixed(4)}`;

function overBudget(worstUsd: number, { spentUsd, reservedUsd }: Totals, capUsd: number): HarnessError {
  return new HarnessError(
    "budget",
    `the next call may cost ${inDollars(worstUsd)}: with ${inDollars(spentUsd)} spent and ${inDollars(reservedUsd)} reserved it could cross the cap of ${inDollars(capUsd)}; raise --max-cost to go on`,
  );
}

function overSampleBudget(worstUsd: number, capUsd: number): HarnessError {
  return new HarnessError(
    "budget",
    `the next call for an answer may cost ${inDollars(worstUsd)} and could cross the cap of ${inDollars(capUsd)} per answer; raise limits.max_cost_usd_per_sample to go on`,
  );
}

/** What a request meets that may not leave any more. Holds no amount: it is seen in a result document. */
function capReached(sample: string | null): ModelFailure {
  return {
    status: "failed",
    kind: "budget",
    message: sample === null ? "the cap on cost was reached" : "the cap on cost per answer was reached",
    retryable: false,
    fatal: false,
    charged: "no",
    retryAfterMs: null,
  };
}

function countingIds(): () => string {
  let count = 0;
  return () => String((count += 1));
}
