import * as z from "zod";
import type { Protocol } from "./model-server.ts";

/** Tokens of input as a provider bills them: read from its cache, written to it, and all of it. */
export type CachedInput = { readonly input: number; readonly cached: number; readonly written: number };

/** A provider's prompt cache. What a request writes is there once its reply is on its way, not before. */
export type PrefixCache = {
  readonly read: (protocol: Protocol, body: unknown) => CachedInput;
  readonly write: (protocol: Protocol, body: unknown) => void;
};

/** Neither provider caches less. */
const shortestTokens = 1_024;
/** An automatic cache reads in steps of so many. */
const stepTokens = 128;
const charactersPerToken = 4;
const lifeMs = { "5m": 5 * 60_000, "1h": 60 * 60_000 } as const;

const block = z.object({
  text: z.string(),
  cache_control: z.object({ ttl: z.enum(["5m", "1h"]).default("5m") }).optional(),
  prompt_cache_breakpoint: z.object({}).optional(),
});
const blocks = z.array(block);
const message = z.object({ content: blocks });
const bodySchema = z.object({
  model: z.string(),
  system: blocks.default([]),
  messages: z.array(message).default([]),
  input: z.array(message).default([]),
});

/** A prefix that could be read or written: where it ends, in characters, and how long it lives. */
type Mark = { readonly key: string; readonly end: number; readonly lifeMs: number };

/**
 * Caches prompts by the rules that providers publish: explicit breakpoints (Anthropic, OpenAI since gpt-5.6) read and write what lies
 * before a marked block and bill the writing; without any, OpenAI's protocols read what they have seen in steps of 128 tokens. A
 * prefix lives for five minutes or an hour after it was last used.
 */
export function createPrefixCache(now: () => number = Date.now): PrefixCache {
  const aliveUntil = new Map<string, number>();
  const isAlive = ({ key }: Mark): boolean => (aliveUntil.get(key) ?? -Infinity) > now();
  return {
    read: (protocol, body) => {
      const { text, marks, isExplicit } = promptOf(protocol, body);
      const input = tokensIn(text.length);
      const cached = marks.findLast(isAlive)?.end ?? 0;
      const written = isExplicit ? Math.max(cached, marks.at(-1)?.end ?? 0) : cached;
      return { input, cached: tokensIn(cached), written: tokensIn(written) - tokensIn(cached) };
    },
    write: (protocol, body) => {
      for (const mark of promptOf(protocol, body).marks) aliveUntil.set(mark.key, now() + mark.lifeMs);
    },
  };
}

function promptOf(protocol: Protocol, body: unknown) {
  const { model, system, messages, input } = bodySchema.parse(body);
  const all = [...system, ...[...input, ...messages].flatMap(({ content }) => content)];
  const text = all.map((each) => each.text).join("");
  const ends = all.map((_, index) =>
    all.slice(0, index + 1).reduce((sum, each) => sum + each.text.length, 0),
  );
  const explicit = all.flatMap((each, index) => {
    const isMarked = each.cache_control !== undefined || each.prompt_cache_breakpoint !== undefined;
    return isMarked ? [{ end: ends[index] ?? 0, lifeMs: lifeMs[each.cache_control?.ttl ?? "5m"] }] : [];
  });
  const isExplicit = protocol === "messages" || explicit.length > 0;
  const places = isExplicit ? explicit : stepsOf(text);
  const marks = places
    .filter(({ end }) => tokensIn(end) >= shortestTokens)
    .map((place): Mark => ({ ...place, key: `${protocol} ${model} ${text.slice(0, place.end)}` }));
  return { text, marks, isExplicit };
}

function stepsOf(text: string) {
  const step = stepTokens * charactersPerToken;
  return Array.from({ length: Math.floor(text.length / step) }, (_, index) => ({
    end: (index + 1) * step,
    lifeMs: lifeMs["5m"],
  }));
}

function tokensIn(characters: number): number {
  return Math.ceil(characters / charactersPerToken);
}
