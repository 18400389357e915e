/** A matrix by rows. */
export type Matrix = readonly (readonly number[])[];

/** A pivot this small beside the largest entry of its matrix is rounding. */
const negligible = 1e-12;

/**
 * Inverse of a square matrix by elimination with row pivoting; null when it is singular.
 * @see Golub & Van Loan (2013), Matrix Computations, 3.4
 */
export function inverse(matrix: Matrix): number[][] | null {
  const size = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...Array.from({ length: size }, (_, j) => (i === j ? 1 : 0))]);
  const scale = Math.max(...matrix.flat().map(Math.abs));
  for (let step = 0; step < size; step += 1) {
    const at = rows.reduce((best, row, i) => {
      return i > step && Math.abs(row[step] ?? 0) > Math.abs(rows[best]?.[step] ?? 0) ? i : best;
    }, step);
    const pivotRow = rows[at];
    const displaced = rows[step];
    const pivot = pivotRow?.[step] ?? 0;
    if (pivotRow === undefined || displaced === undefined || Math.abs(pivot) <= negligible * scale)
      return null;
    rows[at] = displaced;
    const unit = pivotRow.map((value) => value / pivot);
    rows[step] = unit;
    for (const [i, row] of rows.entries()) {
      const factor = row[step] ?? 0;
      if (i !== step && factor !== 0) rows[i] = row.map((value, j) => value - factor * (unit[j] ?? 0));
    }
  }
  return rows.map((row) => row.slice(size));
}

/** Matrix times vector. */
export function product(matrix: Matrix, vector: readonly number[]): number[] {
  return matrix.map((row) => dot(row, vector));
}

/** Sum of the products, place by place. */
export function dot(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);
}
