/** Entry of the process in which a query runs: the work comes in as JSON on stdin, the result goes out as JSON. */
import { DatabaseSync, type SQLOutputValue } from "node:sqlite";
import { text } from "node:stream/consumers";
import { queryWorkSchema, type QueryResult, type QueryWork, type SqlValue } from "../domain/query.ts";

/** A single value may not be longer; with the limit on rows and on time this bounds what a query can take. */
const longestValueBytes = 1_000_000;

const work: unknown = JSON.parse(await text(process.stdin));
process.stdout.write(JSON.stringify(resultOf(queryWorkSchema.parse(work))));

function resultOf({ statements, query, maxRows }: QueryWork): QueryResult {
  const database = new DatabaseSync(":memory:", { limits: { length: longestValueBytes, attach: 0 } });
  for (const each of statements) database.exec(each);
  database.exec("PRAGMA query_only = ON");
  try {
    const statement = database.prepare(query);
    statement.setReturnArrays(true);
    const rows: SqlValue[][] = [];
    for (const row of statement.iterate()) {
      if (rows.length === maxRows) return { status: "failed", reason: `it gives more than ${maxRows} rows` };
      rows.push(Object.values<SQLOutputValue>(row).map(plain));
    }
    return { status: "rows", columns: statement.columns().map(({ name }) => name), rows };
  } catch (error) {
    return { status: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
}

function plain(value: SQLOutputValue): SqlValue {
  if (typeof value === "bigint") return Number(value);
  return value instanceof Uint8Array ? `${value.length} bytes` : value;
}
