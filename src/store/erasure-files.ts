import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { parse } from "csv-parse/sync";
import * as z from "zod";
import type { Subject } from "./holdings/index.ts";
import { kindOf } from "./files.ts";
import { writeOutput } from "./outputs.ts";

/** A file of a dataset that holds something of a person: all of it, or some of its lines. */
export type PersonalFile = {
  readonly file: string;
  /** How many records are the person's; null: the whole file. */
  readonly records: number | null;
  /** What of it is the person's. */
  readonly read: () => Promise<string>;
  /** Takes it out, the file or the records. */
  readonly erase: () => Promise<void>;
};

/** Columns and keys by which a record of a dataset names the sample that it is about. */
const sampleColumns = ["id", "sample", "weaker", "stronger"];

/** Files in the datasets' folders that hold something of a person: transcripts, and the records of tables. */
export async function personalFiles(subject: Subject): Promise<PersonalFile[]> {
  const folders = [...new Set(subject.samples.map(({ folder }) => folder))];
  const found = new Map<string, PersonalFile>();
  for (const folder of folders) {
    if ((await kindOf(folder)) !== "folder") continue;
    const ids = new Set(subject.samples.filter((own) => own.folder === folder).map(({ sample }) => sample));
    for (const name of (await readdir(folder)).sort()) {
      const file = join(folder, name);
      if (!/\.(jsonl|csv)$/.test(name) || !(await stat(file)).isFile()) continue;
      const records = recordsOf(await readFile(file, "utf8"), name);
      const own = records.filter((record) => isAbout(record, ids, subject.candidate));
      if (own.length === 0) continue;
      const rest = records.filter((record) => !own.includes(record)).map(({ text }) => text);
      found.set(file, {
        file,
        records: own.length,
        read: async () => own.map(({ text }) => text).join(""),
        erase: () => writeOutput(file, rest.join("")),
      });
      for (const whole of await transcriptsOf(folder, own)) found.set(whole.file, whole);
    }
  }
  // Whole files first: it is by the records that they are found again where an erasure was killed.
  const isWhole = ({ records }: PersonalFile): boolean => records === null;
  const all = [...found.values()];
  return [...all.filter(isWhole), ...all.filter((file) => !isWhole(file))];
}

const rawRowsSchema = z.array(z.object({ raw: z.string(), record: z.array(z.string()) }));

type FileRecord = { readonly text: string; readonly cells: Readonly<Record<string, unknown>> };

/** The records of a file with their own text, so that the others stay as they are to the byte. */
function recordsOf(text: string, name: string): FileRecord[] {
  if (name.endsWith(".jsonl")) {
    return (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((line) => ({ text: line, cells: cellsOf(line) }));
  }
  const rows = rawRowsSchema.parse(parse(text, { raw: true, relax_column_count: true, relax_quotes: true }));
  const header = (rows[0]?.record ?? []).map((column) => column.replace(/^\uFEFF/, "").trim());
  return rows.map(({ raw, record }, index) => ({
    text: raw,
    cells: index === 0 ? {} : Object.fromEntries(header.map((column, at) => [column, record[at]])),
  }));
}

function cellsOf(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function isAbout({ cells }: FileRecord, ids: ReadonlySet<string>, candidate: string): boolean {
  if (cells["candidate"] === candidate) return true;
  return sampleColumns.some((column) => {
    const cell = cells[column];
    return typeof cell === "string" && ids.has(cell);
  });
}

/** The transcripts and recordings that records name, as far as they are below the dataset's folder. */
async function transcriptsOf(folder: string, records: readonly FileRecord[]): Promise<PersonalFile[]> {
  const found: PersonalFile[] = [];
  for (const name of records.flatMap(({ cells }) => [cells["transcript"], cells["file"]])) {
    if (typeof name !== "string" || name === "" || relative(folder, join(folder, name)).startsWith(".."))
      continue;
    const file = join(folder, name);
    if ((await kindOf(file)) === "file")
      found.push({
        file,
        records: null,
        read: () => readFile(file, "utf8"),
        erase: () => rm(file, { force: true }),
      });
  }
  return found;
}
