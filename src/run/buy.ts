import type { ReplyPrices } from "../analysis/bill.ts";
import type { ReplyCost } from "../analysis/cost.ts";
import type { ReplyKey } from "../domain/score.ts";
import type { Usage } from "../domain/usage.ts";
import { HarnessError } from "../errors.ts";
import { batchShare } from "../models/batches/batch-price.ts";
import { createBudget } from "../models/budget.ts";
import { createInputCounter } from "../models/input-counter.ts";
import type { Model, ModelFailure, Tag } from "../models/model.ts";
import { costUsd } from "../models/price.ts";
import { withBudget } from "../models/with-budget.ts";
import { withCircuit } from "../models/with-circuit.ts";
import { withConcurrency } from "../models/with-concurrency.ts";
import { withPace } from "../models/with-pace.ts";
import { withRetry, type Try } from "../models/with-retry.ts";
import { withWarmPrefix, type WarmPrefixes } from "../models/with-warm-prefix.ts";
import { createAccounts } from "./accounts.ts";
import type { Environment } from "./environment.ts";
import type { FallbackReply } from "./fallbacks.ts";
import type { OnEvent } from "./events.ts";
import type { PlannedModel } from "./graders/index.ts";
import type { Plan } from "./plan.ts";
import type { KeptReplies } from "./replies.ts";
import { withKeeping, withStore } from "./stored-model.ts";
import type { SeenReply } from "./survey.ts";
import { createTraffic } from "./traffic.ts";

/** Buying for one run: one budget, one set of slots per account, one list of what was missing. */
export type Purchase = {
  readonly forGrader: (grader: string) => {
    readonly wrap: (model: PlannedModel) => Model;
    /** Accounts for stored replies of a grade that was complete before anything was bought. */
    readonly account: (seen: SeenReply) => void;
    /** Resolves when there is room for requests at one of the accounts that these models are bought at. */
    readonly room: (models: readonly PlannedModel[]) => Promise<void>;
    /** Filled while the grader works. */
    readonly costs: ReadonlyMap<ReplyKey, ReplyCost>;
  };
  readonly missing: () => readonly { readonly grader: string; readonly tag: Tag }[];
  /** Resolves when no request is under way: before that, a reply that was paid for could still arrive. */
  readonly idle: () => Promise<void>;
  /** Replies of a model that was asked instead of a grader's own. */
  readonly fallbacks: ReadonlyMap<ReplyKey, FallbackReply>;
  /** What let nothing more leave, for all or for some, while the rest went on: caps that were reached, accounts that were refused. */
  readonly stops: () => readonly HarnessError[];
  /** The run is complete: what it spent and reserved no longer counts. */
  readonly complete: () => Promise<void>;
  readonly boughtReplies: () => number;
  readonly spentUsd: () => number | null;
};

