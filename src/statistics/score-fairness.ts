import { nestedModelsP, ordinaryLeastSquares, type Coefficient } from "./ordinary-least-squares.ts";

/** A score beside the human one, and the group the candidate belongs to. */
export type GroupedScore = { readonly human: number; readonly system: number; readonly group: string };

/** How much of an error the groups explain, and what each adds to the base group's. */
export type FairnessModel = {
  /** Adjusted R² of the groups; beyond the human score where that is held constant. */
  readonly adjustedRSquared: number | null;
  /** Of the F test of no difference between groups. */
  readonly p: number | null;
  /** The base group's intercept, at the most frequent human score where that is held constant; then the others' departures. */
  readonly coefficients: readonly (Coefficient & { readonly group: string })[];
};

/** With more different human scores they are a continuum and no categories. */
const mostLevels = 101;

/** Three questions about the same scores; a model is null when its predictors depend on one another, CSD also beyond 101 human scores. */
export type ScoreFairness = {
  /** The largest group, of equals the first by name. */
  readonly base: string;
  /** OSA: whether scores are equally accurate, (M − H)² ~ group. */
  readonly overallAccuracy: FairnessModel | null;
  /** OSD: whether they are equally high beside the human ones, M − H ~ group. */
  readonly overallDifference: FairnessModel | null;
  /** CSD: whether they are, among candidates with the same human score, M − H ~ human score + group. */
  readonly conditionalDifference: FairnessModel | null;
};

/**
 * Fairness of scores to groups by three regressions on the group and, in the third, on the human score as a category.
 *
 * Other groups follow the base by size, then name. Null under two groups.
 * @see Loukina, Madnani & Zechner (2019), The Many Dimensions of Algorithmic Fairness in Educational Applications, BEA 14
 */
export function scoreFairness(scores: readonly GroupedScore[]): ScoreFairness | null {
  const [base, ...others] = byFrequency(scores.map(({ group }) => group));
  if (base === undefined || others.length === 0) return null;
  const [, ...levels] = byFrequency(scores.map(({ human }) => human));
  const groupDummies = ({ group }: GroupedScore) => others.map((other) => Number(group === other));
  const levelDummies = ({ human }: GroupedScore) => levels.map((level) => Number(human === level));
  const error = ({ human, system }: GroupedScore) => system - human;

  const explained = (outcome: Measure, controls: Predictors): FairnessModel | null => {
    const fit = (predictors: Predictors) =>
      ordinaryLeastSquares(scores.map((s) => ({ predictors: predictors(s), outcome: outcome(s) })));
    const without = fit(controls);
    const model = fit((score) => [...groupDummies(score), ...controls(score)]);
    if (without === null || model === null) return null;
    const bothKnown = model.adjustedRSquared !== null && without.adjustedRSquared !== null;
    return {
      adjustedRSquared: bothKnown ? model.adjustedRSquared - without.adjustedRSquared : null,
      p: nestedModelsP(without, model),
      coefficients: model.coefficients
        .slice(0, others.length + 1)
        .map((coefficient, index) => ({ group: [base, ...others][index] ?? base, ...coefficient })),
    };
  };
  return {
    base,
    overallAccuracy: explained(
      (score) => error(score) ** 2,
      () => [],
    ),
    overallDifference: explained(error, () => []),
    conditionalDifference: levels.length < mostLevels ? explained(error, levelDummies) : null,
  };
}

type Measure = (score: GroupedScore) => number;
type Predictors = (score: GroupedScore) => readonly number[];

/** The different values, the most frequent first, of equals the lower. */
function byFrequency<Value extends string | number>(values: readonly Value[]): Value[] {
  const counts = new Map<Value, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return Array.from(counts)
    .sort(([value, count], [other, otherCount]) => otherCount - count || (value < other ? -1 : 1))
    .map(([value]) => value);
}
