import { cp, readdir } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { HarnessError } from "../errors.ts";

/** The example that `init` writes, as it is checked in. */
const starterFolder = fileURLToPath(new URL("../../examples/starter", import.meta.url));

/** Copies the example into a folder and lists its files; a file that is there already is never overwritten. */
export async function writeStarter(folder: string): Promise<string[]> {
  const entries = await readdir(starterFolder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(starterFolder, join(entry.parentPath, entry.name)))
    .sort();
  const taken = files.filter((file) => existsSync(join(folder, file)));
  if (taken.length > 0) {
    throw new HarnessError(
      "usage",
      `${folder} already has ${taken.join(", ")}: init overwrites nothing; choose another folder`,
    );
  }
  await cp(starterFolder, folder, { recursive: true });
  return files;
}
