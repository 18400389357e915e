import { createHash } from "node:crypto";
import { canonicalJson, keepCanonical, sha256OfParts } from "../domain/canonical.ts";
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

/**
 * Makes what a block is in a provider's requests. Requests that share a block share the object, whose canonical text is kept, since the
 * keys of all of them contain it. `variant` tells apart what else shapes it.
 */
export function keptParts<Part extends object>(
  make: (block: Block, variant: string) => Part,
): (block: Block, variant: string) => Part {
  const kept = new Map<string, WeakMap<Block, Part>>();
  return (block, variant) => {
    const parts = kept.get(variant) ?? new WeakMap<Block, Part>();
    const known = parts.get(block);
    if (known !== undefined) return known;
    const part = keepCanonical(make(block, variant));
    kept.set(variant, parts.set(block, part));
    return part;
  };
}

/** A prompt's reply schema and blocks, cut after each block that is marked: `key` names all up to there. */
export type PromptPiece = { readonly key: string; readonly texts: readonly string[] };

/** What providers cache of a prompt, piece by piece, each with all before it a prefix that other calls may share; and the rest. */
export type CachedPieces = {
  readonly cached: readonly PromptPiece[];
  readonly rest: readonly string[];
};

/** Cuts a prompt into what is cached of it and the rest. */
export function cachedPieces({ system, user, reply }: Prompt): CachedPieces {
  const blocks = [...system, ...user];
  const end = blocks.findLastIndex(({ cache }) => cache) + 1;
  const schema = reply.kind === "json" ? [canonicalJson(reply.schema)] : [];
  const rest = blocks.slice(end).map(({ text }) => text);
  const last = blocks[end - 1];
  if (last === undefined) return { cached: [], rest: [...schema, ...rest] };
  const known = piecesUpTo.get(last);
  const isSame =
    known?.blocks.length === end && known.blocks.every((block, index) => block === blocks[index]);
  if (isSame && known.schema === schema[0]) return { cached: known.cached, rest };
  const prefix = blocks.slice(0, end);
  const cached = piecesOf(prefix, schema);
  piecesUpTo.set(last, { blocks: prefix, schema: schema[0], cached });
  return { cached, rest };
}

/** The pieces up to a prompt's last marked block, which all calls about an answer have in common. */
const piecesUpTo = new WeakMap<
  Block,
  Pick<CachedPieces, "cached"> & { readonly blocks: readonly Block[]; readonly schema: string | undefined }
>();

function piecesOf(prefix: readonly Block[], schema: readonly string[]): PromptPiece[] {
  const pieces: PromptPiece[] = [];
  let key = "";
  let texts = [...schema];
  for (const block of prefix) {
    texts.push(block.text);
    if (!block.cache) continue;
    key = sha256OfParts([key, ...texts]);
    pieces.push({ key, texts });
    texts = [];
  }
  return pieces;
}
