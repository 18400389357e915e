import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crosstab, type Pair } from "../../src/statistics/crosstab.ts";
import { pearson } from "../../src/statistics/pearson.ts";
import { quadraticWeightedKappa } from "../../src/statistics/quadratic-weighted-kappa.ts";
import { undefinedReason } from "../../src/statistics/undefined-reason.ts";
import { propertyRuns } from "../support/runs.ts";
import { pairs } from "./arbitraries.ts";

describe("undefinedReason", () => {
  it.each<{ list: Pair[]; reason: string | null }>([
    { list: [], reason: "no_overlap" },
    { list: [[4, 4]], reason: "n_lt_2" },
    { list: [[4, 2]], reason: "n_lt_2" },
    {
      list: [
        [3, 3],
        [3, 3],
      ],
      reason: "single_category",
    },
    {
      list: [
        [3, 4],
        [3, 4],
      ],
      reason: "no_variance",
    },
    {
      list: [
        [3, 4],
        [3, 5],
      ],
      reason: "no_variance",
    },
    {
      list: [
        [2, 4],
        [3, 4],
      ],
      reason: "no_variance",
    },
    {
      list: [
        [2, 4],
        [3, 5],
      ],
      reason: null,
    },
  ])("of $list is $reason", ({ list, reason }) => {
    expect(undefinedReason(crosstab(list))).toBe(reason);
  });

  it("is there whenever a statistic is null", () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const table = crosstab(list);
        const isDefined = undefinedReason(table) === null;
        expect(pearson(table) !== null).toBe(isDefined);
        expect(quadraticWeightedKappa(table) !== null || !isDefined).toBe(true);
      }),
      propertyRuns,
    );
  });
});
