import { counted } from "../domain/counted.ts";
import type { MappingRow } from "../domain/grader-card.ts";
import { levelsOf, type Scale } from "../domain/scale.ts";
import { mappedLevel, type DimensionMapping } from "../domain/score-mapping.ts";
import { percentileInterval, type ResamplingPlan } from "../statistics/cluster-bootstrap.ts";
import { crosstab, reweighted, type Crosstab, type Pair } from "../statistics/crosstab.ts";
import { fitIsotonic } from "../statistics/isotonic.ts";
import { fitLinearScaling } from "../statistics/linear-scaling.ts";
import { fitOrdinal } from "../statistics/ordinal-regression.ts";
import { createRandom } from "../statistics/random.ts";
import type { Comparing } from "./agreement.ts";
import { fewestClustersForGate } from "./gates.ts";
import { countsOf, pairsOn } from "./pairing.ts";
import { mapReadings, readingAt, where, type Readings } from "./readings.ts";
import { asItIs, meanOver, resample } from "./resampling.ts";
import { agreementStatistics } from "./statistics.ts";

/** A score and a rater's level of the same answer; the raters of one answer share a weight of 1. */
export type MappingPoint = {
  readonly sample: number;
  readonly x: number;
  readonly y: number;
  readonly weight: number;
};

type Kind = MappingRow["kind"];
const kinds: readonly Kind[] = ["linear", "isotonic", "ordinal"];

/** Fewest answers that a mapping is fitted on: its parameters are 2, as many as scores, and one a level. */
const fewestFor: Readonly<Record<Kind, number>> = { linear: 30, isotonic: 100, ordinal: 150 };
/** An ordinal mapping must have seen each level this often, an answer's raters sharing one vote. */
const fewestPerLevel = 8;
const folds = 5;

/** A mapping, or why there is none. */
export type Fitted =
  | { readonly mapping: DimensionMapping; readonly reason: null }
  | { readonly mapping: null; readonly reason: string };

/** Fits one mapping to points, whatever their number. */
export function fitMapping(kind: Kind, points: readonly MappingPoint[]): Fitted {
  const table = weightedTable(points);
  const [lowest, highest] = [table.columns[0], table.columns.at(-1)];
  if (lowest === undefined || highest === undefined || lowest === highest)
    return none("the scores never vary");
  const support: [number, number] = [lowest, highest];
  const cells = table.cells.map(({ x, y, weight }) => ({ x: y, y: x, weight }));
  switch (kind) {
    case "linear": {
      const line = fitLinearScaling(transposed(table));
      return line === null ? none("no line") : { mapping: { kind, support, ...line }, reason: null };
    }
    case "isotonic":
      return {
        mapping: { kind, support, corners: fitIsotonic(cells).map(({ x, y }) => ({ x, y })) },
        reason: null,
      };
    case "ordinal": {
      const fit = fitOrdinal(cells);
      if (fit === null) return none("the scores separate the levels: an isotonic mapping says the same");
      if (fit.slope <= 0) return none("higher scores go with lower levels");
      const { link, levels, thresholds, slope } = fit;
      return {
        mapping: { kind, support, link, levels: [...levels], thresholds: [...thresholds], slope },
        reason: null,
      };
    }
  }
}

function none(reason: string): Fitted {
  return { mapping: null, reason };
}

/** Human levels are x and scores y, as everywhere. */
function weightedTable(points: readonly MappingPoint[]): Crosstab {
  const pairs = points.map(({ x, y }): Pair => [y, x]);
  const table = crosstab(pairs);
  const weightOf = new Map<string, number>();
  for (const { x, y, weight } of points) {
    const cell = [y, x].join();
    weightOf.set(cell, (weightOf.get(cell) ?? 0) + weight);
  }
  return reweighted(
    table,
    table.cells.map(({ x, y }) => weightOf.get([x, y].join()) ?? 0),
  );
}

