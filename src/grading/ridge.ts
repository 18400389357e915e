import { mean } from "../statistics/mean.ts";

/** Predicts a target from a row of features. */
export type Predictor = (features: readonly number[]) => number;

/**
 * Ridge regression on standardised features; the intercept is not penalised.
 *
 *     w = (ZᵀZ + λI)⁻¹ Zᵀ(y − ȳ),   ŷ = ȳ + z·w,   z = (x − x̄) ÷ s
 *
 * A feature that does not vary gets no weight.
 * @see Hoerl & Kennard (1970), "Ridge Regression: Biased Estimation for Nonorthogonal Problems"
 */
export function fitRidge(
  rows: readonly (readonly number[])[],
  targets: readonly number[],
  penalty: number,
): Predictor {
  const width = rows[0]?.length ?? 0;
  const columns = Array.from({ length: width }, (_, column) => rows.map((row) => row[column] ?? 0));
  const centres = columns.map(mean);
  const spreads = columns.map((column, index) => spread(column, centres[index] ?? 0));
  const standardise = (row: readonly number[]): number[] =>
    centres.map((centre, index) => ((row[index] ?? 0) - centre) / (spreads[index] ?? 1));

  const standardised = rows.map(standardise);
  const intercept = mean(targets);
  const residuals = targets.map((target) => target - intercept);
  const turned = Array.from({ length: width }, (_, column) => standardised.map((row) => row[column] ?? 0));
  const gram = turned.map((left, i) => turned.map((right, j) => dot(left, right) + (i === j ? penalty : 0)));
  const weights = solve(
    gram,
    turned.map((column) => dot(column, residuals)),
  );
  return (row) => intercept + dot(standardise(row), weights);
}

/** Solves a symmetric positive definite system by elimination, which needs no pivoting there. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, index) => Float64Array.of(...row, right[index] ?? 0));
  const width = rows.length;
  for (const [step, pivot] of rows.entries()) {
    for (const row of rows.slice(step + 1)) {
      const factor = (row[step] ?? 0) / (pivot[step] ?? 1);
      for (let column = step; column <= width; column += 1) {
        row[column] = (row[column] ?? 0) - factor * (pivot[column] ?? 0);
      }
    }
  }
  const solution: number[] = Array.from({ length: width }, () => 0);
  for (const [step, row] of [...rows.entries()].reverse()) {
    const known = solution.reduce(
      (sum, value, column) => (column > step ? sum + value * (row[column] ?? 0) : sum),
      0,
    );
    solution[step] = ((row[width] ?? 0) - known) / (row[step] ?? 1);
  }
  return solution;
}

/** Standard deviation, or infinity for a constant, which standardises to 0. */
function spread(values: readonly number[], centre: number): number {
  const variance = mean(values.map((value) => (value - centre) ** 2));
  return variance < 1e-12 ? Number.POSITIVE_INFINITY : Math.sqrt(variance);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}
