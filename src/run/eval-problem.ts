import { didYouMean } from "../domain/did-you-mean.ts";
import type { Problem } from "../store/problem.ts";
import type { LoadedEval } from "./load.ts";

/** A problem of an eval at one of its keys. */
export function problemAt(
  { file }: LoadedEval,
  path: readonly (string | number)[],
  message: string,
): Problem {
  return { file: file.path, line: file.locate(path), column: 1, message: `${path.join(".")}: ${message}` };
}

/** That a word names no thing of its kind, and which ones there are. */
export function unknown(word: string, kind: string, known: readonly string[]): string {
  return `there is no ${kind} "${word}"${didYouMean(word, known)}, expected one of ${known.join(", ")}`;
}
