import type { AgreementRow, Analysis, RegressionRow, ShiftRow } from "../domain/analysis.ts";
import type { FlagRow } from "../domain/flag.ts";
import type { Label, Rater } from "../domain/label.ts";
import type { KnownOrder } from "../domain/order.ts";
import type { Scale } from "../domain/scale.ts";
import type { ScoreRow } from "../domain/score.ts";
import type { ResamplingPlan } from "../statistics/cluster-bootstrap.ts";
import {
  agreementRow,
  graderFigures,
  partFigures,
  raterFigures,
  repeatFigures,
  type Comparing,
  type RowFrame,
} from "./agreement.ts";
import { cascadeRows } from "./cascades.ts";
import { costRow, type Spending } from "./cost.ts";
import { countRows } from "./counts.ts";
import { holmOver } from "./family.ts";
import { flagRowsOfGraders } from "./flags.ts";
import { gateRows, softened, type GatedFigure, type LocatedGate } from "./gates.ts";
import { orderRows } from "./order.ts";
import { overall, type Weights } from "./pairing.ts";
import { partName, readingsOfGraders, readingsOfRaters, type Panel, type Readings } from "./readings.ts";
import { referenceSet } from "./reference.ts";
import { unreliableReference } from "./reference-quality.ts";
import { regressionFigures, regressionRow } from "./regression.ts";
import { createTabulator, resample, smallestDetectable } from "./resampling.ts";
import { shiftRows } from "./shift.ts";

