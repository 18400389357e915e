import type { FlagRow } from "../domain/flag.ts";
import { HarnessError } from "../errors.ts";
import { csvLine } from "./csv-line.ts";
import type { Report } from "./report.ts";

const columns = ["sample", "rater", "kind", "dimension", "value", "round", "cluster", "reason"] as const;

/** Every label, every final score and every final finding on a flag in one long table, so that any statistics program can check the figures. */
export const ratingsCsvReport: Report = {
  render({ document, labels }) {
    if (labels === null) {
      throw new HarnessError(
        "usage",
        "a ratings table needs the labels, which a result file does not hold: name the run in the store instead",
      );
    }
    const clusterOf = (sample: string): string => labels.clusters?.[sample] ?? "";
    const kinds = new Map(labels.raters.map(({ rater, kind }) => [rater, kind]));
    const labelLines = labels.labels.map(({ sampleId, rater, dimension, value, round }) =>
      csvLine([
        sampleId,
        rater,
        kinds.get(rater) ?? "",
        dimension,
        value ?? "NA",
        round,
        clusterOf(sampleId),
        "",
      ]),
    );
    const scoreLines = document.scores
      .filter((score) => score.repeat === null)
      .map((score) => {
        const value = score.status === "scored" ? score.level : score.status === "not-observed" ? "NA" : "";
        const reason = score.status === "unscored" ? score.reason : "";
        return csvLine([
          score.sample,
          score.grader,
          "grader",
          score.dimension,
          value,
          null,
          clusterOf(score.sample),
          reason,
        ]);
      });
    const flagLines = (document.flags ?? [])
      .filter((finding) => finding.repeat === null)
      .map((finding) =>
        csvLine([
          finding.sample,
          finding.grader,
          "grader",
          `flag:${finding.flag}`,
          valueOf(finding),
          null,
          clusterOf(finding.sample),
          finding.status === "unscored" ? finding.reason : "",
        ]),
      );
    return [csvLine(columns), ...labelLines, ...scoreLines, ...flagLines].join("");
  },
};

/** 1 is raised; a flag that was cleared is not. */
function valueOf({ status }: FlagRow): number | string {
  if (status === "unscored") return "";
  return status === "not-observed" ? "NA" : Number(status === "raised");
}
