import * as fc from "fast-check";
import type { AnalysisInput } from "../../src/analysis/analyze.ts";
import { adjudicatedRound, createPanel } from "../../src/analysis/readings.ts";
import type { AgreementRow, Analysis } from "../../src/domain/analysis.ts";
import type { Label } from "../../src/domain/label.ts";
import type { ScoreRow } from "../../src/domain/score.ts";

/** What one source says of the samples s1, s2, …: a level, NA (not observed), ? (unscored), or nothing at all. */
export type Cell = number | "NA" | "?" | null;

/** Per source, per dimension, its cells. */
export type Cells = Readonly<Record<string, Readonly<Record<string, readonly Cell[]>>>>;

export type Shape = {
  readonly raters: Cells;
  readonly graders?: Cells;
  readonly adjudicated?: Readonly<Record<string, readonly Cell[]>>;
  /** The name of each sample's cluster; every sample its own when absent. */
  readonly clusters?: readonly string[];
  readonly reference?: string;
};

/** The input of an analysis that says what the cells say: scale 1-5, dimensions equally weighted, one replicate. */
export function inputOf(shape: Shape, changes: Partial<AnalysisInput> = {}): AnalysisInput {
  const { raters, graders = {}, adjudicated = {}, clusters, reference = "each" } = shape;
  const sources = [...Object.values(raters), ...Object.values(graders), adjudicated];
  const dimensions = [...new Set(sources.flatMap((source) => Object.keys(source)))].sort();
  const longest = Math.max(...sources.flatMap((source) => Object.values(source).map(({ length }) => length)));
  const samples = Array.from({ length: longest }, (_, index) => ({
    id: sampleId(index),
    cluster: clusters?.[index] ?? sampleId(index),
  }));
  return {
    panel: createPanel(samples, dimensions),
    scale: { min: 1, max: 5, step: 1 },
    weights: Object.fromEntries(dimensions.map((dimension) => [dimension, 100 / dimensions.length])),
    frame: {
      run: "run",
      split: "test",
      reference,
      profile: "even",
      clusterBy: "candidate",
      level: 0.95,
      seed: 1,
    },
    replicates: 1,
    graders: Object.keys(graders).map((name) => ({
      name,
      isFloor: false,
      evidence: "none",
      repeats: 1,
      spending: { kind: "free" },
    })),
    scores: scoresOf(graders),
    labels: [...labelsOf(raters, null), ...labelsOf({ chair: adjudicated }, adjudicatedRound)],
    raters: Object.keys(raters).map((rater) => ({ rater, kind: "human", training: "" })),
    gates: [],
    baseline: null,
    banners: [],
    ...changes,
  };
}

export function labelsOf(raters: Cells, round: string | null): Label[] {
  return entriesOf(raters).flatMap(({ source, dimension, sample, cell }) =>
    cell === "?"
      ? []
      : [
          {
            sampleId: sample,
            rater: source,
            dimension,
            value: cell === "NA" ? null : cell,
            quote: null,
            round,
            blind: true,
            sampling: "random",
            at: null,
          },
        ],
  );
}

export function scoresOf(graders: Cells, repeat: number | null = null): ScoreRow[] {
  return entriesOf(graders).map(({ source, dimension, sample, cell }): ScoreRow => {
    const place = { sample, grader: source, dimension, repeat };
    if (cell === "NA") return { ...place, status: "not-observed", opportunity: "" };
    if (cell === "?") {
      return { ...place, status: "unscored", reason: "unparsable", detail: "", evidence: [] };
    }
    return { ...place, status: "scored", level: cell, evidence: [], rationale: "" };
  });
}

function entriesOf(sources: Cells) {
  return Object.entries(sources).flatMap(([source, columns]) =>
    Object.entries(columns).flatMap(([dimension, cells]) =>
      cells.flatMap((cell, index) =>
        cell === null ? [] : [{ source, dimension, sample: sampleId(index), cell }],
      ),
    ),
  );
}

function sampleId(index: number): string {
  return `s${index + 1}`;
}

/** The row of one figure against the raters; absent rows fail the test. */
export function rowOf(
  analysis: Analysis,
  grader: string,
  dimension: string,
  statistic: string,
): AgreementRow {
  const row = analysis.agreement.find(
    (each) =>
      each.grader === grader &&
      each.dimension === dimension &&
      each.statistic === statistic &&
      each.against === "human",
  );
  if (row === undefined) throw new Error(`no row ${statistic} of ${grader} on ${dimension}`);
  return row;
}

const level = fc.integer({ min: 1, max: 5 });
const raterCell: fc.Arbitrary<Cell> = fc.oneof(
  { weight: 8, arbitrary: level },
  { weight: 1, arbitrary: fc.constantFrom<Cell>("NA", null) },
);
const graderCell: fc.Arbitrary<Cell> = fc.oneof(
  { weight: 8, arbitrary: level },
  { weight: 1, arbitrary: fc.constantFrom<Cell>("NA", "?", null) },
);

/** Three raters and two graders on two dimensions, cells missing in every way, a few samples to a cluster. */
export const shapes: fc.Arbitrary<Shape> = fc
  .record({
    samples: fc.integer({ min: 1, max: 50 }),
    reference: fc.constantFrom("each", "mean", "median", "adjudicated", "rater:b"),
  })
  .chain(({ samples, reference }) => {
    const columns = (cell: fc.Arbitrary<Cell>) => {
      const column = fc.array(cell, { minLength: samples, maxLength: samples });
      return fc.record({ cost: column, risk: column });
    };
    return fc.record({
      raters: fc.record({ a: columns(raterCell), b: columns(raterCell), c: columns(raterCell) }),
      graders: fc.record({ g: columns(graderCell), h: columns(graderCell) }),
      adjudicated: columns(raterCell),
      clusters: fc.array(
        fc.integer({ min: 1, max: 20 }).map((number) => `c${number}`),
        { minLength: samples, maxLength: samples },
      ),
      reference: fc.constant(reference),
    });
  });
