import DataLoader from "dataloader";
import { CompiledQuery, sql, type Kysely, type Selectable } from "kysely";
import * as z from "zod";
import { canonicalSha256 } from "../domain/canonical.ts";
import type { ReplyKey } from "../domain/score.ts";
import { usageSchema } from "../domain/usage.ts";
import type { Tag, WireRequest } from "../models/model.ts";
import { levelTokenSchema } from "../models/token-probabilities.ts";
import type { Store } from "./database.ts";
import { readJsonLines } from "./json-lines.ts";
import { compareTexts } from "./order.ts";
import { writeOutput } from "./outputs.ts";
import { pageSize } from "./pages.ts";
import { invalidFile, requireValid, type Problem } from "./problem.ts";
import type { ReplyTable, Tables } from "./tables.ts";

const finishSchema = z.enum(["complete", "truncated", "refused"]);
const levelTokensSchema = z.array(levelTokenSchema).readonly();

/** A reply as it is kept and as a line of a replies file: what came back, what it cost, and what it was for. */
export const storedReplySchema = z.strictObject({
  key: z.string().regex(/^[0-9a-f]{64}$/, "a key is 64 hex digits"),
  provider: z.string(),
  baseUrl: z.string(),
  model: z.string(),
  sample: z.string(),
  dimension: z.string().nullable(),
  repeat: z.int().min(1),
  attempt: z.int().min(1),
  epoch: z.string(),
  text: z.string(),
  finish: finishSchema,
  usage: usageSchema,
  requestId: z.string().nullable(),
  usd: z.number().min(0).nullable(),
  priceSource: z.string().nullable(),
  calls: z.int().min(1),
  levelTokens: levelTokensSchema.optional(),
});
export type StoredReply = z.infer<typeof storedReplySchema>;

/** Where a reply is kept: what was asked, of whom, for the how-manieth time, in which epoch. */
export function replyKey(asked: {
  readonly wire: WireRequest;
  readonly tag: Pick<Tag, "repeat" | "attempt">;
  readonly epoch: string;
}): ReplyKey {
  const { provider, baseUrl, body } = asked.wire;
  const { repeat, attempt } = asked.tag;
  return canonicalSha256({ provider, baseUrl, body, repeat, attempt, epoch: asked.epoch });
}

/** Kept replies. `put` leaves a reply that is there as it is: the first one binds. */
export type Replies = {
  readonly get: (key: ReplyKey) => Promise<StoredReply | null>;
  readonly put: (reply: StoredReply) => Promise<void>;
};

/** The replies of a store. What one turn of the event loop asks for, or brings, is one statement. */
export function storedReplies({ database }: Store): Replies {
  const found = new DataLoader<ReplyKey, StoredReply | null>(async (keys) => {
    // One parameter for however many keys, so that one statement is prepared for all.
    const wanted = sql<string>`(select value from json_each(${JSON.stringify(keys)}))`;
    const rows = await database.selectFrom("replies").selectAll().where("key", "in", wanted).execute();
    const byKey = new Map(rows.map((row) => [row.key, fromRow(row)]));
    return keys.map((key) => byKey.get(key) ?? null);
  }, together);
  const keepAlone = (reply: StoredReply): Promise<true | Error> =>
    insert(database, [reply]).then(() => true, asError);
  const kept = new DataLoader<StoredReply, true>((replies) => {
    const all =
      replies.length === 1
        ? insert(database, replies)
        : database.transaction().execute((transaction) => insert(transaction, replies));
    // Of those that cannot be kept together some can alone, as on a disk that is nearly full.
    return all.then(
      () => replies.map((): true => true),
      () => Promise.all(replies.map(keepAlone)),
    );
  }, together);
  return {
    get: (key) => found.load(key),
    put: async (reply) => {
      await kept.load(reply);
    },
  };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error("a reply could not be kept", { cause: error });
}

const together = {
  cache: false,
  maxBatchSize: pageSize,
  batchScheduleFn: (dispatch: () => void): unknown => setImmediate(dispatch),
} as const;

/** Reads a replies file, which answers before others are asked; new replies go to those. */
export async function repliesFile(file: string, others: Replies): Promise<Replies> {
  const problems: Problem[] = [];
  const read = new Map<ReplyKey, StoredReply>();
  for await (const { value: reply } of readJsonLines(file, storedReplySchema, problems)) {
    if (!read.has(reply.key)) read.set(reply.key, reply);
  }
  requireValid(read, problems);
  return { get: async (key) => read.get(key) ?? others.get(key), put: others.put };
}

/** Keeps many replies at once, all or none; says how many were new. */
export function putReplies({ database }: Store, replies: AsyncIterable<StoredReply>): Promise<PutCount> {
  return database.transaction().execute(async (transaction) => {
    let [read, added] = [0, 0];
    let page: StoredReply[] = [];
    const flush = async (): Promise<void> => {
      added += await insert(transaction, page);
      page = [];
    };
    for await (const reply of replies) {
      read++;
      page.push(reply);
      if (page.length === pageSize) await flush();
    }
    await flush();
    return { read, added };
  });
}

