import { resolve } from "node:path";
import { openStore, storePathFor, type Store } from "../store/database.ts";
import { requireStore } from "../store/require-store.ts";
import type { Io } from "./io.ts";

/** Opens the store that `--store` names, or that of the project, for as long as `work` takes; makes it where there is none. */
export async function withOpenStore<T>(
  path: string | undefined,
  io: Pick<Io, "cwd">,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const store = await openStore(storePath(path, io));
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** The same for what a store must hold already: one that is not there is refused, not made. */
export async function withExistingStore<T>(
  path: string | undefined,
  io: Pick<Io, "cwd">,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  await requireStore(storePath(path, io), storePathFor(io.cwd));
  return withOpenStore(path, io, work);
}

function storePath(path: string | undefined, { cwd }: Pick<Io, "cwd">): string {
  return path === undefined ? storePathFor(cwd) : resolve(cwd, path);
}
