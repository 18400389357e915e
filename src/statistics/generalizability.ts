import { meanSquares } from "./mean-squares.ts";
import { completeRatings, totalWeight, type RatingTable } from "./rating-table.ts";

/**
 * Variance components of ratings: how much items, raters and dimensions differ, and how much each pair of them does beyond
 * that. The residual holds the highest interaction and error. Estimates may be negative and are given as they are.
 */
export type VarianceComponents = {
  readonly item: number;
  readonly rater: number;
  readonly dimension: number;
  readonly itemRater: number;
  readonly itemDimension: number;
  readonly raterDimension: number;
  readonly residual: number;
};

/**
 * Components of a study of items × raters, by the expected mean squares.
 *
 *     σ²_p = (MSB − MSE) ÷ k        σ²_r = (MSJ − MSE) ÷ n        σ²_pr,e = MSE
 *
 * Repeated runs of a grader may stand for raters. Only complete rows count; null under two of them or two raters.
 * @see Brennan (2001), Generalizability Theory, 2.1
 */
export function itemRaterComponents(table: RatingTable): VarianceComponents | null {
  const squares = meanSquares(table);
  if (squares === null) return null;
  const { items, raters, betweenItems, betweenRaters, residual } = squares;
  return {
    item: (betweenItems - residual) / raters,
    rater: (betweenRaters - residual) / items,
    dimension: 0,
    itemRater: 0,
    itemDimension: 0,
    raterDimension: 0,
    residual,
  };
}

/**
 * Components of a study of items × raters × dimensions, by the expected mean squares: column r · dimensions + d of the
 * table holds what rater r gave on dimension d.
 *
 *     σ²_pr = (MS_pr − MS_prd) ÷ n_d        σ²_p = (MS_p − MS_pr − MS_pd + MS_prd) ÷ (n_r n_d)        and so on
 *
 * Only complete rows count; null under two items, raters or dimensions.
 * @see Brennan (2001), Generalizability Theory, 3.4
 */
export function itemRaterDimensionComponents(
  table: RatingTable,
  dimensions: number,
): VarianceComponents | null {
  const squares = threeWayMeanSquares(table, dimensions);
  if (squares === null) return null;
  const { sizes, p, r, d, pr, pd, rd, prd } = squares;
  return {
    item: (p - pr - pd + prd) / (sizes.r * sizes.d),
    rater: (r - pr - rd + prd) / (sizes.p * sizes.d),
    dimension: (d - pd - rd + prd) / (sizes.p * sizes.r),
    itemRater: (pr - prd) / sizes.d,
    itemDimension: (pd - prd) / sizes.r,
    raterDimension: (rd - prd) / sizes.p,
    residual: prd,
  };
}

/** How many raters and dimensions a score is to be averaged over. */
export type Design = { readonly raters: number; readonly dimensions?: number };

/** What a design would achieve. */
export type Dependability = {
  /** Eρ², for ranking items. */
  readonly relative: number | null;
  /** Φ, for comparing an item with a standard. */
  readonly absolute: number | null;
};

/**
 * Decision study: the reliability of the mean over another number of raters and dimensions.
 *
 *     Eρ² = σ²_p ÷ (σ²_p + σ²_δ)        σ²_δ = σ²_pr/n_r + σ²_pd/n_d + σ²_prd,e/(n_r n_d)
 *     Φ   = σ²_p ÷ (σ²_p + σ²_Δ)        σ²_Δ = σ²_δ + σ²_r/n_r + σ²_d/n_d + σ²_rd/(n_r n_d)
 *
 * From 0 to 1; negative components count as 0. Null when nothing varies. Eρ² of the raters studied is ICC(3,k), Φ ICC(2,k).
 * @see Brennan (2001), Generalizability Theory, 2.2 and 4.1
 */
export function decisionStudy(components: VarianceComponents, design: Design): Dependability {
  const { item, ...errors } = nonNegative(components);
  const { raters, dimensions = 1 } = design;
  if (!(raters >= 1 && dimensions >= 1)) {
    throw new RangeError(`a design has raters and dimensions, not ${raters} and ${dimensions}`);
  }
  const { itemRater, itemDimension, residual, rater, dimension, raterDimension } = errors;
  const relative = itemRater / raters + itemDimension / dimensions + residual / (raters * dimensions);
  const absolute =
    relative + rater / raters + dimension / dimensions + raterDimension / (raters * dimensions);
  const share = (error: number) => (item + error === 0 ? null : item / (item + error));
  return { relative: share(relative), absolute: share(absolute) };
}

