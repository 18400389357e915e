import * as z from "zod";

/** A token as an endpoint reports it, with what it could have been. */
export const reportedTokenSchema = z.object({
  token: z.string(),
  bytes: z.array(z.int()).nullish(),
  top_logprobs: z.array(z.object({ token: z.string(), logprob: z.number() })).nullish(),
});
export type ReportedToken = z.infer<typeof reportedTokenSchema>;

/** A token of a reply that can be a level, where it begins in the text, and what it could have been. */
export const levelTokenSchema = z.strictObject({
  at: z.int().min(0),
  token: z.string(),
  top: z.array(z.strictObject({ token: z.string(), logprob: z.number() })),
});
export type LevelToken = z.infer<typeof levelTokenSchema>;

/** What a level is written as: a digit, a letter, or null for not observed. Other tokens are prose, and are not kept. */
const levelWord = /^(?:\d|[A-Z]|null)$/;

/** The tokens of a reply that can be a level. */
export function levelTokens(tokens: readonly ReportedToken[]): LevelToken[] {
  const found: LevelToken[] = [];
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  for (const { token, bytes: own, top_logprobs } of tokens) {
    if (levelWord.test(token.trim())) {
      const top = (top_logprobs ?? []).map((each) => ({ token: each.token, logprob: each.logprob }));
      // A character of several bytes may be split over tokens, so that only bytes add up.
      found.push({ at: decoder.decode(Uint8Array.from(bytes)).length, token, top });
    }
    for (const byte of own ?? encoder.encode(token)) bytes.push(byte);
  }
  return found;
}
