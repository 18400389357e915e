import { resolve } from "node:path";
import { openStore, storePathFor, type Store } from "../store/database.ts";
import type { Io } from "./io.ts";

/** Opens the store that `--store` names, or that of the project, for as long as `work` takes. */
export async function withOpenStore<T>(
  path: string | undefined,
  io: Pick<Io, "cwd">,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const store = await openStore(path === undefined ? storePathFor(io.cwd) : resolve(io.cwd, path));
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
