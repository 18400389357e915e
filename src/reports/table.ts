import { markdownInline } from "./markdown-inline.ts";
import { oneLine } from "./one-line.ts";

/** A table of text: the first column to the left, the others to the right. */
export type Table = { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };

/** Columns padded to equal width, for a terminal. */
export function alignedTable({ head, rows }: Table): string {
  const cells = [head, ...rows].map((row) => row.map(oneLine));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd();
  return cells.map((row) => `${line(row)}\n`).join("");
}

/** The same as a Markdown table. */
export function markdownTable({ head, rows }: Table): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => markdownInline(cell).replaceAll("|", "\\|")).join(" | ")} |\n`;
  return (
    line(head) + line(head.map((_, column) => (column === 0 ? "---" : "---:"))) + rows.map(line).join("")
  );
}
