import { sql } from "kysely";
import { didYouMean } from "../domain/did-you-mean.ts";
import { HarnessError } from "../errors.ts";
import type { Store } from "./database.ts";
import { keyedHash } from "./event-chain.ts";
import { hashKey } from "./events.ts";
import { holdings, type Subject } from "./holdings/index.ts";
import { heldCandidates, samplesOfCandidate } from "./vault.ts";

/** Somebody whose answers went through this store; a name that never did is refused with the nearest one. */
export async function subjectNamed(store: Store, candidate: string): Promise<Subject> {
  const samples = await samplesOfCandidate(store, candidate);
  if (samples.length === 0) {
    const known = await heldCandidates(store);
    throw new HarnessError(
      "usage",
      `${store.path} holds nothing of a candidate "${candidate}"${didYouMean(candidate, known)}`,
    );
  }
  const tombstone = `erased-${keyedHash(await hashKey(store), candidate).slice(0, 12)}`;
  return { candidate, samples, tombstone };
}

/** Everything that the store holds about a person, by kind. */
export async function readHoldings(
  store: Store,
  subject: Subject,
): Promise<Record<string, readonly unknown[]>> {
  const read = Object.entries(holdings).map(
    async ([kind, load]) => [kind, await (await load()).read(store.database, subject)] as const,
  );
  return Object.fromEntries(await Promise.all(read));
}

/** How many things of each kind were erased, and which requests a provider may still have. */
export type Erasure = {
  readonly counts: Readonly<Record<string, number>>;
  readonly requests: readonly { readonly provider: string; readonly requestId: string }[];
};

/** Erases a person from the store, all or nothing, and makes what the database freed unreadable. */
export async function eraseSubject(store: Store, subject: Subject): Promise<Erasure> {
  const { database } = store;
  const ids = subject.samples.map(({ sample }) => sample);
  const sent = await database
    .selectFrom("replies")
    .select(["provider", "request_id"])
    .where("sample", "in", ids)
    .execute();
  await sql`pragma secure_delete = on`.execute(database);
  const counts = await database.transaction().execute(async (transaction) => {
    const erased: Record<string, number> = {};
    for (const [kind, load] of Object.entries(holdings))
      erased[kind] = await (await load()).erase(transaction, subject);
    return erased;
  });
  await compact(store);
  return {
    counts,
    requests: sent.flatMap(({ provider, request_id: requestId }) =>
      requestId === null ? [] : [{ provider, requestId }],
    ),
  };
}

/** Writes the database anew without the pages that it freed, and empties its write-ahead log. */
export async function compact({ path, database }: Store): Promise<void> {
  await sql`pragma temp_store = memory`.execute(database);
  await sql`vacuum`.execute(database);
  const { rows } = await sql<{ readonly busy: number }>`pragma wal_checkpoint(truncate)`.execute(database);
  if (rows[0]?.busy === 0) return;
  throw new HarnessError(
    "disk",
    `${path}: what was to be erased is gone from the store, but another process keeps its old pages in ${path}-wal; end it and run "touchstone erase --compact"`,
  );
}
