import type { Store } from "../store/database.ts";
import { storedBatches, type Batches } from "../store/batches.ts";
import { kindOf } from "../store/files.ts";
import { repliesFile, storedReplies, type Replies } from "../store/replies.ts";
import { spendingOf } from "../store/spending.ts";
import type { Ledger } from "../models/ledger.ts";
import { besideEval } from "./load.ts";
import type { Plan } from "./plan.ts";

/** The replies at hand, the batches that will bring others, and the money of the run that buys them. */
export type KeptReplies = Replies & { readonly ledger: Ledger; readonly batches: Batches };

/** The eval's replies file first, where it names one, then the store. That the file does not exist yet is said, not failed. */
export async function repliesOf(
  { loaded, epoch }: Pick<Plan, "loaded" | "epoch">,
  store: Store,
): Promise<{ readonly replies: KeptReplies; readonly note: string | null }> {
  const { file } = loaded;
  const ledger = spendingOf(store, { evalName: file.name, epoch });
  const batches = storedBatches(store);
  const kept = { ...storedReplies(store), ledger, batches };
  if (file.spec.replies === undefined) return { replies: kept, note: null };
  const path = besideEval(file, file.spec.replies);
  if ((await kindOf(path)) === "absent") {
    return { replies: kept, note: `no replies file yet: ${path} does not exist, the store alone is read` };
  }
  return { replies: { ...(await repliesFile(path, kept)), ledger, batches }, note: null };
}
