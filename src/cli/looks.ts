import type { Dataset } from "../domain/dataset.ts";
import { HarnessError } from "../errors.ts";
import type { Store } from "../store/database.ts";
import { lookAt, recordLook } from "../store/looks.ts";
import type { Io } from "./io.ts";

/** Answers whose labels are about to be looked at, and what is asked of them. */
type Look = { readonly dataset: Dataset; readonly split: string; readonly fingerprint: string };

/** A sealed set answers each question once: asking until the answer pleases is what the seal is for. */
export async function refuseSecondLook(store: Store, { dataset, split, fingerprint }: Look): Promise<void> {
  if (!dataset.card.sealed) return;
  const before = await lookAt(store, { dataset: dataset.hash, split }, fingerprint);
  if (before === null) return;
  throw new HarnessError(
    "usage",
    `dataset ${dataset.card.id} is sealed and this fingerprint was run on it on ${before}: what it found was written then; change what is tested, or unseal the set`,
  );
}

/** Counts a look and says the how-manieth it is; this store knows of those that went through it. */
export async function countLook(store: Store, { dataset, split, fingerprint }: Look, io: Io) {
  const at = new Date(io.now()).toISOString();
  const looks = await recordLook(store, { dataset: dataset.hash, split, fingerprint, at });
  const worn = looks < 2 ? "" : "; each look makes the next figure on it a little less new";
  return { looks, sentence: `look ${looks} at this test split${worn}` };
}
