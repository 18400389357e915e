import type { Label } from "../domain/label.ts";
import type { ScoreRow } from "../domain/score.ts";

/** What one source says of one sample on one dimension: a level, that it was not observed, that no score was obtained; null: nothing. */
export type Reading = number | "not-observed" | "unscored" | null;

/** All that one source (a rater, a grader, the mean of some raters) says: per dimension, one reading per sample, samples in a fixed order. */
export type Readings = ReadonlyMap<string, readonly Reading[]>;

/** A label's round that overrules single raters and is no rater itself. */
export const adjudicatedRound = "adjudicated";

/** The samples that an analysis is about, with the number of the cluster each belongs to. */
export type Panel = {
  readonly sampleIds: readonly string[];
  readonly clusterOf: readonly number[];
  readonly clusters: number;
  /** How many clusters just like it each one stands for; absent: for itself. */
  readonly copies?: readonly number[];
  readonly dimensions: readonly string[];
};

/** Lays out samples, of which each may stand for several like it, clusters of their own. Clusters are numbered by name, so that no resample depends on the order of the samples. */
export function createPanel(
  samples: readonly { readonly id: string; readonly cluster: string; readonly copies?: number }[],
  dimensions: readonly string[],
): Panel {
  const copies = new Map(samples.map((sample) => [sample.cluster, sample.copies ?? 1]));
  const names = [...new Set(samples.map(({ cluster }) => cluster))].sort();
  const numberOf = new Map(names.map((name, number) => [name, number]));
  return {
    sampleIds: samples.map(({ id }) => id),
    clusterOf: samples.map(({ cluster }) => numberOf.get(cluster) ?? 0),
    clusters: names.length,
    ...(samples.some((sample) => sample.copies !== undefined)
      ? { copies: names.map((name) => copies.get(name) ?? 1) }
      : {}),
    dimensions,
  };
}

/** How many samples a sample stands for, itself included. */
export function copiesOf({ clusterOf, copies }: Panel, sample: number): number {
  return copies?.[clusterOf[sample] ?? 0] ?? 1;
}

/** What each rater says, and what adjudication settled. */
export type RaterReadings = {
  readonly byRater: ReadonlyMap<string, Readings>;
  readonly adjudicated: Readings;
};

/** The labels of some raters. Of several rounds the one whose name sorts last counts (2 before 10), adjudication apart. */
export function readingsOfRaters(
  panel: Panel,
  labels: readonly Label[],
  raters: readonly string[],
): RaterReadings {
  const inOrder = labels.toSorted(
    (a, b) => compareRounds(a.round ?? "", b.round ?? "") || compareRounds(a.rater, b.rater),
  );
  const sheets = createSheets(panel);
  for (const { sampleId, rater, round, dimension, value } of inOrder) {
    const source = round === adjudicatedRound ? adjudication : rater;
    sheets.write(source, sampleId, dimension, value ?? "not-observed");
  }
  return {
    byRater: new Map(raters.map((rater) => [rater, sheets.of(rater)])),
    adjudicated: sheets.of(adjudication),
  };
}

/** No rater has this name, since a rater's name is not empty. */
const adjudication = "";

const { compare: compareRounds } = new Intl.Collator("en", { numeric: true });

/** Under this name a part of a grader has figures of its own; no grader of an eval has such a name. */
export function partName(grader: string, part: string): string {
  return `${grader}/${part}`;
}

/** Looks up what a grader says: its final scores (repeat null), or those of one repeat. */
export function readingsOfGraders(
  panel: Panel,
  scores: readonly ScoreRow[],
): (grader: string, repeat: number | null) => Readings {
  const source = (grader: string, repeat: number | null): string => `${repeat ?? "final"} ${grader}`;
  const sheets = createSheets(panel);
  for (const { grader, part, repeat, sample, dimension, ...score } of scores) {
    const reading = score.status === "scored" ? score.level : score.status;
    const name = part === undefined ? source(grader, repeat) : source(partName(grader, part), null);
    sheets.write(name, sample, dimension, reading);
  }
  return (grader, repeat) => sheets.of(source(grader, repeat));
}

/** Readings of many sources, filled in one pass over a table; what is not on the panel is left out. */
function createSheets({ sampleIds, dimensions }: Panel) {
  const position = new Map(sampleIds.map((id, sample) => [id, sample]));
  const sheets = new Map<string, Map<string, Reading[]>>();
  const sheetOf = (source: string): Map<string, Reading[]> => {
    const known = sheets.get(source);
    if (known !== undefined) return known;
    const blank = new Map(dimensions.map((dimension) => [dimension, sampleIds.map((): Reading => null)]));
    sheets.set(source, blank);
    return blank;
  };
  return {
    write(source: string, sampleId: string, dimension: string, reading: Reading): void {
      const sample = position.get(sampleId);
      const column = sheetOf(source).get(dimension);
      if (sample !== undefined && column !== undefined) column[sample] = reading;
    },
    of: (source: string): Readings => sheetOf(source),
  };
}

export function readingAt(readings: Readings, dimension: string, sample: number): Reading {
  return readings.get(dimension)?.[sample] ?? null;
}

/** Readings changed one by one. */
export function mapReadings(
  readings: Readings,
  change: (reading: Reading, dimension: string, sample: number) => Reading,
): Readings {
  return new Map(
    Array.from(readings, ([dimension, column]) => [
      dimension,
      column.map((reading, sample) => change(reading, dimension, sample)),
    ]),
  );
}

/** What a source says where another one has a level, so that both can be compared with a third on the same items. */
export function where(readings: Readings, other: Readings): Readings {
  return mapReadings(readings, (reading, dimension, sample) =>
    typeof readingAt(other, dimension, sample) === "number" ? reading : null,
  );
}

/** Whether the dimension was observed (1) or not (0), where the source judged at all. */
export function asObserved(readings: Readings): Readings {
  return mapReadings(readings, (reading) => {
    if (typeof reading === "number") return 1;
    return reading === "not-observed" ? 0 : null;
  });
}

/** One source made of several: per cell, `combine` of the levels given; not observed where those who spoke mostly said so. */
export function combined(
  panel: Panel,
  sources: readonly Readings[],
  combine: (ascending: readonly number[]) => number,
): Readings {
  return new Map(
    panel.dimensions.map((dimension) => [
      dimension,
      panel.sampleIds.map((_, sample): Reading => {
        const said = sources.map((source) => readingAt(source, dimension, sample));
        const levels = said.filter((reading) => typeof reading === "number").sort((a, b) => a - b);
        const notObserved = said.filter((reading) => reading === "not-observed").length;
        if (levels.length === 0) return notObserved > 0 ? "not-observed" : null;
        return levels.length >= notObserved ? combine(levels) : "not-observed";
      }),
    ]),
  );
}
