import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readBaseline, writeBaseline } from "../../src/store/baselines.ts";
import { documentOf } from "./documents.ts";
import { folderWith, refusal } from "./folder.ts";

describe("a baseline", () => {
  it("is one line per fact, sorted, without evidence or candidate text", async () => {
    const folder = folderWith({});
    await writeBaseline(`${folder}/gold.baseline.jsonl`, documentOf());
    const lines = readFileSync(`${folder}/gold.baseline.jsonl`, "utf8").split("\n");
    expect(lines.slice(1, 5)).toEqual([
      '{"sample":"a","grader":"g","dimension":"cost","repeat":null,"status":"scored","level":4}',
      '{"sample":"a","grader":"g","dimension":"cost","repeat":1,"status":"scored","level":4}',
      '{"sample":"b","grader":"g","dimension":"cost","repeat":null,"status":"not-observed"}',
      '{"sample":"c","grader":"g","dimension":"cost","repeat":null,"status":"unscored","reason":"refused"}',
    ]);
    expect(lines.slice(5).map((line) => line.slice(0, 10))).toEqual([
      '{"cost":{"',
      '{"counts":',
      '{"banners"',
      "",
    ]);
  });

  it("reads as it was written, and writes the same bytes again", async () => {
    const folder = folderWith({});
    const document = documentOf();
    await writeBaseline(`${folder}/a.jsonl`, document);
    const baseline = await readBaseline(`${folder}/a.jsonl`);
    expect(baseline?.header).toEqual({
      schema: "touchstone.baseline/1",
      eval: "gold",
      fingerprint: document.fingerprint,
      dataset: document.dataset,
      rubric: document.rubric,
    });
    expect(baseline?.analysis).toEqual(document.analysis);
    await writeBaseline(`${folder}/b.jsonl`, { ...document, scores: [...(baseline?.scores ?? [])] });
    expect(readFileSync(`${folder}/b.jsonl`, "utf8")).toBe(readFileSync(`${folder}/a.jsonl`, "utf8"));
  });

  it("keeps apart what the parts of a combined grader scored, and reads what cascades saved", async () => {
    const folder = folderWith({});
    const document = documentOf();
    const [score] = document.scores;
    if (score === undefined) throw new Error("the document has a score");
    const scores = [score, { ...score, repeat: 1, part: "cheap" }, { ...score, repeat: 1, part: "strong" }];
    const names = { grader: "g", first: "cheap", second: "strong" };
    const counts = { answers: 1, asked: 1, changed: 0, n: 0 };
    const unknown = { usdAlone: null, savedShare: null, qwk: null, qwkAlone: null, difference: null };
    const cascades = [{ ...names, ...counts, ...unknown, usd: 1, low: null, high: null, reason: "a part" }];
    await writeBaseline(`${folder}/a.jsonl`, {
      ...document,
      scores,
      analysis: { ...document.analysis, cascades },
    });
    const baseline = await readBaseline(`${folder}/a.jsonl`);
    expect(baseline?.scores.map(({ part }) => part)).toEqual([undefined, "cheap", "strong"]);
    expect(baseline?.analysis.cascades).toEqual(cascades);
  });

  it("that is not there yet is null", async () => {
    expect(await readBaseline(`${folderWith({})}/gold.baseline.jsonl`)).toBeNull();
  });

  it("is refused with the place of every problem", async () => {
    const folder = folderWith({});
    const file = `${folder}/a.jsonl`;
    await writeBaseline(file, documentOf());
    const [header = "", ...scores] = readFileSync(file, "utf8").split("\n");
    const misspelt = [
      header,
      scores[0]?.replace('"level"', '"lvel"'),
      scores[3]?.replace("refused", "refsued"),
      '{"gtes":{}}',
    ];
    const broken = folderWith({
      "a.jsonl": misspelt.join("\n"),
      "headless.jsonl": scores.join("\n"),
      "half.jsonl": header.slice(0, 50),
      "empty.jsonl": "",
    });
    const problemsOf = (name: string): Promise<string[]> =>
      refusal(broken, readBaseline(`${broken}/${name}`));
    expect(await problemsOf("a.jsonl")).toEqual([
      'a.jsonl:2:1 lvel: unknown key (did you mean "level"?)',
      'a.jsonl:3:1 reason: got "refsued" (did you mean "refused"?)',
      'a.jsonl:4:1 gtes: unknown key (did you mean "gates"?)',
    ]);
    expect(await problemsOf("headless.jsonl")).toEqual([
      "headless.jsonl:1:1 expected the header of a baseline on the first line",
    ]);
    expect(await problemsOf("half.jsonl")).toEqual([
      "half.jsonl:1:51 half a line of JSON, expected it to be closed",
    ]);
    expect(await problemsOf("empty.jsonl")).toEqual([
      "empty.jsonl:1:1 the file is empty, expected a baseline",
    ]);
  });
});
