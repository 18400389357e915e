import type { AgreementRow } from "../domain/analysis.ts";
import type { ConfigurationRow, GraderCard, MappingRow } from "../domain/grader-card.ts";
import type { Label, Rater } from "../domain/label.ts";
import type { Scale } from "../domain/scale.ts";
import type { ScoreRow } from "../domain/score.ts";
import type { DimensionMapping } from "../domain/score-mapping.ts";
import type { ResamplingPlan } from "../statistics/cluster-bootstrap.ts";
import { quantile } from "../statistics/quantile.ts";
import type { Comparing, RowFrame } from "./agreement.ts";
import { modelRatersReason, type AnalyzedGrader } from "./analyze.ts";
import { cardFigures, yardstickRows, type Compared } from "./calibration-figures.ts";
import { choiceFigure, chooseBest } from "./calibration-choice.ts";
import { applyMappings, tryMappings } from "./calibration-mappings.ts";
import {
  conformalRow,
  riskRows,
  spreadSignal,
  type DoubtSignal,
  type Judged,
} from "./calibration-routing.ts";
import { anchorRows, labelNextRows } from "./calibration-samples.ts";
import { trustVerdict } from "./calibration-verdict.ts";
import { costRow } from "./cost.ts";
import { overall, type Weights } from "./pairing.ts";
import { mapReadings, readingsOfGraders, readingsOfRaters, type Panel, type Readings } from "./readings.ts";
import { referenceSet } from "./reference.ts";
import { asItIs, createTabulator } from "./resampling.ts";

/** One half of the labelled answers. */
export type Half = { readonly panel: Panel; readonly labels: readonly Label[] };

/** All that a calibration is computed from; nothing else enters. */
export type CalibrationInput = {
  /** Where mappings, constants, anchors and the choice come from. */
  readonly calibration: Half;
  /** Where the verdicts come from, and nothing else does. */
  readonly test: Half;
  readonly scale: Scale;
  readonly weights: Weights;
  readonly frame: RowFrame;
  readonly replicates: number;
  readonly graders: readonly AnalyzedGrader[];
  /** The lexical grader that others must beat. */
  readonly floor: string;
  readonly scores: readonly ScoreRow[];
  readonly raters: readonly Rater[];
  /** What allows every grader a trend at most. */
  readonly limits: readonly string[];
};

/** The part of a card that is computed, and per grader and dimension the mapping to be used. */
export type Calibration = {
  readonly card: Pick<
    GraderCard,
    | "verdicts"
    | "agreement"
    | "yardsticks"
    | "mappings"
    | "conformal"
    | "risk"
    | "configurations"
    | "choice"
    | "anchors"
    | "labelNext"
  >;
  readonly mappings: Readonly<Record<string, Readonly<Record<string, DimensionMapping>>>>;
};

/** Scores and labels in, every figure of a card out. Pure: the test half shapes no mapping, no constant, no anchor and no choice. */
export function calibrate(input: CalibrationInput): Calibration {
  const [calibration, test] = [open(input, input.calibration), open(input, input.test)];
  const candidates = input.graders.filter(({ isFloor }) => !isFloor);
  const tried = candidates.map((grader) => ({
    grader: grader.name,
    ...mappingsOf(input, calibration, grader),
  }));
  const mappings = Object.fromEntries(tried.map(({ grader, byDimension }) => [grader, byDimension]));
  const levels = constantLevels(input, calibration);
  const compared = input.graders.map(({ name, isFloor }): Compared => {
    const readings = test.readingsOf(name, null);
    const own = mappings[name] ?? {};
    const isMapped = Object.values(own).some(({ kind }) => kind !== "none");
    return {
      grader: name,
      readings,
      mapped: isMapped ? applyMappings(readings, own, input.scale) : null,
      floor: isFloor ? null : test.readingsOf(input.floor, null),
      constant: levels.size === 0 ? null : constantReadings(readings, levels),
    };
  });
  const agreement = cardFigures(test.comparing, compared, input.frame, test.resampling);
  const choice = choose(calibration, test, candidates);
  return {
    mappings,
    card: {
      verdicts: verdictRows(input, agreement),
      agreement,
      yardsticks: compared.flatMap((each) => yardstickRows(test.comparing, each, levels)),
      mappings: tried.flatMap(({ rows }) => rows),
      ...routing(calibration, test, candidates),
      configurations: configurationRows(input, agreement, calibration),
      choice,
      anchors: anchorRows(calibration.panel, input.scale, calibration.raters),
      labelNext: labelNextRows(
        calibration.panel,
        input.scale,
        calibration.raters,
        candidates.flatMap((grader) => sourcesOf(calibration, grader)),
      ),
    },
  };
}

