import { counted } from "../domain/counted.ts";
import { cascadeSentences, partsTable, spreadSentences } from "./combined.ts";
import { findingTable, flagTable } from "./flag-table.ts";
import { markdownInline } from "./markdown-inline.ts";
import { orderSentences } from "./order-words.ts";
import type { Report } from "./report.ts";
import { costTable, fullTable, missingSentences, statisticNotes, summaryTable } from "./summary.ts";
import { markdownTable } from "./table.ts";
import {
  gateSentence,
  gradersOf,
  graderSentences,
  regressionSentence,
  shiftSentence,
  verdictSentence,
} from "./words.ts";

/** The report as Markdown: for a pull request or a job summary. */
export const markdownReport: Report = {
  render({ document }) {
    const { analysis, dataset, rubric } = document;
    return [
      ...analysis.banners.map((banner) => `> ${markdownInline(banner)}\n`),
      `# ${markdownInline(document.eval)}: ${document.verdict}\n`,
      `${verdictSentence(document)}\n`,
      bullets(graderSentences(document)),
      `${markdownInline(`Dataset ${dataset.id} ${dataset.version}${dataset.synthetic ? " (synthetic)" : ""}, split ${dataset.split}, ${counted(dataset.samples, "answer")}; rubric ${rubric.id} ${rubric.version} (${rubric.status}), profile ${rubric.profile}.`)}\n`,
      ...[
        ...gradersOf(document).flatMap((grader) => [
          summaryTable(document, grader),
          partsTable(document, grader),
        ]),
        findingTable(document),
        flagTable(document),
      ]
        .filter(({ rows }) => rows.length > 0)
        .map(markdownTable),
      bullets([
        ...cascadeSentences(document),
        ...spreadSentences(document),
        ...orderSentences(document),
        ...missingSentences(document),
      ]),
      section(
        "Gates",
        bullets(analysis.gates.map((gate) => `**${gate.verdict}** (${gate.role}) ${gateSentence(gate)}`)),
      ),
      section(
        "Baseline",
        bullets([
          ...analysis.regression.map(regressionSentence),
          ...(analysis.shift ?? []).map((row) => shiftSentence(row, { levels: true })),
          ...(document.baseline === null ? [] : [document.baseline]),
        ]),
      ),
      section("Cost", markdownTable(costTable(document))),
      section(
        "Every figure",
        [
          ...[...gradersOf(document), "human"].map((grader) => markdownTable(fullTable(document, grader))),
          bullets(statisticNotes()),
        ].join("\n"),
      ),
    ]
      .filter((part) => part !== "")
      .join("\n");
  },
};

function bullets(sentences: readonly string[]): string {
  return sentences.map((sentence) => `- ${markdownInline(sentence)}\n`).join("");
}

function section(title: string, body: string): string {
  return body === "" ? "" : `## ${title}\n\n${body}`;
}
