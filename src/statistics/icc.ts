import { fQuantile } from "./distributions.ts";
import { checkLevel, type Interval } from "./interval.ts";
import { meanSquares, type MeanSquares } from "./mean-squares.ts";
import type { RatingTable } from "./rating-table.ts";

/**
 * Which intraclass correlation, in the names of Shrout and Fleiss: other raters for each item (1), the same raters, drawn
 * from many (2) or the only ones (3); of a single rating (1) or of the mean of all k (k).
 */
export type IccForm = "1,1" | "2,1" | "3,1" | "1,k" | "2,k" | "3,k";

/** With fewer complete items there is nothing to estimate. */
const fewestItems = 3;
/** Beside the other mean squares, so little is rounding. */
const rounding = 1e-12;

/**
 * Intraclass correlation: the share of the variance of ratings that lies between items.
 *
 *     (1,1) = (MSB − MSW) ÷ (MSB + (k − 1) MSW)                                (1,k) = (MSB − MSW) ÷ MSB
 *     (2,1) = (MSB − MSE) ÷ (MSB + (k − 1) MSE + k (MSJ − MSE) ÷ n)            (2,k) = (MSB − MSE) ÷ (MSB + (MSJ − MSE) ÷ n)
 *     (3,1) = (MSB − MSE) ÷ (MSB + (k − 1) MSE)                                (3,k) = (MSB − MSE) ÷ MSB
 *
 * 1 is perfect; negative values occur and stand. (2,1) answers whether one rater could replace another, (2,k) how reliable
 * the raters' mean is. Only items that every rater rated count. Null under 3 of them or two raters, and when the
 * denominator is not positive: nothing varies, or for the forms of k items less than chance would let them.
 * @see Shrout & Fleiss (1979), Psych. Bulletin 86(2); McGraw & Wong (1996), Psych. Methods 1(1)
 */
export function intraclassCorrelation(table: RatingTable, form: IccForm): number | null {
  const squares = meanSquares(table);
  return squares === null || squares.items < fewestItems ? null : coefficient(squares, form);
}

/**
 * Interval of an intraclass correlation from the F distribution, assuming normal ratings.
 *
 *     (1,·), (3,·):  F_L = F ÷ F_.975(n − 1, ν)    F_U = F · F_.975(ν, n − 1)    (F − 1) ÷ (F + k − 1) of one, 1 − 1/F of k
 *
 * with F = MSB ÷ MSW and ν = n(k − 1), or F = MSB ÷ MSE and ν = (n − 1)(k − 1). (2,1) takes Satterthwaite's degrees of
 * freedom, (2,k) Spearman and Brown's formula of its ends. Null where the correlation is, where no rating departs from
 * its prediction, so that F is infinite, and where an end has no Spearman–Brown.
 * @see McGraw & Wong (1996), Forming Inferences About Some Intraclass Correlation Coefficients, Psych. Methods 1(1)
 */
export function intraclassInterval(table: RatingTable, form: IccForm, level = 0.95): Interval | null {
  checkLevel(level);
  const squares = meanSquares(table);
  if (squares === null || intraclassCorrelation(table, form) === null) return null;
  const error = form.startsWith("1") ? squares.withinItems : squares.residual;
  if (error <= rounding * squares.betweenItems) return null;
  const p = (1 + level) / 2;
  const single = form.startsWith("2")
    ? twoWayRandomInterval(squares, p)
    : consistencyInterval(squares, form, p);
  if (single === null || form.endsWith("1")) return single;
  if (1 + (squares.raters - 1) * single.low <= rounding) return null;
  return { low: spearmanBrown(single.low, squares.raters), high: spearmanBrown(single.high, squares.raters) };
}

function coefficient(squares: MeanSquares, form: IccForm): number | null {
  const { items: n, raters: k, betweenItems, betweenRaters, residual, withinItems } = squares;
  const error = form.startsWith("1") ? withinItems : residual;
  const severity = form.startsWith("2") ? (betweenRaters - residual) / n : 0;
  const whole = form.endsWith("1") ? betweenItems + (k - 1) * error + k * severity : betweenItems + severity;
  return whole > rounding * (betweenItems + error) ? (betweenItems - error) / whole : null;
}

/** Reliability of the mean of k ratings of which each has the given one. */
function spearmanBrown(single: number, k: number): number {
  return (k * single) / (1 + (k - 1) * single);
}

/** Interval of (1,1) or (3,1). */
function consistencyInterval(squares: MeanSquares, form: IccForm, p: number): Interval {
  const { items: n, raters: k, betweenItems, residual, withinItems } = squares;
  const [error, freedom] = form.startsWith("1") ? [withinItems, n * (k - 1)] : [residual, (n - 1) * (k - 1)];
  const f = betweenItems / error;
  const correlation = (bound: number) => (bound - 1) / (bound + k - 1);
  return {
    low: correlation(f / fQuantile(p, n - 1, freedom)),
    high: correlation(f * fQuantile(p, freedom, n - 1)),
  };
}

/** Interval of (2,1); null when it is undefined. */
function twoWayRandomInterval(squares: MeanSquares, p: number): Interval | null {
  const { items: n, raters: k, betweenItems, betweenRaters, residual } = squares;
  const icc = coefficient(squares, "2,1");
  if (icc === null) return null;
  const raterPart = (k * icc * betweenRaters) / residual;
  const restPart = n * (1 + (k - 1) * icc) - k * icc;
  const freedom =
    ((k - 1) * (n - 1) * (raterPart + restPart) ** 2) / ((n - 1) * raterPart ** 2 + restPart ** 2);
  if (!(freedom > 0)) return null;
  const lower = fQuantile(p, n - 1, freedom);
  const upper = fQuantile(p, freedom, n - 1);
  const spread = k * betweenRaters + (k * n - k - n) * residual;
  const low = (n * (betweenItems - lower * residual)) / (lower * spread + n * betweenItems);
  const high = (n * (upper * betweenItems - residual)) / (spread + n * upper * betweenItems);
  return Number.isFinite(low) && Number.isFinite(high) ? { low, high } : null;
}
