import type { AgreementRow } from "../domain/analysis.ts";
import type { FlagRow } from "../domain/flag.ts";
import type { RunDocument } from "../domain/run.ts";
import type { Table } from "./table.ts";
import { percent, rowOf, withInterval, type Figures } from "./words.ts";

/** One line per flag of what graders raised beside what the raters raised; no lines where nobody labelled flags. */
export function flagTable(figures: Figures): Table {
  const ofFlags = figures.analysis.agreement.filter(({ statistic }) => statistic === "flag_precision");
  const rows = ofFlags.map((precision) => {
    const { grader, dimension } = precision;
    const recall = rowOf(figures, grader, dimension, "flag_recall") ?? precision;
    const reasonOf = ({ reason, intervalReason }: AgreementRow): string => reason ?? intervalReason ?? "";
    return [
      dimension,
      grader,
      withInterval(precision),
      String(precision.n),
      withInterval(recall),
      String(recall.n),
      percent(recall.coverage),
      [...new Set([precision, recall].map(reasonOf))].filter((reason) => reason !== "").join(", "),
    ];
  });
  const head = [
    "flag",
    "by",
    "precision [95 %]",
    "raised",
    "recall [95 %]",
    "raised by raters",
    "coverage",
    "note",
  ];
  return { head, rows };
}

const statuses = ["raised", "cleared", "not-raised", "not-observed", "unscored"] as const;

/** One line per grader and flag that it found something on: in how many answers it was raised, cleared, and so on. */
export function findingTable({ flags = [] }: Pick<RunDocument, "flags">): Table {
  const final = flags.filter(({ repeat }) => repeat === null);
  const bySource = Map.groupBy(final, ({ grader, flag }) => `${flag} ${grader}`);
  const rows = [...bySource.values()].flatMap((own) => {
    const [first] = own;
    const count = (status: FlagRow["status"]): number =>
      own.filter((finding) => finding.status === status).length;
    const isQuiet = count("raised") + count("cleared") + count("unscored") === 0;
    return first === undefined || isQuiet
      ? []
      : [[first.flag, first.grader, ...statuses.map((status) => String(count(status)))]];
  });
  return { head: ["flag", "by", ...statuses], rows };
}
