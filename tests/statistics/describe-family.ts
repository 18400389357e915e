import { describe, expect, it } from "vitest";
import type { Pair } from "../../src/statistics/crosstab.ts";
import { compareFamily, fixtureFamily, type Comparison } from "./fixture-family.ts";

/** Declares the tests of one family of ../shared/fixtures/statistics. */
export function describeFamily<Input>(name: string, comparison: Comparison<Input>): void {
  const family = fixtureFamily<Input>(name);
  const count = family.cases.length;
  const absence = count === 0 ? ": skipped, ../shared/fixtures is absent" : "";
  const result = compareFamily(family, comparison);
  describe.skipIf(count === 0)(`${name}${absence}`, () => {
    it(`compares ${result.casesCompared} of ${count} cases`, () => expect(result.casesCompared).toBe(count));
    it(`agrees with the libraries in ${result.numbersCompared} numbers`, () =>
      expect(result.wrong).toEqual([]));
    it("passes over no column without saying so", () => expect(result.unaccounted).toEqual([]));
    it.each(Object.entries(comparison.leftOut ?? {}))("leaves out %s: %s", (column) => {
      expect(result.leftOut).toContain(column);
    });
    const departures = Object.entries(comparison.departures ?? {}).map(([key, { why }]) => ({ key, why }));
    it.each(departures)("departs on purpose in $key: $why", ({ key }) => {
      expect(result.departed).toContain(key);
    });
  });
}

/** Two columns as pairs. */
export function paired(xs: readonly number[], ys: readonly number[]): Pair[] {
  if (xs.length !== ys.length) throw new RangeError("columns of unequal length");
  return xs.map((x, index) => [x, ys[index] ?? Number.NaN]);
}

/** Null where a statistic refuses its input. */
export function orRefused(statistic: () => number | null): number | null {
  try {
    return statistic();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
