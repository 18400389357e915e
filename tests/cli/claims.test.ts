import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { main } from "../../src/cli/main.ts";
import { caseStudyText, cardText, evalText, rubricText } from "../store/contents.ts";
import { folderWith } from "../store/folder.ts";
import { collectingIo } from "../support/io.ts";

const facts = `facts:
  - {id: docs_per_day, says: documents per day, expression: "8000", unit: docs/day}
  - {id: docs_per_month, says: documents in 30 days, expression: docs_per_day * 30, unit: docs/month}
`;
const answer = (id: string, split: string, text: string): string =>
  `${JSON.stringify({ id, candidate: id, case_study: "c", split, answer: text })}\n`;
const files = {
  "datasets/d/README.md": cardText,
  "datasets/d/case-studies/c.yaml": `${caseStudyText}${facts}`,
  "datasets/d/samples.jsonl":
    answer("a1", "test", "8,000 documents a day, so 176,000 documents a month.") +
    answer("a2", "calibration", "240,000 documents a month."),
  "rubrics/r.yaml": rubricText,
  "evals/e.yaml": evalText,
};

async function claims(...args: string[]) {
  const folder = folderWith(files);
  const io = collectingIo({ cwd: folder });
  const code = await main(["claims", ...args], io);
  return {
    code,
    out: io.out(),
    err: io.err(),
    read: (file: string) => readFileSync(join(folder, file), "utf8"),
  };
}

describe("touchstone claims", () => {
  it("lists each figure with the fact it speaks of, and counts the tags", async () => {
    const { code, out } = await claims("datasets/d");
    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "sample  turn    quote            fact           expected                   tag
      a1         1    8,000    docs_per_day      8000 docs/day                 right
      a1         1  176,000  docs_per_month  240000 docs/month  assumption-dependent
      a2         1  240,000  docs_per_month  240000 docs/month                 right

      3 claims: 2 right, 1 assumption-dependent, 0 wrong. Evidence for a reader: no tag moves a level, and a figure without a tag is not a right one.
      "
    `);
  });

  it("writes the claims as CSV and JSON", async () => {
    const { read } = await claims("datasets/d", "-o", "x.csv", "-o", "x.json");
    expect(read("x.csv").split("\n")[2]).toBe(
      'a1,1,"176,000",176000,docs_per_month,240000,docs/month,assumption-dependent',
    );
    expect(JSON.parse(read("x.json")).counts).toEqual({
      claims: 3,
      right: 2,
      "assumption-dependent": 1,
      wrong: 0,
    });
  });

  it("takes an eval's split", async () => {
    const { code, out } = await claims("evals/e.yaml");
    expect(code).toBe(0);
    expect(out).toContain("2 claims: 1 right, 1 assumption-dependent, 0 wrong.");
  });

  it("refuses a sealed dataset, whose answers are not to be looked at", async () => {
    const sealed = { ...files, "datasets/d/README.md": cardText.replace("licence", "sealed: true\nlicence") };
    const io = collectingIo({ cwd: folderWith(sealed) });
    expect(await main(["claims", "datasets/d"], io)).toBe(2);
    expect(io.err()).toContain("dataset d is sealed");
  });

  it("refuses another ending, and a path that is not there", async () => {
    expect(await claims("datasets/d", "-o", "x.md")).toMatchObject({ code: 2, out: "" });
    expect(await claims("datasets/none")).toMatchObject({ code: 2, out: "" });
  });
});
