import { createWriteStream, symlinkSync } from "node:fs";
import { basename } from "node:path";
import { finished } from "node:stream/promises";
import { describe, expect, it } from "vitest";
import { readDataset } from "../../src/store/datasets.ts";
import { cardText, datasetFiles } from "./contents.ts";
import { folderWith, refusal } from "./folder.ts";

type Files = Readonly<Record<string, string | Uint8Array>>;

const dataset = (changes: Files = {}): string => folderWith({ ...datasetFiles, ...changes });

async function problemsOf(changes: Files): Promise<string[]> {
  const folder = dataset(changes);
  return refusal(folder, readDataset(folder));
}

const row = (changes: Readonly<Record<string, unknown>>): string =>
  `${JSON.stringify({ id: "a", candidate: "x", case_study: "c", answer: "words", ...changes })}\n`;

describe("readDataset", () => {
  it("reads data card, samples, case studies, labels and raters", async () => {
    const read = await readDataset(dataset());
    expect(read.card.id).toBe("d");
    expect(read.samples[0]).toEqual({
      id: "a",
      candidate: "candidate-a",
      caseStudyId: "c",
      split: "test",
      transcript: { turns: [{ role: "candidate", text: "Answer of a" }] },
      metadata: {},
    });
    expect(read.labels.map(({ sampleId, rater, value }) => [sampleId, rater, value])).toEqual([
      ["a", "h1", 3],
      ["a", "h2", null],
      ["b", "h1", 5],
    ]);
    expect(read.raters.map(({ rater, kind }) => [rater, kind])).toEqual([
      ["h1", "human"],
      ["h2", "human"],
    ]);
    expect([...read.caseStudies.keys()]).toEqual(["c"]);
  });

  it("keeps what a samples file holds beyond its columns as metadata", async () => {
    const lines = row({ background: "law", years: 3 }) + row({ id: "b" });
    const [first] = (await readDataset(dataset({ "samples.jsonl": lines }))).samples;
    expect(first?.metadata).toEqual({ background: "law", years: 3 });
  });

  it("takes the labels on an eval's rubric, where its answers are labelled on more than one", async () => {
    const also = "also_labelled: {round: {labels: labels.round.csv, rubric_version: 2.0.0}}";
    const folder = dataset({
      "README.md": cardText.replace("licence:", `${also}\nlicence:`),
      "labels.round.csv": "sample,rater,dimension,value\na,h1,money,2\n",
    });
    const on = async (rubric: string | null) => {
      const { card, labels } = await readDataset(folder, rubric);
      return [card.rubric, card.rubric_version, labels.map(({ dimension }) => dimension)];
    };
    expect(await on(null)).toEqual(["r", undefined, ["cost", "cost", "cost"]]);
    expect(await on("r")).toEqual(["r", undefined, ["cost", "cost", "cost"]]);
    expect(await on("round")).toEqual(["round", "2.0.0", ["money"]]);
    const found = { ...(await readDataset(folder)), card: null, labels: null, labelHash: null };
    expect({ ...(await readDataset(folder, "round")), card: null, labels: null, labelHash: null }).toEqual(
      found,
    );
  });

  it("reads transcripts from below its folder", async () => {
    const lines = row({ answer: undefined, transcript: "transcripts/a.txt" }) + row({ id: "b" });
    const transcript = "Interviewer: Why?\n\nCandidate: Because.";
    const folder = dataset({ "samples.jsonl": lines, "transcripts/a.txt": transcript });
    expect((await readDataset(folder)).samples[0]?.transcript.turns).toEqual([
      { role: "interviewer", text: "Why?" },
      { role: "candidate", text: "Because." },
    ]);
  });

  it("reads the same dataset from tables as from lines, byte order mark, Windows line ends and quoted lines included", async () => {
    const folder = folderWith({
      "README.md": cardText,
      "case-studies/c.yaml": datasetFiles["case-studies/c.yaml"],
      "samples.csv":
        '\uFEFFid,candidate,case_study,split,answer,years\r\na,x,c,,"One,\r\ntwo ""three""",3\r\n',
    });
    expect((await readDataset(folder)).samples).toEqual([
      {
        id: "a",
        candidate: "x",
        caseStudyId: "c",
        split: "test",
        transcript: { turns: [{ role: "candidate", text: 'One,\ntwo "three"' }] },
        metadata: { years: "3" },
      },
    ]);
  });

  it("is unrated where there are neither labels nor raters", async () => {
    const { "labels.csv": _labels, "raters.csv": _raters, ...unrated } = datasetFiles;
    const read = await readDataset(folderWith(unrated));
    expect([read.labels, read.raters]).toEqual([[], []]);
  });

  it("says what is wrong with a path that is no dataset's folder", async () => {
    const folder = folderWith({ "gold/README.md": cardText });
    expect(await refusal(folder, readDataset(`${folder}/glod`))).toEqual([
      "glod: there is no such folder (did you mean gold?)",
    ]);
    expect(await refusal(folder, readDataset(`${folder}/gold/README.md`))).toEqual([
      "gold/README.md: is a file, expected a folder",
    ]);
  });

  it("reports the problems of all files at once", async () => {
    const problems = await problemsOf({
      "README.md": cardText.replace("synthetic", "sinthetic"),
      "samples.jsonl": row({ case_study: "cc" }) + row({ id: "b", candidate: undefined }),
      "raters.csv": "rater,kind\nh1,humna\n",
    });
    expect(problems).toEqual([
      'README.md:4:1 sinthetic: unknown key (did you mean "synthetic"?)',
      'samples.jsonl:1 there is no case study "cc" (did you mean "c"?)',
      "samples.jsonl:2:1 candidate: missing, expected a string",
      'raters.csv:2 kind: got "humna" (did you mean "human"?)',
    ]);
  });

  it.each<{ rule: string; changes: Files; expected: string[] }>([
    {
      rule: "a data card without front matter",
      changes: { "README.md": "# Just words\n" },
      expected: ["README.md:1:1 no front matter, expected the data card between two --- lines"],
    },
    {
      rule: "half a JSON line",
      changes: { "samples.jsonl": row({}) + '{"id": "b", "cand' },
      expected: ["samples.jsonl:2:18 half a line of JSON, expected it to be closed"],
    },
    {
      rule: "a line that is no JSON",
      changes: { "samples.jsonl": `${row({})}id: b\n` },
      expected: ["samples.jsonl:2:1 not JSON, expected one JSON object a line"],
    },
    {
      rule: "two samples with one id, naming both lines",
      changes: { "samples.jsonl": `${row({})}\n${row({ id: "b" })}${row({})}` },
      expected: ['samples.jsonl:4 sample "a" is on line 1 too, expected each id once'],
    },
    {
      rule: "a sample with neither transcript nor answer",
      changes: { "samples.jsonl": row({ answer: undefined }) + row({ id: "b" }) },
      expected: ['samples.jsonl:1 sample "a" needs either a transcript or an answer'],
    },
    {
      rule: "a transcript that is not there",
      changes: {
        "samples.jsonl": row({ answer: undefined, transcript: "transcripts/a.txt" }) + row({ id: "b" }),
        "transcripts/a.text": "words",
      },
      expected: [
        "samples.jsonl:1 transcript transcripts/a.txt: there is no such file (did you mean transcripts/a.text?)",
      ],
    },
    {
      rule: "an empty transcript",
      changes: {
        "samples.jsonl": row({ answer: undefined, transcript: "a.txt" }) + row({ id: "b" }),
        "a.txt": "\uFEFF \r\n",
      },
      expected: ["a.txt:1 the transcript is empty"],
    },
    {
      rule: "an empty file of samples",
      changes: { "samples.jsonl": "\n", "labels.csv": "sample,rater,dimension,value\n" },
      expected: ["samples.jsonl:1:1 there are no samples in this file"],
    },
    {
      rule: "two files of samples",
      changes: { "samples.csv": "id,candidate,case_study,answer\na,x,c,words\nb,y,c,words\n" },
      expected: ["samples.csv: stands beside samples.jsonl, expected one of the two"],
    },
    {
      rule: "labels without raters",
      changes: { "raters.csv": "rater,kind\nh1,human\n" },
      expected: ['labels.csv:3 rater "h2" is not in raters.csv (did you mean "h1"?)'],
    },
    {
      rule: "a rater who stands there twice",
      changes: { "raters.csv": "rater,kind\nh1,human\nh2,human\nh1,model\n" },
      expected: ['raters.csv:4 rater "h1" is on line 2 too, expected each rater once'],
    },
  ])("refuses $rule", async ({ changes, expected }) => {
    expect(await problemsOf(changes)).toEqual(expected);
  });

  it("refuses a transcript outside its folder, by its path or through a link", async () => {
    const outside = folderWith({ "secret.txt": "words" });
    const upward = `../${basename(outside)}/secret.txt`;
    const lines = [upward, "link.txt"].map((transcript, index) =>
      row({ id: index === 0 ? "a" : "b", answer: undefined, transcript }),
    );
    const folder = dataset({ "samples.jsonl": lines.join("") });
    symlinkSync(`${outside}/secret.txt`, `${folder}/link.txt`);
    expect(await refusal(folder, readDataset(folder))).toEqual([
      `samples.jsonl:1 transcript "${upward}" is outside the dataset's folder`,
      'samples.jsonl:2 transcript "link.txt" is outside the dataset\'s folder',
    ]);
  });
});

