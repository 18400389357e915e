import type { Prompt } from "./model.ts";

/** Tokens that roles and separators add to a prompt, at most. */
export const envelopeTokens = 50;

/** About how many tokens a prompt has, its reply schema included, by OpenAI's o200k encoding; other vendors' differ by a fifth or so. */
export async function estimateTokens({ system, user, reply }: Prompt): Promise<number> {
  const texts = [...system, ...user].map((block) => block.text);
  const schema = reply.kind === "json" ? [JSON.stringify(reply.schema)] : [];
  const counts = await Promise.all([...texts, ...schema].map(countTokens));
  return counts.reduce((total, count) => total + count, envelopeTokens);
}

/** The texts that were counted last: prompts of a run share all but their last block. */
const counted = new Map<string, number>();
const mostCounted = 200;

/** About how many tokens a text has, by the same encoding. */
export async function countTokens(text: string): Promise<number> {
  const known = counted.get(text);
  if (known !== undefined) return known;
  const encoding = await import("gpt-tokenizer/encoding/o200k_base");
  // An answer may spell a special token; it is text like any other.
  const tokens = encoding.countTokens(text, { disallowedSpecial: new Set() });
  const [oldest] = counted.keys();
  if (counted.size === mostCounted && oldest !== undefined) counted.delete(oldest);
  counted.set(text, tokens);
  return tokens;
}
