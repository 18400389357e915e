import { oneLine } from "../one-line.ts";
import { flagTable } from "../flag-table.ts";
import { fullTable, missingSentences } from "../summary.ts";
import { alignedTable } from "../table.ts";
import { gradersOf } from "../words.ts";
import type { AgreementInput, AgreementReport } from "./agreement-report.ts";
import {
  decisionSentences,
  figuresOf,
  graderTable,
  headings,
  notes,
  raterTable,
  sourceTable,
  undefinedSentences,
} from "./tables.ts";

/** The terminal's report: each grader, and the raters among themselves. */
export const textReport: AgreementReport = { render: (input) => renderText(input, { all: false }) };

/** The terminal's report with every figure. */
export const fullTextReport: AgreementReport = { render: (input) => renderText(input, { all: true }) };

function renderText({ document }: AgreementInput, { all }: { readonly all: boolean }): string {
  const figures = figuresOf(document);
  const graders = gradersOf(figures);
  return [
    lines(document.analysis.banners.map((banner) => `! ${banner}`)),
    lines(headings(document)),
    ...[...graders.map((grader) => graderTable(figures, grader)), raterTable(document), flagTable(figures)]
      .filter(({ rows }) => rows.length > 0)
      .map(alignedTable),
    ...(all ? [...graders, "human"].map((grader) => alignedTable(fullTable(figures, grader))) : []),
    all ? alignedTable(sourceTable(document)) : "",
    all ? lines(decisionSentences(document)) : "",
    all ? lines(notes()) : "",
    lines([...undefinedSentences(document), ...missingSentences(figures)]),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

function lines(sentences: readonly string[]): string {
  return sentences.map((sentence) => `${oneLine(sentence)}\n`).join("");
}