describe("labels.csv", () => {
  const header = "sample,rater,dimension,value,quote,round,blind,sampling,at\n";

  it("keeps quote, round, blind, sampling and time of a label", async () => {
    const labels = `${header}a,h1,cost,3,"two\nlines",1,yes,random,2026-05-01\n`;
    expect((await readDataset(dataset({ "labels.csv": labels }))).labels).toEqual([
      {
        sampleId: "a",
        rater: "h1",
        dimension: "cost",
        value: 3,
        quote: "two\nlines",
        round: "1",
        blind: true,
        sampling: "random",
        at: "2026-05-01",
      },
    ]);
  });

  it("claims neither blindness nor sampling that nobody recorded", async () => {
    const { labels } = await readDataset(dataset());
    expect(labels.map(({ blind, sampling }) => [blind, sampling])).toEqual(
      labels.map(() => [false, "unknown"]),
    );
  });

  it("takes an average as an overall value, and 0 or 1 as a flag", async () => {
    const labels = "sample,rater,dimension,value\na,h1,overall,3.4\na,h1,flag:RF01,0\n";
    const read = await readDataset(dataset({ "labels.csv": labels }));
    expect(read.labels.map(({ value }) => value)).toEqual([0, 3.4]);
  });

  it("counts lines across quoted line ends, blank lines and Windows line ends", async () => {
    const labels = `\uFEFF${header}a,h1,cost,3,"one\ntwo\nthree",,,,\n\nb,h1,cost,6,,,,,\n`;
    expect(await problemsOf({ "labels.csv": labels.replaceAll("\n", "\r\n") })).toEqual([
      "labels.csv:6 value 6 is not on the scale 1-5",
    ]);
  });

  it.each<{ rule: string; labels: string; expected: string[] }>([
    {
      rule: "two labels of one sample, rater, dimension and round",
      labels: "a,h1,cost,3,,1,,,\na,h1,cost,3,,2,,,\na,h1,cost,4,,1,,,\n",
      expected: ["labels.csv:4 the same sample, rater, dimension and round are on line 2"],
    },
    {
      rule: "an unknown sample",
      labels: "z-9,h1,cost,3,,,,,\n",
      expected: ['labels.csv:2 there is no sample "z-9"'],
    },
    {
      rule: "a value between two levels",
      labels: "a,h1,cost,2.5,,,,,\n",
      expected: ["labels.csv:2 value 2.5 is not on the scale 1-5"],
    },
    {
      rule: "an empty value",
      labels: "a,h1,cost,,,,,,\n",
      expected: ["labels.csv:2 the value is empty, expected 1-5, or NA for not observed"],
    },
    {
      rule: "a word for a value",
      labels: "a,h1,cost,good,,,,,\n",
      expected: ['labels.csv:2 value "good" is not a number, expected 1-5, or NA for not observed'],
    },
    {
      rule: "a flag that is neither 0 nor 1",
      labels: "a,h1,flag:RF01,2,,,,,\n",
      expected: ["labels.csv:2 value 2 of a flag, expected 0 or 1"],
    },
    {
      rule: "a word for blind that means neither yes nor no",
      labels: "a,h1,cost,3,,,maybe,,\n",
      expected: ['labels.csv:2 blind is "maybe", expected true or false'],
    },
    {
      rule: "a row with a cell too few",
      labels: "a,h1,cost,3,,,,\n",
      expected: ["labels.csv:2 8 cells, expected 9 as in the header"],
    },
    {
      rule: "a quote that never closes",
      labels: 'a,h1,cost,3,"one,,,,\nb,h1,cost,3,,,,,\n',
      expected: ["labels.csv:2 a quoted cell that starts here is never closed"],
    },
    {
      rule: "a quote within a cell",
      labels: 'a,h1,cost,3,said "one",,,,\n',
      expected: ['labels.csv:2 a quote within an unquoted cell, expected "..." with inner quotes doubled'],
    },
    {
      rule: "text after a quoted cell",
      labels: 'a,h1,cost,3,"one" two,,,,\n',
      expected: ["labels.csv:2 text after a closing quote, expected inner quotes to be doubled"],
    },
  ])("refuses $rule", async ({ labels, expected }) => {
    expect(await problemsOf({ "labels.csv": header + labels })).toEqual(expected);
  });

  it.each<{ rule: string; labels: string; expected: string[] }>([
    {
      rule: "a misspelt column",
      labels: "smaple,rater,dimension,value\n",
      expected: ['labels.csv:1 column "sample" is missing, is it "smaple"?'],
    },
    {
      rule: "a misspelt column that may be left out, which would else be lost in silence",
      labels: "sample,rater,dimension,value,blnd\n",
      expected: ['labels.csv:1 unknown column "blnd" (did you mean "blind"?)'],
    },
    {
      rule: "a column that is there twice",
      labels: "sample,rater,dimension,value,value\n",
      expected: ['labels.csv:1 column "value" is there twice'],
    },
    {
      rule: "an empty table",
      labels: "",
      expected: ["labels.csv:1:1 the file is empty, expected the columns sample, rater, dimension, value"],
    },
  ])("refuses $rule", async ({ labels, expected }) => {
    expect(await problemsOf({ "labels.csv": labels })).toEqual(expected);
  });

  it("refuses another encoding, naming the line", async () => {
    const labels = Buffer.from("sample,rater,dimension,value\na,h1,cost,3\na,Ren\xe9,cost,3\n", "latin1");
    expect(await problemsOf({ "labels.csv": labels })).toEqual([
      "labels.csv:3 is not UTF-8 text; save it as UTF-8",
    ]);
  });

  it("stops at a thousand problems", async () => {
    const labels = "sample,rater,dimension,value\n" + "a,h1,cost,9\n".repeat(3000);
    const problems = await problemsOf({ "labels.csv": labels });
    expect(problems.at(-1)).toMatch(/^labels.csv:\d+ too many problems, the rest was not read$/);
    expect(problems.length).toBeLessThan(1010);
  });
});

