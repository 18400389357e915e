import * as z from "zod";
import { raterSchema } from "../domain/label.ts";
import { HarnessError } from "../errors.ts";
import type { ReportInput } from "../reports/report.ts";
import type { Store } from "../store/database.ts";
import { getRun, latestRun, listRuns, type StoredRun } from "../store/runs.ts";
import { withNames } from "./names.ts";

const labelSchema = z.object({
  sampleId: z.string(),
  rater: z.string(),
  dimension: z.string(),
  value: z.number().nullable(),
  quote: z.string().nullable(),
  round: z.string().nullable(),
  blind: z.boolean(),
  sampling: z.string(),
  at: z.string().nullable(),
});

const recordSchema = z.looseObject({
  labels: z.array(labelSchema),
  raters: z.array(raterSchema),
  clusters: z.record(z.string(), z.string()).default({}),
});

/** A run of the store by id, by its eval's name, or the latest. */
export async function storedRun(store: Store, name: string): Promise<ReportInput> {
  return inputOf(await findRun(store, name));
}

/** The same with names in the place of placeholders, as far as the vault still has those that the run was sent with. */
export async function storedRunWithNames(
  store: Store,
  name: string,
): Promise<{ readonly input: ReportInput; readonly unnamed: number }> {
  const found = await findRun(store, name);
  const { document, unnamed } = await withNames(store, found);
  return { input: inputOf({ ...found, document }), unnamed };
}

function inputOf({ document, meta }: StoredRun): ReportInput {
  const record = recordSchema.safeParse(meta);
  return { document, labels: record.success ? record.data : null };
}

async function findRun(store: Store, name: string): Promise<StoredRun> {
  const found =
    name === "latest"
      ? await latestRun(store)
      : ((await getRun(store, name)) ?? (await latestRun(store, name)));
  if (found !== null) return found;
  const known = (await listRuns(store)).slice(0, 5).map(({ id }) => id);
  const hint = known.length === 0 ? "the store holds no run yet" : `the last ones are ${known.join(", ")}`;
  throw new HarnessError("usage", `there is no run "${name}" in ${store.path}: ${hint}`);
}
