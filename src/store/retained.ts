import type { Store } from "./database.ts";

/** Whose answers are held, how many, and when they were last graded, by a run or as recordings; null: that is not on record. */
export async function retainedCandidates({
  database,
}: Store): Promise<
  { readonly candidate: string; readonly samples: number; readonly lastGradedAt: string | null }[]
> {
  const lastGraded = new Map<string, string>();
  const runs = await database
    .selectFrom("runs")
    .select(["id", "finished_at"])
    .orderBy("finished_at")
    .execute();
  for (const { id, finished_at } of runs) {
    const row = await database
      .selectFrom("runs")
      .select("document")
      .where("id", "=", id)
      .executeTakeFirstOrThrow();
    const { dataset, scores }: { dataset?: { id?: string }; scores?: readonly { sample: string }[] } =
      JSON.parse(row.document);
    for (const sample of new Set(scores?.map((score) => score.sample))) {
      lastGraded.set(JSON.stringify([dataset?.id, sample]), finished_at);
    }
  }
  const scored = await database.selectFrom("scorecards").select(["sample", "scored_at"]).execute();
  const lastScored = new Map(scored.map(({ sample, scored_at }) => [sample, scored_at]));
  const held = await database.selectFrom("samples").selectAll().orderBy("candidate").execute();
  return [...Map.groupBy(held, ({ candidate }) => candidate)].map(([candidate, own]) => ({
    candidate,
    samples: own.length,
    lastGradedAt: own
      .map(
        ({ dataset, sample }) =>
          lastGraded.get(JSON.stringify([dataset, sample])) ?? lastScored.get(sample) ?? null,
      )
      .reduce((latest, at) => (latest === null || (at !== null && at > latest) ? at : latest), null),
  }));
}
