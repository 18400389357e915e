import { HarnessError } from "../../errors.ts";
import type { ScoringReport } from "./scoring-report.ts";

export type { ScoringReport, ScoringReportInput } from "./scoring-report.ts";

type Entry = { readonly description: string; readonly load: () => Promise<ScoringReport> };

/** How scored recordings are written, by a file's ending; the first that fits. Add one by adding a line. */
export const scoringReports = {
  ".queue.csv": {
    description: "what waits for a person, as a table",
    load: async () => (await import("./queue.ts")).queueCsv,
  },
  ".queue.json": {
    description: "what waits for a person",
    load: async () => (await import("./queue.ts")).queueJson,
  },
  ".order.md": {
    description: "the candidates of each cohort under every profile, and how firm their order is",
    load: async () => (await import("./orders.ts")).ordersMarkdown,
  },
  ".order.json": {
    description: "the same",
    load: async () => (await import("./orders.ts")).ordersJson,
  },
  ".dossier.md": {
    description: "each candidate's stages joined, where there is a loop",
    load: async () => (await import("./dossiers.ts")).dossiersMarkdown,
  },
  ".dossier.json": {
    description: "the same",
    load: async () => (await import("./dossiers.ts")).dossiersJson,
  },
  ".md": {
    description: "a debrief packet, two pages for each recording",
    load: async () => (await import("./debrief.ts")).debriefMarkdown,
  },
  ".json": {
    description: "every scorecard",
    load: async () => (await import("./scorecards-json.ts")).scorecardsJson,
  },
  ".csv": {
    description: "one row per recording and dimension",
    load: async () => (await import("./scorecards-csv.ts")).scorecardsCsv,
  },
} as const satisfies Record<string, Entry>;

/** The way to write scored recordings that a file's ending asks for. */
export function scoringReportFor(file: string): () => Promise<ScoringReport> {
  const entries: readonly (readonly [string, Entry])[] = Object.entries(scoringReports);
  const found = entries.find(([ending]) => file.endsWith(ending));
  if (found !== undefined) return found[1].load;
  throw new HarnessError(
    "usage",
    `${file}: no report has this ending; expected one of ${Object.keys(scoringReports).join(" ")}`,
  );
}
