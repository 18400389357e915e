import { createHash } from "node:crypto";
import { canonicalJson, sha256OfParts } from "../domain/canonical.ts";
import type { Block, Prompt } from "./model.ts";

/** Both providers take at most four breakpoints; of more, the longest prefixes are kept. */
const maxBreakpoints = 4;

/** The blocks after which a provider should cache what it has read. */
export function breakpoints({ system, user }: Prompt): ReadonlySet<Block> {
  return new Set([...system, ...user].filter((block) => block.cache).slice(-maxBreakpoints));
}

/** Names the longest prefix that a prompt shares with others, so that they reach the same machine; null when it shares none. */
export function sharedPrefixKey({ system, user }: Prompt): string | null {
  const blocks = [...system, ...user];
  const shared = blocks.slice(0, blocks.findLastIndex((block) => block.cache) + 1);
  if (shared.length === 0) return null;
  const texts = JSON.stringify(shared.map((block) => block.text));
  return createHash("sha256").update(texts).digest("hex").slice(0, 32);
}

/** A prompt's reply schema and blocks, cut after each block that is marked: `key` names all up to there. */
export type PromptPiece = { readonly key: string; readonly texts: readonly string[] };

/** What providers cache of a prompt, piece by piece, each with all before it a prefix that other calls may share; and the rest. */
export function cachedPieces({ system, user, reply }: Prompt): {
  readonly cached: readonly PromptPiece[];
  readonly rest: readonly string[];
} {
  const cached: PromptPiece[] = [];
  let key = "";
  let texts = reply.kind === "json" ? [canonicalJson(reply.schema)] : [];
  for (const block of [...system, ...user]) {
    texts.push(block.text);
    if (!block.cache) continue;
    key = sha256OfParts([key, ...texts]);
    cached.push({ key, texts });
    texts = [];
  }
  return { cached, rest: texts };
}
