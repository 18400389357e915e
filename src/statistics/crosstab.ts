/** Two ratings of one thing: x from the first rater (the human), y from the second (the grader). */
export type Pair = readonly [x: number, y: number];

/** One combination of ratings that occurs, how often (`weight` > 0), and where its values stand among all values. */
export type Cell = {
  readonly x: number;
  readonly y: number;
  readonly row: number;
  readonly column: number;
  readonly weight: number;
};

/**
 * The contingency table of two raters in sparse form, the one input of every two-rater statistic.
 *
 * 1,200 pairs on a five-point scale are at most 25 cells, and a bootstrap replicate is the same table with other
 * weights. A weight of k counts as the same pair seen k times.
 */
export type Crosstab = {
  /** The distinct x, ascending. A replicate may leave some without a cell. */
  readonly rows: readonly number[];
  /** The distinct y, ascending. */
  readonly columns: readonly number[];
  /** Sorted by row, then column. */
  readonly cells: readonly Cell[];
};

/** Counts equal pairs together. Values are compared exactly: putting them on a grid first is the caller's decision. */
export function crosstab(pairs: readonly Pair[]): Crosstab {
  const rows = distinct(pairs.map(([x]) => x));
  const columns = distinct(pairs.map(([, y]) => y));
  const rowOf = positions(rows);
  const columnOf = positions(columns);
  const cells = new Map<number, Cell>();
  for (const [x, y] of pairs) {
    const row = rowOf(x);
    const column = columnOf(y);
    const key = row * columns.length + column;
    cells.set(key, { x, y, row, column, weight: (cells.get(key)?.weight ?? 0) + 1 });
  }
  return { rows, columns, cells: [...cells.values()].sort((a, b) => a.row - b.row || a.column - b.column) };
}

/** The same table with one new weight per cell; cells whose weight is 0 are gone. */
export function reweighted(table: Crosstab, weights: ArrayLike<number>): Crosstab {
  if (weights.length !== table.cells.length) {
    throw new RangeError(`${weights.length} weights for ${table.cells.length} cells`);
  }
  const cells: Cell[] = [];
  for (const [index, { x, y, row, column }] of table.cells.entries()) {
    const weight = weights[index] ?? 0;
    if (!(weight >= 0)) throw new RangeError(`a weight is at least 0, not ${weight}`);
    if (weight > 0) cells.push({ x, y, row, column, weight });
  }
  return { rows: table.rows, columns: table.columns, cells };
}

/** n, the number of pairs. */
export function total(table: Crosstab): number {
  let n = 0;
  for (const { weight } of table.cells) n += weight;
  return n;
}

/** Mean over all pairs of what `value` gives for each; null without pairs. */
export function average(table: Crosstab, value: (cell: Cell) => number): number | null {
  let n = 0;
  let sum = 0;
  for (const cell of table.cells) {
    n += cell.weight;
    sum += cell.weight * value(cell);
  }
  return n === 0 ? null : sum / n;
}

/** Means, variances and covariance of the pairs, the variances divided by n (ddof 0). */
export type Moments = {
  readonly n: number;
  readonly meanX: number;
  readonly meanY: number;
  readonly varianceX: number;
  readonly varianceY: number;
  readonly covariance: number;
};

/** Two passes, and means measured from a value that occurs: the variance of a constant is exactly 0. Null without pairs. */
export function moments(table: Crosstab): Moments | null {
  const [origin] = table.cells;
  if (origin === undefined) return null;
  let n = 0;
  let shiftX = 0;
  let shiftY = 0;
  for (const { x, y, weight } of table.cells) {
    n += weight;
    shiftX += weight * (x - origin.x);
    shiftY += weight * (y - origin.y);
  }
  const meanX = origin.x + shiftX / n;
  const meanY = origin.y + shiftY / n;
  let squaresX = 0;
  let squaresY = 0;
  let products = 0;
  for (const { x, y, weight } of table.cells) {
    squaresX += weight * (x - meanX) ** 2;
    squaresY += weight * (y - meanY) ** 2;
    products += weight * (x - meanX) * (y - meanY);
  }
  return { n, meanX, meanY, varianceX: squaresX / n, varianceY: squaresY / n, covariance: products / n };
}

/** How many pairs each row holds. */
export function rowWeights(table: Crosstab): Float64Array {
  const weights = new Float64Array(table.rows.length);
  for (const { row, weight } of table.cells) weights[row] = (weights[row] ?? 0) + weight;
  return weights;
}

/** How many pairs each column holds. */
export function columnWeights(table: Crosstab): Float64Array {
  const weights = new Float64Array(table.columns.length);
  for (const { column, weight } of table.cells) weights[column] = (weights[column] ?? 0) + weight;
  return weights;
}

/** The different values, ascending; a value that is no finite number is misuse. */
export function distinct(values: readonly number[]): number[] {
  for (const value of values) {
    if (!Number.isFinite(value)) throw new RangeError(`a rating is a finite number, not ${value}`);
  }
  return [...new Set(values)].sort((a, b) => a - b);
}

/** Looks up where a value stands among ascending ones; a value that is not among them is misuse, as is another order. */
export function positions(values: readonly number[]): (value: number) => number {
  if (values.some((value, position) => position > 0 && !(value > (values[position - 1] ?? value)))) {
    throw new RangeError(`a scale ascends, unlike ${values.join(", ")}`);
  }
  const positionOf = new Map(values.map((value, position) => [value, position]));
  return (value) => {
    const position = positionOf.get(value);
    if (position === undefined) throw new RangeError(`${value} is not one of ${values.join(", ")}`);
    return position;
  };
}
