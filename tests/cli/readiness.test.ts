import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { main } from "../../src/cli/main.ts";
import { readinessDocumentSchema } from "../../src/domain/readiness.ts";
import { folderWith } from "../store/folder.ts";
import { collectingIo } from "../support/io.ts";

const header = "candidate,family,score,taken_on\n";
const table = `${header}cand-1,acl,4,2025-11-26\ncand-1,communication,3,2024-11-26\ncand-1,big_five,5,2021-11-26\n`;

async function readiness(content: string, ...args: string[]) {
  const folder = folderWith({ "scores.csv": content });
  const io = collectingIo({ cwd: folder });
  const code = await main(["readiness", "scores.csv", "--as-of", "2026-11-26", ...args], io);
  return { code, out: io.out(), err: io.err(), folder };
}

describe("touchstone readiness", () => {
  it("shows an override beside the default, and a missing family as missing", async () => {
    const { code, out } = await readiness(table, "--weights", "big_five=0");
    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "Readiness as of 2026-11-26, by readiness 1.0.0 (draft)
      ! No claim that this predicts performance; what is marked house is ours, not the source's.
      ! The employer's weights replace defaults; candidates are to be told which.

      family            default    from  override  half-life    from
      acl                  0.95  source         -  12 months  source
      communication        0.85  source         -  24 months   house
      ai_augmented_sql     0.70  source         -  18 months   house
      big_five             0.50  source      0.00  60 months   house

      cand-1: mean 3.53; 3.85 by the defaults; 3 of 4 families, 72.0 % of the relevance
      family              score    taken on  months  decay  weight
      acl                  4.00  2025-11-26    12.0  0.500  52.8 %
      communication        3.00  2024-11-26    24.0  0.500  47.2 %
      ai_augmented_sql  missing           -       -      -       -
      big_five             5.00  2021-11-26    60.0  0.500     0 %
      Missing, counted as nothing rather than 0: ai_augmented_sql
      "
    `);
  });

  it("maps to 300-850 only when asked, and calls the mapping the house's", async () => {
    expect((await readiness(table)).out).not.toContain("850");
    const { out } = await readiness(table, "--scale", "300-850");
    expect(out).toContain("692 on 300-850 (house mapping)");
    expect(out).toContain("! 300-850 is a house mapping.");
  });

  it("writes the document that its schema describes", async () => {
    const { folder } = await readiness(table, "-o", "x.json");
    const text = readFileSync(join(folder, "x.json"), "utf8");
    const document = readinessDocumentSchema.parse(JSON.parse(text));
    expect(document.mapping).toBeNull();
    expect(document.candidates).toMatchObject([
      { candidate: "cand-1", missing: ["ai_augmented_sql"], mapped: null },
    ]);
  });

  it.each([
    ["a,acl,4,2026-11-27", "taken_on 2026-11-27 is after 2026-11-26, the date of --as-of"],
    [
      "a,alc,4,2026-11-26",
      'there is no family "alc" (did you mean "acl"?), expected one of acl, communication, ai_augmented_sql, big_five',
    ],
    ["a,acl,5.5,2026-11-26", 'score "5.5" is not on the scale 1-5'],
    ["a,acl,,2026-11-26", 'score "" is not on the scale 1-5'],
    ["a,acl,4,2026-02-30", 'taken_on "2026-02-30" is no date, expected one like 2026-05-01'],
    [",acl,4,2026-11-26", "candidate is empty"],
    [
      "cand-1,acl,3,2026-11-26",
      'candidate "cand-1" has a score in acl on line 2 too, expected the latest alone',
    ],
  ])("refuses %s with its place", async (row, message) => {
    const { code, out, err } = await readiness(`${table}${row}\n`);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(/^.*scores\.csv:5 /);
    expect(err).toContain(`:5 ${message}\n`);
  });

  it("reports every problem at once", async () => {
    const { err } = await readiness(`${header}a,acl,9,2027-01-01\nb,x,1,2026-01-01\n`);
    expect(err.trim().split("\n")).toHaveLength(3);
  });

  it.each([
    [["--weights", "alc=0.9"], 'there is no family "alc" (did you mean "acl"?)'],
    [["--weights", "acl=1.5"], "expected a relevance from 0 to 1 per family"],
    [["--weights", "acl=0.5,acl=0.6"], "each once"],
    [["--scale", "0-100"], "expected 300-850, the only scale with a mapping"],
    [["--as-of", "yesterday"], "expected a date such as 2026-05-01"],
    [["-o", "x.csv"], "expected a file that ends in .json"],
  ])("refuses %j", async (args, message) => {
    const { code, err } = await readiness(table, ...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it("refuses to take today for a date that nobody gave", async () => {
    const io = collectingIo({ cwd: folderWith({ "scores.csv": table }) });
    expect(await main(["readiness", "scores.csv"], io)).toBe(2);
    expect(io.err()).toContain("readiness needs --as-of DATE");
  });

  it("refuses a table without scores", async () => {
    expect((await readiness(header)).code).toBe(2);
  });
});
