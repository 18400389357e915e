import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { agreementWithin, discrepancyFrom, exactAgreement } from "../../src/statistics/agreement-rate.ts";
import { crosstab, reweighted, type Crosstab, type Pair } from "../../src/statistics/crosstab.ts";
import { kendallTauB } from "../../src/statistics/kendall.ts";
import {
  bias,
  meanAbsoluteError,
  rootMeanSquareError,
  standardizedMeanDifference,
} from "../../src/statistics/mean-difference.ts";
import { pearson } from "../../src/statistics/pearson.ts";
import { quadraticWeightedKappa } from "../../src/statistics/quadratic-weighted-kappa.ts";
import { spearman } from "../../src/statistics/spearman.ts";
import { kappaMax, weightedKappa, weightedKappaStandardError } from "../../src/statistics/weighted-kappa.ts";
import { propertyRuns } from "../support/runs.ts";
import { levelPairs, pairs } from "./arbitraries.ts";
import { near } from "./near.ts";

type Law = {
  readonly name: string;
  readonly statistic: (table: Crosstab) => number | null;
  /** What it becomes when the raters swap. */
  readonly swapped: "same" | "opposite" | "another";
  /** Whether one new unit and origin for both raters leaves it alone. */
  readonly affine: boolean;
  /** Whether it knows the values 1 to 5 only. */
  readonly onScale?: true;
};

const scale = [1, 2, 3, 4, 5];

const laws: readonly Law[] = [
  { name: "exactAgreement", statistic: exactAgreement, swapped: "same", affine: true },
  {
    name: "agreementWithin 1",
    statistic: (table) => agreementWithin(table, 1),
    swapped: "same",
    affine: false,
  },
  {
    name: "discrepancyFrom 2",
    statistic: (table) => discrepancyFrom(table, 2),
    swapped: "same",
    affine: false,
  },
  { name: "quadraticWeightedKappa", statistic: quadraticWeightedKappa, swapped: "same", affine: true },
  { name: "pearson", statistic: pearson, swapped: "same", affine: true },
  { name: "spearman", statistic: spearman, swapped: "same", affine: true },
  { name: "kendallTauB", statistic: kendallTauB, swapped: "same", affine: true },
  { name: "bias", statistic: bias, swapped: "opposite", affine: false },
  { name: "meanAbsoluteError", statistic: meanAbsoluteError, swapped: "same", affine: false },
  { name: "rootMeanSquareError", statistic: rootMeanSquareError, swapped: "same", affine: false },
  {
    name: "standardizedMeanDifference, unpooled",
    statistic: (table) => standardizedMeanDifference(table, "unpooled"),
    swapped: "another",
    affine: true,
  },
  {
    name: "standardizedMeanDifference, pooled",
    statistic: (table) => standardizedMeanDifference(table, "pooled"),
    swapped: "opposite",
    affine: true,
  },
  ...(["none", "linear", "quadratic"] as const).flatMap((weights): Law[] => [
    {
      name: `weightedKappa, ${weights}`,
      statistic: (table) => weightedKappa(table, scale, weights),
      swapped: "same",
      affine: false,
      onScale: true,
    },
    {
      name: `weightedKappaStandardError, ${weights}`,
      statistic: (table) => weightedKappaStandardError(table, scale, weights),
      swapped: "same",
      affine: false,
      onScale: true,
    },
  ]),
  {
    name: "kappaMax",
    statistic: (table) => kappaMax(table, scale),
    swapped: "same",
    affine: false,
    onScale: true,
  },
];

const pairsFor = ({ onScale }: Law): fc.Arbitrary<Pair[]> => (onScale ? levelPairs : pairs);
const weightsUpTo3 = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 40, maxLength: 40 });

describe("no pairs leave undefined", () => {
  it.each(laws)("$name", ({ statistic }) => expect(statistic(crosstab([]))).toBeNull());
});

describe("a cell of weight k counts as its pair k times in", () => {
  it.each(laws)("$name", (law) => {
    fc.assert(
      fc.property(pairsFor(law), weightsUpTo3, (list, draws) => {
        const table = crosstab(list);
        const weights = table.cells.map((_, index) => draws[index] ?? 0);
        const repeated = table.cells.flatMap(({ x, y }, i) =>
          Array.from({ length: weights[i] ?? 0 }, (): Pair => [x, y]),
        );
        expect(law.statistic(reweighted(table, weights))).toEqual(near(law.statistic(crosstab(repeated))));
      }),
      propertyRuns,
    );
  });
});

describe("the order of the pairs changes not one bit of", () => {
  it.each(laws)("$name", (law) => {
    fc.assert(
      fc.property(pairsFor(law), (list) => {
        expect(law.statistic(crosstab(list.toReversed()))).toBe(law.statistic(crosstab(list)));
      }),
      propertyRuns,
    );
  });
});

describe("swapping the raters keeps, or keeps but for the sign,", () => {
  it.each(laws.filter(({ swapped }) => swapped !== "another"))("$name: $swapped", (law) => {
    const sign = law.swapped === "same" ? 1 : -1;
    fc.assert(
      fc.property(pairsFor(law), (list) => {
        const value = law.statistic(crosstab(list));
        const swapped = law.statistic(crosstab(list.map(([x, y]): Pair => [y, x])));
        expect(swapped).toEqual(near(value === null ? null : sign * value));
      }),
      propertyRuns,
    );
  });
});

describe("another unit and origin for both raters does not change", () => {
  it.each(laws.filter(({ affine }) => affine))("$name", (law) => {
    const units = fc.constantFrom(0.5, 2, 4);
    const origins = fc.integer({ min: -8, max: 8 });
    fc.assert(
      fc.property(pairsFor(law), units, origins, (list, unit, origin) => {
        const moved = list.map(([x, y]): Pair => [unit * x + origin, unit * y + origin]);
        expect(law.statistic(crosstab(moved))).toEqual(near(law.statistic(crosstab(list))));
      }),
      propertyRuns,
    );
  });
});
