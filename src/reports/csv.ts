import { agreementRowSchema } from "../domain/analysis.ts";
import { csvLine } from "./csv-line.ts";
import type { Report } from "./report.ts";

/** The agreement rows, columns in the order of their schema. */
export const csvReport: Report = {
  render({ document }) {
    const columns = agreementRowSchema.keyof().options;
    const rows = document.analysis.agreement.map((row) => csvLine(columns.map((column) => row[column])));
    return csvLine(columns) + rows.join("");
  },
};
