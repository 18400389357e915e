import type { Model, ModelRequest } from "./model.ts";
import { estimateTokens } from "./tokens.ts";

/** How far the tokens estimated for a prompt may fall short of the provider's own count; one that it counted itself does not. */
const estimateMargin = 1.35;
const countedMargin = 1;

/** What a request's input may come to at most; `learn` is told what the provider then counted. */
export type InputCount = { readonly tokensAtMost: number; readonly learn: (inputTokens: number) => void };

/** Counts input before it is sent. */
export type InputCounter = {
  readonly count: (model: Model, request: ModelRequest) => Promise<InputCount>;
};

/**
 * Counts by the provider's endpoint where `asksProvider` is set and there is one, at a request per call, else by our own estimate and
 * a margin. A prompt that turned out longer than its margin raises that model's margin for all that follow.
 */
export function createInputCounter({ asksProvider }: { readonly asksProvider: boolean }): InputCounter {
  const margins = new Map<string, number>();
  return {
    count: async (model, request) => {
      const counted = asksProvider ? ((await model.countInput?.(request)) ?? null) : null;
      const tokens = counted ?? (await estimateTokens(request.prompt));
      const least = counted === null ? estimateMargin : countedMargin;
      const key = `${model.id} ${least}`;
      const margin = margins.get(key) ?? least;
      return {
        tokensAtMost: Math.ceil(tokens * margin),
        learn: (inputTokens) => {
          margins.set(key, Math.max(margins.get(key) ?? least, inputTokens / tokens));
        },
      };
    },
  };
}
