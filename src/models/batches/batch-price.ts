import type { Price, Rate, UnknownPrice } from "../price.ts";
import type { BatchApi } from "./batch-api.ts";

/** What a reply costs in a batch: a share of the live price, by the price file or else as published. */
export function batchPrice(
  price: Price | UnknownPrice,
  { priceShare }: Pick<BatchApi, "priceShare">,
): Price | UnknownPrice {
  if (price.status === "unknown") return price;
  const share = batchShare(price, { priceShare });
  const reduced = ({ usd, tiers }: Rate): Rate => ({
    usd: usd * share,
    tiers: tiers.map((tier) => ({ ...tier, usd: tier.usd * share })),
  });
  return {
    ...price,
    input: reduced(price.input),
    cachedInput: reduced(price.cachedInput),
    cacheWrite: reduced(price.cacheWrite),
    output: reduced(price.output),
    source: `${price.source}${batchMark}${share}`,
  };
}

/** The share of a live price that a batch costs; all of it where there is no batch. */
export function batchShare(price: Price, api: Pick<BatchApi, "priceShare"> | null): number {
  return api === null ? 1 : (price.batchShare ?? api.priceShare);
}

const batchMark = "; batch at ";

/** Whether a price is a batch's. */
export function isBatchPrice(source: string | null): boolean {
  return source?.includes(batchMark) ?? false;
}