describe("a wide labels.csv", () => {
  const wideCard = cardText.replace(
    "made:",
    "columns: {h1_cost: {rater: h1, dimension: cost}, h2_cost: {rater: h2, dimension: cost}}\nmade:",
  );
  const wide = (labels: string): string => dataset({ "README.md": wideCard, "labels.csv": labels });

  it("holds a label per column of the card; empty is no label, NA is not observed, other columns are the author's own", async () => {
    const { labels } = await readDataset(wide("sample,h1_cost,h2_cost,notes\na,3,NA,fine\nb,,5,\n"));
    expect(labels.map(({ sampleId, rater, value }) => [sampleId, rater, value])).toEqual([
      ["a", "h1", 3],
      ["a", "h2", null],
      ["b", "h2", 5],
    ]);
  });

  it("is refused without a column of the card, and with a sample twice", async () => {
    const misspelt = wide("sample,h1_cost,h2_cots\n");
    expect(await refusal(misspelt, readDataset(misspelt))).toEqual([
      'labels.csv:1 column "h2_cost" is missing, is it "h2_cots"?',
    ]);
    const twice = wide("sample,h1_cost,h2_cost\na,3,\na,4,\n");
    expect(await refusal(twice, readDataset(twice))).toEqual([
      "labels.csv:3 the same sample, rater, dimension and round are on line 2",
    ]);
  });
});

