import type { Prompt } from "./model.ts";

/** Tokens that roles and separators add to a prompt, at most. */
const envelopeTokens = 50;

/** About how many tokens a prompt has, its reply schema included, by OpenAI's o200k encoding; other vendors' differ by a fifth or so. */
export async function estimateTokens({ system, user, reply }: Prompt): Promise<number> {
  const { countTokens } = await import("gpt-tokenizer/encoding/o200k_base");
  const texts = [...system, ...user].map((block) => block.text);
  const schema = reply.kind === "json" ? [JSON.stringify(reply.schema)] : [];
  // An answer may spell a special token; it is text like any other.
  const count = (text: string) => countTokens(text, { disallowedSpecial: new Set() });
  return [...texts, ...schema].reduce((total, text) => total + count(text), envelopeTokens);
}
