import { counted } from "../domain/counted.ts";
import type { RunDocument } from "../domain/run.ts";
import { cascadeSentences, partsTable, spreadSentences } from "./combined.ts";
import { findingTable, flagTable } from "./flag-table.ts";
import { frontierSentences } from "./bill.ts";
import { oneLine } from "./one-line.ts";
import { orderSentences } from "./order-words.ts";
import type { Report } from "./report.ts";
import { costTable, fullTable, missingSentences, statisticNotes, summaryTable } from "./summary.ts";
import { alignedTable } from "./table.ts";
import {
  gateSentence,
  gradersOf,
  graderSentences,
  regressionSentence,
  shiftSentence,
  verdictSentence,
} from "./words.ts";

/** The terminal's report: what binds, in ten seconds. */
export const textReport: Report = { render: ({ document }) => renderText(document, { all: false }) };

/** The terminal's report with every figure. */
export const fullTextReport: Report = { render: ({ document }) => renderText(document, { all: true }) };

/** A report that is read in ten seconds names a few gates; the table has the verdict of all. */
const gatesShown = 5;

function renderText(document: RunDocument, { all }: { readonly all: boolean }): string {
  const { analysis, dataset, rubric } = document;
  const heading = [
    `${document.eval}: ${dataset.id} ${dataset.version}${dataset.synthetic ? " (synthetic)" : ""}, split ${dataset.split}, ${counted(dataset.samples, "answer")}`,
    `rubric ${rubric.id} ${rubric.version} (${rubric.status}), profile ${rubric.profile}; raters ${raterList(document)}`,
  ];
  const tables = [
    ...gradersOf(document).flatMap((grader) => [
      summaryTable(document, grader),
      partsTable(document, grader),
    ]),
    findingTable(document),
    flagTable(document),
  ];
  const gates = analysis.gates.filter((gate) => all || (gate.verdict !== "pass" && gate.role === "required"));
  const shifts = (analysis.shift ?? []).filter((row) => all || row.verdict === "shifted");
  const comparisons = analysis.regression.filter((row) => all || row.dimension === null);
  return [
    lines(analysis.banners.map((banner) => `! ${banner}`)),
    lines(heading),
    ...tables.filter(({ rows }) => rows.length > 0).map(alignedTable),
    all
      ? gradersOf(document)
          .map((grader) => alignedTable(fullTable(document, grader)))
          .join("\n")
      : "",
    all ? alignedTable(fullTable(document, "human")) : "",
    all ? alignedTable(costTable(document)) : "",
    all ? lines(statisticNotes()) : "",
    lines([
      ...cascadeSentences(document),
      ...spreadSentences(document),
      ...orderSentences(document),
      ...missingSentences(document),
    ]),
    lines(
      first(
        gates.map((gate) => `${gate.role}: ${gateSentence(gate)}`),
        all ? gates.length : gatesShown,
      ),
    ),
    lines([
      ...comparisons.map(regressionSentence),
      ...shifts.map((row) => shiftSentence(row, { levels: all })),
      ...(document.baseline === null ? [] : [document.baseline]),
    ]),
    lines([...frontierSentences(document), ...graderSentences(document)]),
    lines([verdictSentence(document)]),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

/** The first of many, and how many more there are. */
function first(sentences: readonly string[], count: number): string[] {
  const more = sentences.length - count;
  return [...sentences.slice(0, count), ...(more > 0 ? [`and ${more} more gates (--all shows them)`] : [])];
}

function lines(sentences: readonly string[]): string {
  return sentences.map((sentence) => `${oneLine(sentence)}\n`).join("");
}

function raterList({ dataset }: RunDocument): string {
  return dataset.raters.map(({ rater, kind }) => `${rater} (${kind})`).join(", ");
}
