import { parse } from "node:path";
import { evalSchema, type EvalSpec } from "../domain/eval.ts";
import { readYaml, type YamlFile } from "./yaml.ts";

/** An eval as its author wrote it. `name` is the file's name without its ending; paths in `spec` start at the file's folder. */
export type EvalFile = {
  readonly path: string;
  readonly name: string;
  readonly spec: EvalSpec;
  readonly locate: YamlFile<EvalSpec>["locate"];
};

/** Reads an eval; a bad one is refused with every problem. */
export async function readEval(path: string): Promise<EvalFile> {
  const { value, locate } = await readYaml(path, evalSchema);
  return { path, name: parse(path).name, spec: value, locate };
}
