import type { RegressionRow } from "../domain/analysis.ts";
import type { Comparison } from "../domain/comparison.ts";
import type { Label, Rater } from "../domain/label.ts";
import type { Scale } from "../domain/scale.ts";
import type { ScoreRow } from "../domain/score.ts";
import { mcNemarMidP } from "../statistics/mcnemar.ts";
import {
  readingAt,
  readingsOfGraders,
  readingsOfRaters,
  where,
  type Panel,
  type Readings,
} from "./readings.ts";
import { referenceSet, type ReferenceSet } from "./reference.ts";
import { regressionFigures, regressionRow } from "./regression.ts";
import { createTabulator, resample } from "./resampling.ts";
import { shiftRows } from "./shift.ts";

/** A grader of the one side beside a grader of the other. */
export type GraderPair = { readonly a: string; readonly b: string };

/** What a comparison is computed from. */
export type CompareInput = {
  readonly panel: Panel;
  readonly scale: Scale;
  readonly a: readonly ScoreRow[];
  readonly b: readonly ScoreRow[];
  readonly pairs: readonly GraderPair[];
  readonly labels: readonly Label[];
  readonly raters: readonly Rater[];
  readonly reference: string;
  readonly maxDrop: number;
  readonly level: number;
  readonly replicates: number;
  readonly seed: number;
};

/** Two graders, or one in two runs, on the cells that both scored: no level is made up for what either lost, which is counted instead. */
export function compareGraders(input: CompareInput): Pick<Comparison, "qwk" | "exact" | "shift"> {
  const { panel, scale, level, seed, replicates } = input;
  const plan = { clusters: panel.clusters, seed, replicates };
  const names = input.raters.map(({ rater }) => rater);
  const set = referenceSet(panel, readingsOfRaters(panel, input.labels, names), input.reference);
  const said = { a: readingsOfGraders(panel, input.a), b: readingsOfGraders(panel, input.b) };
  const pairs = input.pairs.map((pair) => ({
    pair,
    a: said.a(pair.a, null),
    b: said.b(pair.b, null),
  }));
  return {
    qwk: input.labels.length === 0 ? [] : pairs.flatMap((sides) => qwkRows(input, set, sides, plan)),
    exact:
      input.labels.length === 0
        ? []
        : pairs.flatMap((sides) =>
            panel.dimensions.map((dimension) => ({
              graderA: sides.pair.a,
              graderB: sides.pair.b,
              dimension,
              ...exactAgreementOf(panel, set, sides, dimension),
            })),
          ),
    shift: shiftRows(
      { panel, scale, level, plan },
      pairs.map(({ pair, a, b }) => ({
        grader: pair.a === pair.b ? pair.a : `${pair.a} -> ${pair.b}`,
        before: { final: a, repeats: [] },
        after: { final: b, repeats: [] },
      })),
    ),
  };
}

type Sides = { readonly pair: GraderPair; readonly a: Readings; readonly b: Readings };

function qwkRows(
  { panel, scale, maxDrop, level }: CompareInput,
  set: ReferenceSet,
  { pair, a, b }: Sides,
  plan: Parameters<typeof resample>[1],
): Comparison["qwk"] {
  const comparing = { pairing: { panel, scale, weights: {} }, set, tabulate: createTabulator(panel) };
  const figures = regressionFigures(comparing, pair.b, where(a, b), where(b, a));
  const rule = { maxDrop, role: "information", level } as const;
  return resample(figures, plan).map((figure) => fromRegression(pair, regressionRow(figure, rule)));
}

function fromRegression(pair: GraderPair, row: RegressionRow): Comparison["qwk"][number] {
  const { grader: _, role: __, p: ___, baseline, current, reason, ...figures } = row;
  return {
    graderA: pair.a,
    graderB: pair.b,
    ...figures,
    a: baseline,
    b: current,
    reason: row.n === 0 ? "no sample that both scored has a reference value" : reason,
  };
}

/** Who gives the level that at least half of the reference's values are, sample by sample, and McNemar's test of it. */
function exactAgreementOf(
  panel: Panel,
  { references }: ReferenceSet,
  { a, b }: Sides,
  dimension: string,
): Omit<Comparison["exact"][number], "graderA" | "graderB" | "dimension"> {
  const outcomes = panel.sampleIds.flatMap((_, sample) => {
    const levels = references
      .map((reference) => readingAt(reference, dimension, sample))
      .filter((reading) => typeof reading === "number");
    const [x, y] = [readingAt(a, dimension, sample), readingAt(b, dimension, sample)];
    if (levels.length === 0 || typeof x !== "number" || typeof y !== "number") return [];
    const agrees = (level: number): boolean =>
      2 * levels.filter((each) => each === level).length >= levels.length;
    return [{ a: agrees(x), b: agrees(y) }];
  });
  const count = (matches: (outcome: (typeof outcomes)[number]) => boolean): number =>
    outcomes.filter(matches).length;
  const onlyA = count((outcome) => outcome.a && !outcome.b);
  const onlyB = count((outcome) => outcome.b && !outcome.a);
  return {
    n: outcomes.length,
    agreeA: count((outcome) => outcome.a),
    agreeB: count((outcome) => outcome.b),
    onlyA,
    onlyB,
    p: mcNemarMidP({ first: onlyA, second: onlyB }),
  };
}
