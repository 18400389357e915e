import { fileURLToPath } from "node:url";
import { archetypesSchema, type Archetypes } from "../domain/archetype.ts";
import { readYaml } from "./yaml.ts";

/** The bundled archetypes and situations. */
export const bundledArchetypes = fileURLToPath(new URL("../../rubrics/archetypes.yaml", import.meta.url));

/** Reads archetypes and situations; a bad file is refused with every problem. */
export async function readArchetypes(file: string): Promise<Archetypes> {
  return (await readYaml(file, archetypesSchema)).value;
}