function transposed({ rows, columns, cells }: Crosstab): Crosstab {
  const swapped = cells.map(({ x, y, row, column, weight }) => ({
    x: y,
    y: x,
    row: column,
    column: row,
    weight,
  }));
  return {
    rows: columns,
    columns: rows,
    cells: swapped.sort((a, b) => a.row - b.row || a.column - b.column),
  };
}

/** What mappings are tried on: one grader's scores of the calibration split. */
export type MappingTrial = {
  readonly comparing: Comparing;
  readonly scale: Scale;
  readonly grader: string;
  readonly readings: Readings;
  readonly resampling: ResamplingPlan;
};

/** Every kind of mapping on one dimension, each out of fold, and the one to be used. */
export function tryMappings(
  trial: MappingTrial,
  dimension: string,
): { readonly rows: readonly MappingRow[]; readonly mapping: DimensionMapping } {
  const points = pointsOn(trial, dimension);
  const tried = kinds.map((kind) => tryMapping(trial, dimension, kind, points));
  const best = tried
    .filter(({ row }) => row.gain !== null && row.low !== null && row.low > 0)
    .reduce<Tried | null>(
      (found, each) => ((each.row.gain ?? 0) > (found?.row.gain ?? 0) ? each : found),
      null,
    );
  return {
    rows: tried.map((each) => ({ ...each.row, chosen: each === best })),
    mapping: best?.mapping ?? { kind: "none" },
  };
}

type Tried = { readonly row: MappingRow; readonly mapping: DimensionMapping | null };

function tryMapping(
  trial: MappingTrial,
  dimension: string,
  kind: Kind,
  points: readonly MappingPoint[],
): Tried {
  const n = new Set(points.map(({ sample }) => sample)).size;
  const nothing = { qwk: null, mae: null, bias: null };
  const row = { grader: trial.grader, dimension, kind, reason: null, n, outside: 0, chosen: false };
  const empty = { before: nothing, after: nothing, gain: null, low: null, high: null };
  const refusal = refuse(trial, kind, points, n);
  const fitted: Fitted = refusal === null ? fitMapping(kind, points) : none(refusal);
  if (fitted.mapping === null) return { row: { ...row, ...empty, reason: fitted.reason }, mapping: null };
  return { row: { ...row, ...outOfFold(trial, dimension, kind, points) }, mapping: fitted.mapping };
}

/** Why there is too little to fit this mapping on; null: there is enough. */
function refuse(
  { comparing, scale }: MappingTrial,
  kind: Kind,
  points: readonly MappingPoint[],
  n: number,
): string | null {
  const { clusterOf } = comparing.pairing.panel;
  const clusters = new Set(points.map(({ sample }) => clusterOf[sample])).size;
  if (n < fewestFor[kind]) return `it needs ${fewestFor[kind]} answers`;
  if (clusters < fewestClustersForGate) return `it needs answers of ${fewestClustersForGate} clusters`;
  if (kind !== "ordinal") return null;
  const levels = levelsOf(scale);
  if (points.some(({ y }) => !levels.includes(y))) return "the reference lies between levels";
  const seen = (level: number): number =>
    points.reduce((sum, { y, weight }) => (y === level ? sum + weight : sum), 0);
  const rare = levels.find((level) => seen(level) < fewestPerLevel);
  return rare === undefined
    ? null
    : `level ${rare} was given to ${counted(Math.floor(seen(rare)), "answer")}, it needs ${fewestPerLevel} of each`;
}

/** A grader's scores on one dimension, each mapped by a fit that has not seen its cluster. */
export function crossFitted(
  { comparing, readings, scale, resampling }: Omit<MappingTrial, "grader">,
  dimension: string,
  kind: Kind,
  points: readonly MappingPoint[],
): Readings {
  const { panel } = comparing.pairing;
  const foldOf = dealFolds(panel.clusters, resampling.seed);
  const fold = (sample: number): number => foldOf[panel.clusterOf[sample] ?? 0] ?? 0;
  const fits = Array.from({ length: folds }, (_, held) =>
    fitMapping(
      kind,
      points.filter(({ sample }) => fold(sample) !== held),
    ),
  );
  return mapReadings(readings, (reading, on, sample) => {
    if (on !== dimension || typeof reading !== "number") return reading;
    const mapping = fits[fold(sample)]?.mapping ?? null;
    return mapping === null ? "unscored" : (mappedLevel(mapping, scale, reading) ?? "unscored");
  });
}

