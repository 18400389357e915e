import type { Label, Rater } from "../domain/label.ts";
import type { ScoreRow } from "../domain/score.ts";
import type { Scorecard } from "../domain/scorecard.ts";
import { mean } from "../statistics/mean.ts";

/** What is known of a grader's errors from answers that people labelled too. */
export type ErrorModel = {
  /** Per dimension: variance of its error that repeats do not average away; absent: not known. */
  readonly raterVariance: ReadonlyMap<string, number>;
  /** Per dimension: variance of a single repeat within an answer; absent: there are no repeats. */
  readonly repeatVariance: ReadonlyMap<string, number>;
  /** Mean correlation of the errors of two dimensions; null: not known, and to be taken as 1. */
  readonly correlation: number | null;
  /** Answers that it was estimated on, and whose labels they had. */
  readonly samples: number;
  readonly raters: Scorecard["errorsFrom"]["raters"];
};

/** Nothing is known: intervals cover repeats of the answer itself, or nothing. */
export const noErrorModel: ErrorModel = {
  raterVariance: new Map(),
  repeatVariance: new Map(),
  correlation: null,
  samples: 0,
  raters: null,
};

/** With fewer labelled answers a variance is too uncertain to build on. */
const minSamples = 20;

/**
 * A grader's errors against the mean label of each answer, after a run on labelled answers.
 *
 *     s² (repeat) = Σ (x − x̄ of its answer)² ÷ Σ (k − 1)        σ² (rater) = max(0, mean (x̄ − label)² − s² ÷ k)
 *
 * The raters' own noise is in σ², which makes intervals wider, never narrower. Bias is in it too: a scorecard does not correct it.
 * @see Brennan (2001), Generalizability Theory, 3.4: estimating variance components
 */
export function errorModel(
  scores: readonly ScoreRow[],
  labels: readonly Label[],
  raters: readonly Rater[],
  grader: string,
): ErrorModel {
  const own = scores.filter((score) => score.grader === grader && score.status === "scored");
  const repeats = pooledVariances(own.filter(({ repeat, part }) => repeat !== null && part === undefined));
  const errors = errorsOf(
    own.filter(({ repeat }) => repeat === null),
    labels,
  );
  const raterVariance = new Map<string, number>();
  for (const [dimension, byDimension] of errors) {
    if (byDimension.size < minSamples) continue;
    const meanSquare = mean([...byDimension.values()].map((error) => error ** 2));
    const noise = repeats.get(dimension);
    const averagedAway = noise === undefined ? 0 : noise.variance / noise.repeats;
    raterVariance.set(dimension, Math.max(0, meanSquare - averagedAway));
  }
  return {
    raterVariance,
    repeatVariance: new Map(Array.from(repeats, ([dimension, { variance }]) => [dimension, variance])),
    correlation: meanCorrelation([...raterVariance.keys()].flatMap((each) => errors.get(each) ?? [])),
    samples: Math.max(0, ...Array.from(errors.values(), ({ size }) => size)),
    raters: raterVariance.size === 0 ? null : kindOf(raters, labels),
  };
}

function kindOf(raters: readonly Rater[], labels: readonly Label[]): ErrorModel["raters"] {
  const used = new Set(labels.map(({ rater }) => rater));
  const kinds = new Set(raters.filter(({ rater }) => used.has(rater)).map(({ kind }) => kind));
  const [only = null] = kinds;
  return kinds.size > 1 ? "both" : only;
}

type Pooled = { readonly variance: number; readonly repeats: number };

/** Per dimension the variance of repeats within answers, and how many repeats an answer has on average. */
function pooledVariances(rows: readonly ScoreRow[]): ReadonlyMap<string, Pooled> {
  const pooled = new Map<string, Pooled>();
  for (const [dimension, ofDimension] of Map.groupBy(rows, (row) => row.dimension)) {
    const answers = [...Map.groupBy(ofDimension, ({ sample }) => sample).values()].map((same) =>
      same.flatMap((row) => (row.status === "scored" ? [row.level] : [])),
    );
    const degrees = answers.reduce((sum, levels) => sum + levels.length - 1, 0);
    if (degrees === 0) continue;
    const squares = answers.reduce((sum, levels) => sum + squaresAround(levels), 0);
    pooled.set(dimension, {
      variance: squares / degrees,
      repeats: mean(answers.map(({ length }) => length)),
    });
  }
  return pooled;
}

function squaresAround(levels: readonly number[]): number {
  const center = mean(levels);
  return levels.reduce((sum, level) => sum + (level - center) ** 2, 0);
}

/** Per dimension and answer: the grader's level less the mean label. */
function errorsOf(
  final: readonly ScoreRow[],
  labels: readonly Label[],
): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const key = (sample: string, dimension: string): string => JSON.stringify([sample, dimension]);
  const byCell = Map.groupBy(labels, ({ sampleId, dimension }) => key(sampleId, dimension));
  const errors = new Map<string, Map<string, number>>();
  for (const score of final) {
    if (score.status !== "scored") continue;
    const values = (byCell.get(key(score.sample, score.dimension)) ?? []).flatMap(({ value }) =>
      value === null ? [] : [value],
    );
    if (values.length === 0) continue;
    const own = errors.get(score.dimension) ?? new Map<string, number>();
    errors.set(score.dimension, own.set(score.sample, score.level - mean(values)));
  }
  return errors;
}

/** Mean over pairs of dimensions of Σ e f ÷ √(Σ e² Σ f²) on the answers that both have, at least 0; null without such a pair. */
function meanCorrelation(dimensions: readonly ReadonlyMap<string, number>[]): number | null {
  const correlations = dimensions.flatMap((one, index) =>
    dimensions.slice(index + 1).flatMap((other) => {
      const pairs = [...one].flatMap(([sample, x]): [number, number][] => {
        const y = other.get(sample);
        return y === undefined ? [] : [[x, y]];
      });
      const sum = (of: (x: number, y: number) => number): number =>
        pairs.reduce((total, [x, y]) => total + of(x, y), 0);
      const scale = Math.sqrt(sum((x) => x * x) * sum((_, y) => y * y));
      return pairs.length < minSamples || scale === 0 ? [] : [sum((x, y) => x * y) / scale];
    }),
  );
  return correlations.length === 0 ? null : Math.max(0, mean(correlations));
}
