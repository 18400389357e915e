/** Rows of one statement: SQLite takes 32,766 values, and no row here has more than some twenty. */
export const pageSize = 500;

/** Rows in the portions that statements take. */
export function pagesOf<Row>(rows: readonly Row[]): Row[][] {
  return Array.from({ length: Math.ceil(rows.length / pageSize) }, (_, page) =>
    rows.slice(page * pageSize, (page + 1) * pageSize),
  );
}