describe("a dataset's hashes", () => {
  const hashes = async (changes: Files = {}): Promise<[string, string]> => {
    const { hash, labelHash } = await readDataset(dataset(changes));
    return [hash, labelHash];
  };

  it("do not depend on the order of labels and raters, nor on line ends", async () => {
    const shuffled = {
      "labels.csv": "sample,rater,dimension,value\r\nb,h1,cost,5\r\na,h2,cost,NA\r\na,h1,cost,3.0\r\n",
      "raters.csv": "rater,kind,training\nh2,human,\nh1,human,two hours\n",
    };
    expect(await hashes(shuffled)).toEqual(await hashes());
  });

  it("change with a label, a word of an answer and a word of a case study, each its own", async () => {
    const [hash, labelHash] = await hashes();
    const relabelled = await hashes({ "labels.csv": datasetFiles["labels.csv"].replace("cost,3", "cost,2") });
    expect(relabelled[0]).toBe(hash);
    expect(relabelled[1]).not.toBe(labelHash);
    const samples = datasetFiles["samples.jsonl"].replace("Answer", "Reply");
    const caseStudy = datasetFiles["case-studies/c.yaml"].replace("you do", "she do");
    for (const change of [{ "samples.jsonl": samples }, { "case-studies/c.yaml": caseStudy }]) {
      const changed = await hashes(change);
      expect(changed[0]).not.toBe(hash);
      expect(changed[1]).toBe(labelHash);
    }
  });
});

