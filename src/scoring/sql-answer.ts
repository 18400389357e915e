import { counted } from "../domain/counted.ts";
import type { QueryResult, SqlValue } from "../domain/query.ts";

/** Whether a query gave the right rows; `why` says what is wrong with them. */
export type SqlVerdict = { readonly verdict: "right" | "wrong" | "failed"; readonly why: readonly string[] };

type Rows = Extract<QueryResult, { status: "rows" }>;

/**
 * Compares what a query gave with the right result. Order of rows, names and order of columns, and columns beyond those asked for do not
 * count: the columns are found by name, or else taken in their order.
 */
export function judgeResult(found: QueryResult, right: Rows, tolerance: number): SqlVerdict {
  if (found.status === "failed") return { verdict: "failed", why: [found.reason] };
  const columns = columnsOf(found, right);
  if (columns === null) {
    const why = `it has ${counted(found.columns.length, "column")} (${found.columns.join(", ")}), expected ${right.columns.join(", ")}`;
    return { verdict: "wrong", why: [why] };
  }
  const left = found.rows.map((row) => columns.map((column) => row[column] ?? null));
  const missing = right.rows.filter((row) => {
    const at = left.findIndex((other) => isEqualRow(row, other, tolerance));
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
  const why = [
    ...missing.map((row) => `missing: ${describeRow(right.columns, row)}`),
    ...left.map((row) => `too many: ${describeRow(right.columns, row)}`),
  ];
  return { verdict: why.length === 0 ? "right" : "wrong", why };
}

/** Where the right result's columns stand in the found one. */
function columnsOf(found: Rows, right: Rows): readonly number[] | null {
  const names = found.columns.map((name) => name.toLowerCase());
  const byName = right.columns.map((name) => names.indexOf(name.toLowerCase()));
  if (!byName.includes(-1)) return byName;
  return found.columns.length < right.columns.length ? null : right.columns.map((_, index) => index);
}

function isEqualRow(a: readonly SqlValue[], b: readonly SqlValue[], tolerance: number): boolean {
  return a.every((value, index) => isEqual(value, b[index] ?? null, tolerance));
}

function isEqual(a: SqlValue, b: SqlValue, tolerance: number): boolean {
  if (typeof a === "number" && typeof b === "number") return Math.abs(a - b) <= tolerance + 1e-9;
  return a === b;
}

function describeRow(columns: readonly string[], row: readonly SqlValue[]): string {
  return row.map((value, index) => `${columns[index]} ${value ?? "NULL"}`).join(", ");
}
