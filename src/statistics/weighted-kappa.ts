import { average, columnWeights, positions, rowWeights, total, type Crosstab } from "./crosstab.ts";

/** How far apart two categories count: 1 when they differ, by steps on the scale, or by squared steps. */
export type KappaWeights = "none" | "linear" | "quadratic";

const disagreements: Record<KappaWeights, (i: number, j: number) => number> = {
  none: (i, j) => (i === j ? 0 : 1),
  linear: (i, j) => Math.abs(i - j),
  quadratic: (i, j) => (i - j) ** 2,
};

/**
 * Cohen's weighted kappa: chance-corrected agreement over a declared scale.
 *
 *     κ = 1 − d_o ÷ d_e        d_o = Σ v_ij p_ij        d_e = Σ v_ij r_i c_j        v_ij = 1[i ≠ j], |i − j| or (i − j)²
 *
 * with r and c the margins and i, j places on the scale. Unused categories count as places: sklearn and irr, which
 * number the observed categories only, differ where a middle one is unused. 1 is perfect, 0 is chance. Null without
 * pairs and when both raters gave one and the same category throughout. A rating off the scale is misuse.
 * @see Cohen (1968), Weighted Kappa, Psychological Bulletin 70(4)
 */
export function weightedKappa(
  table: Crosstab,
  scale: readonly number[],
  weights: KappaWeights,
): number | null {
  return againstChance(table, scale, weights)?.kappa ?? null;
}

/**
 * Large-sample standard error of Cohen's weighted kappa, not assuming κ = 0.
 *
 *     SE² = Var_p( v_ij − (1 − κ)(v̄_i + v̄_j) ) ÷ ( n d_e² )        v̄_i = Σ_j v_ij c_j        v̄_j = Σ_i v_ij r_i
 *
 * Null where kappa is.
 * @see Fleiss, Cohen & Everitt (1969), Large Sample Standard Errors of Kappa and Weighted Kappa, Psych. Bulletin 72(5)
 */
export function weightedKappaStandardError(
  table: Crosstab,
  scale: readonly number[],
  weights: KappaWeights,
): number | null {
  const terms = againstChance(table, scale, weights);
  if (terms === null) return null;
  const { kappa, expected, disagreement, fromX, fromY } = terms;
  const influence = (x: number, y: number) => disagreement(x, y) - (1 - kappa) * (fromX(x) + fromY(y));
  const mean = average(table, ({ x, y }) => influence(x, y)) ?? 0;
  const variance = average(table, ({ x, y }) => (influence(x, y) - mean) ** 2) ?? 0;
  return Math.sqrt(variance / total(table)) / expected;
}

/**
 * The largest unweighted kappa that the margins allow.
 *
 *     κ_max = ( Σ min(r_i, c_i) − p_e ) ÷ (1 − p_e)        p_e = Σ r_i c_i
 *
 * Null where kappa is.
 * @see Umesh, Peterson & Sauber (1989), Interjudge Agreement and the Maximum Value of Kappa, Educ. Psych. Meas. 49(4)
 */
export function kappaMax(table: Crosstab, scale: readonly number[]): number | null {
  const terms = againstChance(table, scale, "none");
  if (terms === null) return null;
  const { expected, x, y } = terms;
  const common = x.reduce((sum, { value, share }) => {
    return sum + Math.min(share, y.find((other) => other.value === value)?.share ?? 0);
  }, 0);
  return 1 - (1 - common) / expected;
}

/** Kappa and its terms, `fromX` and `fromY` being the mean disagreement of a value with the other rater's; null where kappa is. */
function againstChance(table: Crosstab, scale: readonly number[], weights: KappaWeights) {
  const place = positions(scale);
  const disagreement = (x: number, y: number) => disagreements[weights](place(x), place(y));
  const x = shares(table.rows, rowWeights(table));
  const y = shares(table.columns, columnWeights(table));
  const fromX = (value: number) => meanOver(y, (other) => disagreement(value, other));
  const fromY = (value: number) => meanOver(x, (other) => disagreement(other, value));
  const observed = average(table, (cell) => disagreement(cell.x, cell.y));
  const expected = meanOver(x, fromX);
  if (observed === null || expected === 0) return null;
  return { kappa: 1 - observed / expected, expected, disagreement, fromX, fromY, x, y };
}

/** What share of a rater's ratings each value has. */
type Margin = readonly { readonly value: number; readonly share: number }[];

function shares(values: readonly number[], weights: Float64Array): Margin {
  const n = weights.reduce((sum, weight) => sum + weight, 0);
  return values.map((value, index) => ({ value, share: (weights[index] ?? 0) / n }));
}

function meanOver(margin: Margin, of: (value: number) => number): number {
  return margin.reduce((sum, { value, share }) => sum + share * of(value), 0);
}
