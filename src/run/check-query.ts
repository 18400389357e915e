import type { CaseStudy, SqlTask } from "../domain/case-study.ts";
import { HarnessError } from "../errors.ts";
import { judgeResult, type SqlVerdict } from "../scoring/sql-answer.ts";
import { runQuery } from "../store/query.ts";

/** A query's verdict on one database: the one that the candidate saw, or a variant of it. */
export type QueryCheck = SqlVerdict & { readonly database: string };

/**
 * Runs a candidate's query on the case study's database and on each variant, beside the query that gives the right result: rows that
 * are right by accident, or written into the query by hand, are wrong on a variant.
 */
export async function checkQuery(caseStudy: CaseStudy, query: string): Promise<QueryCheck[]> {
  const task = sqlTaskOf(caseStudy);
  const shown = caseStudy.materials.find(({ title }) => title === task.database)?.text ?? "";
  const databases = [
    { says: "the database as shown", statements: [shown] },
    ...task.variants.map(({ says, statements }) => ({ says, statements: [shown, statements] })),
  ];
  const checks: QueryCheck[] = [];
  for (const { says, statements } of databases) {
    const [right, found] = await Promise.all([
      runQuery(statements, task.expected),
      runQuery(statements, query),
    ]);
    if (right.status === "failed") {
      throw new HarnessError(
        "invalid-file",
        `case study ${caseStudy.id}: sql.expected gives no result on ${says}: ${right.reason}`,
      );
    }
    checks.push({ database: says, ...judgeResult(found, right, task.tolerance) });
  }
  return checks;
}

function sqlTaskOf({ id, sql }: CaseStudy): SqlTask {
  if (sql !== undefined) return sql;
  throw new HarnessError("usage", `case study ${id} has no sql: there is nothing to check a query against`);
}