/**
 * How many raters make Φ reach a target: the smallest n with
 *
 *     ( σ²_pr + σ²_r + (σ²_prd,e + σ²_rd)/n_d ) ÷ n  ≤  σ²_p (1 − target)/target − (σ²_pd + σ²_d)/n_d
 *
 * Null when no number does.
 * @see Brennan (2001), Generalizability Theory, 2.2
 */
export function ratersFor(target: number, components: VarianceComponents, dimensions = 1): number | null {
  if (!(target > 0 && target < 1)) throw new RangeError(`Φ lies between 0 and 1, not at ${target}`);
  const { item, rater, dimension, itemRater, itemDimension, raterDimension, residual } =
    nonNegative(components);
  const shrinking = itemRater + rater + (residual + raterDimension) / dimensions;
  const allowed = (item * (1 - target)) / target - (itemDimension + dimension) / dimensions;
  if (item === 0 || allowed < 0 || (allowed === 0 && shrinking > 0)) return null;
  if (shrinking === 0) return 1;
  const raters = shrinking / allowed;
  return Math.max(1, Math.ceil(raters - 1e-9 * raters)); // 2.0000000001 raters are 2
}

function nonNegative(components: VarianceComponents): VarianceComponents {
  return {
    item: Math.max(0, components.item),
    rater: Math.max(0, components.rater),
    dimension: Math.max(0, components.dimension),
    itemRater: Math.max(0, components.itemRater),
    itemDimension: Math.max(0, components.itemDimension),
    raterDimension: Math.max(0, components.raterDimension),
    residual: Math.max(0, components.residual),
  };
}

/** A rating and its place: which item (row), rater and dimension. */
type Rating = {
  readonly value: number;
  readonly weight: number;
  readonly p: number;
  readonly r: number;
  readonly d: number;
};
type Facet = "p" | "r" | "d";

function threeWayMeanSquares(table: RatingTable, dimensions: number) {
  const rows = completeRatings(table).complete.patterns;
  const columns = rows[0]?.ratings.length ?? 0;
  if (!Number.isInteger(dimensions) || columns % dimensions !== 0) {
    throw new RangeError(`${columns} columns are no raters by ${dimensions} dimensions`);
  }
  const sizes = { p: totalWeight(rows), r: columns / dimensions, d: dimensions };
  if (Math.min(sizes.p, sizes.r, sizes.d) < 2) return null;
  const ratings = rows.flatMap(({ ratings, weight }, p) =>
    ratings.map((rating, column): Rating => {
      return { value: rating ?? 0, weight, p, r: Math.floor(column / dimensions), d: column % dimensions };
    }),
  );
  const grand = meansBy(ratings, []);
  const [byP, byR, byD] = [meansBy(ratings, ["p"]), meansBy(ratings, ["r"]), meansBy(ratings, ["d"])];
  const [byPr, byPd, byRd] = [
    meansBy(ratings, ["p", "r"]),
    meansBy(ratings, ["p", "d"]),
    meansBy(ratings, ["r", "d"]),
  ];
  const meanSquare = (facets: readonly Facet[], effect: (rating: Rating) => number) => {
    const freedom = facets.reduce((product, facet) => product * (sizes[facet] - 1), 1);
    return ratings.reduce((sum, rating) => sum + rating.weight * effect(rating) ** 2, 0) / freedom;
  };
  return {
    sizes,
    p: meanSquare(["p"], (x) => byP(x) - grand(x)),
    r: meanSquare(["r"], (x) => byR(x) - grand(x)),
    d: meanSquare(["d"], (x) => byD(x) - grand(x)),
    pr: meanSquare(["p", "r"], (x) => byPr(x) - byP(x) - byR(x) + grand(x)),
    pd: meanSquare(["p", "d"], (x) => byPd(x) - byP(x) - byD(x) + grand(x)),
    rd: meanSquare(["r", "d"], (x) => byRd(x) - byR(x) - byD(x) + grand(x)),
    prd: meanSquare(
      ["p", "r", "d"],
      (x) => x.value - byPr(x) - byPd(x) - byRd(x) + byP(x) + byR(x) + byD(x) - grand(x),
    ),
  };
}

/** The mean of all ratings that share the given facets with a rating. */
function meansBy(ratings: readonly Rating[], facets: readonly Facet[]): (rating: Rating) => number {
  const key = (rating: Rating) => facets.map((facet) => rating[facet]).join();
  const sums = new Map<string, { sum: number; weight: number }>();
  for (const rating of ratings) {
    const { sum, weight } = sums.get(key(rating)) ?? { sum: 0, weight: 0 };
    sums.set(key(rating), { sum: sum + rating.weight * rating.value, weight: weight + rating.weight });
  }
  return (rating) => {
    const { sum, weight } = sums.get(key(rating)) ?? { sum: 0, weight: 1 };
    return sum / weight;
  };
}
