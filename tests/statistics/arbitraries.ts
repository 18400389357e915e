import * as fc from "fast-check";
import type { Pair } from "../../src/statistics/crosstab.ts";

/** A rating on a five-point scale. */
export const level = fc.integer({ min: 1, max: 5 });

export const levelPairs = fc.array(fc.tuple(level, level), { minLength: 1, maxLength: 40 });

/** Values with two decimals, as a mean of raters or a composite has. */
const decimal = fc.integer({ min: 100, max: 500 }).map((hundredths) => hundredths / 100);

/** Pairs on a scale, with many ties, or of composites, with few. */
export const pairs: fc.Arbitrary<Pair[]> = fc.oneof(
  levelPairs,
  fc.array(fc.tuple(decimal, decimal), { minLength: 1, maxLength: 40 }),
);

/** Rows of three raters, some of whom gave no rating. */
export const ratingRows = fc.array(fc.array(fc.option(level, { freq: 4 }), { minLength: 3, maxLength: 3 }), {
  minLength: 1,
  maxLength: 30,
});
