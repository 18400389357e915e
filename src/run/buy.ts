import type { ReplyCost } from "../analysis/cost.ts";
import type { ReplyKey } from "../domain/score.ts";
import { HarnessError } from "../errors.ts";
import type { Replies } from "../store/replies.ts";
import type { Model, ModelFailure, Tag } from "../models/model.ts";
import { createBudget, withBudget } from "../models/with-budget.ts";
import { createSlots, withConcurrency, type Slots } from "../models/with-concurrency.ts";
import { withRetry } from "../models/with-retry.ts";
import type { Environment } from "./environment.ts";
import type { OnEvent } from "./events.ts";
import type { PlannedModel } from "./graders/index.ts";
import type { Plan } from "./plan.ts";
import { withKeeping, withStore } from "./stored-model.ts";

/** Buying for one run: one budget, one set of slots per provider, one list of what was missing. */
export type Purchase = {
  readonly forGrader: (grader: string) => {
    readonly wrap: (model: PlannedModel) => Model;
    /** Filled while the grader works. */
    readonly costs: ReadonlyMap<ReplyKey, ReplyCost>;
  };
  readonly missing: () => readonly { readonly grader: string; readonly tag: Tag }[];
  /** Resolves when no request is under way: before that, a reply that was paid for could still arrive. */
  readonly idle: () => Promise<void>;
  readonly boughtReplies: () => number;
  readonly spentUsd: () => number | null;
};

/** The one place where models get their store, retries, slots and budget, in this order: what is stored waits for nobody and costs nothing. */
export function purchase(plan: Plan, replies: Replies, environment: Environment, onEvent: OnEvent): Purchase {
  const budget = createBudget(plan.capUsd);
  const slots = new Map<string, Slots>();
  const missing: { grader: string; tag: Tag }[] = [];
  const requested = new Map<ReplyKey, Promise<unknown>>();
  let bought = 0;
  let spentUsd: number | null = 0;

  /** Once one request showed that no other can succeed or be kept, or the person interrupted, nothing more leaves; what is on its way is stored. */
  let stopped: unknown = null;
  const stop = (error: unknown): never => {
    stopped ??= error;
    throw error;
  };
  const withStop = (model: Model, keyVariable: string | null): Model => ({
    ...model,
    async reply(request) {
      if (stopped !== null) throw stopped;
      if (environment.interrupted.aborted) stop(interruption());
      const outcome = await model.reply(request).catch(stop);
      return outcome.status === "failed" && outcome.fatal
        ? stop(fatalError(model.id, keyVariable, outcome))
        : outcome;
    },
  });
  const underWay = new Set<Promise<unknown>>();
  const track = <T>(outcome: Promise<T>): Promise<T> => {
    const tracked = outcome.finally(() => underWay.delete(tracked));
    underWay.add(tracked);
    return tracked;
  };
  const tracked = ({ further, ...model }: Model): Model => ({
    ...model,
    reply: (request) => track(model.reply(request)),
    ...(further !== undefined && { further: (request) => track(further(request)) }),
  });
  const slotsOf = (provider: string): Slots => {
    const known = slots.get(provider) ?? createSlots(plan.maxConcurrency);
    slots.set(provider, known);
    return known;
  };
  return {
    forGrader(grader) {
      const costs = new Map<ReplyKey, ReplyCost>();
      const wrap = ({ model, provider, price, attempts, isBought, keyVariable }: PlannedModel): Model => {
        const keeping = { replies: isBought ? replies : null, epoch: plan.epoch };
        const kept = withKeeping(isBought ? withBudget(model, { budget, price }) : model, keeping);
        const live = isBought
          ? withRetry(withConcurrency(withStop(kept, keyVariable), slotsOf(provider)), {
              sleep: environment.sleep,
              random: environment.random,
              onTry: ({ tag, outcome, waitMs }) => {
                if (outcome.status === "replied" || waitMs === null) return;
                onEvent({ kind: "retry", grader, tag, failure: outcome.kind, waitMs });
              },
            })
          : kept;
        return tracked(
          withStore(live, {
            ...keeping,
            furtherAttempts: plan.options.retryUnscored ? attempts : 0,
            buys: !isBought || !plan.options.offline,
            underWay: requested,
            onReply: (reply, tag, wasBought) => {
              const { usage, usd, priceSource, calls } = reply;
              costs.set(reply.key, { model: reply.model, usage, usd, priceSource, calls });
              if (wasBought && isBought) {
                bought += 1;
                spentUsd = spentUsd === null || usd === null ? null : spentUsd + usd;
              }
              onEvent({ kind: "reply", grader, tag, bought: wasBought && isBought, usd });
            },
            onMissing: ({ tag }) => missing.push({ grader, tag }),
          }),
        );
      };
      return { wrap, costs };
    },
    missing: () => missing,
    idle: async () => {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
    boughtReplies: () => bought,
    spentUsd: () => spentUsd,
  };
}

function interruption(): HarnessError {
  return new HarnessError(
    "aborted",
    "interrupted: replies that arrived are stored, the same command goes on from here",
  );
}

/** A failure after which no further call can succeed: what was said, the remedy, and that nothing is lost. */
function fatalError(id: string, keyVariable: string | null, { kind, message }: ModelFailure): HarnessError {
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
