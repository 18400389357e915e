import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  alternativeAnnotatorTest,
  type AlternativeAnnotatorTest,
} from "../../src/statistics/alternative-annotator.ts";
import { ratingTable } from "../../src/statistics/rating-table.ts";
import { propertyRuns } from "../support/runs.ts";
import { sharedPath } from "../support/shared.ts";
import { level } from "./arbitraries.ts";
import { near } from "./near.ts";

const experts = { closeness: "rmse", allowance: 0.2 } as const;

/** The same rows over and over, up to a number of them. */
function repeated(rows: readonly (readonly (number | null)[])[], count: number): (number | null)[][] {
  return Array.from({ length: count }, (_, index) => [...(rows[index % rows.length] ?? [])]);
}

describe("alternativeAnnotatorTest", () => {
  it("compares the grader with each annotator on what the others gave", () => {
    // against annotator 0, the other gave 3: the grader's 3 wins over 1; against annotator 1, the other gave 1: 3 ties with 3
    const test = alternativeAnnotatorTest(ratingTable(repeated([[3, 1, 3]], 30)), experts);
    expect(test?.annotators.map(({ graderAhead, difference }) => [graderAhead, difference])).toEqual([
      [1, -1],
      [1, 0],
    ]);
  });

  it("lets a difference that never varies decide by itself: p is 0 below the allowance and 1 from it on", () => {
    const pOf = (allowance: number, row: number[]) =>
      alternativeAnnotatorTest(ratingTable(repeated([row], 30)), { closeness: "rmse", allowance })
        ?.annotators[0]?.p;
    expect(pOf(0.2, [3, 3, 3])).toBe(0);
    expect(pOf(0, [3, 3, 3])).toBe(1);
    expect(pOf(0.2, [1, 3, 3])).toBe(1);
  });

  it("passes with one win of two, and fails with one of three", () => {
    const verdict = (row: number[]) => {
      const test = alternativeAnnotatorTest(ratingTable(repeated([row], 40)), experts);
      return [test?.winningRate, test?.passes];
    };
    expect(verdict([4, 1, 3])).toEqual([1 / 2, true]);
    expect(verdict([4, 1, 3, 3])).toEqual([1 / 3, false]);
  });

  it("skips an annotator with fewer than 30 items, and is null when all are skipped", () => {
    const rows = [...repeated([[3, 3, 3, null]], 20), ...repeated([[3, 3, 3, 4]], 15)];
    const test = alternativeAnnotatorTest(ratingTable(rows), experts);
    expect(test?.annotators.map(({ annotator, items }) => [annotator, items])).toEqual([
      [0, 35],
      [1, 35],
    ]);
    expect(alternativeAnnotatorTest(ratingTable(repeated([[3, 3, 3]], 29)), experts)).toBeNull();
    expect(alternativeAnnotatorTest(ratingTable([]), experts)).toBeNull();
  });

  it("leaves out items that the grader or all other annotators left unrated", () => {
    const rows = [
      ...repeated([[3, 3, 4]], 30),
      ...repeated([[null, 1, 5]], 30),
      ...repeated([[3, null, 4]], 30),
    ];
    const test = alternativeAnnotatorTest(ratingTable(rows), experts);
    expect(test?.annotators.map(({ items }) => items)).toEqual([30, 30]);
  });

  it("always lets a grader win that copies the majority, whoever is left out", () => {
    const rows = fc.array(fc.tuple(level, level), { minLength: 30, maxLength: 60 });
    fc.assert(
      fc.property(rows, (pairs) => {
        const test = alternativeAnnotatorTest(
          ratingTable(pairs.map(([agreed, odd]) => [agreed, agreed, agreed, odd])),
          { closeness: "match", allowance: 0.1 },
        );
        expect(test?.annotators.map(({ graderAhead }) => graderAhead)).toEqual([1, 1, 1]);
        expect(test?.passes).toBe(true);
      }),
      propertyRuns,
    );
  });
});

type Item = { readonly human: Record<string, number>; readonly llm: Record<string, number | null> };
type Golden = Record<
  string,
  {
    readonly epsilon: number;
    readonly llms: Record<
      string,
      { readonly p_values: Record<string, number>; readonly published: string[] }
    >;
  }
>;

const goldenPath = sharedPath("data/alttest/golden.json");
const golden: Golden = goldenPath === null ? {} : JSON.parse(readFileSync(goldenPath, "utf8"));
const publishedPath = sharedPath("data/alttest/published_notebook_output.txt");
const published = publishedPath === null ? "" : readFileSync(publishedPath, "utf8");

/** The lines of the authors' notebook about one data set. */
function publishedLines(dataset: string): string[] {
  return published.split("\n").filter((line) => line.startsWith(`${dataset} `));
}

function readItems(dataset: string): Item[] {
  const path = sharedPath(`data/alttest/${dataset}.jsonl.gz`);
  if (path === null) return [];
  const lines = gunzipSync(readFileSync(path)).toString("utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line));
}

function notebookLine(dataset: string, model: string, test: AlternativeAnnotatorTest | null): string {
  const verdict = test?.passes === true ? "PASSED" : "FAILED";
  const figures = [test?.winningRate.toFixed(2), test?.advantage.toFixed(2)];
  return `${dataset} ${model} [${verdict}]:\tWinning Rate=${figures[0]}\tAdvantage Probability=${figures[1]}`;
}

const absence = goldenPath === null ? ": skipped, ../shared/data/alttest is absent" : "";

describe.skipIf(goldenPath === null)(`the authors' data${absence}`, () => {
  it.each(["summeval", "10k_prompts"])(
    "give every published line of %s, and the p values to 1e-9",
    (dataset) => {
      const items = readItems(dataset);
      const humans = [...new Set(items.flatMap(({ human }) => Object.keys(human)))].sort();
      const { epsilon: allowance, llms } = golden[dataset] ?? { epsilon: 0, llms: {} };
      const tests = Object.keys(llms).map((model) => {
        const rows = items.map(({ human, llm }) => [
          llm[model] ?? null,
          ...humans.map((name) => human[name] ?? null),
        ]);
        return { model, test: alternativeAnnotatorTest(ratingTable(rows), { closeness: "rmse", allowance }) };
      });
      const lines = tests.map(({ model, test }) => notebookLine(dataset, model, test));
      expect(lines.length).toBe(6);
      expect(new Set(lines)).toEqual(new Set(publishedLines(dataset)));
      for (const { model, test } of tests) {
        const ours = test?.annotators.map(({ annotator, p }) => [humans[annotator], p]) ?? [];
        const theirs = Object.entries(llms[model]?.p_values ?? {}).map(([name, p]) => [name, near(p, 8)]);
        expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(theirs));
      }
    },
  );
});
