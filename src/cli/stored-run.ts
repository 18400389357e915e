import * as z from "zod";
import { billSchema, type Bill } from "../domain/bill.ts";
import { labelSchema, raterSchema } from "../domain/label.ts";
import { HarnessError } from "../errors.ts";
import type { ReportInput } from "../reports/report.ts";
import type { Store } from "../store/database.ts";
import { getRun, latestRun, listRuns, type StoredRun } from "../store/runs.ts";
import { withNames } from "./names.ts";

/** What a report is made of, and the bill where the run's record has one. */
export type StoredReport = ReportInput & { readonly bill: Bill | null };

const recordSchema = z.looseObject({
  labels: z.array(labelSchema),
  raters: z.array(raterSchema),
  clusters: z.record(z.string(), z.string()).default({}),
});

/** A run of the store by id, by its eval's name, or the latest. */
export async function storedRun(store: Store, name: string): Promise<StoredReport> {
  return inputOf(await findRun(store, name));
}

/** The same with names in the place of placeholders, as far as the vault still has those that the run was sent with. */
export async function storedRunWithNames(
  store: Store,
  name: string,
): Promise<{ readonly input: StoredReport; readonly unnamed: number }> {
  const found = await findRun(store, name);
  const { document, unnamed } = await withNames(store, found);
  return { input: inputOf({ ...found, document }), unnamed };
}

function inputOf({ document, meta }: StoredRun): StoredReport {
  const record = recordSchema.safeParse(meta);
  const bill = billSchema.safeParse(meta["bill"]);
  return {
    document,
    labels: record.success ? record.data : null,
    bill: bill.success ? bill.data : null,
  };
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
