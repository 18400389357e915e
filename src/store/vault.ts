import { canonicalSha256 } from "../domain/canonical.ts";
import { pseudonymSchema, type Pseudonym } from "../domain/pseudonym.ts";
import type { Sample } from "../domain/sample.ts";
import type { Store } from "./database.ts";
import { pagesOf } from "./pages.ts";
import type { SampleTable } from "./tables.ts";

/** Answers about to be graded: whose they are, where they come from, and what stands for the names in them. */
export type HeldAnswers = {
  readonly dataset: string;
  readonly folder: string;
  readonly samples: readonly Pick<Sample, "id" | "candidate">[];
  /** By candidate; empty where the answers are sent as they are. */
  readonly pseudonyms: ReadonlyMap<string, readonly Pseudonym[]>;
};

/** Keeps whose answers are held and the vault of their pseudonyms, before anything is sent. What the vault had of these candidates goes. */
export async function keepAnswers({ database }: Store, held: HeldAnswers): Promise<void> {
  const { dataset, folder, samples, pseudonyms } = held;
  const rows = samples.map(({ id, candidate }) => ({ dataset, sample: id, candidate, folder }));
  const candidates = [...new Set(samples.map(({ candidate }) => candidate))];
  const entries = candidates.flatMap((candidate) =>
    (pseudonyms.get(candidate) ?? []).map((pseudonym) => ({ dataset, candidate, ...pseudonym })),
  );
  await database.transaction().execute(async (transaction) => {
    for (const some of pagesOf(rows)) {
      await transaction
        .insertInto("samples")
        .values(some)
        .onConflict((conflict) =>
          conflict.columns(["dataset", "sample"]).doUpdateSet((row) => ({
            candidate: row.ref("excluded.candidate"),
            folder: row.ref("excluded.folder"),
          })),
        )
        .execute();
    }
    for (const some of pagesOf(candidates)) {
      await transaction
        .deleteFrom("pseudonyms")
        .where("dataset", "=", dataset)
        .where("candidate", "in", some)
        .execute();
    }
    for (const some of pagesOf(entries)) await transaction.insertInto("pseudonyms").values(some).execute();
  });
}

/** The samples of a candidate, in every dataset that went through this store. */
export function samplesOfCandidate({ database }: Store, candidate: string): Promise<SampleTable[]> {
  const query = database.selectFrom("samples").selectAll().where("candidate", "=", candidate);
  return query.orderBy("dataset").orderBy("sample").execute();
}

/** Whose answer a sample is; null: that is not known here. */
export async function candidateOf(
  { database }: Store,
  { dataset, sample }: Pick<SampleTable, "dataset" | "sample">,
): Promise<string | null> {
  const query = database.selectFrom("samples").select("candidate").where("dataset", "=", dataset);
  return (await query.where("sample", "=", sample).executeTakeFirst())?.candidate ?? null;
}

/** Every candidate that is held, for whoever misspells one. */
export async function heldCandidates({ database }: Store): Promise<string[]> {
  const rows = await database
    .selectFrom("samples")
    .select("candidate")
    .distinct()
    .orderBy("candidate")
    .execute();
  return rows.map(({ candidate }) => candidate);
}

/** What placeholders in a candidate's answers stand for. */
export async function pseudonymsOf(
  { database }: Store,
  { dataset, candidate }: Pick<SampleTable, "dataset" | "candidate">,
): Promise<Pseudonym[]> {
  const query = database
    .selectFrom("pseudonyms")
    .select(["placeholder", "kind", "form"])
    .where("dataset", "=", dataset)
    .where("candidate", "=", candidate);
  return (await query.orderBy("placeholder").execute()).map((row) => pseudonymSchema.parse(row));
}

/** What tells one state of a candidate's vault from another, so that placeholders of an older run are not given newer names. */
export function vaultHash(pseudonyms: readonly Pseudonym[]): string {
  const sorted = [...pseudonyms].sort((a, b) => (a.placeholder < b.placeholder ? -1 : 1));
  return canonicalSha256(sorted.map(({ placeholder, form }) => [placeholder, form]));
}
