import * as z from "zod";
import type { Fingerprint } from "../domain/run.ts";
import type { Store } from "./database.ts";

const partsSchema = z.record(z.string(), z.string());

/** What each stage of a cohort is scored by; a cohort without stages has one, named by nothing. */
export async function cohortStages(
  { database }: Store,
  cohort: string,
): Promise<ReadonlyMap<string, Fingerprint>> {
  const rows = await database.selectFrom("cohorts").selectAll().where("cohort", "=", cohort).execute();
  return new Map(
    rows.map(({ stage, fingerprint, parts }) => [
      stage,
      { hash: fingerprint, parts: partsSchema.parse(JSON.parse(parts)) },
    ]),
  );
}

/** Opens a cohort's stage under a fingerprint, or moves it to another one. */
export async function putCohortStage(
  { database }: Store,
  {
    cohort,
    stage,
    fingerprint,
  }: { readonly cohort: string; readonly stage: string; readonly fingerprint: Fingerprint },
): Promise<void> {
  const row = { fingerprint: fingerprint.hash, parts: JSON.stringify(fingerprint.parts) };
  await database
    .insertInto("cohorts")
    .values({ cohort, stage, ...row })
    .onConflict((conflict) => conflict.columns(["cohort", "stage"]).doUpdateSet(row))
    .execute();
}
