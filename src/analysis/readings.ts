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
  readonly dimensions: readonly string[];
};

/** Lays out samples by cluster name, clusters numbered in order of appearance. */
export function createPanel(
  samples: readonly { readonly id: string; readonly cluster: string }[],
  dimensions: readonly string[],
): Panel {
  const numbers = new Map<string, number>();
  for (const { cluster } of samples) if (!numbers.has(cluster)) numbers.set(cluster, numbers.size);
  return {
    sampleIds: samples.map(({ id }) => id),
    clusterOf: samples.map(({ cluster }) => numbers.get(cluster) ?? 0),
    clusters: numbers.size,
    dimensions,
  };
}

/** One rater's labels; of several rounds the last one (in the order of the file) counts, adjudication apart. */
export function readingsOfRater(panel: Panel, labels: readonly Label[], rater: string): Readings {
  const own = labels.filter((label) => label.rater === rater && label.round !== adjudicatedRound);
  return readingsOf(panel, own.map(labelReading));
}

/** What adjudication settled. */
export function readingsOfAdjudication(panel: Panel, labels: readonly Label[]): Readings {
  return readingsOf(panel, labels.filter((label) => label.round === adjudicatedRound).map(labelReading));
}

/** A grader's scores: its final ones, or those of one repeat. */
export function readingsOfGrader(
  panel: Panel,
  scores: readonly ScoreRow[],
  grader: string,
  repeat: number | null = null,
): Readings {
  return readingsOf(
    panel,
    scores
      .filter((score) => score.grader === grader && score.repeat === repeat)
      .map((score) => ({
        sample: score.sample,
        dimension: score.dimension,
        reading: score.status === "scored" ? score.level : score.status,
      })),
  );
}

type Entry = { readonly sample: string; readonly dimension: string; readonly reading: Reading };

function labelReading({ sampleId, dimension, value }: Label): Entry {
  return { sample: sampleId, dimension, reading: value ?? "not-observed" };
}

function readingsOf(panel: Panel, entries: readonly Entry[]): Readings {
  const position = new Map(panel.sampleIds.map((id, index) => [id, index]));
  const readings = new Map(
    panel.dimensions.map((dimension): [string, Reading[]] => [dimension, panel.sampleIds.map(() => null)]),
  );
  for (const { sample, dimension, reading } of entries) {
    const index = position.get(sample);
    const column = readings.get(dimension);
    if (index !== undefined && column !== undefined) column[index] = reading;
  }
  return readings;
}

/** One source made of several: per cell, `combine` of the levels given; not observed where those who spoke mostly said so. */
export function combined(
  panel: Panel,
  sources: readonly Readings[],
  combine: (levels: readonly number[]) => number,
): Readings {
  return new Map(
    panel.dimensions.map((dimension) => [
      dimension,
      panel.sampleIds.map((_, sample): Reading => {
        const said = sources.map((source) => readingAt(source, dimension, sample));
        const levels = said.filter((reading) => typeof reading === "number");
        const notObserved = said.filter((reading) => reading === "not-observed").length;
        if (levels.length === 0) return notObserved > 0 ? "not-observed" : null;
        return levels.length >= notObserved ? combine(levels) : "not-observed";
      }),
    ]),
  );
}

export function readingAt(readings: Readings, dimension: string, sample: number): Reading {
  return readings.get(dimension)?.[sample] ?? null;
}
