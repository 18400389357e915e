import type { AgreementReport } from "./agreement-report.ts";

/** The document itself. Keys stand in a fixed order, so equal results are equal bytes. */
export const jsonReport: AgreementReport = {
  render: ({ document }) => `${JSON.stringify(document, null, 2)}\n`,
};
