import { didYouMean } from "../domain/did-you-mean.ts";
import { HarnessError } from "../errors.ts";
import type { Store } from "./database.ts";
import { keyedHash, type HashKey } from "./event-chain.ts";
import { hashKey } from "./events.ts";

/** What stands for a candidate's name where names may not stand. */
export function aliasOf(key: HashKey, candidate: string): string {
  return `c-${keyedHash(key, candidate).slice(0, 8)}`;
}

/** A candidate with recordings in this store, by name or alias. */
export async function findCandidate(store: Store, name: string): Promise<string> {
  const rows = await store.database
    .selectFrom("scorecards")
    .select("candidate")
    .distinct()
    .orderBy("candidate")
    .execute();
  const known = rows.map(({ candidate }) => candidate);
  if (known.includes(name)) return name;
  const key = await hashKey(store);
  const found = known.find((candidate) => aliasOf(key, candidate) === name);
  if (found !== undefined) return found;
  throw new HarnessError(
    "usage",
    `${store.path} holds no recording of a candidate "${name}"${didYouMean(name, known)}`,
  );
}
