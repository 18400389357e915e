import type { Store } from "./database.ts";
import type { LookTable } from "./tables.ts";

/** A set of answers that verdicts are read from. */
export type Looked = Pick<LookTable, "dataset" | "split">;

/** When this very fingerprint was looked at first; null: never. */
export async function lookAt(
  { database }: Store,
  { dataset, split }: Looked,
  fingerprint: string,
): Promise<string | null> {
  const row = await database
    .selectFrom("looks")
    .select("at")
    .where("dataset", "=", dataset)
    .where("split", "=", split)
    .where("fingerprint", "=", fingerprint)
    .executeTakeFirst();
  return row?.at ?? null;
}

/** Records a look and returns how many different fingerprints have been looked at; the same one again teaches nothing new. */
export async function recordLook({ database }: Store, look: LookTable): Promise<number> {
  await database
    .insertInto("looks")
    .values(look)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const looks = await database
    .selectFrom("looks")
    .select("fingerprint")
    .where("dataset", "=", look.dataset)
    .where("split", "=", look.split)
    .execute();
  return looks.length;
}