/** A half with its raters, references and scores laid out. */
type Opened = {
  readonly panel: Panel;
  readonly raters: readonly Readings[];
  readonly comparing: Comparing;
  readonly readingsOf: (grader: string, repeat: number | null) => Readings;
  readonly resampling: ResamplingPlan;
};

function open(input: CalibrationInput, { panel, labels }: Half): Opened {
  const readings = readingsOfRaters(
    panel,
    labels,
    input.raters.map(({ rater }) => rater),
  );
  return {
    panel,
    raters: [...readings.byRater.values()],
    comparing: {
      pairing: { panel, scale: input.scale, weights: input.weights },
      set: referenceSet(panel, readings, input.frame.reference),
      tabulate: createTabulator(panel),
    },
    readingsOf: readingsOfGraders(panel, input.scores),
    resampling: { clusters: panel.clusters, seed: input.frame.seed, replicates: input.replicates },
  };
}

function mappingsOf(
  { scale }: CalibrationInput,
  { panel, comparing, readingsOf, resampling }: Opened,
  { name }: AnalyzedGrader,
): { readonly rows: MappingRow[]; readonly byDimension: Record<string, DimensionMapping> } {
  const trial = { comparing, scale, grader: name, readings: readingsOf(name, null), resampling };
  const tried = panel.dimensions.map((dimension) => ({ dimension, ...tryMappings(trial, dimension) }));
  return {
    rows: tried.flatMap(({ rows }) => rows),
    byDimension: Object.fromEntries(tried.map(({ dimension, mapping }) => [dimension, mapping])),
  };
}

/** Per dimension the median of all labels, the constant with the smallest error; the composite's is that of the constants. */
function constantLevels({ weights }: CalibrationInput, { panel, raters }: Opened): Map<string, number> {
  const levels = new Map<string, number>();
  for (const dimension of panel.dimensions) {
    const given = raters.flatMap((rater) => rater.get(dimension) ?? []);
    const middle = quantile(
      Float64Array.from(given.filter((level) => typeof level === "number")).sort(),
      0.5,
    );
    if (middle !== null) levels.set(dimension, middle);
  }
  const weighed = [...levels].map(([dimension, level]) => ({ level, weight: weights[dimension] ?? 0 }));
  const total = weighed.reduce((sum, { weight }) => sum + weight, 0);
  if (total > 0)
    levels.set(overall, weighed.reduce((sum, { level, weight }) => sum + level * weight, 0) / total);
  return levels;
}

/** A source that gives every answer of a dimension the same level. */
function constantReadings(like: Readings, levels: ReadonlyMap<string, number>): Readings {
  return mapReadings(like, (_, dimension) => levels.get(dimension) ?? null);
}

function verdictRows(
  { graders, test, raters, limits }: CalibrationInput,
  agreement: readonly AgreementRow[],
): GraderCard["verdicts"] {
  const modelRaters = raters.some(({ kind }) => kind === "model") ? [modelRatersReason] : [];
  return graders.flatMap(({ name, isFloor }) =>
    [...test.panel.dimensions, overall].map((dimension) => ({
      grader: name,
      dimension,
      ...trustVerdict({
        isFloor,
        figure: (statistic) => figureOf(agreement, name, dimension, statistic),
        limits: [...modelRaters, ...limits],
      }),
    })),
  );
}

function figureOf(
  agreement: readonly AgreementRow[],
  grader: string,
  dimension: string,
  statistic: string,
): AgreementRow | undefined {
  return agreement.find(
    (row) =>
      row.grader === grader &&
      row.dimension === dimension &&
      row.statistic === statistic &&
      row.scoreType === "raw",
  );
}

