import { stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { nearestWord } from "../domain/did-you-mean.ts";
import { HarnessError } from "../errors.ts";
import { kindOf, namesIn } from "./files.ts";
import { makeFolder } from "./make-folder.ts";
import { invalidFile } from "./problem.ts";

/**
 * Refuses a path at which no store is, for whoever would only read one: an empty store in its place would answer that
 * nothing is held. `usual` is where the project's own store is.
 */
export async function requireStore(path: string, usual: string): Promise<void> {
  if ((await kindOf(path)) !== "absent") return;
  const meant = await nearestStore(path, usual);
  const message = `there is no such store${meant === null ? "; run, score and replies import make one" : ` (did you mean ${meant}?)`}`;
  throw invalidFile([{ file: path, line: null, column: null, message }]);
}

/** Makes the folder that a store is to be in, and refuses a folder, a pipe or a device in the store's place. */
export async function prepareStore(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found !== null && !found.isFile()) {
    const message = `is ${found.isDirectory() ? "a folder" : "a pipe or a device"}, expected the file of a store`;
    throw invalidFile([{ file: path, line: null, column: null, message }]);
  }
  await makeFolder(dirname(path)).catch((error: unknown) => {
    throw new HarnessError("disk", `${path}: the folder of the store cannot be made`, { cause: error });
  });
}

/** A file of nearly this name beside it, or the project's own store. */
async function nearestStore(path: string, usual: string): Promise<string | null> {
  const folder = dirname(path);
  const stores = (await namesIn(folder)).filter((name) => !/-(?:wal|shm)$/.test(name));
  const nearest = nearestWord(basename(path), stores);
  for (const candidate of [...(nearest === null ? [] : [join(folder, nearest)]), usual])
    if ((await kindOf(candidate)) === "file") return candidate;
  return null;
}
