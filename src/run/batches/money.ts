import type { Caps, Ledger } from "../../models/ledger.ts";
import type { Batches, Closed } from "../../store/batches.ts";

/** What each sample's requests in a batch cost at most. */
export type WorstBySample = ReadonlyMap<string, number>;

/** Reserves the worst case of a batch as a whole, sample by sample where those have a cap. False, and nothing reserved, where it does not fit. */
export async function reserveBatch(
  id: string,
  worst: WorstBySample,
  { ledger, caps }: { readonly ledger: Ledger; readonly caps: Caps },
): Promise<boolean> {
  const wanted =
    caps.sampleUsd === null
      ? [{ id, sample: null, usd: sum(worst.values()) }]
      : [...worst].map(([sample, usd]) => ({ id: ofSample(id, sample), sample, usd }));
  for (const reservation of wanted) {
    if (await ledger.reserve(reservation, caps)) continue;
    for (const { id } of wanted) await ledger.settle(id, 0);
    return false;
  }
  return true;
}

/** Replaces what was reserved by what the batch cost, whichever way it was reserved. */
export async function settleBatch(id: string, { usdBySample }: Closed, ledger: Ledger): Promise<void> {
  await ledger.settle(id, sum(usdBySample.values()));
  for (const [sample, usd] of usdBySample) await ledger.settle(ofSample(id, sample), usd);
}

/** Forgets a batch that cost nothing. */
export async function releaseBatch(
  id: string,
  { batches, ledger }: { readonly batches: Batches; readonly ledger: Ledger },
): Promise<void> {
  const samples = await batches.release(id);
  await ledger.settle(id, 0);
  for (const sample of samples) await ledger.settle(ofSample(id, sample), 0);
}

function ofSample(id: string, sample: string): string {
  return `${id} ${sample}`;
}

function sum(amounts: Iterable<number>): number {
  return [...amounts].reduce((total, amount) => total + amount, 0);
}
