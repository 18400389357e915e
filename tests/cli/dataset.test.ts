import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { main } from "../../src/cli/main.ts";
import { evalSpecStandardSchema } from "../../src/domain/eval-spec.ts";
import { folderWith } from "../store/folder.ts";
import { collectingIo } from "../support/io.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const header = "id,input,language,query_type,kind,source,expected,pass_rule,label_a,label_b,label_final\n";

/** A candidate's table as the case study s3-eval-spec asks for it. */
function table(kinds: Readonly<Record<string, number>>): string {
  const all = Object.entries(kinds).flatMap(([kind, count]) => Array.from({ length: count }, () => kind));
  const rows = all.map((kind, index) => {
    const label = index % 3 === 0 ? "decline" : "answer";
    const source = kind === "regression" ? `INC-${(index % 5) + 1}` : "invented";
    return `${index},question ${index},de,general,${kind},${source},x,y,${label},${index < 4 ? "emergency" : label},${label}\n`;
  });
  return header + rows.join("");
}

async function check(files: Readonly<Record<string, string>>, path: string, ...args: string[]) {
  const folder = folderWith(files);
  const io = collectingIo({ cwd: folder });
  const code = await main(["dataset", "check", path, ...args], io);
  return { code, out: io.out(), err: io.err(), folder };
}

const full = { typical: 55, edge: 20, adversarial: 15, regression: 10 };

describe("touchstone dataset check", () => {
  it("shows what a weak eval spec lacks, and exits 1", async () => {
    const weak = table({ typical: 20, egde: 4 }).replaceAll(/,(answer|emergency|decline),(\w+)\n/g, ",,$2\n");
    const { code, out } = await check(
      { "spec.csv": weak },
      "spec.csv",
      "--threshold",
      "0.95",
      "--passed",
      "23/24",
    );
    expect(code).toBe(1);
    expect(out).toMatchInlineSnapshot(`
      "The 100-example standard: spec.csv, 24 examples (kind: egde 4, typical 20)
      ! Kind "egde" is none of the standard's (did you mean "edge"?).

      not met  examples           24, at least 100 wanted; missing: 76 more
      met      verdicts           24 of 24 (100.0 %), at least 90 % wanted
      not met  edge               0 of 24 (0.0 %), at least 20 % wanted; missing: 5 more of 24
      not met  adversarial        0 of 24 (0.0 %), at least 15 % wanted; missing: 4 more of 24
      not met  regression         none; missing: examples of kind regression, with their source
      not met  two labellers      0 of 24 (0.0 %), at least 90 % wanted; missing: 22 more of 24
      not met  threshold          0.95: not shown even if all 24 pass; missing: a lower threshold, or at least 73 examples
      not met  threshold cleared  23 of 24 passed: 79.8-99.3 % (Wilson, 95 %); missing: more examples

      Agreement of the labels as given apart (intervals: touchstone agree)
      dimension  n  equal             alpha   labels
      label      0    n/a  n/a (no_overlap)  nominal

      Suggested level: 2 of 5, by what can be counted of rubric s3-eval-spec-artifact; a reader decides.
      Level 3 needs: examples, an edge example
      Left to the reader: whether a row is what its kind says; slices read apart; guide for labellers; why this threshold, and what happens below it; owner and upkeep
      "
    `);
  });

  it("finds nothing missing in a spec that meets every line, in a folder, and exits 0", async () => {
    const files = { "hand-in/table.csv": table(full), "hand-in/page.md": "Why 0.9.\n" };
    const args = ["--threshold", "0.9", "--passed", "96/100", "-o", "x.json"];
    const { code, out, folder } = await check(files, "hand-in", ...args);
    expect(code).toBe(0);
    expect(out).not.toContain("missing:");
    expect(out).toContain("Suggested level: 5 of 5");
    const document = evalSpecStandardSchema.parse(JSON.parse(readFileSync(join(folder, "x.json"), "utf8")));
    expect(document).toMatchObject({
      examples: 100,
      repeated: 0,
      level: 5,
      agreement: [{ n: 100, exact: 0.96 }],
    });
  });

  it("exits 0 where a line is unknown and none is missed", async () => {
    const { code, out } = await check({ "spec.csv": table(full) }, "spec.csv");
    expect([code, out.match(/^unknown/gm)?.length]).toEqual([0, 2]);
  });

  it("reads JSONL as it reads CSV", async () => {
    const rows = Array.from({ length: 3 }, (_, index) =>
      JSON.stringify({ id: `e${index}`, input: `q ${index}`, kind: "edge", label_final: "answer" }),
    );
    const { out } = await check({ "spec.jsonl": rows.join("\n") }, "spec.jsonl");
    expect(out).toContain("3 examples (kind: edge 3)");
  });

  it("reads a dataset of ours by the kind and the labels of its samples", async () => {
    const io = collectingIo({ cwd: root });
    expect(await main(["dataset", "check", "datasets/ai-pm-golden"], io)).toBe(1);
    expect(io.out()).toMatch(/^met +two labellers +60 of 60/m);
    expect(io.out()).toContain("(by models: repeatability;");
  });

  it.each([
    [
      "a column that is not there",
      { "spec.csv": "id,question\n1,x\n" },
      "spec.csv",
      [],
      'spec.csv:1 column "input" is missing',
    ],
    [
      "an id twice",
      { "spec.csv": "id,input\n1,x\n1,y\n" },
      "spec.csv",
      [],
      'spec.csv:3 example "1" is on line 2 too',
    ],
    ["no rows", { "spec.csv": "id,input\n" }, "spec.csv", [], "spec.csv:1 there are no examples"],
    ["a bad line", { "spec.jsonl": '{"id": "1"}\n' }, "spec.jsonl", [], "spec.jsonl:1:1 "],
    ["no such file", { "spec.csv": "" }, "spce.csv", [], "did you mean"],
    ["another kind of file", { "spec.txt": "x" }, "spec.txt", [], "expected a .csv or .jsonl"],
    ["a folder of two tables", { "a.csv": "", "b.csv": "" }, ".", [], "2 tables (a.csv, b.csv)"],
    ["a folder of none", { "a.md": "" }, ".", [], "no table, expected a dataset"],
    [
      "a threshold of 90",
      { "spec.csv": table(full) },
      "spec.csv",
      ["--threshold", "90"],
      "expected a share above 0",
    ],
    ["a bare count", { "spec.csv": table(full) }, "spec.csv", ["--passed", "90"], "such as 96/100"],
    [
      "more passes than results",
      { "spec.csv": table(full) },
      "spec.csv",
      ["--passed", "9/8"],
      "such as 96/100",
    ],
    [
      "more results than examples",
      { "spec.csv": table(full) },
      "spec.csv",
      ["--passed", "9/101"],
      "the set holds 100 examples",
    ],
  ] as const)("refuses %s", async (_, files, path, args, message) => {
    const { code, out, err } = await check(files, path, ...args);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(message);
  });
});
