import { wilsonInterval } from "../../src/statistics/wilson.ts";

/** Whether the long proofs run. */
export const isDeep = process.env["TOUCHSTONE_DEEP"] !== undefined;

/** A count out of many with its Wilson interval. */
export function shareOf(count: number, n: number): { share: number; low: number; high: number } {
  const interval = wilsonInterval(count, n);
  if (interval === null) throw new Error("a share needs a trial");
  return { share: count / n, ...interval };
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** Prints rows of text as columns, under a title. */
export function printTable(title: string, rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  const lines = rows.map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join("  "));
  process.stdout.write(`\n${title}\n${lines.join("\n")}\n`);
}
