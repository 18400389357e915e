import { agreementCsv } from "../csv.ts";
import type { AgreementReport } from "./agreement-report.ts";

/** The agreement rows. */
export const csvReport: AgreementReport = {
  render: ({ document }) => agreementCsv(document.analysis.agreement),
};
