import type { Report } from "./report.ts";

/** The document itself. Keys stand in a fixed order, so equal results are equal bytes. */
export const jsonReport: Report = {
  render: ({ document }) => `${JSON.stringify(document, null, 2)}\n`,
};
