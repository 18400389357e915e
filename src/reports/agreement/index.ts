import { HarnessError } from "../../errors.ts";
import type { AgreementReport } from "./agreement-report.ts";

/** Every format that `agree -o FILE` can write, by the file's ending; the longest matching ending binds. Add one by adding a line here. */
export const agreementReports = {
  ".json": { description: "the whole document", load: async () => (await import("./json.ts")).jsonReport },
  ".csv": { description: "the agreement rows", load: async () => (await import("./csv.ts")).csvReport },
  ".md": { description: "Markdown", load: async () => (await import("./markdown.ts")).markdownReport },
  ".txt": { description: "the terminal's table", load: async () => (await import("./text.ts")).textReport },
  ".rsmtool.csv": {
    description: "a predictions file for rsmeval: one dimension, one grader",
    load: async () => (await import("./rsmtool-csv.ts")).rsmtoolCsvReport,
  },
  ".facets.txt": {
    description: "a control file with data for FACETS: items, raters, dimensions",
    load: async () => (await import("./facets.ts")).facetsReport,
  },
} as const satisfies Record<string, { description: string; load: () => Promise<AgreementReport> }>;

/** The report that a file's ending asks for. */
export function agreementReportFor(file: string): () => Promise<AgreementReport> {
  const [found] = Object.entries(agreementReports)
    .filter(([ending]) => file.endsWith(ending))
    .sort(([a], [b]) => b.length - a.length);
  if (found !== undefined) return found[1].load;
  const endings = Object.keys(agreementReports).join(" ");
  throw new HarnessError("usage", `${file}: no report has this ending; expected one of ${endings}`);
}
