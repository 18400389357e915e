import type { RatingTable } from "./rating-table.ts";

/** How well a grader predicts true scores, the means of infinitely many raters. */
export type TrueScoreAccuracy = {
  /** s²_e, of a single rating around its true score. */
  readonly errorVariance: number;
  /** s²_T; rounding or noise may make it negative. */
  readonly trueVariance: number;
  /** Of the grader against true scores. */
  readonly meanSquaredError: number;
  /** Share of the true-score variance that the grader predicts; null when that variance is not positive. */
  readonly prmse: number | null;
  /** What the best linear prediction from one rating achieves, s²_T ÷ (s²_T + s²_e): the bar to clear. Null likewise. */
  readonly raterReliability: number | null;
};

/**
 * Proportional reduction in mean squared error: accuracy against true scores, rater error taken out.
 *
 *     s²_e = Σ_{c_i > 1} SS_i ÷ Σ (c_i − 1)              s²_T = (Σ c_i (h̄_i − h̄)² − (N − 1) s²_e) ÷ (T − Σ c_i² / T)
 *     MSE  = (Σ c_i (h̄_i − M_i)² − N s²_e) ÷ T           PRMSE = 1 − MSE ÷ s²_T
 *
 * Rows hold the grader's score M first, then what the raters gave, c_i of them with mean h̄_i and sum of squares SS_i; N rows,
 * T ratings, h̄ their mean. Rows without a score or without a rating do not count. 1 is perfect, 0 as good as a constant,
 * values beyond both occur in small samples. Null when nothing is rated twice and no `errorVariance` is known from
 * elsewhere, and under two rows.
 * @see Haberman (2008), When Can Subscores Have Value?, J. Educ. Behav. Stat. 33(2); ETS rsmtool 12, prmse
 */
export function trueScoreAccuracy(
  table: RatingTable,
  errorVariance: number | null = varianceOfErrors(table),
): TrueScoreAccuracy | null {
  const rows = ratedRows(table);
  const n = sumOver(rows, () => 1);
  if (errorVariance === null || n < 2) return null;
  const ratings = sumOver(rows, ({ count }) => count);
  const [origin = 0] = rows.map(({ mean }) => mean);
  const grand = origin + sumOver(rows, ({ count, mean }) => count * (mean - origin)) / ratings;
  const between = sumOver(rows, ({ count, mean }) => count * (mean - grand) ** 2);
  const squaredCounts = sumOver(rows, ({ count }) => count ** 2);
  const squaredErrors = sumOver(rows, ({ count, mean, score }) => count * (mean - score) ** 2);
  const trueVariance = (between - (n - 1) * errorVariance) / (ratings - squaredCounts / ratings);
  const meanSquaredError = (squaredErrors - n * errorVariance) / ratings;
  const defined = trueVariance > 0;
  return {
    errorVariance,
    trueVariance,
    meanSquaredError,
    prmse: defined ? 1 - meanSquaredError / trueVariance : null,
    raterReliability: defined ? trueVariance / (trueVariance + errorVariance) : null,
  };
}

/**
 * How far a grader is above a single rater: PRMSE − s²_T ÷ (s²_T + s²_e). A gate asks for 0 or more.
 *
 * Null where PRMSE is, and for a grader that never varies: it predicts nothing, though with few items and unreliable raters
 * the PRMSE of their own mean, 1/N + s²_e ÷ (c N s²_T), may exceed the bar.
 * @see Haberman (2008), When Can Subscores Have Value?, J. Educ. Behav. Stat. 33(2)
 */
export function prmseAboveRater(table: RatingTable): number | null {
  const [first, ...others] = ratedRows(table);
  if (first === undefined || others.every(({ score }) => score === first.score)) return null;
  const accuracy = trueScoreAccuracy(table);
  if (accuracy === null || accuracy.prmse === null || accuracy.raterReliability === null) return null;
  return accuracy.prmse - accuracy.raterReliability;
}

/** Why PRMSE is undefined: nothing is rated twice, or true scores do not vary. Null when it is defined. */
export function prmseUndefinedReason(table: RatingTable): "no_overlap" | "no_true_variance" | null {
  const accuracy = trueScoreAccuracy(table);
  if (accuracy === null) return "no_overlap";
  return accuracy.prmse === null ? "no_true_variance" : null;
}

/** s²_e of the rows with two ratings or more; null without one. */
function varianceOfErrors(table: RatingTable): number | null {
  const rows = ratedRows(table);
  const freedom = sumOver(rows, ({ count }) => count - 1);
  return freedom === 0 ? null : sumOver(rows, ({ squares }) => squares) / freedom;
}

/** A row with its score, its ratings' number, mean and sum of squares around that mean. */
type RatedRow = {
  readonly score: number;
  readonly count: number;
  readonly mean: number;
  readonly squares: number;
  readonly weight: number;
};

function ratedRows({ patterns }: RatingTable): readonly RatedRow[] {
  return patterns.flatMap(({ ratings: [score = null, ...raters], weight }) => {
    const given = raters.filter((rating) => rating !== null);
    const [origin] = given;
    if (score === null || origin === undefined) return [];
    const shift = given.reduce((sum, rating) => sum + (rating - origin), 0) / given.length;
    const squares = given.reduce((sum, rating) => sum + (rating - origin - shift) ** 2, 0);
    return [{ score, count: given.length, mean: origin + shift, squares, weight }];
  });
}

function sumOver(rows: readonly RatedRow[], of: (row: RatedRow) => number): number {
  return rows.reduce((sum, row) => sum + row.weight * of(row), 0);
}
