import { mappingFileSchema, type MappingFile } from "../domain/score-mapping.ts";
import { readYaml } from "./yaml.ts";

/** Reads a mapping file; JSON is YAML, so a bad one is refused with every problem and its line. */
export async function readMapping(path: string): Promise<MappingFile> {
  return (await readYaml(path, mappingFileSchema)).value;
}
