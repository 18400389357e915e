import type { AgreementRow } from "../domain/analysis.ts";
import { clusteredRatings } from "../statistics/clustered-table.ts";
import type { Crosstab } from "../statistics/crosstab.ts";
import type { Interval } from "../statistics/interval.ts";
import { agreementRow, type AgreementAbout } from "./agreement.ts";
import type { AnalysisInput } from "./analyze.ts";
import { countsOf, type Counts, type Pairing, type Pairs } from "./pairing.ts";
import { readingAt, type Readings } from "./readings.ts";
import { atSize, measurable, type Measurable } from "./resampling.ts";

/** A group with fewer samples is not shown: its figures say more of chance, and of single people, than of the group. */
export const fewestInGroup = 20;

/** Group of each sample by its number; null: it has none. */
export type Groups = readonly (string | null)[];

/** What advanced rows are computed from. */
export type Material = {
  readonly input: AnalysisInput;
  readonly pairing: Pairing;
  readonly tabulate: (pairs: Pairs) => Measurable<Crosstab>;
  readonly raters: readonly { readonly name: string; readonly readings: Readings }[];
  readonly readingsOf: (grader: string) => Readings;
  readonly groups: Groups;
  /** ε of the alternative annotator test. */
  readonly epsilon: number;
};

/** A grader, or `human`, on a dimension. */
export type Place = { readonly grader: string; readonly dimension: string };
/** What an advanced row is about; a reference of null: the one asked for. */
export type About = AgreementAbout & { readonly group: string | null; readonly reference: string | null };

/** What a figure against the raters is about, in no group and against the reference asked for. */
export function about(place: Place, statistic: string, counts: Counts, reason: () => string): About {
  return {
    ...place,
    against: "human",
    statistic,
    ...counts,
    reason,
    possible: () => null,
    group: null,
    reference: null,
  };
}

/** A value that is not resampled, and what its interval rests on; `none`: it has none by its nature. */
export type Computed = {
  readonly value: number | null;
  readonly interval: Interval | "none" | null;
  readonly method: string;
};

/** A row whose interval, where there is one, supposes independent items: none where items share clusters. */
export function computedRow(
  { frame }: Pick<AnalysisInput, "frame">,
  what: About,
  { value, interval, method }: Computed,
): AgreementRow {
  const isShared = what.clusters < what.n;
  const shown = value === null || isShared || interval === "none" ? null : interval;
  const whyNot = interval === "none" ? "none" : isShared ? "items share clusters" : "undefined";
  return {
    ...agreementRow(frame, { about: what, point: value, replicates: [null] }),
    group: what.group,
    reference: what.reference ?? frame.reference,
    low: shown?.low ?? null,
    high: shown?.high ?? null,
    intervalReason: shown !== null ? null : value === null ? "undefined" : whyNot,
    method,
    replicates: 0,
  };
}

/** What each of some sources gave, sample by sample. */
export type GivenRows = readonly (readonly (number | null)[])[];

/** What each of some sources gave each sample on a dimension. */
export function ratingsOf({ panel }: Pairing, dimension: string, sources: readonly Readings[]) {
  const rows: GivenRows = panel.sampleIds.map((_, sample) =>
    sources.map((readings) => {
      const reading = readingAt(readings, dimension, sample);
      return typeof reading === "number" ? reading : null;
    }),
  );
  const clustered = rows.map((observation, sample) => ({
    observation,
    cluster: panel.clusterOf[sample] ?? 0,
  }));
  return { rows, table: measurable(atSize(panel, clusteredRatings(clustered))) };
}

/** Samples with enough ratings, out of those with any. */
export function countsWhere(
  pairing: Pairing,
  rows: GivenRows,
  counts: (given: number) => boolean,
  due: GivenRows = rows,
): Counts {
  const given = (row: readonly (number | null)[]): number => row.filter((level) => level !== null).length;
  const marked = (some: GivenRows, isIn: (count: number) => boolean): Pairs =>
    some.map((row) => (isIn(given(row)) ? ([0, 0] as const) : null));
  return countsOf(pairing, [marked(rows, counts)], [marked(due, (count) => count >= 1)]);
}

/** The mean of at least one level. */
export function average(levels: readonly number[]): number {
  return levels.reduce((sum, level) => sum + level, 0) / levels.length;
}
