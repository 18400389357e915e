import { scoredRecordingSchema, type ScoredRecording } from "../domain/recording.ts";
import type { Store } from "./database.ts";
import { pagesOf } from "./pages.ts";

/** A recording with what belongs to this machine: whose it is by name, its file, and when it was scored. */
export type KeptScorecard = {
  readonly document: ScoredRecording;
  readonly candidate: string;
  readonly file: string;
  readonly scoredAt: string;
};

/** Keeps what became of recordings, in the place of what was kept of them before. */
export async function putScorecards({ database }: Store, kept: readonly KeptScorecard[]): Promise<void> {
  for (const page of pagesOf(kept)) {
    const rows = page.map(({ document, candidate, file, scoredAt }) => ({
      cohort: document.cohort,
      sample: document.sample,
      candidate,
      file,
      document: JSON.stringify(document),
      scored_at: scoredAt,
    }));
    await database
      .insertInto("scorecards")
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(["cohort", "sample"]).doUpdateSet((row) => ({
          candidate: row.ref("excluded.candidate"),
          file: row.ref("excluded.file"),
          document: row.ref("excluded.document"),
          scored_at: row.ref("excluded.scored_at"),
        })),
      )
      .execute();
  }
}

/** What became of one recording; null: it was never scored. */
export async function getScorecard(
  { database }: Store,
  { cohort, sample }: Pick<ScoredRecording, "cohort" | "sample">,
): Promise<KeptScorecard | null> {
  const query = database.selectFrom("scorecards").selectAll().where("cohort", "=", cohort);
  const row = await query.where("sample", "=", sample).executeTakeFirst();
  return row === undefined ? null : fromRow(row);
}

/** Every scorecard of a candidate. */
export async function scorecardsOf({ database }: Store, candidate: string): Promise<KeptScorecard[]> {
  const query = database.selectFrom("scorecards").selectAll().where("candidate", "=", candidate);
  return (await query.orderBy("cohort").orderBy("sample").execute()).map(fromRow);
}

/** The samples that a cohort holds. */
export async function samplesOfCohort({ database }: Store, cohort: string): Promise<ReadonlySet<string>> {
  const rows = await database
    .selectFrom("scorecards")
    .select("sample")
    .where("cohort", "=", cohort)
    .execute();
  return new Set(rows.map(({ sample }) => sample));
}

/** Whether a cohort holds anything that a new scorecard would be compared with. */
export async function hasScorecards({ database }: Store, cohort: string): Promise<boolean> {
  const query = database.selectFrom("scorecards").select("sample").where("cohort", "=", cohort);
  const found = await query.where("document", "like", '%"scorecard":{%').limit(1).execute();
  return found.length > 0;
}

function fromRow(row: {
  readonly document: string;
  readonly candidate: string;
  readonly file: string;
  readonly scored_at: string;
}): KeptScorecard {
  const document = scoredRecordingSchema.parse(JSON.parse(row.document));
  return { document, candidate: row.candidate, file: row.file, scoredAt: row.scored_at };
}
