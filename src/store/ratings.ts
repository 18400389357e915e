import { readCsv } from "./csv.ts";
import { requireValid, type Problem } from "./problem.ts";

/** A row of a ratings table. `value` null: not observed. */
export type Rating = {
  readonly sample: string;
  readonly rater: string;
  readonly dimension: string;
  readonly value: number | null;
};

/** Reads a ratings table, `sample,rater,dimension,value` and any further columns. `NA` is not observed, an empty value no rating. */
export async function readRatings(file: string): Promise<readonly Rating[]> {
  const problems: Problem[] = [];
  const ratings: Rating[] = [];
  const columns = {
    required: ["sample", "rater", "dimension", "value"],
    optional: [],
    others: "keep",
  } as const;
  for await (const { line, cells } of readCsv(file, columns, problems)) {
    const { sample = "", rater = "", dimension = "", value = "" } = cells;
    const report = (message: string): number => problems.push({ file, line, column: null, message });
    for (const [column, text] of Object.entries({ sample, rater, dimension })) {
      if (text === "") report(`the ${column} is empty`);
    }
    if (value === "") continue;
    const number = value === "NA" ? null : parseNumber(value);
    if (number === undefined)
      report(`value ${JSON.stringify(value)} is not a number, expected one, or NA for not observed`);
    else ratings.push({ sample, rater, dimension, value: number });
  }
  return requireValid(ratings, problems);
}

/** A decimal number as tables write it, or undefined. */
export function parseNumber(text: string): number | undefined {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}
