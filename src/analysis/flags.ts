import type { AgreementRow } from "../domain/analysis.ts";
import type { FlagRow } from "../domain/flag.ts";
import type { Label } from "../domain/label.ts";
import { wilsonInterval } from "../statistics/wilson.ts";
import { about, computedRow } from "./advanced-material.ts";
import type { RowFrame } from "./agreement.ts";
import { readingAt, readingsOfRaters, type Panel, type RaterReadings, type Readings } from "./readings.ts";

/** Dimension name of all flags together: every flag of every sample is judged once. */
export const allFlags = "flags";

/** Whose flags are looked at, and who confirms them. */
export const flagStatistics = {
  flag_precision: {
    of: "grader",
    by: "raters",
    description:
      "share of the flags that the grader raised that the raters raised too (n: raised by the grader)",
  },
  flag_recall: {
    of: "raters",
    by: "grader",
    description:
      "share of the flags that the raters raised that the grader raised too (n: raised by the raters)",
  },
} as const;

/** What flags are judged on; the panel's dimensions are the flags. */
export type FlagInput = {
  readonly panel: Panel;
  readonly frame: RowFrame;
  readonly raters: readonly string[];
  readonly grader: string;
  /** Of raters and grader, 1 raised and 0 not. Of several rounds the last counts. */
  readonly labels: readonly Label[];
};

/** One flag of one sample: whether each side raised it; null: it did not say. */
type Cell = {
  readonly cluster: number;
  readonly raters: boolean | null;
  readonly grader: boolean | null;
};

/**
 * Precision and recall of a grader's flags per flag, and over all where there are several, with Wilson's intervals.
 *
 *     precision = raised by both ÷ raised by the grader,  recall = raised by both ÷ raised by the raters
 *
 * The raters raise a flag when at least half of those who judged it do: a flag asks a person to look, so a tie asks too. A reference of
 * `adjudicated` or `rater:<id>` takes their word instead. Flags that one side did not judge are counted as missing, never taken as 0.
 * Null where nothing was raised that both judged (`none_raised`), or both judged nothing (`no_overlap`).
 */
export function flagRows(input: FlagInput): AgreementRow[] {
  const { panel } = input;
  const graded = readingsFrom(input, [input.grader]).byRater;
  const { reference, judges } = referenceOf(input);
  const frame = { ...input.frame, reference };
  const cellsOf = (dimension: string): Cell[] =>
    panel.clusterOf.map((cluster, sample) => ({
      cluster,
      raters: isRaised(judges, dimension, sample),
      grader: isRaised([...graded.values()], dimension, sample),
    }));
  const each = panel.dimensions.map((dimension) => ({ dimension, cells: cellsOf(dimension) }));
  const all = { dimension: allFlags, cells: each.flatMap(({ cells }) => cells) };
  return [...each, ...(each.length > 1 ? [all] : [])].flatMap(({ dimension, cells }) =>
    statisticNames.map((statistic) => flagRow({ frame, grader: input.grader, dimension, statistic, cells })),
  );
}

/** What graders found on flags, and what raters labelled. */
export type FlagFindings = Omit<FlagInput, "grader"> & {
  readonly graders: readonly string[];
  readonly findings: readonly FlagRow[];
};

/** The same rows for graders whose final findings are at hand, on every flag that a rater labelled. A cleared flag is not raised. */
export function flagRowsOfGraders({ graders, findings, ...input }: FlagFindings): AgreementRow[] {
  const labels = input.labels.filter(({ dimension }) => dimension.startsWith("flag:"));
  const flags = [...new Set(labels.map(({ dimension }) => dimension))].sort();
  if (flags.length === 0) return [];
  const panel = { ...input.panel, dimensions: flags };
  return graders.flatMap((grader) => {
    const own = findings.filter((finding) => finding.grader === grader && finding.repeat === null);
    return own.length === 0
      ? []
      : flagRows({ ...input, panel, grader, labels: [...labels, ...own.map(labelOf)] });
  });
}

function labelOf({ sample, grader, flag, status }: FlagRow): Label {
  const isJudged = status !== "not-observed" && status !== "unscored";
  return {
    sampleId: sample,
    rater: grader,
    dimension: `flag:${flag}`,
    value: isJudged ? Number(status === "raised") : null,
    quote: null,
    round: null,
    blind: true,
    sampling: "all",
    at: null,
  };
}

const statisticNames = ["flag_precision", "flag_recall"] as const satisfies (keyof typeof flagStatistics)[];

type Judged = {
  readonly frame: RowFrame;
  readonly grader: string;
  readonly dimension: string;
  readonly statistic: keyof typeof flagStatistics;
  readonly cells: readonly Cell[];
};

function flagRow({ frame, grader, dimension, statistic, cells }: Judged): AgreementRow {
  const { of, by } = flagStatistics[statistic];
  const raised = cells.filter((cell) => cell[of] === true);
  const judged = raised.filter((cell) => cell[by] !== null);
  const confirmed = judged.filter((cell) => cell[by] === true).length;
  const n = judged.length;
  const counts = {
    n,
    coverage: raised.length === 0 ? null : n / raised.length,
    missing: raised.length - n,
    clusters: new Set(judged.map(({ cluster }) => cluster)).size,
  };
  const isCompared = cells.some((cell) => cell.raters !== null && cell.grader !== null);
  const reason = (): string => (isCompared ? "none_raised" : "no_overlap");
  return computedRow({ frame }, about({ grader, dimension }, statistic, counts, reason), {
    value: n === 0 ? null : confirmed / n,
    interval: wilsonInterval(confirmed, n, frame.level),
    method: "wilson",
  });
}

/** Whose flags are the raters': one rater's, the settled ones, or the majority's. */
function referenceOf(input: FlagInput): { readonly reference: string; readonly judges: readonly Readings[] } {
  const { reference } = input.frame;
  const { byRater, adjudicated } = readingsFrom(input, input.raters);
  if (reference === "adjudicated") return { reference, judges: [adjudicated] };
  const one = input.raters.find((rater) => reference === `rater:${rater}`);
  return one === undefined
    ? { reference: "majority", judges: [...byRater.values()] }
    : { reference, judges: [byRater.get(one) ?? new Map()] };
}

function readingsFrom({ panel, labels }: FlagInput, sources: readonly string[]): RaterReadings {
  const own = labels.filter(({ rater }) => sources.includes(rater));
  return readingsOfRaters(panel, own, sources);
}

/** Whether at least half of those who judged a flag raised it; null: nobody did judge it. */
function isRaised(judges: readonly Readings[], dimension: string, sample: number): boolean | null {
  const said = judges
    .map((judge) => readingAt(judge, dimension, sample))
    .filter((reading) => typeof reading === "number");
  return said.length === 0 ? null : 2 * said.filter((value) => value === 1).length >= said.length;
}
