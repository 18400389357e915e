import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { kindOf } from "./files.ts";

/** Makes a folder and those above it, one by one: `recursive` of Node tries for ever where no folder can be made, as in /proc. */
export async function makeFolder(folder: string): Promise<void> {
  if ((await kindOf(folder)) === "folder") return;
  if (dirname(folder) !== folder) await makeFolder(dirname(folder));
  await mkdir(folder).catch(async (error: unknown) => {
    // Another process may have made it meanwhile.
    if ((await kindOf(folder)) !== "folder") throw error;
  });
}
