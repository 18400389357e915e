import { once } from "node:events";
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
  for await (const records of readRecords(file, problems)) {
    for (const { line, cells } of records) {
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
  }
  if (header === null && problems.length === before) {
    const message = `the file is empty, expected the columns ${columns.required.join(", ")}`;
    problems.push({ file, line: 1, column: 1, message });
  }
}

type CsvRecord = { readonly line: number; readonly cells: readonly string[] };

/**
 * Records with the line on which each starts, those that end in one piece of the file together. A quoted cell may span lines, blank
 * lines are no records.
 */
async function* readRecords(file: string, problems: Problem[]): AsyncGenerator<readonly CsvRecord[]> {
  const failed: Problem[] = [];
  let records: CsvRecord[] = [];
  let start = 1;
  const parser = parse({
    relax_column_count: true,
    trim: true,
    record_delimiter: "\n",
    max_record_size: longestLine,
    // Taken here, and not passed on: a stream of single records takes longer than the parsing.
    on_record: (cells: string[], { lines }) => {
      const isBlank = cells.length === 1 && cells[0] === "";
      if (!isBlank) records.push({ line: start, cells });
      start = lines + 1;
      return null;
    },
  });
  const ended = once(parser.resume(), "end");
  ended.catch(() => null);
  try {
    for await (const text of readChunks(file, failed)) {
      await new Promise<void>((resolve, reject) => {
        parser.write(text, (error) => (error ? reject(error) : resolve()));
      });
      yield records;
      records = [];
    }
    if (failed.length > 0) return;
    parser.end();
    await ended;
    yield records;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    if (failed.length > 0) return;
    yield records;
    problems.push({ file, line: start, column: null, message: describeCsvError(error) });
  } finally {
    problems.push(...failed);
    parser.destroy();
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
