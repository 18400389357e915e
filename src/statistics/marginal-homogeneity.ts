import { total, type Crosstab } from "./crosstab.ts";
import { chiSquareUpperTail } from "./distributions.ts";
import { dot, inverse, product } from "./linear-system.ts";

/** A chi-square test and its p value. */
export type ChiSquareTest = {
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  readonly p: number;
};

/**
 * Bowker's test of symmetry: whether each couple of categories is confused as often one way as the other.
 *
 *     χ² = Σ_{i<j} (n_ij − n_ji)² ÷ (n_ij + n_ji)        q(q − 1)/2 degrees of freedom
 *
 * over the q categories that either rater used. Null when that is only one.
 * @see Bowker (1948), A Test for Symmetry in Contingency Tables, JASA 43
 */
export function bowkerTest(table: Crosstab): ChiSquareTest | null {
  const counts = squareTable(table);
  const chiSquare = counts.reduce((sum, row, i) => {
    return row.slice(0, i).reduce((within, below, j) => {
      const above = counts[j]?.[i] ?? 0;
      return below + above === 0 ? within : within + (below - above) ** 2 / (below + above);
    }, sum);
  }, 0);
  return tested(chiSquare, (counts.length * (counts.length - 1)) / 2);
}

/**
 * Stuart and Maxwell's test of marginal homogeneity: whether two raters use the scale alike.
 *
 *     χ² = d′ S⁻¹ d        d_i = r_i − c_i        S_ii = r_i + c_i − 2 n_ii        S_ij = −(n_ij + n_ji)
 *
 * with q − 1 degrees of freedom, over the q categories that the raters do not agree on throughout, the last left out of d
 * and S. Null when they agree on all, and when S is singular.
 * @see Stuart (1955), Biometrika 42; Maxwell (1970), British J. Psychiatry 116
 */
export function stuartMaxwellTest(table: Crosstab): ChiSquareTest | null {
  const all = squareTable(table);
  const sums = all.map((row, i) => row.reduce((sum, count, j) => sum + count + (all[j]?.[i] ?? 0), 0));
  const disputed = all.map((row, i) => (sums[i] ?? 0) > 2 * (row[i] ?? 0));
  const counts = all.filter((_, i) => disputed[i]).map((row) => row.filter((_, j) => disputed[j]));
  const free = counts.slice(0, -1);
  const margins = counts.map((row, i) => {
    const column = counts.map((other) => other[i] ?? 0);
    return {
      row: row.reduce((sum, count) => sum + count, 0),
      column: column.reduce((sum, count) => sum + count, 0),
    };
  });
  const covariance = free.map((row, i) =>
    free.map((_, j) => {
      const { row: r, column: c } = margins[i] ?? { row: 0, column: 0 };
      return i === j ? r + c - 2 * (row[i] ?? 0) : -((row[j] ?? 0) + (counts[j]?.[i] ?? 0));
    }),
  );
  const inverted = inverse(covariance);
  if (inverted === null) return null;
  const difference = margins.slice(0, -1).map(({ row, column }) => row - column);
  return tested(dot(difference, product(inverted, difference)), free.length);
}

/**
 * Bhapkar's test of marginal homogeneity, a little more powerful than Stuart and Maxwell's.
 *
 *     χ² = χ²_SM ÷ (1 − χ²_SM / n)
 *
 * Null where theirs is and where all pairs disagree in one direction.
 * @see Bhapkar (1966), A Note on the Equivalence of Two Test Criteria, JASA 61
 */
export function bhapkarTest(table: Crosstab): ChiSquareTest | null {
  const stuartMaxwell = stuartMaxwellTest(table);
  if (stuartMaxwell === null) return null;
  const left = 1 - stuartMaxwell.chiSquare / total(table);
  return left <= 1e-12 ? null : tested(stuartMaxwell.chiSquare / left, stuartMaxwell.degreesOfFreedom);
}

/** A chi-square statistic with its p value; null without a degree of freedom. */
export function tested(chiSquare: number, degreesOfFreedom: number): ChiSquareTest | null {
  if (degreesOfFreedom === 0) return null;
  return { chiSquare, degreesOfFreedom, p: chiSquareUpperTail(chiSquare, degreesOfFreedom) };
}

/** n_ij over the categories that either rater used, ascending. */
function squareTable({ cells }: Crosstab): number[][] {
  const used = [...new Set(cells.flatMap(({ x, y }) => [x, y]))].sort((a, b) => a - b);
  const counts = used.map(() => used.map(() => 0));
  for (const { x, y, weight } of cells) {
    const row = counts[used.indexOf(x)];
    if (row !== undefined) row[used.indexOf(y)] = weight;
  }
  return counts;
}
