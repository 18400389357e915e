import { describe, expect, it } from "vitest";
import { agree } from "../../src/analysis/agree.ts";
import type { RatingsTable, TableRating } from "../../src/domain/agreement.ts";
import { createRandom } from "../../src/statistics/random.ts";

/** Two people and a judge on n items, a few of the judge's levels missing, in groups. */
function tableOf(n: number, clusterOf: (item: number) => string): RatingsTable {
  const random = createRandom(5);
  const ratings: TableRating[] = [];
  for (let item = 0; item < n; item += 1) {
    const level = random.below(5);
    for (const source of ["h1", "h2", "judge"]) {
      const value = Math.min(4, Math.max(0, level + random.below(3) - 1));
      const lacks = source === "judge" && random.below(20) === 0;
      ratings.push({
        item: `i${item}`,
        source,
        dimension: "rating",
        round: null,
        value: lacks ? null : value,
        unscored: lacks ? "unparsable" : null,
      });
    }
  }
  return {
    name: "made.csv",
    items: Array.from({ length: n }, (_, item) => ({
      id: `i${item}`,
      cluster: clusterOf(item),
      group: item % 3 === 0 ? "a" : "b",
    })),
    sources: [
      { name: "h1", kind: "human" },
      { name: "h2", kind: "human" },
      { name: "judge", kind: "grader" },
    ],
    dimensions: ["rating"],
    clusterBy: "item",
    ratings,
    flags: [],
    leftOut: [],
  };
}

const options = {
  scale: { min: 0, max: 4, step: 1 },
  reference: "each",
  graders: [],
  weights: {},
  seed: 1,
  replicates: 400,
  advanced: true,
  epsilon: 0.2,
} as const;

describe("items with equal ratings drawn together", () => {
  // From 5,000 items on equal ones stand together; weights forbid that and change nothing but `overall`.
  const table = tableOf(5000, (item) => `i${item}`);
  const together = agree(table, options).analysis;
  const apart = agree(table, { ...options, weights: { rating: 1 } }).analysis;
  const rows = apart.agreement.filter(({ dimension }) => dimension !== "overall");

  it("give the same figures and counts as each by itself", () => {
    expect(together.counts).toEqual(apart.counts);
    expect(
      together.agreement.map(({ grader, statistic, group, n, coverage, missing, clusters }) => [
        grader,
        statistic,
        group,
        n,
        coverage,
        missing,
        clusters,
      ]),
    ).toEqual(
      rows.map(({ grader, statistic, group, n, coverage, missing, clusters }) => [
        grader,
        statistic,
        group,
        n,
        coverage,
        missing,
        clusters,
      ]),
    );
    const rounded = (all: typeof rows) =>
      all.map(({ value }) => (value === null ? null : Number(value.toFixed(9))));
    expect(rounded(together.agreement)).toEqual(rounded(rows));
  });

  it("give intervals as wide, but for the draws", () => {
    const widthOf = ({ low, high }: (typeof rows)[number]) => (high ?? 0) - (low ?? 0);
    const ratios = together.agreement.flatMap((row, index) => {
      const other = rows[index];
      if (other === undefined || row.replicates === 0 || widthOf(row) === 0) return [];
      return [{ statistic: row.statistic, ratio: widthOf(row) / widthOf(other) }];
    });
    expect(ratios.length).toBeGreaterThan(20);
    expect(ratios.filter(({ ratio }) => ratio < 0.75 || ratio > 1.33)).toEqual([]);
  });
});

describe("agree", () => {
  it("has prmse beside what one rater would reach", () => {
    const { agreement } = agree(
      tableOf(300, (item) => `i${item}`),
      options,
    ).analysis;
    const valueOf = (name: string) =>
      agreement.find(({ statistic }) => statistic === name)?.value ?? Number.NaN;
    expect(valueOf("prmse")).toBeGreaterThan(0.5);
    expect(valueOf("prmse_benchmark")).toBeLessThan(1);
  });

  it("names every statistic in snake_case and no row twice", () => {
    const { agreement } = agree(
      tableOf(60, (item) => `c${item % 12}`),
      options,
    ).analysis;
    const names = agreement.map(({ grader, dimension, statistic, group, reference }) =>
      [grader, dimension, statistic, group, reference].join(" "),
    );
    expect(new Set(names).size).toBe(names.length);
    expect(agreement.filter(({ statistic }) => !/^[a-z0-9_]+$/.test(statistic))).toEqual([]);
  });
});
