import { basename, join } from "node:path";
import type { Dataset } from "../domain/dataset.ts";
import {
  gradedExampleRowSchema,
  type ExampleLabel,
  type GradedExampleRow,
  type GradedExamples,
} from "../domain/eval-spec.ts";
import { readCsv } from "./csv.ts";
import { readDataset } from "./datasets.ts";
import { kindOf, missingFile, namesIn } from "./files.ts";
import { readJsonLines } from "./json-lines.ts";
import { invalidFile, requireValid, type Problem } from "./problem.ts";
import { schemaProblems } from "./schema-problems.ts";

/** Reads graded examples: a dataset's folder, a table of a handed-in eval spec (.csv, .jsonl), or a folder with one such table. */
export async function readGradedExamples(path: string): Promise<GradedExamples> {
  if ((await kindOf(path)) !== "folder") return readTable(path);
  const names = await namesIn(path);
  if (names.some((name) => name.startsWith("samples."))) return fromDataset(await readDataset(path));
  const tables = names.filter(isTable);
  const [table] = tables;
  if (table !== undefined && tables.length === 1) return readTable(join(path, table));
  const found = tables.length === 0 ? "no table" : `${tables.length} tables (${tables.join(", ")})`;
  const message = `${found}, expected a dataset (samples.jsonl) or one .csv or .jsonl of graded examples`;
  throw invalidFile([{ file: path, line: null, column: null, message }]);
}

function isTable(name: string): boolean {
  return /\.(csv|jsonl)(\.gz)?$/.test(name);
}

async function readTable(file: string): Promise<GradedExamples> {
  if ((await kindOf(file)) === "absent") throw invalidFile([await missingFile(file)]);
  const problems: Problem[] = [];
  if (!isTable(file)) {
    const message = "expected a .csv or .jsonl of graded examples, or a folder";
    throw invalidFile([{ file, line: null, column: null, message }]);
  }
  const lines = /\.jsonl(\.gz)?$/.test(file)
    ? readJsonLines(file, gradedExampleRowSchema, problems)
    : csvRows(file, problems);
  const lineOf = new Map<string, number>();
  const rows: GradedExampleRow[] = [];
  for await (const { line, value } of lines) {
    const earlier = lineOf.get(value.id);
    if (earlier !== undefined) {
      const message = `example "${value.id}" is on line ${earlier} too, expected each id once`;
      problems.push({ file, line, column: null, message });
    } else lineOf.set(value.id, line);
    rows.push(value);
  }
  if (rows.length === 0 && problems.length === 0)
    problems.push({ file, line: 1, column: null, message: "there are no examples in this file" });
  return fromRows(basename(file), requireValid(rows, problems));
}

const columns = {
  required: ["id", "input"],
  optional: ["kind", "source", "label_a", "label_b", "label_final"],
  others: "keep",
} as const;

async function* csvRows(
  file: string,
  problems: Problem[],
): AsyncGenerator<{ readonly line: number; readonly value: GradedExampleRow }> {
  for await (const { line, cells } of readCsv(file, columns, problems)) {
    const checked = gradedExampleRowSchema.safeParse(cells);
    if (checked.success) yield { line, value: checked.data };
    else {
      for (const { path, message } of schemaProblems(gradedExampleRowSchema, cells, checked.error))
        problems.push({ file, line, column: null, message: `${path.join(".")}: ${message}` });
    }
  }
}

function fromRows(name: string, rows: readonly GradedExampleRow[]): GradedExamples {
  const words = new Map<string, number>();
  const codeOf = (word: string): number => {
    const code = words.get(word) ?? words.size;
    words.set(word, code);
    return code;
  };
  return {
    name,
    examples: rows.map((row) => ({
      id: row.id,
      input: row.input,
      kind: wordOf(row.kind),
      source: wordOf(row.source),
      hasVerdict: [row.label_a, row.label_b, row.label_final].some((label) => wordOf(label) !== null),
    })),
    labels: rows.flatMap((row) =>
      (["label_a", "label_b"] as const).flatMap((rater): ExampleLabel[] => {
        const word = wordOf(row[rater]);
        if (word === null) return [];
        return [{ exampleId: row.id, rater, dimension: "label", value: codeOf(word) }];
      }),
    ),
    labelsAre: "nominal",
    labelledBy: null,
  };
}

/** A cell as a word to compare; null where nothing is in it. */
function wordOf(cell: unknown): string | null {
  const word = typeof cell === "string" ? cell.trim().toLowerCase() : "";
  return word === "" ? null : word;
}

/** A dataset's levels are its verdicts; adjudicated ones were given in sight of the others, so they are no label apart. */
function fromDataset({ card, samples, labels, raters }: Dataset): GradedExamples {
  const levels = labels.filter(({ dimension }) => !dimension.startsWith("flag:"));
  const first = new Map<string, ExampleLabel>();
  for (const { sampleId, rater, dimension, value, round } of levels) {
    const key = JSON.stringify([sampleId, rater, dimension]);
    if (value === null || round === "adjudicated" || first.has(key)) continue;
    first.set(key, { exampleId: sampleId, rater, dimension, value });
  }
  const labelled = new Set(levels.filter(({ value }) => value !== null).map(({ sampleId }) => sampleId));
  const [kind = null, ...others] = new Set(raters.map((rater) => rater.kind));
  return {
    name: card.id,
    examples: samples.map(({ id, transcript, metadata }) => ({
      id,
      input: transcript.turns.map(({ role, text }) => `${role}: ${text}`).join("\n"),
      kind: wordOf(metadata["kind"]),
      source: wordOf(metadata["source"]),
      hasVerdict: labelled.has(id),
    })),
    labels: [...first.values()],
    labelsAre: "ordinal",
    labelledBy: others.length > 0 ? "both" : kind,
  };
}