/** The one place where models get their store, warm prefixes, retries, slots, pace and budget, in this order: what is stored waits for nobody and costs nothing. */
export function purchase(
  plan: Plan,
  replies: KeptReplies,
  environment: Environment,
  onEvent: OnEvent,
): Purchase {
  const budget = createBudget(plan.caps, replies.ledger, idsOf(environment));
  const counter = createInputCounter({
    asksProvider: plan.loaded.file.spec.limits.count_input === "provider",
  });
  const accountNamed = createAccounts(plan, environment);
  const warm = new Map<string, WarmPrefixes>();
  const warmAt = (account: string): WarmPrefixes => {
    const known = warm.get(account) ?? new Map();
    warm.set(account, known);
    return known;
  };
  /** What closed an account, or a model in it; all who ask there afterwards are answered with it. */
  const refusals = new Map<ModelFailure, HarnessError>();
  const unanswered = new Set<ModelFailure>();
  const fallbacks = new Map<ReplyKey, FallbackReply>();
  const missing: { grader: string; tag: Tag }[] = [];
  const requested = new Map<ReplyKey, Promise<unknown>>();
  const { withStop, tracked, idle } = createTraffic(environment);
  let bought = 0;
  let spentUsd: number | null = 0;

  return {
    forGrader(grader) {
      const costs = new Map<ReplyKey, ReplyCost>();
      const enter = ({ model: planned, reply, tag }: SeenReply, isNew: boolean): void => {
        const { key, model, usage, usd, priceSource, calls, fallback } = reply;
        const { inputTokens, cachedTokens } = usage;
        costs.set(key, { model, usage, usd, priceSource, calls });
        if (fallback !== undefined) fallbacks.set(key, { model: fallback, tag });
        const prices = pricesOf(usage, fallback === undefined ? planned : (planned.fallback ?? planned));
        const money = { usd, prices, inputTokens, cachedTokens };
        onEvent({ kind: "reply", grader, tag, key, bought: isNew, ...money });
      };
      const onTry = ({ tag, outcome, waitMs }: Try): void => {
        if (outcome.status === "replied" || outcome.kind === "budget" || refusals.has(outcome)) return;
        const failed = { grader, tag, failure: outcome.kind, usdAtMost: outcome.usdAtMost ?? null };
        onEvent(waitMs === null ? { kind: "given-up", ...failed } : { kind: "retry", waitMs, ...failed });
      };
      const wrap = (planned: PlannedModel): Model => {
        const { model, attempts, isBought, fallback } = planned;
        const keeping = { replies: isBought ? replies : null, epoch: plan.epoch };
        const live = ({ model, price, account, keyVariable }: PlannedModel): Model => {
          const { slots, pace, circuit } = accountNamed(account);
          const kept = withStop(withBudget(withKeeping(model, keeping), { budget, price, counter }));
          const limited = withCircuit(withPace(kept, pace), {
            account: circuit,
            onOpen: ({ id }, failure) => void refusals.set(failure, refusedError(id, keyVariable, failure)),
          });
          const { sleep, random } = environment;
          const retried = withRetry(withConcurrency(limited, slots), { sleep, random, onTry });
          return withWarmPrefix(retried, warmAt(account));
        };
        return tracked(
          withStore(isBought ? live(planned) : withKeeping(model, keeping), {
            fallback: fallback === null ? null : live(fallback),
            onFailure: (failure) => unanswered.add(failure),
            ...keeping,
            furtherAttempts: plan.options.retryUnscored ? attempts : 0,
            buys: !isBought || !plan.options.offline,
            underWay: requested,
            onReply: (reply, tag, wasBought) => {
              const isNew = wasBought && isBought;
              if (isNew) {
                bought += 1;
                spentUsd = spentUsd === null || reply.usd === null ? null : spentUsd + reply.usd;
              }
              enter({ model: planned, reply, tag }, isNew);
            },
            onMissing: ({ tag }) => missing.push({ grader, tag }),
          }),
        );
      };
      const room = async (models: readonly PlannedModel[]): Promise<void> => {
        const bought = models.filter(({ isBought }) => isBought);
        if (bought.length > 0)
          await Promise.race(bought.map(({ account }) => accountNamed(account).slots.room()));
      };
      return { wrap, room, account: (seen) => enter(seen, false), costs };
    },
    missing: () => missing,
    stops: () => [
      ...[...refusals].flatMap(([failure, error]) => (unanswered.has(failure) ? [error] : [])),
      ...budget.reached(),
    ],
    fallbacks,
    complete: replies.ledger.close,
    idle,
    boughtReplies: () => bought,
    spentUsd: () => spentUsd,
  };
}

/** What a reply costs at today's price. */
function pricesOf(usage: Usage, { price, batchApi }: PlannedModel): ReplyPrices {
  if (price.status === "unknown") return { liveUsd: null, listUsd: null, batchUsd: null };
  const liveUsd = costUsd(usage, price);
  const listUsd = costUsd({ ...usage, cachedTokens: 0, cacheWriteTokens: 0 }, price);
  return { liveUsd, listUsd, batchUsd: liveUsd * batchShare(price, batchApi) };
}

/** Ids that no other process gives, since reservations outlive this one. */
function idsOf({ now, random }: Environment): () => string {
  const start = `${now().toString(36)}-${Math.floor(random() * 36 ** 8).toString(36)}`;
  let count = 0;
  return () => `${start}-${(count += 1)}`;
}

/** A failure after which no further call can succeed: what was said, the remedy, and that nothing is lost. */
function refusedError(id: string, keyVariable: string | null, { kind, message }: ModelFailure): HarnessError {
  const remedy =
    kind === "auth"
      ? `check the key in ${keyVariable ?? "the variable that api_key_env names"}`
      : kind === "quota"
        ? "top up the account"
        : "check the model's name in the eval";
  return new HarnessError(
    "provider",
    `${id}: ${message}; ${remedy} and run the same command again, what was bought is kept`,
  );
}
