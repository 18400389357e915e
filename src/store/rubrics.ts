import { rubricSchema, type Rubric } from "../domain/rubric.ts";
import { readYaml } from "./yaml.ts";

/** Reads a rubric; a bad one is refused with every problem. */
export async function readRubric(file: string): Promise<Rubric> {
  return (await readYaml(file, rubricSchema)).value;
}
