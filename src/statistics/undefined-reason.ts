import type { Crosstab } from "./crosstab.ts";

/** Why a statistic of two raters is undefined. */
export type UndefinedReason = "no_overlap" | "n_lt_2" | "single_category" | "no_variance";

/**
 * What stands in the way of a statistic that returned null: no pair at all, a single pair, one and the same value
 * throughout, or one rater who never varies. Null when both vary.
 */
export function undefinedReason({ cells }: Crosstab): UndefinedReason | null {
  const [first] = cells;
  if (first === undefined) return "no_overlap";
  if (cells.length === 1 && first.weight < 2) return "n_lt_2";
  const xConstant = cells.every(({ x }) => x === first.x);
  const yConstant = cells.every(({ y }) => y === first.y);
  if (xConstant && yConstant && first.x === first.y) return "single_category";
  return xConstant || yConstant ? "no_variance" : null;
}
