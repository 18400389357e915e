import { examplesFileSchema, type ExamplesFile } from "../domain/examples.ts";
import { readYaml } from "./yaml.ts";

/** Reads a file of examples; a bad one is refused with every problem and its line. */
export async function readExamples(path: string): Promise<ExamplesFile> {
  return (await readYaml(path, examplesFileSchema)).value;
}
