import { markdownInline } from "../markdown-inline.ts";
import { flagTable } from "../flag-table.ts";
import { fullTable, missingSentences } from "../summary.ts";
import { markdownTable } from "../table.ts";
import { gradersOf } from "../words.ts";
import type { AgreementReport } from "./agreement-report.ts";
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

/** The report as Markdown, every figure at its end. */
export const markdownReport: AgreementReport = {
  render({ document }) {
    const figures = figuresOf(document);
    const graders = gradersOf(figures);
    return [
      ...document.analysis.banners.map((banner) => `> ${markdownInline(banner)}\n`),
      `# Agreement in ${markdownInline(document.table)}\n`,
      bullets(headings(document)),
      ...[...graders.map((grader) => graderTable(figures, grader)), raterTable(document), flagTable(figures)]
        .filter(({ rows }) => rows.length > 0)
        .map(markdownTable),
      bullets([
        ...undefinedSentences(document),
        ...missingSentences(figures),
        ...decisionSentences(document),
      ]),
      "## Every figure\n",
      ...[...graders, "human"].map((grader) => markdownTable(fullTable(figures, grader))),
      markdownTable(sourceTable(document)),
      bullets(notes()),
    ]
      .filter((part) => part !== "")
      .join("\n");
  },
};

function bullets(sentences: readonly string[]): string {
  return sentences.map((sentence) => `- ${markdownInline(sentence)}\n`).join("");
}
