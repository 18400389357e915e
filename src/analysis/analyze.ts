import type { AgreementRow, Analysis } from "../domain/analysis.ts";
import type { Label, Rater } from "../domain/label.ts";
import type { Scale } from "../domain/scale.ts";
import type { ScoreRow } from "../domain/score.ts";
import {
  agreementRow,
  graderBlock,
  raterBlock,
  repeatBlock,
  type AgreementFigure,
  type RowFrame,
} from "./agreement.ts";
import { costRow, type Spending } from "./cost.ts";
import { countRows } from "./counts.ts";
import { gateRows, type LocatedGate } from "./gates.ts";
import { overall, type Pairing, type Weights } from "./pairing.ts";
import { readingsOfGrader, readingsOfRater, type Panel, type Readings } from "./readings.ts";
import { referenceSet } from "./reference.ts";
import { regressionBlock, regressionRows, type RegressionFigure } from "./regression.ts";
import { resample, smallestDetectable, type Block } from "./resampling.ts";

/** A grader as analysis sees it. */
export type AnalyzedGrader = {
  readonly name: string;
  /** The floor that others must beat: gates leave it alone unless they name it. */
  readonly isFloor: boolean;
  readonly evidence: "required" | "none";
  readonly repeats: number;
  readonly spending: Spending;
};

/** All that an analysis is computed from; nothing else enters. */
export type AnalysisInput = {
  readonly panel: Panel;
  readonly scale: Scale;
  readonly weights: Weights;
  readonly frame: RowFrame;
  readonly replicates: number;
  readonly graders: readonly AnalyzedGrader[];
  readonly scores: readonly ScoreRow[];
  readonly labels: readonly Label[];
  /** The raters whose labels count. */
  readonly raters: readonly Rater[];
  readonly gates: readonly LocatedGate[];
  /** The accepted run to compare with, its grader names and scores. */
  readonly baseline: {
    readonly scores: readonly ScoreRow[];
    readonly maxDrop: number;
    readonly role: "required" | "advisory" | "information";
  } | null;
  readonly banners: readonly string[];
};

/** Why gates do not break a build when the reference is not people. */
export const modelRatersReason = "the raters are models: repeatability, not agreement with people";

/** Scores and labels in, every figure of a report out. Pure: the same input gives the same rows. */
export function analyze(input: AnalysisInput): Analysis {
  const { panel, scale, weights, labels, raters, scores, frame } = input;
  const pairing: Pairing = { panel, scale, weights };
  const names = raters.map(({ rater }) => rater);
  const set = referenceSet(panel, labels, names, frame.reference);
  const raterReadings = names.map((rater) => readingsOfRater(panel, labels, rater));
  const readings = new Map(input.graders.map(({ name }) => [name, readingsOfGrader(panel, scores, name)]));
  const dimensions = [...panel.dimensions, overall];

  const plan = { clusters: panel.clusters, seed: frame.seed, replicates: input.replicates };
  const graderBlocks = input.graders.flatMap((grader): Block<AgreementFigure>[] => {
    const own = readings.get(grader.name) ?? new Map();
    const repeats = repeatReadings(panel, scores, grader);
    return dimensions.flatMap((dimension) => [
      graderBlock(pairing, set, grader.name, own, dimension),
      ...(repeats.length < 2 ? [] : [repeatBlock(pairing, grader.name, repeats, dimension)]),
    ]);
  });
  const raterBlocks = dimensions.map((dimension) => raterBlock(pairing, set, raterReadings, dimension));
  const regressionBlocks = comparedGraders(input).map((name) =>
    regressionBlock(
      pairing,
      set,
      name,
      readingsOfGrader(panel, input.baseline?.scores ?? [], name),
      readings.get(name) ?? new Map(),
    ),
  );

  const figures = resample<AgreementFigure | RegressionFigure>(
    [...graderBlocks, ...raterBlocks, ...regressionBlocks],
    plan,
  );
  const detectable = new Map<AgreementRow, number | null>();
  const agreement = figures.flatMap(({ figure, ...values }) => {
    if (!("statistic" in figure)) return [];
    const row = agreementRow(frame, { figure, ...values });
    detectable.set(row, smallestDetectable(values.replicates));
    return [row];
  });
  const compared = figures.flatMap(({ figure, ...values }) =>
    "quantity" in figure ? [{ figure, ...values }] : [],
  );
  const counts = input.graders.flatMap(({ name, evidence }) =>
    countRows(scores, name, panel.dimensions, evidence),
  );
  const cost = input.graders.map(({ name, spending }) => costRow(name, spending, panel.sampleIds.length));
  const modelRaters = raters.some(({ kind }) => kind === "model");
  return {
    agreement,
    cost,
    counts,
    gates: gateRows({
      gates: input.gates,
      agreement,
      counts,
      cost,
      graders: input.graders,
      dimensions: panel.dimensions,
      smallestDetectable: (row) => detectable.get(row) ?? null,
      advisoryBecause: modelRaters ? modelRatersReason : null,
    }),
    regression: regressionRows(
      compared,
      input.baseline?.maxDrop ?? 0,
      modelRaters ? "advisory" : (input.baseline?.role ?? "information"),
      frame.level,
    ),
    banners: [...input.banners],
  };
}

/** Graders that have scores in the baseline and in this run. */
function comparedGraders({ baseline, graders }: AnalysisInput): string[] {
  const known = new Set(baseline?.scores.map(({ grader }) => grader));
  return graders.map(({ name }) => name).filter((name) => known.has(name));
}

function repeatReadings(
  panel: Panel,
  scores: readonly ScoreRow[],
  { name, repeats }: AnalyzedGrader,
): Readings[] {
  if (repeats < 2) return [];
  return Array.from({ length: repeats }, (_, index) => readingsOfGrader(panel, scores, name, index + 1));
}
