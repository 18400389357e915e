import { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { counted } from "../domain/counted.ts";
import { nearestWord } from "../domain/did-you-mean.ts";
import { isTooLong, longestLine, readChunks } from "./files.ts";
import { problemLimit, type Problem } from "./problem.ts";
import { hint } from "./schema-problems.ts";

/** The columns of a table: those it must have, those it may have, and whether others are an author's own or a mistake. */
export type CsvColumns = {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly others: "keep" | "refuse";
};

/** A row of a table: the line on which it starts, and its cells by column. */
export type CsvRow = { readonly line: number; readonly cells: Readonly<Record<string, string>> };

/** A table's rows as a stream. A bad header ends it; a bad row is a problem and left out. */
export async function* readCsv(
  file: string,
  columns: CsvColumns,
  problems: Problem[],
): AsyncGenerator<CsvRow> {
  const before = problems.length;
  let header: readonly string[] | null = null;
  for await (const { line, cells } of readRecords(file, problems)) {
    if (header === null) {
      const found = headerProblems(cells, columns);
      problems.push(...found.map((message) => ({ file, line, column: null, message })));
      if (found.length > 0) return;
      header = cells;
    } else if (cells.length !== header.length) {
      const message = `${counted(cells.length, "cell")}, expected ${header.length} as in the header`;
      problems.push({ file, line, column: null, message });
    } else {
      yield { line, cells: Object.fromEntries(header.map((name, index) => [name, cells[index] ?? ""])) };
    }
    if (problems.length - before >= problemLimit) {
      problems.push({ file, line, column: null, message: "too many problems, the rest was not read" });
      return;
    }
  }
  if (header === null && problems.length === before) {
    const message = `the file is empty, expected the columns ${columns.required.join(", ")}`;
    problems.push({ file, line: 1, column: 1, message });
  }
}

type CsvRecord = { readonly line: number; readonly cells: readonly string[] };

/** Records with the line on which each starts; a quoted cell may span lines, blank lines are no records. */
async function* readRecords(file: string, problems: Problem[]): AsyncGenerator<CsvRecord> {
  const failed: Problem[] = [];
  const source = Readable.from(readChunks(file, failed));
  const starts = [1];
  const parser = parse({
    relax_column_count: true,
    trim: true,
    record_delimiter: "\n",
    max_record_size: longestLine,
    on_record: (cells, { lines }) => {
      starts.push(lines + 1);
      return cells;
    },
  });
  try {
    const records: AsyncIterable<string[]> = source.pipe(parser);
    for await (const cells of records) {
      const line = starts.shift() ?? 0;
      const isBlank = cells.length === 1 && cells[0] === "";
      if (!isBlank && failed.length === 0) yield { line, cells };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    if (failed.length > 0) return;
    problems.push({ file, line: starts.at(-1) ?? null, column: null, message: describeCsvError(error) });
  } finally {
    problems.push(...failed);
    source.destroy();
  }
}

function describeCsvError({ code, message }: CsvError): string {
  if (code === "CSV_QUOTE_NOT_CLOSED") return "a quoted cell that starts here is never closed";
  if (code.endsWith("INVALID_OPENING_QUOTE"))
    return 'a quote within an unquoted cell, expected "..." with inner quotes doubled';
  if (code === "CSV_INVALID_CLOSING_QUOTE" || code === "CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE")
    return "text after a closing quote, expected inner quotes to be doubled";
  if (code === "CSV_MAX_RECORD_SIZE") return `the row that starts here ${isTooLong}`;
  return message;
}

function headerProblems(header: readonly string[], { required, optional, others }: CsvColumns): string[] {
  const known = [...required, ...optional];
  const strange = header.filter((name) => !known.includes(name));
  const twice = header.filter((name, index) => header.indexOf(name) < index);
  const missing = required.filter((name) => !header.includes(name));
  const meant = missing.map((name) => nearestWord(name, strange));
  return [
    ...twice.map((name) => `column "${name}" is there twice`),
    ...missing.map(
      (name, index) => `column "${name}" is missing${meant[index] ? `, is it "${meant[index]}"?` : ""}`,
    ),
    ...strange
      .filter((name) => others === "refuse" && !meant.includes(name))
      .map(
        (name) =>
          `unknown column "${name}"${hint(
            name,
            known.filter((word) => !header.includes(word)),
          )}`,
      ),
  ];
}
