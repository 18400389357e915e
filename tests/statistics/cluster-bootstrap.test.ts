import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  oneSidedBounds,
  pairedDifferences,
  percentileInterval,
  resamples,
} from "../../src/statistics/cluster-bootstrap.ts";
import { clusteredCrosstab, clusteredRatings, type Clustered } from "../../src/statistics/clustered-table.ts";
import { crosstab, moments, type Pair } from "../../src/statistics/crosstab.ts";
import { krippendorffAlpha } from "../../src/statistics/krippendorff-alpha.ts";
import { bias } from "../../src/statistics/mean-difference.ts";
import { quadraticWeightedKappa } from "../../src/statistics/quadratic-weighted-kappa.ts";
import { ratingTable } from "../../src/statistics/rating-table.ts";
import { propertyRuns } from "../support/runs.ts";
import { level, ratingRows } from "./arbitraries.ts";
import { near } from "./near.ts";

const copies = (plan: Parameters<typeof resamples>[0]) => Array.from(resamples(plan), (drawn) => [...drawn]);

describe("resamples", () => {
  it("are 2,000 draws of as many clusters as there are", () => {
    const drawn = copies({ clusters: 12, seed: 1 });
    expect(drawn).toHaveLength(2000);
    for (const multiplicity of drawn) expect(multiplicity.reduce((sum, times) => sum + times, 0)).toBe(12);
  });

  it("are the same for the same plan and others for another seed", () => {
    const plan = { clusters: 12, seed: "a", replicates: 5 };
    expect(copies(plan)).toEqual(copies(plan));
    expect(copies(plan)).not.toEqual(copies({ ...plan, seed: "b" }));
  });

  it("begin alike however many are asked for", () => {
    const plan = { clusters: 12, seed: 3 };
    expect(copies({ ...plan, replicates: 20 }).slice(0, 5)).toEqual(copies({ ...plan, replicates: 5 }));
  });

  it("draw every cluster equally often", () => {
    const drawn = copies({ clusters: 10, seed: 5 });
    for (let cluster = 0; cluster < 10; cluster += 1) {
      const times = drawn.reduce((sum, multiplicity) => sum + (multiplicity[cluster] ?? 0), 0);
      // 20,000 draws, a tenth each: 2,000 ± 42
      expect(Math.abs(times - 2000)).toBeLessThan(4 * 42.4);
    }
  });

  it("are refused without a replicate", () => {
    expect(() => [...resamples({ clusters: 12, seed: 1, replicates: 0 })]).toThrow(RangeError);
    expect(() => [...resamples({ clusters: 12, seed: 1, replicates: 1.5 })]).toThrow(RangeError);
  });
});

describe("percentileInterval", () => {
  const hundred = Array.from({ length: 101 }, (_, i) => i);

  it("reads the 2.5 % and 97.5 % quantiles, whatever the order", () => {
    expect(percentileInterval(hundred.toReversed(), { clusters: 20 })).toEqual({
      low: near(2.5),
      high: near(97.5),
      reason: null,
      replicates: 101,
      dropped: 0,
    });
  });

  it("bounds each side at 95 % by the interval at 90 %", () => {
    expect(oneSidedBounds(hundred, { clusters: 20 })).toMatchObject({ low: near(5), high: near(95) });
  });

  it("drops undefined replicates and says how many", () => {
    const replicates = [null, null, ...hundred];
    expect(percentileInterval(replicates, { clusters: 20 })).toMatchObject({
      low: near(2.5),
      replicates: 103,
      dropped: 2,
    });
  });

  it("is given with 5 % undefined and refused with more", () => {
    const replicates = (dropped: number) => Array.from({ length: 100 }, (_, i) => (i < dropped ? null : i));
    expect(percentileInterval(replicates(5), { clusters: 20 }).reason).toBeNull();
    expect(percentileInterval(replicates(6), { clusters: 20 })).toEqual({
      low: null,
      high: null,
      reason: "undefined_replicates",
      replicates: 100,
      dropped: 6,
    });
    expect(percentileInterval([null, null], { clusters: 20 }).reason).toBe("undefined_replicates");
  });

  it("is refused under ten clusters", () => {
    expect(percentileInterval(hundred, { clusters: 10 }).reason).toBeNull();
    expect(percentileInterval(hundred, { clusters: 9 })).toMatchObject({ low: null, reason: "few_clusters" });
  });

  it("refuses a level that is none, and no replicates at all", () => {
    expect(() => percentileInterval(hundred, { clusters: 20, level: 95 })).toThrow(RangeError);
    expect(() => oneSidedBounds(hundred, { clusters: 20, level: 0.5 })).toThrow(RangeError);
    expect(() => percentileInterval([], { clusters: 20 })).toThrow(RangeError);
  });
});

