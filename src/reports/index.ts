import { HarnessError } from "../errors.ts";
import type { Report } from "./report.ts";

/** Every format that `-o FILE` can write, by the file's ending; the longest matching ending binds. Add one by adding a line here. */
export const reports = {
  ".json": { description: "the whole document", load: async () => (await import("./json.ts")).jsonReport },
  ".jsonl": { description: "one line per score", load: async () => (await import("./jsonl.ts")).jsonlReport },
  ".csv": { description: "the agreement rows", load: async () => (await import("./csv.ts")).csvReport },
  ".ratings.csv": {
    description: "every label and score in long form",
    load: async () => (await import("./ratings-csv.ts")).ratingsCsvReport,
  },
  ".md": { description: "Markdown", load: async () => (await import("./markdown.ts")).markdownReport },
  ".junit.xml": { description: "JUnit", load: async () => (await import("./junit.ts")).junitReport },
  ".txt": { description: "the terminal's table", load: async () => (await import("./text.ts")).textReport },
} as const satisfies Record<string, { description: string; load: () => Promise<Report> }>;

/** The report that a file's ending asks for. */
export function reportFor(file: string): () => Promise<Report> {
  const [ending] = Object.keys(reports)
    .filter((each) => file.endsWith(each))
    .sort((a, b) => b.length - a.length);
  const found = Object.entries(reports).find(([each]) => each === ending);
  if (found === undefined) {
    throw new HarnessError(
      "usage",
      `${file}: no report has this ending; expected one of ${Object.keys(reports).join(" ")}`,
    );
  }
  return found[1].load;
}
