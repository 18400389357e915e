import type { ReplyKey } from "../domain/score.ts";
import type { Tag } from "../models/model.ts";
import type { Store } from "./database.ts";
import { compareTexts } from "./order.ts";
import { pageSize, pagesOf } from "./pages.ts";
import { putReplies, type StoredReply } from "./replies.ts";

/** A batch that is on its way to a provider, or with it. `remoteId` is null until the provider's id for it was heard. */
export type OpenBatch = {
  readonly id: string;
  /** The run that asked for it. */
  readonly run: string;
  readonly baseUrl: string;
  readonly model: string;
  /** Under which key it was ordered, by name; empty where that was not noted. */
  readonly account: string;
  readonly remoteId: string | null;
  readonly requests: number;
  /** Milliseconds since the epoch. */
  readonly submittedAt: number;
};

/** A request in a batch: under which key its reply is kept, what it is for, and how it reads there. */
export type BatchItem = {
  readonly key: ReplyKey;
  readonly tag: Tag;
  readonly epoch: string;
  readonly line: string;
  readonly worstUsd: number;
};

/** Whether a reply is awaited from an open batch, and in how many batches its request failed. */
export type Standing = { readonly isAwaited: boolean; readonly failures: number };

type Failed = { readonly key: ReplyKey; readonly failure: string; readonly isCharged: boolean };

/** What of a batch's results is kept: replies, and requests that got none with the reason. */
export type Outcome =
  | { readonly key: ReplyKey; readonly reply: Omit<StoredReply, "key" | "epoch" | keyof Tag> }
  | Failed;

/** What came of a batch: its replies, its failures by kind, and what both cost per sample; `isPriced` where all of that is known. */
export type Closed = {
  readonly replies: number;
  readonly failures: Readonly<Record<string, number>>;
  readonly usdBySample: ReadonlyMap<string, number>;
  readonly isPriced: boolean;
};

/** The batches of a store: written before they leave, so that whoever comes after a kill knows what may have left. */
export type Batches = {
  /** Begins a batch that nobody has handed over yet. */
  readonly begin: (batch: Pick<OpenBatch, "id" | "run" | "baseUrl" | "model" | "account">) => Promise<void>;
  readonly add: (id: string, items: readonly BatchItem[]) => Promise<void>;
  /** Notes that a batch is about to leave; false: another process discarded it. */
  readonly leave: (id: string, submittedAt: number) => Promise<boolean>;
  readonly arrived: (id: string, remoteId: string) => Promise<void>;
  /** Forgets a batch that never left, or that the provider did not take: its requests are missing again. Says for which samples they were. */
  readonly release: (id: string) => Promise<readonly string[]>;
  /** Batches that were written and never left. */
  readonly prepared: () => Promise<readonly string[]>;
  readonly open: () => Promise<readonly OpenBatch[]>;
  /** The provider's ids of all batches. */
  readonly remoteIds: () => Promise<ReadonlySet<string>>;
  readonly lines: (id: string) => AsyncGenerator<string>;
  readonly standing: (key: ReplyKey) => Promise<Standing>;
  readonly holds: (id: string, key: ReplyKey) => Promise<boolean>;
  /** Keeps results under the very keys that live replies have; results of requests that are not in the batch are left out. */
  readonly keep: (id: string, outcomes: readonly Outcome[]) => Promise<void>;
  /** Closes a batch whose results are kept; requests that got neither reply nor failure failed as given. */
  readonly close: (id: string, others: Omit<Failed, "key">) => Promise<Closed>;
};

