import * as z from "zod";

/**
 * Tokens of a reply. `inputTokens` counts all input, `cachedTokens` and `cacheWriteTokens` the parts of it read from and written to
 * a provider's prompt cache; `outputTokens` counts all output, `reasoningTokens` the part that was reasoning.
 */
export const usageSchema = z.strictObject({
  inputTokens: z.int().min(0),
  cachedTokens: z.int().min(0),
  cacheWriteTokens: z.int().min(0),
  outputTokens: z.int().min(0),
  reasoningTokens: z.int().min(0),
});
export type Usage = z.infer<typeof usageSchema>;

export const noUsage: Usage = {
  inputTokens: 0,
  cachedTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
};

export function addUsage(a: Usage, b: Usage): Usage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    cachedTokens: a.cachedTokens + b.cachedTokens,
    cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    reasoningTokens: a.reasoningTokens + b.reasoningTokens,
  };
}
