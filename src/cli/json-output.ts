import { resolve } from "node:path";
import { InvalidArgumentError } from "commander";
import { writeOutput } from "../store/outputs.ts";
import type { Io } from "./io.ts";

/** Collects `-o FILE` of a command whose only format is JSON. */
export function jsonFile(file: string, before: readonly string[] = []): string[] {
  if (!file.endsWith(".json")) throw new InvalidArgumentError("expected a file that ends in .json");
  return [...before, file];
}

/** The same where there is a table too. */
export function tableOrJson(file: string, before: readonly string[] = []): string[] {
  if (!/\.(?:csv|json)$/.test(file))
    throw new InvalidArgumentError("expected a file that ends in .csv or .json");
  return [...before, file];
}

/** A document as it stands in a file. */
export function jsonText(document: unknown): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Writes a document to each file asked for. */
export async function writeJson(files: readonly string[], document: unknown, { cwd }: Io): Promise<void> {
  for (const file of files) await writeOutput(resolve(cwd, file), jsonText(document));
}
