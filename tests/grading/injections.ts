import { readFileSync } from "node:fs";
import { injectionSchema, type Injection } from "../../src/domain/injection.ts";

/** The injection corpus. */
export const injections: readonly Injection[] = readFileSync(
  new URL("../../datasets/injections/corpus.jsonl", import.meta.url),
  "utf8",
)
  .trimEnd()
  .split("\n")
  .map((line) => injectionSchema.parse(JSON.parse(line)));
