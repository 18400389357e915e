import type { Crosstab } from "./crosstab.ts";
import { midranks } from "./midranks.ts";
import { normalCdf } from "./special-functions.ts";

/** What becomes of pairs without a difference: left out before ranking, or ranked and then left out (Pratt). */
export type ZeroHandling = "drop" | "pratt";

/**
 * Wilcoxon's signed-rank test: whether one of two raters tends to be higher, two-sided, by the normal approximation.
 *
 *     W = min(W₊, W₋)        z = (W − Σ R/2) ÷ √(Σ R²/4)
 *
 * R are the midranks of |y − x| among the pairs that differ, W₊ and W₋ their sums by sign. Pratt's handling suits ratings,
 * where many pairs do not differ. Differences are compared exactly. Null when no pair differs.
 * @see Wilcoxon (1945), Biometrics Bulletin 1(6); Pratt (1959), Remarks on Zeros and Ties, JASA 54
 */
export function wilcoxonSignedRank(
  table: Crosstab,
  zeros: ZeroHandling = "pratt",
): { readonly w: number; readonly p: number } | null {
  const sizes = rankedDifferences(table, zeros).filter(({ size }) => size > 0);
  if (sizes.length === 0) return null;
  const sum = (of: (difference: RankedDifference) => number) =>
    sizes.reduce((total, size) => total + of(size), 0);
  const w = Math.min(
    sum(({ rank, positive }) => rank * positive),
    sum(({ rank, negative }) => rank * negative),
  );
  const mean = sum(({ rank, positive, negative }) => (rank * (positive + negative)) / 2);
  const variance = sum(({ rank, positive, negative }) => (rank ** 2 * (positive + negative)) / 4);
  return { w, p: 2 * normalCdf((w - mean) / Math.sqrt(variance)) };
}

/** A size of difference, its midrank, and how many pairs differ by it in each direction. */
type RankedDifference = {
  readonly size: number;
  readonly rank: number;
  readonly positive: number;
  readonly negative: number;
};

function rankedDifferences({ cells }: Crosstab, zeros: ZeroHandling): readonly RankedDifference[] {
  const bySize = new Map<
    number,
    { readonly size: number; readonly positive: number; readonly negative: number }
  >();
  for (const { x, y, weight } of cells) {
    const size = Math.abs(y - x);
    if (size === 0 && zeros === "drop") continue;
    const { positive, negative } = bySize.get(size) ?? { positive: 0, negative: 0 };
    bySize.set(size, {
      size,
      positive: y >= x ? positive + weight : positive,
      negative: y < x ? negative + weight : negative,
    });
  }
  const ascending = [...bySize.values()].sort((a, b) => a.size - b.size);
  const ranks = midranks(Float64Array.from(ascending, ({ positive, negative }) => positive + negative));
  return ascending.map((difference, index) => ({ ...difference, rank: ranks[index] ?? 0 }));
}
