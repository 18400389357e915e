import type { Model } from "./model.ts";
import { cachedPieces } from "./prompt-cache.ts";

/** The first call of each prefix at one model; shared by all who ask there. */
export type WarmPrefixes = Map<string, Promise<void>>;

/**
 * Of calls that share a prefix the first goes alone and the rest follow, so that it is written to the provider's cache once and then read.
 * Belongs outside the slots: who waits for a prefix holds none.
 */
export function withWarmPrefix(model: Model, warm: WarmPrefixes): Model {
  return {
    ...model,
    reply: async (request) => {
      const keys = cachedPieces(request.prompt).cached.map(({ key }) => `${model.id} ${key}`);
      for (const [index, key] of keys.entries()) {
        const opening = warm.get(key);
        if (opening === undefined) {
          const outcome = model.reply(request);
          const done = outcome.then(nothing, nothing);
          for (const longer of keys.slice(index)) if (!warm.has(longer)) warm.set(longer, done);
          return outcome;
        }
        await opening;
      }
      return model.reply(request);
    },
  };
}

function nothing(): void {}
