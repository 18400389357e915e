import * as z from "zod";
import { dateSchema } from "../domain/identifiers.ts";
import { parseModelId } from "./index.ts";
import type { Price, Rate, UnknownPrice } from "./price.ts";

const usdPerMillionTokens = z.number().min(0);

const listedPriceSchema = z.strictObject({
  model: z.string().min(1).describe("provider:model, or a model's name whoever provides it."),
  input: usdPerMillionTokens.describe("USD per million tokens, as all prices here."),
  output: usdPerMillionTokens,
  cached_input: usdPerMillionTokens.optional().describe("Of input read from the cache; absent: as input."),
  cache_write: usdPerMillionTokens.optional().describe("Of input written to the cache; absent: as input."),
  batch: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe("Share of these prices that the provider's batch costs; absent: the published half."),
  source: z.string().min(1).describe("Where the price is published."),
  on: dateSchema.describe("The day it was read there."),
});

/** A project's price file; it wins over the built-in prices. */
export const priceFileSchema = z.strictObject({
  prices: z.array(listedPriceSchema).superRefine((prices, context) => {
    for (const [index, { model }] of prices.entries()) {
      if (prices.findIndex((price) => price.model === model) < index) {
        context.addIssue({
          code: "custom",
          path: [index, "model"],
          message: `"${model}" is priced above already`,
        });
      }
    }
  }),
});
export type PriceFile = z.infer<typeof priceFileSchema>;

/** The built-in list and its version. */
export const builtInPriceSource = "genai-prices 0.1.8";

/**
 * The price of `provider:model` at a time: the project's file first, then the built-in list. Recorded replies were bought by
 * somebody else at another time, so only the file knows their price.
 */
export async function findPrice(id: string, file: PriceFile, at: Date): Promise<Price | UnknownPrice> {
  const { provider, name } = parseModelId(id);
  const named = (model: string) => file.prices.find((price) => price.model === model);
  const listed = named(`${provider}:${name}`) ?? named(`${provider}/${name}`) ?? named(name);
  if (listed !== undefined) return priceListed(listed);
  if (provider === "openai" || provider === "anthropic") return builtInPrice(provider, name, at);
  return { status: "unknown", reason: `no price for ${provider}:${name} in the price file` };
}

function priceListed(listed: PriceFile["prices"][number]): Price {
  const flat = (usd: number): Rate => ({ usd, tiers: [] });
  return {
    status: "known",
    input: flat(listed.input),
    cachedInput: flat(listed.cached_input ?? listed.input),
    cacheWrite: flat(listed.cache_write ?? listed.input),
    output: flat(listed.output),
    source: `${listed.source}, ${listed.on}`,
    ...(listed.batch !== undefined && { batchShare: listed.batch }),
  };
}

async function builtInPrice(provider: string, name: string, at: Date): Promise<Price | UnknownPrice> {
  const { calcPrice } = await import("@pydantic/genai-prices");
  const found = calcPrice({ input_tokens: 0 }, name, { providerId: provider, timestamp: at });
  if (found === null) {
    return {
      status: "unknown",
      reason: `${builtInPriceSource} does not know ${provider}:${name}: add it to the price file`,
    };
  }
  if (!isSameModel(name, found.model.id)) {
    return {
      status: "unknown",
      reason: `${builtInPriceSource} takes ${name} for ${found.model.id}, which may be another model: add ${name} to the price file`,
    };
  }
  const { input_mtok, cache_read_mtok, cache_write_mtok, output_mtok } = found.model_price;
  if (input_mtok === undefined || output_mtok === undefined) {
    return { status: "unknown", reason: `${builtInPriceSource} has no token price for ${provider}:${name}` };
  }
  return {
    status: "known",
    input: rateOf(input_mtok),
    cachedInput: rateOf(cache_read_mtok ?? input_mtok),
    cacheWrite: rateOf(cache_write_mtok ?? input_mtok),
    output: rateOf(output_mtok),
    source: builtInPriceSource,
  };
}

/** Anthropic writes a prefix for an hour at twice the price of input; the built-in list knows the price for five minutes. A price file is taken at its word. */
export function withHourlyWrites(price: Price | UnknownPrice): Price | UnknownPrice {
  if (price.status === "unknown" || price.source !== builtInPriceSource) return price;
  const { usd, tiers } = price.input;
  const doubled = tiers.map((tier) => ({ ...tier, usd: 2 * tier.usd }));
  return { ...price, cacheWrite: { usd: 2 * usd, tiers: doubled } };
}

/** The list matches by prefix, so that an unknown model may be taken for its predecessor; only a date may be left over. */
function isSameModel(asked: string, matched: string): boolean {
  if (!asked.startsWith(matched)) return false;
  return /^(-\d{4}-\d{2}-\d{2}|-\d{8})?$/.test(asked.slice(matched.length));
}

type BuiltInRate = number | { base: number; tiers: readonly { start: number; price: number }[] };

function rateOf(rate: BuiltInRate): Rate {
  if (typeof rate === "number") return { usd: rate, tiers: [] };
  const tiers = rate.tiers.map(({ start, price }) => ({ inputTokensAbove: start, usd: price }));
  return { usd: rate.base, tiers: tiers.toSorted((a, b) => a.inputTokensAbove - b.inputTokensAbove) };
}
