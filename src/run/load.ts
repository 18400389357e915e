import { dirname, resolve } from "node:path";
import type { Dataset } from "../domain/dataset.ts";
import type { Rubric } from "../domain/rubric.ts";
import { HarnessError } from "../errors.ts";
import type { Concealed } from "../privacy/conceal.ts";
import { readDataset } from "../store/datasets.ts";
import { readEval, type EvalFile } from "../store/evals.ts";
import { invalidFile } from "../store/problem.ts";
import { readRubric } from "../store/rubrics.ts";

/** An eval with the files that it names. */
export type LoadedEval = {
  readonly file: EvalFile;
  readonly rubric: Rubric;
  readonly dataset: Dataset;
  /** What its answers were, where names in them have been replaced. */
  readonly concealed?: Concealed;
};

/** A path in an eval starts at the eval's own folder. */
export function besideEval({ path }: EvalFile, relative: string): string {
  return resolve(dirname(path), relative);
}

/** Reads an eval, its rubric and its dataset; every problem of both files is reported, not the first. */
export async function loadEval(path: string): Promise<LoadedEval> {
  const file = await readEval(path);
  const reading = readRubric(besideEval(file, file.spec.rubric));
  const [rubric, dataset] = await Promise.allSettled([
    reading,
    reading
      .then(
        ({ id }) => id,
        () => null,
      )
      .then((id) => readDataset(besideEval(file, file.spec.dataset), id)),
  ]);
  if (rubric.status === "fulfilled" && dataset.status === "fulfilled") {
    return { file, rubric: rubric.value, dataset: dataset.value };
  }
  const reasons = [rubric, dataset].flatMap((read) => (read.status === "rejected" ? [read.reason] : []));
  const known = reasons.filter((reason) => reason instanceof HarnessError);
  if (known.length < reasons.length) throw reasons.find((reason) => !(reason instanceof HarnessError));
  throw invalidFile(known.flatMap(({ problems }) => problems));
}
