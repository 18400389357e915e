import type { Usage } from "../domain/usage.ts";

/** USD per million tokens; where a request's input is longer than a tier's, the tier's price holds for all of it. */
export type Rate = {
  readonly usd: number;
  readonly tiers: readonly { readonly inputTokensAbove: number; readonly usd: number }[];
};

/** What a model's tokens cost. */
export type Price = {
  readonly status: "known";
  readonly input: Rate;
  readonly cachedInput: Rate;
  readonly cacheWrite: Rate;
  readonly output: Rate;
  readonly source: string;
  /** Share of it that a provider's batch costs; absent: what the provider publishes. */
  readonly batchShare?: number;
};

/** A price that is not known is never taken for 0. */
export type UnknownPrice = { readonly status: "unknown"; readonly reason: string };

/** What a reply costs: uncached, cached and written input and output, each at its own price. */
export function costUsd(usage: Usage, price: Price): number {
  const { inputTokens, cachedTokens, cacheWriteTokens, outputTokens } = usage;
  const at = ({ usd, tiers }: Rate) =>
    tiers.findLast(({ inputTokensAbove }) => inputTokens > inputTokensAbove)?.usd ?? usd;
  const uncachedTokens = Math.max(0, inputTokens - cachedTokens - cacheWriteTokens);
  return (
    (uncachedTokens * at(price.input) +
      cachedTokens * at(price.cachedInput) +
      cacheWriteTokens * at(price.cacheWrite) +
      outputTokens * at(price.output)) /
    1_000_000
  );
}
