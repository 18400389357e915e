/** An observed point; a contingency table's cells are such points. */
export type WeightedPoint = { readonly x: number; readonly y: number; readonly weight: number };

/** A rising broken line by its corners, ascending in x. */
export type IsotonicFit = readonly { readonly x: number; readonly y: number }[];

/**
 * Isotonic regression: the rising step line nearest to the points, from a score x to the level y it stands for.
 *
 *     minimise Σ w_i (y_i − f(x_i))²        f(x) ≤ f(x′) for x < x′
 *
 * by pooling adjacent violators; points of one x are first averaged. Empty without points. Weights are positive.
 * @see Barlow et al. (1972), Statistical Inference Under Order Restrictions, 1.2
 */
export function fitIsotonic(points: readonly WeightedPoint[]): IsotonicFit {
  const blocks: Block[] = [];
  for (const point of averagedByX(points)) {
    let block: Block = { ...point, xs: [point.x] };
    for (let last = blocks.at(-1); last !== undefined && last.y >= block.y; last = blocks.at(-1)) {
      blocks.pop();
      block = { ...averaged(last, block), xs: [...last.xs, ...block.xs] };
    }
    blocks.push(block);
  }
  return blocks.flatMap(({ xs, y }) => {
    const [first = 0, last = first] = [xs[0], xs.at(-1)];
    return first === last
      ? [{ x: first, y }]
      : [
          { x: first, y },
          { x: last, y },
        ];
  });
}

/** f(x): linear between the corners, constant beyond them. Null of the empty fit. */
export function isotonicValue(fit: IsotonicFit, x: number): number | null {
  const above = fit.findIndex((corner) => corner.x >= x);
  const right = fit[above] ?? fit.at(-1);
  const left = fit[above - 1];
  if (right === undefined) return null;
  if (left === undefined || right.x <= x) return right.y;
  return left.y + ((right.y - left.y) * (x - left.x)) / (right.x - left.x);
}

/** A stretch of xs on which the line is level. */
type Block = { readonly y: number; readonly weight: number; readonly xs: readonly number[] };

function averagedByX(points: readonly WeightedPoint[]): readonly WeightedPoint[] {
  const byX = new Map<number, WeightedPoint>();
  for (const point of points) {
    if (!(point.weight > 0)) throw new RangeError(`a weight is positive, not ${point.weight}`);
    const other = byX.get(point.x);
    byX.set(point.x, other === undefined ? point : { x: point.x, ...averaged(other, point) });
  }
  return [...byX.values()].sort((a, b) => a.x - b.x);
}

function averaged(left: Omit<WeightedPoint, "x">, right: Omit<WeightedPoint, "x">) {
  const weight = left.weight + right.weight;
  return { y: (left.weight * left.y + right.weight * right.y) / weight, weight };
}
