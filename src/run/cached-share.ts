import type { Model, Prompt } from "../models/model.ts";
import { cachedPieces } from "../models/prompt-cache.ts";
import { countTokens, envelopeTokens } from "../models/tokens.ts";

/** Shorter prefixes no provider caches. */
const shortestCachedTokens = 1024;

/** Input tokens of a request, and how many of them a provider's cache should hold when it arrives. */
export type InputTokens = { readonly inputTokens: number; readonly cachedTokens: number };

/** Counts requests in the order in which they leave: each prefix is new once and cached from then on. */
export function createInputTokens(): (model: Model, prompt: Prompt) => Promise<InputTokens> {
  const prefixes = new Map<string, number>();
  return async (model, prompt) => {
    const { cached, rest } = cachedPieces(prompt);
    let prefix = 0;
    let cachedTokens = 0;
    for (const { key, texts } of cached) {
      const place = `${model.id} ${key}`;
      const known = prefixes.get(place);
      prefix = known ?? prefix + (await countAll(texts));
      if (known !== undefined) cachedTokens = known;
      prefixes.set(place, prefix);
    }
    const isCached = model.capabilities.promptCache !== "none" && cachedTokens >= shortestCachedTokens;
    return {
      inputTokens: prefix + (await countAll(rest)) + envelopeTokens,
      cachedTokens: isCached ? cachedTokens : 0,
    };
  };
}

async function countAll(texts: readonly string[]): Promise<number> {
  const counts = await Promise.all(texts.map(countTokens));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Part of the whole; null where there is no whole. */
export function shareOf({ inputTokens, cachedTokens }: InputTokens): number | null {
  return inputTokens === 0 ? null : cachedTokens / inputTokens;
}
