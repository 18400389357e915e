import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { recordedSchema } from "../../src/domain/eval.ts";
import { readBaseline } from "../../src/store/baselines.ts";
import { readCaseStudy } from "../../src/store/case-studies.ts";
import { readDataset } from "../../src/store/datasets.ts";
import { readEval } from "../../src/store/evals.ts";
import { readPrices } from "../../src/store/prices.ts";
import { readRatings } from "../../src/store/ratings.ts";
import { readRecorded } from "../../src/store/recorded.ts";
import { repliesFile } from "../../src/store/replies.ts";
import { readRubric } from "../../src/store/rubrics.ts";
import { datasetFiles } from "./contents.ts";
import { folderWith, refusal } from "./folder.ts";

const noReplies = { get: async () => null, put: async () => {} };

const readers: Readonly<Record<string, (file: string) => Promise<unknown>>> = {
  rubric: readRubric,
  "case study": readCaseStudy,
  eval: readEval,
  "price file": readPrices,
  "ratings table": readRatings,
  "recorded replies": (file) => readRecorded(file, recordedSchema.parse({ file })),
  "replies file": (file) => repliesFile(file, noReplies),
  baseline: readBaseline,
};

describe.each(Object.entries(readers))("the reader of a %s", (_, read) => {
  it.each([
    { kind: "nonsense", content: "x: y: z\n", pattern: /^bad:1(:\d+)? / },
    { kind: "another encoding", content: Buffer.from("é\n", "latin1"), pattern: /^bad:1 is not UTF-8 text/ },
  ])("refuses $kind with file and line", async ({ content, pattern }) => {
    const folder = folderWith({ bad: content });
    expect((await refusal(folder, read(`${folder}/bad`)))[0]).toMatch(pattern);
  });

  it("refuses a folder in its place", async () => {
    const folder = folderWith({});
    expect(await refusal(folder, read(folder))).toEqual(["FOLDER: is a folder, expected a file"]);
  });
});

describe.each(Object.keys(datasetFiles))("in a dataset, %s", (name) => {
  it("is refused with file and line when it is nonsense", async () => {
    const folder = folderWith({ ...datasetFiles, [name]: "x: y: z\n" });
    const place = new RegExp(`^${name}:1(:\\d+)? `);
    expect((await refusal(folder, readDataset(folder)))[0]).toMatch(place);
  });
});

describe.skipIf(!existsSync("/dev/zero"))("a file without an end (skipped without /dev/zero)", () => {
  const endless = "too long to be read (more than 16.7 million characters without an end)";

  it.each([
    {
      kind: "text",
      read: readRubric,
      problem: "/dev/zero: is too large to be read (more than 268 million characters)",
    },
    {
      kind: "lines",
      read: (file: string) => repliesFile(file, noReplies),
      problem: `/dev/zero:1 the line is ${endless}`,
    },
    { kind: "a table", read: readRatings, problem: `/dev/zero:1 the row that starts here is ${endless}` },
  ])("is refused as $kind", async ({ read, problem }) => {
    expect(await refusal("/nowhere", read("/dev/zero"))).toEqual([problem]);
  });
});

describe("a line of 17 million characters", () => {
  const long = "x".repeat(17_000_000);

  it("is refused with its number, and nothing after it is read", async () => {
    const folder = folderWith({ "replies.jsonl": `\n\n${long}\nnonsense\n` });
    expect(await refusal(folder, repliesFile(`${folder}/replies.jsonl`, noReplies))).toEqual([
      "replies.jsonl:3 the line is too long to be read (more than 16.7 million characters without an end)",
    ]);
  });

  it("is refused in a table where its row starts", async () => {
    const folder = folderWith({ "r.csv": `sample,rater,dimension,value\na,b,c,1\na,b,d,"\n${long}"\n` });
    expect(await refusal(folder, readRatings(`${folder}/r.csv`))).toEqual([
      "r.csv:3 the row that starts here is too long to be read (more than 16.7 million characters without an end)",
    ]);
  });

  it("may be the length of a table whose rows are short", async () => {
    const row = `a,b,c,1,${"x".repeat(992)}\n`;
    const folder = folderWith({ "r.csv": `sample,rater,dimension,value,comment\n${row.repeat(17_000)}` });
    expect(await readRatings(`${folder}/r.csv`)).toHaveLength(17_000);
  });
});
