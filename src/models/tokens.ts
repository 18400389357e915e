import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import DataLoader from "dataloader";
import * as z from "zod";
import type { Prompt } from "./model.ts";

/** Tokens that roles and separators add to a prompt, at most. */
export const envelopeTokens = 50;

/** About how many tokens a prompt has, its reply schema included, by OpenAI's o200k encoding; other vendors' differ by a fifth or so. */
export async function estimateTokens({ system, user, reply }: Prompt): Promise<number> {
  const texts = [...system, ...user].map((block) => block.text);
  const schema = reply.kind === "json" ? [JSON.stringify(reply.schema)] : [];
  const counts = await Promise.all([...texts, ...schema].map(countTokens));
  return envelopeTokens + sumOf(counts);
}

/** The texts that were counted last: prompts of a run share all but their last block. */
const counted = new Map<string, Promise<number>>();
const mostCounted = 200;

/** About how many tokens a text has, by the same encoding. */
export function countTokens(text: string): Promise<number> {
  const known = counted.get(text);
  if (known !== undefined) return known;
  const count = together.load(text);
  const [oldest] = counted.keys();
  if (counted.size === mostCounted && oldest !== undefined) counted.delete(oldest);
  counted.set(text, count);
  count.catch(() => counted.delete(text));
  return count;
}

const longCharacters = 2_000;
const mostLong = 100;

/**
 * Counts texts for an estimate. Long ones are counted until there are a hundred, whose tokens a character then stand for those of all
 * others, so that an estimate over thousands of answers takes no longer than over hundreds.
 */
export function createTokenEstimate(): (text: string) => Promise<number> {
  const long = new Map<string, Promise<number>>();
  let perCharacter: Promise<number> | undefined;
  // Nothing below may keep the text: thousands wait for the first hundred to be counted.
  return (text) => {
    if (text.length < longCharacters || counted.has(text)) return countTokens(text);
    if (long.size < mostLong) {
      const count = countTokens(text);
      long.set(text, count);
      return count;
    }
    perCharacter ??= Promise.all(long.values()).then(
      (counts) => sumOf(counts) / sumOf([...long.keys()].map(({ length }) => length)),
    );
    const { length } = text;
    return perCharacter.then((tokens) => Math.round(length * tokens));
  };
}

const together = new DataLoader(countElsewhere, {
  cache: false,
  maxBatchSize: 100,
  batchScheduleFn: (dispatch: () => void): unknown => setImmediate(dispatch),
});

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

const idleMs = 1_000;
const entry = fileURLToPath(new URL(`./token-process${extname(import.meta.url)}`, import.meta.url));
type Counting = { readonly child: ChildProcess; readonly ended: Promise<never> };
let counting: Counting | null = null;
let turn: Promise<unknown> = Promise.resolve();
let idle: NodeJS.Timeout | undefined;

/**
 * The encoding's tables take a tenth of a gigabyte: they live in a process of their own, which ends when nobody has asked for a while.
 * Texts that were with a process when it died are counted by another.
 */
function countElsewhere(texts: readonly string[]): Promise<number[]> {
  const answer = turn.then(() => countInProcess(texts).catch(() => countInProcess(texts)));
  turn = answer.catch(() => null);
  return answer;
}

async function countInProcess(texts: readonly string[]): Promise<number[]> {
  clearTimeout(idle);
  const { child, ended } = (counting ??= start());
  child.ref();
  child.channel?.ref();
  child.send(texts);
  const [message]: unknown[] = await Promise.race([once(child, "message"), ended]);
  child.unref();
  child.channel?.unref();
  idle = setTimeout(() => {
    counting = null;
    if (child.connected) child.disconnect();
  }, idleMs).unref();
  return z.array(z.int()).parse(message);
}

function start(): Counting {
  // In a group of its own: Ctrl-C in a terminal reaches a whole group, and what is under way is still to be counted.
  const child = fork(entry, { execArgv: [], serialization: "advanced", detached: true, windowsHide: true });
  const forget = (): void => {
    if (counting?.child === child) counting = null;
  };
  child.once("exit", forget).on("error", forget);
  const ended = once(child, "exit").then(([code, signal]: unknown[]): never => {
    throw new Error(`the process that counts tokens ended with ${String(code ?? signal)}`);
  });
  ended.catch(() => null);
  return { child, ended };
}
