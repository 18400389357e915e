import type { Usage } from "../domain/usage.ts";
import { HarnessError } from "../errors.ts";
import type { Budget } from "./budget.ts";
import type { InputCounter } from "./input-counter.ts";
import type { Model, ModelFailure, ModelReply, ModelRequest } from "./model.ts";
import { costUsd, type Price, type UnknownPrice } from "./price.ts";

export type Spending = {
  readonly budget: Budget;
  readonly price: Price | UnknownPrice;
  readonly counter: InputCounter;
};

/**
 * Under a cap, reserves what an attempt could cost before it leaves and settles what it did; one of unknown outcome counts as the
 * worst case. Capped or not, a failed attempt says what it may have cost.
 */
export function withBudget(model: Model, spending: Spending): Model {
  const { runUsd, sampleUsd } = spending.budget.caps;
  const isCapped = runUsd !== null || sampleUsd !== null;
  return {
    ...model,
    reply: (request) => (isCapped ? reserved(model, request, spending) : uncapped(model, request, spending)),
  };
}

async function reserved(
  model: Model,
  request: ModelRequest,
  { budget, price, counter }: Spending,
): Promise<ModelReply | ModelFailure> {
  if (price.status === "unknown") {
    throw new HarnessError("budget", `a cap on cost needs the price of ${model.id}: ${price.reason}`);
  }
  const input = await counter.count(model, request);
  const worstUsd = worstCaseUsd(input.tokensAtMost, request.params.max_output_tokens, price);
  const reservation = await budget.reserve(request.tag.sample, worstUsd);
  if (reservation.status === "failed") return reservation;
  let usd = worstUsd;
  try {
    const outcome = await model.reply(request);
    if (outcome.status === "failed") {
      usd = outcome.charged === "no" ? 0 : worstUsd;
      return { ...outcome, usdAtMost: usd };
    }
    if (outcome.usd === null) return outcome;
    usd = outcome.usd;
    input.learn(outcome.usage.inputTokens);
    return outcome;
  } finally {
    await reservation.settle(usd);
  }
}

async function uncapped(
  model: Model,
  request: ModelRequest,
  { price, counter }: Spending,
): Promise<ModelReply | ModelFailure> {
  const outcome = await model.reply(request);
  if (outcome.status === "replied") return outcome;
  if (outcome.charged === "no") return { ...outcome, usdAtMost: 0 };
  if (price.status === "unknown") return { ...outcome, usdAtMost: null };
  const { tokensAtMost } = await counter.count(model, request);
  return { ...outcome, usdAtMost: worstCaseUsd(tokensAtMost, request.params.max_output_tokens, price) };
}

/** All input at the dearer of the uncached and the cache-write price, and the whole output limit, reasoning included. */
export function worstCaseUsd(inputTokens: number, maxOutputTokens: number, price: Price): number {
  const usage: Usage = {
    inputTokens,
    cachedTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: maxOutputTokens,
    reasoningTokens: 0,
  };
  return Math.max(costUsd(usage, price), costUsd({ ...usage, cacheWriteTokens: inputTokens }, price));
}
