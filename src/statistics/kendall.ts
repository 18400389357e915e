import { columnWeights, rowWeights, total, type Cell, type Crosstab } from "./crosstab.ts";

/**
 * Kendall's tau-b: of two pairs that both raters tell apart, how much more often they order them alike than contrary,
 * corrected for ties.
 *
 *     τ_b = (C − D) ÷ √( (n₀ − n₁)(n₀ − n₂) )
 *
 * with C concordant and D discordant couples out of n₀ = n(n − 1)/2, n₁ tied in x, n₂ tied in y. From −1 to 1. Null
 * without pairs and when either rater never varies. O(cells · log columns).
 * @see Kendall (1945), The Treatment of Ties in Ranking Problems, Biometrika 33(3)
 */
export function kendallTauB(table: Crosstab): number | null {
  const untiedX = untiedCouples(table, rowWeights(table));
  const untiedY = untiedCouples(table, columnWeights(table));
  if (untiedX <= 0 || untiedY <= 0) return null;
  return concordantMinusDiscordant(table) / (Math.sqrt(untiedX) * Math.sqrt(untiedY));
}

/** n₀ − n₁: couples that one rater tells apart, from the sizes w of the groups of ties: (n² − Σ w²) ÷ 2. */
function untiedCouples(table: Crosstab, groups: Float64Array): number {
  return (total(table) ** 2 - groups.reduce((sum, weight) => sum + weight ** 2, 0)) / 2;
}

/** C − D: every cell against those in lower rows, to its left (concordant) and to its right (discordant). */
function concordantMinusDiscordant({ cells, columns }: Crosstab): number {
  const lowerRows = createCumulativeWeights(columns.length);
  let currentRow: Cell[] = [];
  let difference = 0;
  for (const cell of cells) {
    if (currentRow[0]?.row !== cell.row) {
      for (const { column, weight } of currentRow) lowerRows.add(column, weight);
      currentRow = [];
    }
    currentRow.push(cell);
    const left = lowerRows.below(cell.column);
    const right = lowerRows.below(columns.length) - lowerRows.below(cell.column + 1);
    difference += cell.weight * (left - right);
  }
  return difference;
}

/** Fenwick tree: weights by position, with the sum below any position in O(log size). */
function createCumulativeWeights(size: number) {
  const tree = new Float64Array(size + 1);
  return {
    add(position: number, weight: number): void {
      for (let node = position + 1; node <= size; node += node & -node)
        tree[node] = (tree[node] ?? 0) + weight;
    },
    below(position: number): number {
      let sum = 0;
      for (let node = position; node > 0; node -= node & -node) sum += tree[node] ?? 0;
      return sum;
    },
  };
}