describe("a large dataset", () => {
  const sampleCount = 1200;
  const lines = Array.from({ length: sampleCount }, (_, index) =>
    row({ id: `s${index}`, candidate: `x${index}` }),
  );

  it("of 1,200 samples, 4 dimensions and 3 raters is read whole", async () => {
    const raters = ["r0", "r1", "r2"];
    const labels = Array.from({ length: sampleCount }, (_, sample) =>
      raters.flatMap((rater) =>
        [1, 2, 3, 4].map((value) => `s${sample},${rater},d${value},${value}\n`).join(""),
      ),
    );
    const folder = dataset({
      "samples.jsonl": lines.join(""),
      "raters.csv": `rater,kind\n${raters.map((rater) => `${rater},human\n`).join("")}`,
      "labels.csv": `sample,rater,dimension,value\n${labels.flat().join("")}`,
    });
    const read = await readDataset(folder);
    expect(read.samples).toHaveLength(sampleCount);
    expect(read.labels).toHaveLength(14_400);
  });

  const labelCount = process.env["TOUCHSTONE_DEEP"] ? 1_000_000 : 50_000;

  it(`of ${labelCount} labels is streamed`, { timeout: 120_000 }, async () => {
    const folder = dataset({
      "samples.jsonl": lines.join(""),
      "raters.csv": "rater,kind\nr,human\n",
      "labels.csv": "",
    });
    const file = createWriteStream(`${folder}/labels.csv`);
    file.write("sample,rater,dimension,value,round\n");
    for (let index = 0; index < labelCount; index++) {
      file.write(`s${index % sampleCount},r,d,${1 + (index % 5)},${index}\n`);
    }
    file.end();
    await finished(file);
    expect((await readDataset(folder)).labels).toHaveLength(labelCount);
  });
});
