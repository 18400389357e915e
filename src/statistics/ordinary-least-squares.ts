import { fUpperTail, tQuantile, tUpperTail } from "./distributions.ts";
import { dot, inverse, product } from "./linear-system.ts";

/** An observation: what it was predicted from, and what it came to. */
export type Observation = { readonly predictors: readonly number[]; readonly outcome: number };

/** A regression coefficient with its t test of 0 and its 95 % interval; p is null when nothing is left unexplained. */
export type Coefficient = {
  readonly estimate: number;
  readonly standardError: number;
  readonly p: number | null;
  readonly low: number;
  readonly high: number;
};

/** A fitted linear model. */
export type LinearModel = {
  /** The intercept, then one for each predictor. */
  readonly coefficients: readonly Coefficient[];
  readonly residualSquares: number;
  /** Observations less coefficients. */
  readonly degreesOfFreedom: number;
  /** 1 − (1 − R²)(n − 1) ÷ (n − k − 1); null when the outcome never varies. */
  readonly adjustedRSquared: number | null;
};

/**
 * Ordinary least squares with an intercept.
 *
 *     b = (X′X)⁻¹ X′y        SE² = diag (X′X)⁻¹ · Σ e² ÷ (n − k − 1)        b ± t_.975 SE
 *
 * Null when predictors depend on one another and when no degree of freedom is left.
 * @see Draper & Smith (1998), Applied Regression Analysis, 5
 */
export function ordinaryLeastSquares(observations: readonly Observation[]): LinearModel | null {
  const rows = observations.map(({ predictors }) => [1, ...predictors]);
  const outcomes = observations.map(({ outcome }) => outcome);
  const columns = (rows[0] ?? []).map((_, j) => rows.map((row) => row[j] ?? 0));
  const degreesOfFreedom = rows.length - columns.length;
  if (degreesOfFreedom < 1) return null;
  const inverted = inverse(columns.map((left) => columns.map((right) => dot(left, right))));
  if (inverted === null) return null;

  const estimates = product(inverted, product(columns, outcomes));
  const residuals = rows.map((row, i) => (outcomes[i] ?? 0) - dot(row, estimates));
  const residualSquares = dot(residuals, residuals);
  const t = tQuantile(0.975, degreesOfFreedom);
  const coefficients = estimates.map((estimate, j): Coefficient => {
    const standardError = Math.sqrt(((inverted[j]?.[j] ?? 0) * residualSquares) / degreesOfFreedom);
    const p =
      standardError === 0 ? null : 2 * tUpperTail(Math.abs(estimate) / standardError, degreesOfFreedom);
    const reach = t * standardError;
    return { estimate, standardError, p, low: estimate - reach, high: estimate + reach };
  });

  const totalSquares = squaresAroundMean(outcomes);
  const unexplained = (residualSquares / totalSquares) * ((rows.length - 1) / degreesOfFreedom);
  const adjustedRSquared = totalSquares === 0 ? null : 1 - unexplained;
  return { coefficients, residualSquares, degreesOfFreedom, adjustedRSquared };
}

/**
 * F test of what a model explains beyond a smaller one nested in it.
 *
 *     F = ((RSS₀ − RSS) ÷ (ν₀ − ν)) ÷ (RSS ÷ ν)
 *
 * Its p value; null when the larger model has no further predictor or leaves nothing unexplained.
 * @see Draper & Smith (1998), Applied Regression Analysis, 6
 */
export function nestedModelsP(smaller: LinearModel, larger: LinearModel): number | null {
  const added = smaller.degreesOfFreedom - larger.degreesOfFreedom;
  if (added < 1 || larger.residualSquares === 0) return null;
  const gained = Math.max(0, smaller.residualSquares - larger.residualSquares) / added;
  const f = gained / (larger.residualSquares / larger.degreesOfFreedom);
  return fUpperTail(f, added, larger.degreesOfFreedom);
}

/** Measured from a value that occurs, so that a constant has exactly 0. */
function squaresAroundMean(values: readonly number[]): number {
  const [origin = 0] = values;
  const mean = values.reduce((sum, value) => sum + (value - origin), 0) / values.length;
  return values.reduce((sum, value) => sum + (value - origin - mean) ** 2, 0);
}
