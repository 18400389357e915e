import { sql, type RawBuilder } from "kysely";
import { canonicalJson } from "../domain/canonical.ts";
import type { Ledger } from "../models/ledger.ts";
import type { Store } from "./database.ts";

/** Stands for all samples of a run; no sample has an empty id. */
const wholeRun = "";

/**
 * The money of an eval's run under one epoch, however often it is started until it is complete. A reservation is one statement that
 * reads and writes, so that processes which work on the same run at once keep the cap together.
 */
export function spendingOf(
  { database }: Store,
  { evalName, epoch }: { readonly evalName: string; readonly epoch: string },
): Ledger {
  const run = canonicalJson([evalName, epoch]);
  const spent = (scope: string): RawBuilder<number> =>
    sql<number>`coalesce((select usd from spending where run = ${run} and sample = ${scope}), 0)`;
  const reserved = (scope: string): RawBuilder<number> => {
    const ofSample = scope === wholeRun ? sql`` : sql`and sample = ${scope}`;
    return sql<number>`coalesce((select sum(usd) from reservations where run = ${run} ${ofSample}), 0)`;
  };
  const fits = (scope: string, usd: number, cap: number | null): RawBuilder<boolean> =>
    cap === null ? sql`1 = 1` : sql`${spent(scope)} + ${reserved(scope)} + ${usd} <= ${cap}`;
  return {
    reserve: async ({ id, sample, usd }, caps) => {
      const scope = sample ?? wholeRun;
      const { numAffectedRows } = await sql`
        insert into reservations (id, run, sample, usd) select ${id}, ${run}, ${scope}, ${usd}
        where ${fits(wholeRun, usd, caps.runUsd)} and ${fits(scope, usd, sample === null ? null : caps.sampleUsd)}
      `.execute(database);
      return numAffectedRows === 1n;
    },
    settle: (id, usd) =>
      database.transaction().execute(async (transaction) => {
        const was = await transaction
          .deleteFrom("reservations")
          .where("id", "=", id)
          .returning("sample")
          .executeTakeFirst();
        if (was === undefined) return;
        const scopes = new Set([wholeRun, was.sample]);
        await transaction
          .insertInto("spending")
          .values([...scopes].map((sample) => ({ run, sample, usd })))
          .onConflict((conflict) =>
            conflict.columns(["run", "sample"]).doUpdateSet({ usd: sql`spending.usd + excluded.usd` }),
          )
          .execute();
      }),
    totals: async (sample) => {
      const scope = sample ?? wholeRun;
      const { rows } = await sql<{ spentUsd: number; reservedUsd: number }>`
        select ${spent(scope)} as "spentUsd", ${reserved(scope)} as "reservedUsd"
      `.execute(database);
      return rows[0] ?? { spentUsd: 0, reservedUsd: 0 };
    },
    close: () =>
      database.transaction().execute(async (transaction) => {
        await transaction.deleteFrom("reservations").where("run", "=", run).execute();
        await transaction.deleteFrom("spending").where("run", "=", run).execute();
      }),
  };
}
