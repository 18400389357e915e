import type { Model, Prompt } from "../models/model.ts";
import { cachedPieces } from "../models/prompt-cache.ts";
import { createTokenEstimate, envelopeTokens } from "../models/tokens.ts";

/** Shorter prefixes no provider caches. */
const shortestCachedTokens = 1024;

/** Input tokens of a request, and how many of them a provider's cache should hold when it arrives. */
export type InputTokens = { readonly inputTokens: number; readonly cachedTokens: number };

/** Counts requests in the order in which they leave: each prefix is new once and cached from then on. */
export function createInputTokens(): (model: Model, prompt: Prompt) => Promise<InputTokens> {
  const prefixes = new Map<string, Promise<number>>();
  const countTokens = createTokenEstimate();
  const countAll = async (texts: readonly string[], before: number): Promise<number> => {
    const counts = await Promise.all(texts.map(countTokens));
    return counts.reduce((sum, count) => sum + count, before);
  };
  return async (model, prompt) => {
    const { cached, rest } = cachedPieces(prompt);
    const seen = cached.findLastIndex(({ key }) => prefixes.has(`${model.id} ${key}`));
    let prefix = Promise.resolve(0);
    let cachedTokens = prefix;
    for (const [index, { key, texts }] of cached.entries()) {
      const place = `${model.id} ${key}`;
      const before = prefix;
      prefix = prefixes.get(place) ?? before.then((tokens) => countAll(texts, tokens));
      prefixes.set(place, prefix);
      if (index === seen) cachedTokens = prefix;
    }
    const inputTokens = (await countAll(rest, await prefix)) + envelopeTokens;
    const isCached =
      model.capabilities.promptCache !== "none" && (await cachedTokens) >= shortestCachedTokens;
    return { inputTokens, cachedTokens: isCached ? await cachedTokens : 0 };
  };
}

/** Part of the whole; null where there is no whole. */
export function shareOf({ inputTokens, cachedTokens }: InputTokens): number | null {
  return inputTokens === 0 ? null : cachedTokens / inputTokens;
}
