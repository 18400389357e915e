import { agreementWithin, exactAgreement } from "../statistics/agreement-rate.ts";
import type { Crosstab } from "../statistics/crosstab.ts";
import { kendallTauB } from "../statistics/kendall.ts";
import { bias, meanAbsoluteError, standardizedMeanDifference } from "../statistics/mean-difference.ts";
import { pearson } from "../statistics/pearson.ts";
import { quadraticWeightedKappa } from "../statistics/quadratic-weighted-kappa.ts";
import { spearman } from "../statistics/spearman.ts";

/** A statistic of a reference (x) and a grader (y) that reports show and gates may name. */
export type AgreementStatistic = {
  readonly label: string;
  readonly description: string;
  /** Which way is good; `zero`: a gate looks at the distance from 0. */
  readonly better: "higher" | "lower" | "zero";
  /** Whether swapping reference and grader changes it. */
  readonly directed: boolean;
  readonly compute: (table: Crosstab) => number | null;
};

/** Every two-sided statistic of a report. Add one by adding a line here. */
export const agreementStatistics = {
  qwk: statistic("QWK", "quadratic weighted kappa, continuous form", "higher", quadraticWeightedKappa),
  exact: statistic("exact", "share of equal levels", "higher", exactAgreement),
  within_1: statistic("within 1", "share at most one level apart", "higher", (table) =>
    agreementWithin(table, 1),
  ),
  bias: directed("bias", "mean of grader minus reference, in levels", "zero", bias),
  mae: statistic("MAE", "mean absolute difference, in levels", "lower", meanAbsoluteError),
  smd: directed("SMD", "bias over the reference's standard deviation", "zero", (table) =>
    standardizedMeanDifference(table, "unpooled"),
  ),
  spearman: statistic("Spearman", "rank correlation on midranks", "higher", spearman),
  kendall_tau_b: statistic("Kendall tau-b", "rank correlation with ties", "higher", kendallTauB),
  pearson: statistic("Pearson", "linear correlation; blind to bias", "higher", pearson),
} as const satisfies Record<string, AgreementStatistic>;

export type StatisticName = keyof typeof agreementStatistics;

function statistic(
  label: string,
  description: string,
  better: AgreementStatistic["better"],
  compute: AgreementStatistic["compute"],
): AgreementStatistic {
  return { label, description, better, directed: false, compute };
}

function directed(
  label: string,
  description: string,
  better: AgreementStatistic["better"],
  compute: AgreementStatistic["compute"],
): AgreementStatistic {
  return { label, description, better, directed: true, compute };
}
