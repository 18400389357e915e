import type { AgreementDocument, RatingsTable } from "../../domain/agreement.ts";
import { HarnessError } from "../../errors.ts";
import { csvLine, type CsvValue } from "../csv-line.ts";
import type { AgreementReport } from "./agreement-report.ts";

/**
 * A predictions file for rsmeval: `spkitemid`, the raters as `sc1`, `sc2`, ..., the grader as `raw`, the cluster as `candidate`. rsmtool
 * looks at one score of one system, so the table must be down to one dimension and at most one grader. It drops zeros unless its
 * configuration says `exclude_zero_scores: false`.
 */
export const rsmtoolCsvReport: AgreementReport = {
  render({ document, table }) {
    const { raters, graders } = columnsOf(document);
    const valueOf = lookUp(table);
    const groups = table.items.some(({ group }) => group !== null);
    const head = [
      "spkitemid",
      "candidate",
      ...raters.map((_, index) => `sc${index + 1}`),
      ...graders.map(() => "raw"),
      ...(groups ? ["group"] : []),
    ];
    const rows = table.items.map(({ id, cluster, group }) => {
      const levels: CsvValue[] = [...raters, ...graders].map((source) => valueOf(id, source));
      return csvLine([id, cluster, ...levels, ...(groups ? [group] : [])]);
    });
    return csvLine(head) + rows.join("");
  },
};

function columnsOf({ dimensions, sources }: AgreementDocument) {
  const graders = sources.filter(({ role }) => role === "grader").map(({ name }) => name);
  const raters = sources.filter(({ role }) => role === "rater" || role === "each").map(({ name }) => name);
  const many =
    dimensions.length > 1 ? `--dimension, of ${dimensions.join(", ")}` : `--grader, of ${graders.join(", ")}`;
  if (dimensions.length > 1 || graders.length > 1)
    throw new HarnessError("usage", `rsmtool looks at one score of one system: choose with ${many}`);
  return { raters, graders };
}

function lookUp({ ratings }: RatingsTable): (item: string, source: string) => number | null {
  const key = (item: string, source: string): string => `${item}\0${source}`;
  const levels = new Map(ratings.map(({ item, source, value }) => [key(item, source), value]));
  return (item, source) => levels.get(key(item, source)) ?? null;
}