/** A grader as analysis sees it. */
export type AnalyzedGrader = {
  readonly name: string;
  /** The floor that others must beat: gates leave it alone unless they name it. */
  readonly isFloor: boolean;
  readonly evidence: "required" | "none";
  readonly repeats: number;
  /** `mapped`: its scores went through a mapping; raw where it is not said. */
  readonly scoreType?: "raw" | "mapped";
  readonly spending: Spending;
  /** The graders that it is made of; absent: none. */
  readonly parts?: readonly string[];
  /** Where it is a cascade, its two parts. */
  readonly cascade?: { readonly first: string; readonly second: string };
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
  /** Absent: no grader was asked about flags. */
  readonly flags?: readonly FlagRow[];
  readonly labels: readonly Label[];
  /** The raters whose labels count. */
  readonly raters: readonly Rater[];
  /** Pairs of samples of which it is known which is the stronger. */
  readonly orders?: readonly KnownOrder[];
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

/** Scores and labels in, every figure of a report out. Pure: the same input gives the same rows, whatever the order of its parts. */
export function analyze(input: AnalysisInput): Analysis {
  const { panel, raters } = input;
  const readings = readingsOfRaters(
    panel,
    input.labels,
    raters.map(({ rater }) => rater),
  );
  const comparing: Comparing = {
    pairing: { panel, scale: input.scale, weights: input.weights },
    set: referenceSet(panel, readings, input.frame.reference),
    tabulate: createTabulator(panel),
  };
  const figures = agreementOf(input, comparing, [...readings.byRater.values()]);
  const counts = countRows(input.scores, input.graders, panel.dimensions);
  const cost = input.graders.map(({ name, spending }) => costRow(name, spending, panel.sampleIds.length));
  const cascades = cascadeRows({ ...input, cost, level: input.frame.level, plan: planOf(input) }, comparing);
  const order = orderRows({ ...input, orders: input.orders ?? [] });
  const advisoryBecause = raters.some(({ kind }) => kind === "model") ? modelRatersReason : null;
  const unreliable = unreliableReference(
    figures.map(({ row }) => row),
    raters,
    panel.dimensions,
  );
  const gates = gateRows({
    gates: input.gates,
    figures,
    counts,
    cost,
    order,
    graders: input.graders,
    dimensions: panel.dimensions,
    advisoryBecause,
    unreliable,
  });
  const regression = regressionOf(input, comparing).map((row) => ({
    ...row,
    ...softened(row.role, row.reason, advisoryBecause ?? unreliable(row.dimension)),
  }));
  return {
    agreement: [...figures.map(({ row }) => row), ...flagFigures(input)],
    cost,
    counts,
    ...(cascades.length > 0 && { cascades }),
    ...holmOver({ gates, regression }, (1 - input.frame.level) / 2),
    shift: shiftOf(input),
    ...(order.length > 0 && { order }),
    banners: [...input.banners],
  };
}

/** How what graders found on flags stands to what raters labelled, where both did. */
function flagFigures({ panel, frame, raters, labels, graders, flags }: AnalysisInput): AgreementRow[] {
  return flagRowsOfGraders({
    panel,
    frame,
    raters: raters.map(({ rater }) => rater),
    labels,
    graders: graders.map(({ name }) => name),
    findings: flags ?? [],
  });
}

/** Every agreement figure: per grader on each dimension and `overall`, its repeats, and the raters among themselves. */
function agreementOf(input: AnalysisInput, comparing: Comparing, raters: readonly Readings[]): GatedFigure[] {
  const { panel, frame } = input;
  const dimensions = [...panel.dimensions, overall];
  const readingsOf = readingsOfGraders(panel, input.scores);
  const ofGraders = input.graders.flatMap(({ name, repeats }) => {
    const each = Array.from({ length: repeats }, (_, index) => readingsOf(name, index + 1));
    return [
      ...graderFigures(comparing, name, readingsOf(name, null)),
      ...(repeats < 2
        ? []
        : dimensions.flatMap((dimension) => repeatFigures(comparing, name, each, dimension))),
    ];
  });
  const ofParts = input.graders.flatMap(({ name, parts = [] }) =>
    parts
      .map((part) => partName(name, part))
      .flatMap((part) => partFigures(comparing, part, readingsOf(part, null))),
  );
  const ofRaters = dimensions.flatMap((dimension) => raterFigures(comparing, raters, dimension));
  const mapped = new Set(
    input.graders.flatMap((grader) => (grader.scoreType === "mapped" ? [grader.name] : [])),
  );
  return resample([...ofGraders, ...ofParts, ...ofRaters], planOf(input)).map((figure) => ({
    row: {
      ...agreementRow(frame, figure),
      scoreType: mapped.has(figure.about.grader) ? ("mapped" as const) : ("raw" as const),
    },
    smallestDetectable: () => smallestDetectable(figure.replicates),
    possible: figure.about.possible,
    replicates: figure.replicates,
  }));
}

/** Every grader beside its accepted scores; one that the baseline does not know is said to be so. */
function regressionOf(input: AnalysisInput, comparing: Comparing): RegressionRow[] {
  const { panel, baseline, frame } = input;
  if (baseline === null) return [];
  const then = readingsOfGraders(panel, baseline.scores);
  const now = readingsOfGraders(panel, input.scores);
  const figures = input.graders.flatMap(({ name }) =>
    regressionFigures(comparing, name, then(name, null), now(name, null)),
  );
  const rule = { maxDrop: baseline.maxDrop, role: baseline.role, level: frame.level };
  return resample(figures, planOf(input)).map((figure) => regressionRow(figure, rule));
}

/** How the scores of every grader moved since the baseline; a grader that it does not know has nothing to move from. */
function shiftOf(input: AnalysisInput): ShiftRow[] {
  const { panel, scale, baseline, frame } = input;
  if (baseline === null) return [];
  const known = new Set(baseline.scores.map(({ grader }) => grader));
  const sources = {
    before: readingsOfGraders(panel, baseline.scores),
    after: readingsOfGraders(panel, input.scores),
  };
  const moved = input.graders
    .filter(({ name }) => known.has(name))
    .map(({ name, repeats }) => {
      const said = (source: (typeof sources)["after"]) => ({
        final: source(name, null),
        repeats: Array.from({ length: repeats < 2 ? 0 : repeats }, (_, index) => source(name, index + 1)),
      });
      return { grader: name, before: said(sources.before), after: said(sources.after) };
    });
  return shiftRows({ panel, scale, level: frame.level, plan: planOf(input) }, moved);
}

function planOf({ panel, frame, replicates }: AnalysisInput): ResamplingPlan {
  return { clusters: panel.copies ?? panel.clusters, seed: frame.seed, replicates };
}