export type PutCount = { readonly read: number; readonly added: number };

/** Takes the replies of a file into the store, all or none; a second time nothing is new. */
export function importReplies(store: Store, file: string): Promise<PutCount> {
  return putReplies(store, validReplies(file));
}

async function* validReplies(file: string): AsyncGenerator<StoredReply> {
  const problems: Problem[] = [];
  for await (const { value } of readJsonLines(file, storedReplySchema, problems)) yield value;
  if (problems.length > 0) throw invalidFile(problems);
}

/** Writes replies by key, one a line, packed where the name ends in `.gz`: all, or those of the keys given. */
export function exportReplies(store: Store, file: string, keys?: Iterable<ReplyKey>): Promise<void> {
  return writeOutput(file, keys === undefined ? allLines(store) : linesOf(store, keys));
}

async function* linesOf(store: Store, keys: Iterable<ReplyKey>): AsyncGenerator<string> {
  const { get } = storedReplies(store);
  for (const key of [...new Set(keys)].sort(compareTexts)) {
    const reply = await get(key);
    if (reply !== null) yield `${JSON.stringify(reply)}\n`;
  }
}

async function* allLines({ database }: Store): AsyncGenerator<string> {
  let last = "";
  for (;;) {
    const query = database.selectFrom("replies").selectAll().where("key", ">", last);
    const rows = await query.orderBy("key").limit(pageSize).execute();
    for (const row of rows) yield `${JSON.stringify(fromRow(row))}\n`;
    const end = rows.at(-1);
    if (end === undefined) return;
    last = end.key;
  }
}

async function insert(database: Kysely<Tables>, replies: readonly StoredReply[]): Promise<number> {
  let added = 0;
  for (const rows of portions(replies.map(toRow))) {
    const query = CompiledQuery.raw(insertOf(database, rows), rows.flatMap(Object.values));
    added += Number((await database.executeQuery(query)).numAffectedRows ?? 0);
  }
  return added;
}

/** In powers of two, so that a few statements do for any number of rows; each takes longer to prepare than its rows to insert. */
function portions(rows: readonly ReplyTable[]): ReplyTable[][] {
  const taken: ReplyTable[][] = [];
  for (let from = 0; from < rows.length; from += taken.at(-1)?.length ?? 1) {
    const size = Math.min(mostRows, 2 ** Math.floor(Math.log2(rows.length - from)));
    taken.push(rows.slice(from, from + size));
  }
  return taken;
}

const mostRows = 64;
const inserts = new Map<number, string>();

/** Only the text is kept: a compiled query would hold the rows that it was compiled for. */
function insertOf(database: Kysely<Tables>, rows: readonly ReplyTable[]): string {
  const known =
    inserts.get(rows.length) ??
    database
      .insertInto("replies")
      .values(rows)
      .onConflict((conflict) => conflict.column("key").doNothing())
      .compile().sql;
  inserts.set(rows.length, known);
  return known;
}

/** Its members always come in this order, which is that of the compiled statement. */
function toRow(reply: StoredReply): ReplyTable {
  const { usage, levelTokens } = reply;
  return {
    key: reply.key,
    provider: reply.provider,
    base_url: reply.baseUrl,
    model: reply.model,
    sample: reply.sample,
    dimension: reply.dimension,
    repeat: reply.repeat,
    attempt: reply.attempt,
    epoch: reply.epoch,
    text: reply.text,
    finish: reply.finish,
    input_tokens: usage.inputTokens,
    cached_tokens: usage.cachedTokens,
    cache_write_tokens: usage.cacheWriteTokens,
    output_tokens: usage.outputTokens,
    reasoning_tokens: usage.reasoningTokens,
    request_id: reply.requestId,
    usd: reply.usd,
    price_source: reply.priceSource,
    calls: reply.calls,
    level_tokens: levelTokens === undefined ? null : JSON.stringify(levelTokens),
  };
}

function fromRow(row: Selectable<ReplyTable>): StoredReply {
  return {
    key: row.key,
    provider: row.provider,
    baseUrl: row.base_url,
    model: row.model,
    sample: row.sample,
    dimension: row.dimension,
    repeat: row.repeat,
    attempt: row.attempt,
    epoch: row.epoch,
    text: row.text,
    finish: finishSchema.parse(row.finish),
    usage: {
      inputTokens: row.input_tokens,
      cachedTokens: row.cached_tokens,
      cacheWriteTokens: row.cache_write_tokens,
      outputTokens: row.output_tokens,
      reasoningTokens: row.reasoning_tokens,
    },
    requestId: row.request_id,
    usd: row.usd,
    priceSource: row.price_source,
    calls: row.calls,
    ...(row.level_tokens !== null && { levelTokens: levelTokensSchema.parse(JSON.parse(row.level_tokens)) }),
  };
}
