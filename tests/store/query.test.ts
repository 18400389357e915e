import { describe, expect, it } from "vitest";
import { runQuery } from "../../src/store/query.ts";

const statements = ["CREATE TABLE t (a INTEGER, b TEXT); INSERT INTO t VALUES (1, 'x;y'), (2, NULL);"];

describe("runQuery", () => {
  it("gives columns and rows", async () => {
    expect(await runQuery(statements, "SELECT a, b AS text FROM t ORDER BY a; -- both")).toEqual({
      status: "rows",
      columns: ["a", "text"],
      rows: [
        [1, "x;y"],
        [2, null],
      ],
    });
  });

  it.each([
    ["ATTACH 'other.db' AS other", "it is no query: expected one SELECT"],
    ["PRAGMA query_only = OFF", "it is no query: expected one SELECT"],
    ["/* SELECT */ DROP TABLE t", "it is no query: expected one SELECT"],
    ["", "it is no query: expected one SELECT"],
    ["SELECT 1; DROP TABLE t", "it holds more than one statement: expected one SELECT"],
    ["WITH w AS (SELECT 1) DELETE FROM t", "attempt to write a readonly database"],
    ["SELECT c FROM t", "no such column: c"],
    ["SELECT load_extension('x')", "not authorized"],
    ["SELECT printf('%.*c', 200000000, 'x')", "string or blob too big"],
  ])("runs no %s", async (query, reason) => {
    expect(await runQuery(statements, query)).toEqual({ status: "failed", reason });
  });

  it("ends a query at the time limit, and one that gives too many rows", async () => {
    const endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT";
    expect(await runQuery(statements, `${endless} max(i) FROM n`, { timeLimitMs: 300, maxRows: 10 })).toEqual(
      { status: "failed", reason: "it took longer than 0.3 s" },
    );
    expect(await runQuery(statements, `${endless} i FROM n`, { timeLimitMs: 10_000, maxRows: 10 })).toEqual({
      status: "failed",
      reason: "it gives more than 10 rows",
    });
  });
});
