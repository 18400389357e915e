import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { main } from "../../src/cli/main.ts";
import { readCaseStudy } from "../../src/store/case-studies.ts";
import { collectingIo } from "../support/io.ts";
import { temporaryFolder } from "../support/temporary.ts";

const file = fileURLToPath(new URL("../../datasets/case-studies/s3-ai-sql.yaml", import.meta.url));

/** Another way to the right result than the case study's own. */
const counting = `
WITH answered AS (
  SELECT a.query_type AS kind, SUM(r.hallucinated = 1) AS bad, COUNT(r.hallucinated) AS raters
  FROM answers a JOIN customers c USING (customer_id) LEFT JOIN ratings r USING (answer_id)
  WHERE c.signed_up_on LIKE '2026-06-%' AND a.asked_at LIKE '2026-06-%' AND model = 'v2'
  GROUP BY a.answer_id, a.query_type
)
SELECT kind, COUNT(*), 100.0 * AVG(bad * 2 > raters) FROM answered WHERE raters > 0 GROUP BY kind`;

async function check(query: string) {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, "query.sql"), query);
  const io = collectingIo({ cwd: folder.path });
  const exit = await main(["sql", file, "query.sql", "-o", "verdict.json"], io);
  const verdict: unknown = JSON.parse(readFileSync(join(folder.path, "verdict.json"), "utf8"));
  return { exit, out: io.out(), verdict };
}

describe("touchstone sql", () => {
  it("finds a query right that gives the right rows in its own way", async () => {
    const { exit, verdict } = await check(counting);
    expect(exit).toBe(0);
    expect(verdict).toMatchObject({
      caseStudy: "s3-ai-sql",
      answers: [
        { query: "query.sql", checks: [{ verdict: "right" }, { verdict: "right" }, { verdict: "right" }] },
      ],
    });
  });

  it("finds the assistant's query wrong, whose billing share is right by accident", async () => {
    const { materials } = await readCaseStudy(file);
    const { exit, out } = await check(materials.find(({ title }) => title.includes("query"))?.text ?? "");
    expect(exit).toBe(1);
    expect(out).toContain("too many: query_type billing, answers 6, hallucination_pct 50");
  });

  it("finds rows wrong that were written in by hand", async () => {
    const { exit, out } = await check("VALUES ('billing', 4, 50.0), ('howto', 4, 25.0)");
    expect(exit).toBe(1);
    expect(out).toContain("right   on the database as shown");
    expect(out).toContain("missing: query_type refund, answers 2, hallucination_pct 50");
  });

  it("names what is not there", async () => {
    const io = collectingIo({ cwd: "/" });
    expect(await main(["sql", file, "/nowhere/a.sql", "/nowhere/b.sql"], io)).toBe(2);
    expect(io.err()).toContain("/nowhere/a.sql");
    expect(io.err()).toContain("/nowhere/b.sql");
    const other = collectingIo({ cwd: "/" });
    expect(await main(["sql", file.replace("s3-ai-sql", "k2-api-cost"), file], other)).toBe(2);
    expect(other.err()).toContain("case study k2-api-cost has no sql");
  });
});