function choose(
  calibration: Opened,
  test: Opened,
  candidates: readonly AnalyzedGrader[],
): GraderCard["choice"] {
  const readings = candidates.map(({ name }) => ({
    grader: name,
    readings: calibration.readingsOf(name, null),
  }));
  const best = chooseBest(calibration.comparing, readings, calibration.resampling);
  if (best === null) return null;
  const winner = { grader: best.grader, readings: test.readingsOf(best.grader, null) };
  return { ...best, testQwk: choiceFigure(test.comparing, winner).compute(asItIs) };
}

/** A grader's repeats where it has several, else its final scores. */
function sourcesOf({ readingsOf }: Opened, { name, repeats }: AnalyzedGrader): Readings[] {
  return repeats < 2
    ? [readingsOf(name, null)]
    : Array.from({ length: repeats }, (_, index) => readingsOf(name, index + 1));
}

function routing(
  calibration: Opened,
  test: Opened,
  candidates: readonly AnalyzedGrader[],
): Pick<GraderCard, "conformal" | "risk"> {
  const judged = ({ panel, comparing, readingsOf }: Opened, grader: string): Judged => ({
    panel,
    references: comparing.set.references,
    readings: readingsOf(grader, null),
  });
  const places = candidates.flatMap((grader) =>
    calibration.panel.dimensions.map((dimension) => ({ grader, dimension })),
  );
  return {
    conformal: places.map(({ grader: { name }, dimension }) =>
      conformalRow({ calibration: judged(calibration, name), test: judged(test, name) }, name, dimension),
    ),
    risk: places.flatMap(({ grader, dimension }) =>
      riskRows(
        judged(calibration, grader.name),
        grader.name,
        dimension,
        signalOf(calibration, grader, candidates),
      ),
    ),
  };
}

/** Where a grader's doubt shows: in its repeats, else in its distance from other graders. */
function signalOf(half: Opened, grader: AnalyzedGrader, candidates: readonly AnalyzedGrader[]): DoubtSignal {
  if (grader.repeats > 1) return spreadSignal("spread of its repeats", sourcesOf(half, grader));
  return candidates.length > 1
    ? spreadSignal(
        "spread over graders",
        candidates.map(({ name }) => half.readingsOf(name, null)),
      )
    : spreadSignal("none", []);
}

function configurationRows(
  { graders, test }: CalibrationInput,
  agreement: readonly AgreementRow[],
  calibration: Opened,
): ConfigurationRow[] {
  const samples = calibration.panel.sampleIds.length + test.panel.sampleIds.length;
  const calibrationQwk = (name: string): number | null =>
    choiceFigure(calibration.comparing, {
      grader: name,
      readings: calibration.readingsOf(name, null),
    }).compute(asItIs);
  const rows = graders.map(({ name, isFloor, evidence, spending }) => {
    const cost = costRow(name, spending, samples);
    return {
      grader: name,
      model: cost.model,
      isFloor,
      evidence,
      calibrationQwk: isFloor ? null : calibrationQwk(name),
      testQwk: figureOf(agreement, name, overall, "qwk")?.value ?? null,
      usdPerThousand: cost.usdPerSample === null ? null : Number((1000 * cost.usdPerSample).toFixed(7)),
      costReason: cost.reason,
    };
  });
  return rows.map((row) => ({ ...row, frontier: isOnFrontier(row, rows) }));
}

type Priced = Pick<ConfigurationRow, "testQwk" | "usdPerThousand">;

/** Whether no other grader is at least as good for at most the price and better in one of both; null where price or agreement is unknown. */
export function isOnFrontier(own: Priced, all: readonly Priced[]): boolean | null {
  const { testQwk, usdPerThousand } = own;
  if (testQwk === null || usdPerThousand === null) return null;
  return !all.some(
    (other) =>
      other.testQwk !== null &&
      other.usdPerThousand !== null &&
      other.testQwk >= testQwk &&
      other.usdPerThousand <= usdPerThousand &&
      (other.testQwk > testQwk || other.usdPerThousand < usdPerThousand),
  );
}
