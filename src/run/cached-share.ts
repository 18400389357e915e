import type { Capabilities, Model, Prompt } from "../models/model.ts";
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
  const countAll = async (counts: readonly Promise<number>[]): Promise<number> =>
    (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  return (model, prompt) => {
    const { cached, rest } = cachedPieces(prompt);
    let [prefix, known] = [Promise.resolve(0), Promise.resolve(0)];
    for (const { key, texts } of cached) {
      const place = `${model.id} ${key}`;
      const before = prefixes.get(place);
      if (before !== undefined) known = before;
      prefix = before ?? countAll([prefix, ...texts.map(countTokens)]);
      prefixes.set(place, prefix);
    }
    return inputTokens(model.capabilities, countAll([prefix, ...rest.map(countTokens)]), known);
  };
}

async function inputTokens(
  { promptCache }: Capabilities,
  input: Promise<number>,
  known: Promise<number>,
): Promise<InputTokens> {
  const [tokens, knownTokens] = [await input, await known];
  const isCached = promptCache !== "none" && knownTokens >= shortestCachedTokens;
  return { inputTokens: tokens + envelopeTokens, cachedTokens: isCached ? knownTokens : 0 };
}

/** Part of the whole; null where there is no whole. */
export function shareOf({ inputTokens, cachedTokens }: InputTokens): number | null {
  return inputTokens === 0 ? null : cachedTokens / inputTokens;
}
