import type { Columns, ReadTurns, TextFormat } from "./format.ts";
import { readRows, usualColumns } from "./mapped-rows.ts";
import { refused } from "./talk.ts";

const delimiters = [",", ";", "\t"] as const;

/** A table with a row for each speech: columns by their usual names, or as they are mapped. */
export const format: TextFormat = {
  matches: (text) => usualColumns(headerOf(text)) !== null,
  read: async (text, columns = usualColumns(headerOf(text)) ?? { text: "text" }) => readTable(text, columns),
};

async function readTable(text: string, columns: Columns): Promise<ReadTurns> {
  const { CsvError, parse } = await import("csv-parse/sync");
  try {
    const rows: readonly Readonly<Record<string, string>>[] = parse(text, {
      columns: (names: readonly string[]) => names.map((name) => name.trim()),
      delimiter: delimiterOf(text),
      skip_empty_lines: true,
      trim: true,
    });
    return readRows(rows, columns, (row, name) => (Object.hasOwn(row, name) ? row[name] : undefined));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return refused("damaged", `is no whole table: ${error.message}`);
  }
}

function headerOf(text: string): string[] {
  const [first = ""] = text.trimStart().split("\n", 1);
  return first.split(delimiterOf(text)).map((name) => name.trim().replace(/^"(.*)"$/, "$1"));
}

/** The one that the first line has most of. */
function delimiterOf(text: string): string {
  const [first = ""] = text.trimStart().split("\n", 1);
  const count = (delimiter: string): number => first.split(delimiter).length;
  return delimiters.reduce((most, delimiter) => (count(delimiter) > count(most) ? delimiter : most));
}
