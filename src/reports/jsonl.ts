import type { Report } from "./report.ts";

/** One score a line, final ones and repeats. */
export const jsonlReport: Report = {
  render: ({ document }) => document.scores.map((score) => `${JSON.stringify(score)}\n`).join(""),
};