/** Errors before and after on the answers that could be mapped. */
function outOfFold(
  trial: MappingTrial,
  dimension: string,
  kind: Kind,
  points: readonly MappingPoint[],
): Pick<MappingRow, "outside" | "before" | "after" | "gain" | "low" | "high"> {
  const { comparing, readings, resampling } = trial;
  const mapped = crossFitted(trial, dimension, kind, points);
  const references = comparing.set.references.map((reference) => where(reference, mapped));
  const tablesOf = (source: Readings) =>
    references.map((reference) =>
      comparing.tabulate(pairsOn(comparing.pairing, dimension, reference, source)),
    );
  const [before, after] = [tablesOf(readings), tablesOf(mapped)];
  const { qwk, mae, bias } = agreementStatistics;
  const errorsOf = (tables: typeof before): MappingRow["before"] => ({
    qwk: meanOver(tables, qwk.compute)(asItIs),
    mae: meanOver(tables, mae.compute)(asItIs),
    bias: meanOver(tables, bias.compute)(asItIs),
  });
  const [gain] = resample(
    [{ about: null, compute: differenceOf(meanOver(after, qwk.compute), meanOver(before, qwk.compute)) }],
    resampling,
  );
  const pairs = comparing.set.references.map((reference) =>
    pairsOn(comparing.pairing, dimension, reference, mapped),
  );
  const { clusters, missing } = countsOf(
    comparing.pairing,
    pairs,
    comparing.set.references.map((reference) => pairsOn(comparing.pairing, dimension, reference, readings)),
  );
  const { low, high } = percentileInterval(gain?.replicates ?? [], { clusters });
  return {
    outside: missing,
    before: errorsOf(before),
    after: errorsOf(after),
    gain: gain?.point ?? null,
    low,
    high,
  };
}

/** left minus right under one draw; null where either is. */
export function differenceOf<Draw>(
  left: (draw: Draw) => number | null,
  right: (draw: Draw) => number | null,
): (draw: Draw) => number | null {
  return (draw) => {
    const [a, b] = [left(draw), right(draw)];
    return a === null || b === null ? null : a - b;
  };
}

/** The fold of each cluster: shuffled by the seed, then dealt in turn. */
function dealFolds(clusters: number, seed: number | string): number[] {
  const random = createRandom(`${seed}:folds`);
  const order = Array.from({ length: clusters }, (_, cluster) => cluster);
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    const [a = 0, b = 0] = [order[last], order[other]];
    order[last] = b;
    order[other] = a;
  }
  const foldOf = Array.from({ length: clusters }, () => 0);
  for (const [position, cluster] of order.entries()) foldOf[cluster] = position % folds;
  return foldOf;
}

/** Every level of a rater beside the grader's score of the same answer. */
export function pointsOn(
  { comparing, readings }: Pick<MappingTrial, "comparing" | "readings">,
  dimension: string,
): MappingPoint[] {
  const { panel } = comparing.pairing;
  return panel.sampleIds.flatMap((_, sample) => {
    const x = readingAt(readings, dimension, sample);
    if (typeof x !== "number") return [];
    const levels = comparing.set.references
      .map((reference) => readingAt(reference, dimension, sample))
      .filter((level) => typeof level === "number");
    return levels.map((y) => ({ sample, x, y, weight: 1 / levels.length }));
  });
}

/** Scores as the mappings of their dimensions give them; one outside a mapping's support is unscored. */
export function applyMappings(
  readings: Readings,
  mappings: Readonly<Record<string, DimensionMapping>>,
  scale: Scale,
): Readings {
  return mapReadings(readings, (reading, dimension) => {
    const mapping = mappings[dimension];
    if (mapping === undefined || typeof reading !== "number") return reading;
    return mappedLevel(mapping, scale, reading) ?? "unscored";
  });
}
