import type { WideColumns } from "../domain/dataset.ts";
import { didYouMean } from "../domain/did-you-mean.ts";
import type { Label } from "../domain/label.ts";
import { describeScale, levelFor, type Scale } from "../domain/scale.ts";
import { readCsv } from "./csv.ts";
import type { Problem } from "./problem.ts";
import { parseNumber } from "./ratings.ts";

/** What labels are checked against. */
export type LabelContext = {
  readonly scale: Scale;
  /** Null where they could not all be read, so that none is called unknown; raters likewise. */
  readonly sampleIds: ReadonlySet<string> | null;
  readonly raters: ReadonlySet<string> | null;
};

const longColumns = {
  required: ["sample", "rater", "dimension", "value"],
  optional: ["quote", "round", "blind", "sampling", "at"],
  others: "refuse",
} as const;

/**
 * Streams `labels.csv` in its long form, one label a row. `NA` is a value, not observed; an empty value is a mistake. A table that
 * does not say so is taken as not blind, its sampling as `unknown`: what was not recorded is not claimed.
 */
export async function readLongLabels(
  file: string,
  context: LabelContext,
  problems: Problem[],
): Promise<Label[]> {
  const collect = collectLabels(file, context, problems);
  for await (const { line, cells } of readCsv(file, longColumns, problems)) {
    const given = (column: string): string | null => cells[column] || null;
    const blind = parseBlind(given("blind"));
    if (blind === null) {
      const message = `blind is ${JSON.stringify(cells["blind"])}, expected true or false`;
      problems.push({ file, line, column: null, message });
      continue;
    }
    const { sample = "", rater = "", dimension = "", value = "" } = cells;
    const label = { sampleId: sample, rater, dimension, quote: given("quote"), round: given("round") };
    collect.add(line, value, { ...label, blind, sampling: given("sampling") ?? "unknown", at: given("at") });
  }
  return collect.labels;
}

/**
 * Streams `labels.csv` in a wide form: one row a sample, the card's columns hold whose value on what. An empty cell is no label, `NA`
 * is not observed; columns that the card does not name are the author's own.
 */
export async function readWideLabels(
  file: string,
  columns: WideColumns,
  context: LabelContext,
  problems: Problem[],
): Promise<Label[]> {
  const collect = collectLabels(file, context, problems);
  const required = ["sample", ...Object.keys(columns)];
  for await (const { line, cells } of readCsv(file, { required, optional: [], others: "keep" }, problems)) {
    for (const [column, { rater, dimension }] of Object.entries(columns)) {
      const value = cells[column] ?? "";
      if (value === "") continue;
      const label = { sampleId: cells["sample"] ?? "", rater, dimension, quote: null, round: null };
      collect.add(line, value, { ...label, blind: false, sampling: "unknown", at: null });
    }
  }
  return collect.labels;
}

type Collected = {
  readonly labels: Label[];
  readonly add: (line: number, value: string, label: Omit<Label, "value">) => void;
};

function collectLabels(file: string, context: LabelContext, problems: Problem[]): Collected {
  const labels: Label[] = [];
  const lineOf = new Map<string, number>();
  const shared = shareTexts();
  return {
    labels,
    add: (line, text, label) => {
      const value = parseValue(text, label.dimension, context.scale);
      const key = [label.sampleId, label.rater, label.dimension, label.round ?? ""].join("\0");
      const earlier = lineOf.get(key);
      const found = [...nameProblems(label, context), ...(typeof value === "string" ? [value] : [])];
      if (earlier !== undefined)
        found.push(`the same sample, rater, dimension and round are on line ${earlier}`);
      for (const message of found) problems.push({ file, line, column: null, message });
      lineOf.set(key, earlier ?? line);
      if (found.length > 0 || typeof value === "string") return;
      const { sampleId, rater, dimension, sampling } = label;
      const names = { sampleId: shared(sampleId), rater: shared(rater), dimension: shared(dimension) };
      labels.push({ ...label, ...names, sampling: shared(sampling), value });
    },
  };
}

function nameProblems(label: Omit<Label, "value">, { sampleIds, raters }: LabelContext): string[] {
  const problems: string[] = [];
  if (sampleIds !== null && !sampleIds.has(label.sampleId)) {
    problems.push(`there is no sample "${label.sampleId}"${didYouMean(label.sampleId, sampleIds)}`);
  }
  if (raters !== null && !raters.has(label.rater)) {
    problems.push(`rater "${label.rater}" is not in raters.csv${didYouMean(label.rater, raters)}`);
  }
  if (label.dimension === "") problems.push("the dimension is empty");
  return problems;
}

/** A value on the scale, null for not observed, or what is wrong with it. */
function parseValue(text: string, dimension: string, scale: Scale): number | null | string {
  const expected = `${describeScale(scale)}, or NA for not observed`;
  if (text === "NA") return null;
  if (text === "") return `the value is empty, expected ${expected}`;
  const number = parseNumber(text);
  if (number === undefined) return `value ${JSON.stringify(text)} is not a number, expected ${expected}`;
  if (dimension.startsWith("flag:")) {
    return number === 0 || number === 1 ? number : `value ${text} of a flag, expected 0 or 1`;
  }
  if (dimension === "overall" && number >= scale.min && number <= scale.max) return number;
  return levelFor(scale, number) ?? `value ${text} is not on the scale ${describeScale(scale)}`;
}

function parseBlind(text: string | null): boolean | null {
  switch (text?.toLowerCase()) {
    case undefined:
    case "false":
    case "no":
    case "0":
      return false;
    case "true":
    case "yes":
    case "1":
      return true;
    default:
      return null;
  }
}

/** Equal texts as one: a million labels name a few thousand samples, raters and dimensions. */
function shareTexts(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const first = known.get(text);
    if (first === undefined) known.set(text, text);
    return first ?? text;
  };
}