describe("pairedDifferences", () => {
  it("subtracts replicate by replicate and is undefined where either is", () => {
    expect(pairedDifferences([3, null, 1, 0], [1, 1, null, 0])).toEqual([2, null, null, 0]);
    expect(() => pairedDifferences([1], [])).toThrow(RangeError);
  });

  it("narrows what two graders share: a grader has no difference from itself", () => {
    const values = [0.5, 0.7, 0.6];
    expect(percentileInterval(pairedDifferences(values, values), { clusters: 10 })).toMatchObject({
      low: 0,
      high: 0,
    });
  });
});

const clusteredPairs: fc.Arbitrary<Clustered<Pair>[]> = fc.array(
  fc.record({ observation: fc.tuple(level, level), cluster: fc.integer({ min: 0, max: 5 }) }),
  { minLength: 1, maxLength: 40 },
);
const multiplicities = fc
  .array(fc.integer({ min: 0, max: 3 }), { minLength: 6, maxLength: 6 })
  .map((times) => Float64Array.from(times));

function repeated<Observation>(
  list: readonly Clustered<Observation>[],
  multiplicity: Float64Array,
): Observation[] {
  return list.flatMap(({ observation, cluster }) =>
    Array.from({ length: multiplicity[cluster] ?? 0 }, () => observation),
  );
}

describe("clustered tables", () => {
  it("hold every cluster once until resampled", () => {
    const { table, clusters } = clusteredCrosstab([
      { observation: [1, 2], cluster: 0 },
      { observation: [1, 2], cluster: 7 },
    ]);
    expect(table).toEqual(
      crosstab([
        [1, 2],
        [1, 2],
      ]),
    );
    expect(clusters).toBe(2);
  });

  it("give, reweighted, the table of the repeated pairs", () => {
    fc.assert(
      fc.property(clusteredPairs, multiplicities, (list, multiplicity) => {
        const { cells } = clusteredCrosstab(list).reweight(multiplicity);
        const expected = crosstab(repeated(list, multiplicity)).cells;
        const contents = ({ x, y, weight }: (typeof cells)[number]) => [x, y, weight];
        expect(cells.map(contents)).toEqual(expected.map(contents));
      }),
      propertyRuns,
    );
  });

  it("give, reweighted, the alpha of the repeated rows", () => {
    fc.assert(
      fc.property(ratingRows, multiplicities, (rows, multiplicity) => {
        const list = rows.map((observation, index) => ({ observation, cluster: index % 6 }));
        const resampled = clusteredRatings(list).reweight(multiplicity);
        const expected = ratingTable(repeated(list, multiplicity));
        expect(krippendorffAlpha(resampled, "ordinal")).toEqual(near(krippendorffAlpha(expected, "ordinal")));
      }),
      propertyRuns,
    );
  });

  it("refuse a cluster that is no number from 0, and multiplicities that are too few", () => {
    expect(() => clusteredCrosstab([{ observation: [1, 2], cluster: -1 }])).toThrow(RangeError);
    expect(() => clusteredCrosstab([{ observation: [1, 2], cluster: 0.5 }])).toThrow(RangeError);
    const { reweight } = clusteredCrosstab([{ observation: [1, 2], cluster: 3 }]);
    expect(() => reweight(new Float64Array(3))).toThrow(RangeError);
    expect(reweight(Float64Array.of(0, 0, 0, 2)).cells).toMatchObject([{ weight: 2 }]);
  });

  it("spread a mean by √(variance of cluster means ÷ clusters)", () => {
    // 40 clusters of one pair each: the textbook error of a mean, σ/√n
    const list = Array.from({ length: 40 }, (_, i) => ({
      observation: [0, (i * 7) % 11] as const,
      cluster: i,
    }));
    const { table, reweight } = clusteredCrosstab(list);
    const means = Array.from(
      resamples({ clusters: 40, seed: 11 }),
      (drawn) => bias(reweight(drawn)) ?? Number.NaN,
    );
    const spread = (values: readonly number[]) =>
      Math.sqrt(moments(crosstab(values.map((value) => [value, 0])))?.varianceX ?? Number.NaN);
    const expected = spread(list.map(({ observation }) => observation[1])) / Math.sqrt(40);
    expect(Math.abs(spread(means) / expected - 1)).toBeLessThan(0.06);
    expect(quadraticWeightedKappa(table)).toBe(0);
  });
});
