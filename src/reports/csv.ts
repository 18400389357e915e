import { agreementRowSchema, type AgreementRow } from "../domain/analysis.ts";
import { csvLine } from "./csv-line.ts";
import type { Report } from "./report.ts";

/** Agreement rows as CSV, columns in the order of their schema. */
export function agreementCsv(rows: readonly AgreementRow[]): string {
  const columns = agreementRowSchema.keyof().options;
  return csvLine(columns) + rows.map((row) => csvLine(columns.map((column) => row[column]))).join("");
}

/** The agreement rows. */
export const csvReport: Report = { render: ({ document }) => agreementCsv(document.analysis.agreement) };