export function storedBatches(store: Store): Batches {
  const { database } = store;
  return {
    begin: async ({ id, run, baseUrl, model, account }) => {
      const batch = { id, run, model, account, base_url: baseUrl, status: "prepared" as const, requests: 0 };
      await database
        .insertInto("batches")
        .values({ ...batch, remote_id: null, submitted_at: null })
        .execute();
    },
    add: async (id, items) => {
      for (const page of pagesOf(items)) {
        const rows = page.map(({ key, tag, epoch, line, worstUsd }) => ({
          batch: id,
          key,
          ...tag,
          epoch,
          line,
          failure: null,
          worst_usd: worstUsd,
        }));
        // A reply is awaited from one batch only, whoever else wants it.
        await database
          .insertInto("batch_items")
          .values(rows)
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }
    },
    leave: async (id, submittedAt) => {
      const left = await database
        .updateTable("batches")
        .set((update) => ({
          status: "submitting",
          submitted_at: new Date(submittedAt).toISOString(),
          requests: update
            .selectFrom("batch_items")
            .where("batch", "=", id)
            .select(({ fn }) => fn.countAll<number>().as("requests")),
        }))
        .where("id", "=", id)
        .where("status", "=", "prepared")
        .executeTakeFirst();
      return left.numUpdatedRows === 1n;
    },
    arrived: (id, remoteId) =>
      database.transaction().execute(async (transaction) => {
        const arrived = { status: "submitted", remote_id: remoteId } as const;
        await transaction.updateTable("batches").set(arrived).where("id", "=", id).execute();
        await transaction.updateTable("batch_items").set({ line: null }).where("batch", "=", id).execute();
      }),
    release: (id) =>
      database.transaction().execute(async (transaction) => {
        const items = await transaction
          .deleteFrom("batch_items")
          .where("batch", "=", id)
          .returning("sample")
          .execute();
        await transaction.deleteFrom("batches").where("id", "=", id).execute();
        return [...new Set(items.map(({ sample }) => sample))];
      }),
    prepared: async () => {
      const rows = await database
        .selectFrom("batches")
        .select("id")
        .where("status", "=", "prepared")
        .execute();
      return rows.map(({ id }) => id);
    },
    open: async () => {
      const rows = await database
        .selectFrom("batches")
        .selectAll()
        .where("status", "in", ["submitting", "submitted"])
        .orderBy("submitted_at")
        .orderBy("id")
        .execute();
      return rows.map((row) => ({
        id: row.id,
        run: row.run,
        baseUrl: row.base_url,
        model: row.model,
        account: row.account,
        remoteId: row.remote_id,
        requests: row.requests,
        submittedAt: Date.parse(row.submitted_at ?? ""),
      }));
    },
    remoteIds: async () => {
      const rows = await database.selectFrom("batches").select("remote_id").execute();
      return new Set(rows.map((row) => row.remote_id).filter((id) => id !== null));
    },
    lines: async function* (id) {
      let last = "";
      for (;;) {
        const rows = await database
          .selectFrom("batch_items")
          .select(["key", "line"])
          .where("batch", "=", id)
          .where("key", ">", last)
          .orderBy("key")
          .limit(pageSize)
          .execute();
        for (const { line } of rows) yield line ?? "";
        const end = rows.at(-1);
        if (end === undefined) return;
        last = end.key;
      }
    },
    standing: async (key) => {
      const rows = await database
        .selectFrom("batch_items")
        .select("failure")
        .where("key", "=", key)
        .execute();
      const failures = rows.filter(({ failure }) => failure !== null).length;
      return { failures, isAwaited: failures < rows.length };
    },
    holds: async (id, key) => {
      const query = database.selectFrom("batch_items").select("key").where("batch", "=", id);
      return (await query.where("key", "=", key).executeTakeFirst()) !== undefined;
    },
    keep: async (id, outcomes) => {
      const keys = outcomes.map(({ key }) => key);
      const rows = await database
        .selectFrom("batch_items")
        .select(["key", "sample", "dimension", "repeat", "attempt", "epoch"])
        .where("batch", "=", id)
        .where("key", "in", keys)
        .execute();
      const askedFor = new Map(rows.map((row) => [row.key, row]));
      await putReplies(store, repliesTo(outcomes, askedFor));
      for (const outcome of outcomes) {
        if (!("failure" in outcome)) continue;
        await database
          .updateTable("batch_items")
          .set({ failure: outcome.failure, ...(!outcome.isCharged && { worst_usd: 0 }) })
          .where("batch", "=", id)
          .where("key", "=", outcome.key)
          .execute();
      }
    },
    close: (id, { failure, isCharged }) =>
      database.transaction().execute(async (transaction) => {
        const replies = await transaction
          .selectFrom("batch_items")
          .innerJoin("replies", "replies.key", "batch_items.key")
          .select(["batch_items.sample", "usd", "worst_usd as worstUsd"])
          .where("batch", "=", id)
          .execute();
        const replied = transaction.selectFrom("replies").select("key");
        await transaction
          .deleteFrom("batch_items")
          .where("batch", "=", id)
          .where("key", "in", replied)
          .execute();
        await transaction
          .updateTable("batch_items")
          .set({ failure, ...(!isCharged && { worst_usd: 0 }) })
          .where("batch", "=", id)
          .where("failure", "is", null)
          .execute();
        const failures = await transaction
          .selectFrom("batch_items")
          .select(["sample", "failure", "worst_usd as worstUsd"])
          .where("batch", "=", id)
          .execute();
        await transaction.updateTable("batches").set({ status: "collected" }).where("id", "=", id).execute();
        return {
          replies: replies.length,
          failures: countByKind(failures),
          usdBySample: sumBySample([...replies, ...failures.map((failed) => ({ ...failed, usd: null }))]),
          isPriced: replies.every(({ usd }) => usd !== null),
        };
      }),
  };
}

/** A failure reads `kind` or `kind: words`. */
function countByKind(failed: readonly { readonly failure: string | null }[]): Record<string, number> {
  const kinds = Map.groupBy(failed, ({ failure }) => failure?.split(":")[0] ?? "");
  const sorted = [...kinds].sort(([one], [other]) => compareTexts(one, other));
  return Object.fromEntries(sorted.map(([kind, same]) => [kind, same.length]));
}

/** What is known of a cost counts, else the worst case. */
function sumBySample(
  costs: readonly { readonly sample: string; readonly usd: number | null; readonly worstUsd: number }[],
): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { sample, usd, worstUsd } of costs)
    sums.set(sample, (sums.get(sample) ?? 0) + (usd ?? worstUsd));
  return sums;
}

async function* repliesTo(
  outcomes: readonly Outcome[],
  askedFor: ReadonlyMap<ReplyKey, Tag & { readonly key: ReplyKey; readonly epoch: string }>,
): AsyncGenerator<StoredReply> {
  for (const outcome of outcomes) {
    const asked = askedFor.get(outcome.key);
    if (asked !== undefined && "reply" in outcome) yield { ...outcome.reply, ...asked };
  }
}
