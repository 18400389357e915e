import { realpath } from "node:fs/promises";
import { basename, join, sep } from "node:path";
import { didYouMean } from "../domain/did-you-mean.ts";
import { sampleRowSchema, type Sample, type SampleRow } from "../domain/sample.ts";
import type { Transcript } from "../domain/transcript.ts";
import { parseTranscript } from "../transcripts/index.ts";
import { readCsv } from "./csv.ts";
import { kindOf, missingFile, readText } from "./files.ts";
import { readJsonLines } from "./json-lines.ts";
import type { Problem } from "./problem.ts";
import { schemaProblems } from "./schema-problems.ts";

/** The samples of a dataset's folder, and every id that stands in the file; null where a line of it cannot be read. */
export type ReadSamples = { readonly samples: readonly Sample[]; readonly ids: ReadonlySet<string> | null };

type Row = { readonly line: number; readonly value: SampleRow };

/** Reads `samples.jsonl` or `samples.csv` with their transcripts. Case studies are checked where all of them could be read. */
export async function readSamples(
  folder: string,
  caseStudyIds: readonly string[] | null,
  problems: Problem[],
): Promise<ReadSamples> {
  const file = await samplesFile(folder, problems);
  const unread: Problem[] = [];
  const rows = file.endsWith(".csv") ? csvRows(file, unread) : readJsonLines(file, sampleRowSchema, unread);
  let isWhole = true;
  const takeUnread = (): void => {
    isWhole &&= unread.length === 0;
    problems.push(...unread.splice(0));
  };
  const lineOf = new Map<string, number>();
  const samples: Sample[] = [];
  for await (const { line, value: row } of rows) {
    takeUnread();
    const report = (message: string): number => problems.push({ file, line, column: null, message });
    const earlier = lineOf.get(row.id);
    if (earlier !== undefined) {
      report(`sample "${row.id}" is on line ${earlier} too, expected each id once`);
      continue;
    }
    lineOf.set(row.id, line);
    if (caseStudyIds !== null && !caseStudyIds.includes(row.case_study)) {
      report(`there is no case study "${row.case_study}"${didYouMean(row.case_study, caseStudyIds)}`);
    }
    const transcript = await readAnswer(folder, row, { file, line }, problems);
    if (transcript !== null) samples.push(toSample(row, transcript));
  }
  takeUnread();
  if (lineOf.size === 0 && isWhole) {
    problems.push({ file, line: 1, column: 1, message: "there are no samples in this file" });
  }
  return { samples, ids: isWhole ? new Set(lineOf.keys()) : null };
}

async function samplesFile(folder: string, problems: Problem[]): Promise<string> {
  const [lines, table] = [join(folder, "samples.jsonl"), join(folder, "samples.csv")];
  if ((await kindOf(table)) !== "file") return lines;
  if ((await kindOf(lines)) === "file") {
    const message = "stands beside samples.jsonl, expected one of the two";
    problems.push({ file: table, line: null, column: null, message });
  }
  return table;
}

/** Rows of a table; an empty cell is an absent one. */
async function* csvRows(file: string, problems: Problem[]): AsyncGenerator<Row> {
  const columns = {
    required: ["id", "candidate", "case_study"],
    optional: ["split", "transcript", "answer"],
    others: "keep",
  } as const;
  for await (const { line, cells } of readCsv(file, columns, problems)) {
    const given = Object.fromEntries(Object.entries(cells).filter(([, value]) => value !== ""));
    const checked = sampleRowSchema.safeParse(given);
    if (checked.success) {
      yield { line, value: checked.data };
      continue;
    }
    for (const { path, message } of schemaProblems(sampleRowSchema, given, checked.error)) {
      problems.push({ file, line, column: null, message: `${path.join(".")}: ${message}` });
    }
  }
}

function toSample(row: SampleRow, transcript: Transcript): Sample {
  const {
    id,
    candidate,
    case_study: caseStudyId,
    split,
    transcript: _file,
    answer: _answer,
    ...metadata
  } = row;
  return { id, candidate, caseStudyId, split, transcript, metadata };
}

async function readAnswer(
  folder: string,
  row: SampleRow,
  place: { readonly file: string; readonly line: number },
  problems: Problem[],
): Promise<Transcript | null> {
  const report = (message: string): null => {
    problems.push({ ...place, column: null, message });
    return null;
  };
  if ((row.transcript === undefined) === (row.answer === undefined)) {
    return report(`sample "${row.id}" needs either a transcript or an answer`);
  }
  if (row.answer !== undefined) return { turns: [{ role: "candidate", text: row.answer }] };
  const name = row.transcript ?? "";
  const file = join(folder, name);
  if ((await kindOf(file)) !== "file") {
    const { file: missing, message } = await missingFile(file);
    return report(`transcript ${missing}: ${message}`);
  }
  if (!(await isBelow(folder, file))) return report(`transcript "${name}" is outside the dataset's folder`);
  const text = await readText(file, problems);
  if (text === null) return null;
  const parsed = await parseTranscript(text, basename(file));
  if (parsed.ok) return parsed.transcript;
  problems.push({ file, line: parsed.line ?? 1, column: null, message: parsed.message });
  return null;
}

/** Links are followed first, so that none leads out of the folder. */
async function isBelow(folder: string, file: string): Promise<boolean> {
  return (await realpath(file)).startsWith((await realpath(folder)) + sep);
}
