import { existsSync } from "node:fs";
import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { HarnessError } from "../errors.ts";
import { makeFolder } from "./make-folder.ts";
import { outputError } from "./outputs.ts";

/** The example that `init` writes, as it is checked in. */
const starterFolder = fileURLToPath(new URL("../../examples/starter", import.meta.url));

/** The eval of the example, from its folder. */
export const starterEval = "evals/gold.yaml";

/** Copies the example into a folder, its eval with the given profile, and lists its files; a file that is there is never overwritten. */
export async function writeStarter(folder: string, profile: string): Promise<string[]> {
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
  try {
    await makeFolder(folder);
    await cp(starterFolder, folder, { recursive: true });
    const file = join(folder, starterEval);
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace(/^profile: .*$/m, `profile: ${profile}`));
  } catch (error) {
    throw outputError(folder, error);
  }
  return files;
}
