import { canonicalSha256 } from "../domain/canonical.ts";
import { isRunDocument, type RunDocument } from "../domain/run.ts";
import { HarnessError } from "../errors.ts";
import type { Store } from "./database.ts";
import type { RunTable } from "./tables.ts";

/** What a run found, and what its document may not hold: when it finished and whatever else belongs to this one execution. */
export type StoredRun = {
  readonly id: string;
  readonly document: RunDocument;
  readonly meta: Readonly<Record<string, unknown>>;
  /** ISO time. */
  readonly finishedAt: string;
};

/** A run without its document. */
export type RunSummary = { readonly id: string; readonly eval: string; readonly finishedAt: string };

/** `<eval>-<first 8 hex digits of the document's sha256>`: equal results have equal ids. */
export function runId(document: RunDocument): string {
  return `${document.eval}-${canonicalSha256(document).slice(0, 8)}`;
}

/** Keeps a run and returns its id. The same document again is the same run, finished again. */
export async function putRun({ database }: Store, run: Omit<StoredRun, "id">): Promise<string> {
  const { document, meta, finishedAt } = run;
  const id = runId(document);
  const again = { meta: JSON.stringify(meta), finished_at: finishedAt };
  const { numUpdatedRows } = await database
    .updateTable("runs")
    .set(again)
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows > 0n) return id;
  const about = { eval: document.eval, fingerprint: document.fingerprint.hash };
  await database
    .insertInto("runs")
    .values({ id, ...about, document: JSON.stringify(document), ...again })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(again))
    .execute();
  return id;
}

/** A run by its id, or null. */
export async function getRun(store: Store, id: string): Promise<StoredRun | null> {
  const row = await store.database.selectFrom("runs").selectAll().where("id", "=", id).executeTakeFirst();
  return row === undefined ? null : fromRow(store, row);
}

/** The run that finished last, of one eval or of all, or null. */
export async function latestRun(store: Store, evalName?: string): Promise<StoredRun | null> {
  let query = store.database.selectFrom("runs").selectAll();
  if (evalName !== undefined) query = query.where("eval", "=", evalName);
  const row = await query.orderBy("finished_at", "desc").orderBy("id").limit(1).executeTakeFirst();
  return row === undefined ? null : fromRow(store, row);
}

/** All runs, the last one first. */
export async function listRuns({ database }: Store): Promise<RunSummary[]> {
  const query = database.selectFrom("runs").select(["id", "eval", "finished_at as finishedAt"]);
  return query.orderBy("finished_at", "desc").orderBy("id").execute();
}

function fromRow({ path }: Store, row: RunTable): StoredRun {
  const document: unknown = JSON.parse(row.document);
  if (!isRunDocument(document)) {
    const message = `${path}: run ${row.id} was written by another version of this program; run its eval again`;
    throw new HarnessError("store-version", message);
  }
  const meta: Record<string, unknown> = JSON.parse(row.meta);
  return { id: row.id, document, meta, finishedAt: row.finished_at };
}
