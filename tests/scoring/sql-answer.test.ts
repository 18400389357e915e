import { describe, expect, it } from "vitest";
import type { QueryResult } from "../../src/domain/query.ts";
import { judgeResult } from "../../src/scoring/sql-answer.ts";

const rows = (columns: readonly string[], ...given: (string | number | null)[][]) => ({
  status: "rows" as const,
  columns: [...columns],
  rows: given,
});
const right = rows(["kind", "share"], ["billing", 50], ["howto", 25]);

describe("judgeResult", () => {
  it.each<[string, QueryResult, number]>([
    ["the same rows", right, 0],
    ["another order of rows", rows(["kind", "share"], ["howto", 25], ["billing", 50]), 0],
    ["another order of columns", rows(["share", "kind"], [50, "billing"], [25, "howto"]), 0],
    ["other names, in the order asked for", rows(["k", "s"], ["billing", 50], ["howto", 25]), 0],
    ["further columns", rows(["kind", "n", "SHARE"], ["billing", 4, 50], ["howto", 4, 25]), 0],
    ["a number rounded otherwise", rows(["kind", "share"], ["billing", 50.04], ["howto", 24.96]), 0.05],
  ])("takes %s as right", (_, found, tolerance) => {
    expect(judgeResult(found, right, tolerance)).toEqual({ verdict: "right", why: [] });
  });

  it.each<[string, QueryResult, readonly string[]]>([
    ["a row too few", rows(["kind", "share"], ["billing", 50]), ["missing: kind howto, share 25"]],
    [
      "a row twice",
      rows(["kind", "share"], ["billing", 50], ["howto", 25], ["howto", 25]),
      ["too many: kind howto, share 25"],
    ],
    [
      "a NULL for a number",
      rows(["kind", "share"], ["billing", 50], ["howto", null]),
      ["missing: kind howto, share 25", "too many: kind howto, share NULL"],
    ],
    ["too few columns", rows(["share"], [50], [25]), ["it has 1 column (share), expected kind, share"]],
  ])("takes %s as wrong", (_, found, why) => {
    expect(judgeResult(found, right, 0)).toEqual({ verdict: "wrong", why });
  });

  it("keeps why a query gave nothing", () => {
    const found = { status: "failed", reason: "no such column: shares" } as const;
    expect(judgeResult(found, right, 0)).toEqual({ verdict: "failed", why: [found.reason] });
  });
});
