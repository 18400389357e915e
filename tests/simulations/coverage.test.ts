import { describe, expect, it } from "vitest";
import { percentileInterval, resamples } from "../../src/statistics/cluster-bootstrap.ts";
import { clusteredCrosstab } from "../../src/statistics/clustered-table.ts";
import type { Pair } from "../../src/statistics/crosstab.ts";
import { quadraticWeightedKappa } from "../../src/statistics/quadratic-weighted-kappa.ts";
import { createRandom } from "../../src/statistics/random.ts";
import { addPair, drawPanel, normals, populationQwk, qwkOf, type Graders } from "./panel-model.ts";
import { isDeep, percent, printTable, shareOf } from "./printed.ts";

const simulations = isDeep ? 2000 : 100;
const replicates = isDeep ? 1000 : 300;
const noise = 0.6;
const one: Omit<Graders, "clusters" | "perCluster" | "ofCluster"> = {
  dimensions: 1,
  noise: [noise, noise],
  shared: 0,
  halo: 0,
};

type Design = { readonly name: string; readonly graders: Graders; readonly atLeast: number };

const designs: readonly Design[] = [
  ...[
    { n: 30, atLeast: 0.9 },
    { n: 100, atLeast: 0.92 },
    { n: 300, atLeast: 0.93 },
  ].map(({ n, atLeast }) => ({
    name: `n=${n}, items`,
    graders: { ...one, clusters: n, perCluster: 1, ofCluster: 0 },
    atLeast,
  })),
  ...[
    { clusters: 10, atLeast: 0.82 },
    { clusters: 20, atLeast: 0.88 },
    { clusters: 40, atLeast: 0.9 },
  ].map(({ clusters, atLeast }) => ({
    name: `${clusters} clusters of 10`,
    graders: { ...one, clusters, perCluster: 10, ofCluster: 0.7 },
    atLeast,
  })),
];

type Item = { readonly cluster: number; readonly pair: Pair };

function draw(graders: Graders, normal: () => number): Item[] {
  const items: Item[] = [];
  drawPanel(graders, normal, (_, cluster, x, y) => items.push({ cluster, pair: [x, y] }));
  return items;
}

/** Replicates of QWK from six sums per cluster. */
function replicatesOf(items: readonly Item[], clusters: number, seed: number): number[] {
  const sums = new Float64Array(6 * clusters);
  for (const { cluster, pair } of items) addPair(sums, 6 * cluster, ...pair);
  const drawn = new Float64Array(6);
  return Array.from(resamples({ clusters, seed, replicates }), (multiplicity) => {
    drawn.fill(0);
    for (let cluster = 0; cluster < clusters; cluster += 1) {
      const times = multiplicity[cluster] ?? 0;
      if (times === 0) continue;
      for (let index = 0; index < 6; index += 1) {
        drawn[index] = (drawn[index] ?? 0) + times * (sums[6 * cluster + index] ?? 0);
      }
    }
    return qwkOf(drawn, 0);
  });
}

/** In how many simulations the interval holds the population's QWK, whole clusters drawn and items drawn. */
function covered({ graders }: Design): { byCluster: number; byItem: number; width: number } {
  const truth = populationQwk(noise, isDeep ? 400_000 : 50_000);
  const normal = normals(createRandom(`coverage ${graders.clusters} ${graders.perCluster}`));
  const count = { byCluster: 0, byItem: 0, width: 0 };
  for (let simulation = 0; simulation < simulations; simulation += 1) {
    const items = draw(graders, normal);
    const holds = (some: readonly Item[], clusters: number): boolean => {
      const { low, high } = percentileInterval(replicatesOf(some, clusters, simulation), { clusters });
      if (low === null) return false;
      count.width += some === items ? (high - low) / simulations : 0;
      return low <= truth && truth <= high;
    };
    if (holds(items, graders.clusters)) count.byCluster += 1;
    const apart = items.map(({ pair }, cluster) => ({ cluster, pair }));
    if (graders.perCluster > 1 && holds(apart, items.length)) count.byItem += 1;
  }
  return count;
}

describe("coverage of the 95 % percentile cluster bootstrap of QWK", () => {
  it("counts on six sums a cluster, which give the same replicates as the table", () => {
    const clusters = 25;
    const items = draw({ ...one, clusters, perCluster: 4, ofCluster: 0.3 }, normals(createRandom(5)));
    const table = clusteredCrosstab(items.map(({ cluster, pair }) => ({ cluster, observation: pair })));
    const expected = Array.from(resamples({ clusters, seed: 3, replicates }), (multiplicity) =>
      quadraticWeightedKappa(table.reweight(multiplicity)),
    );
    for (const [index, value] of replicatesOf(items, clusters, 3).entries()) {
      expect(value).toBeCloseTo(expected[index] ?? Number.NaN, 10);
    }
  });

  it(
    "is near 95 % from n = 100 on and some points lower with few clusters; drawing items instead of clusters covers far less",
    () => {
      const results = designs.map((design) => ({ design, ...covered(design) }));
      printTable(`Coverage of the 95 % interval of QWK, ${simulations} simulations`, [
        ["design", "covered", "Wilson", "items drawn", "mean width"],
        ...results.map(({ design, byCluster, byItem, width }) => {
          const { share, low, high } = shareOf(byCluster, simulations);
          return [
            design.name,
            percent(share),
            `${percent(low)} to ${percent(high)}`,
            design.graders.perCluster > 1 ? percent(byItem / simulations) : "",
            width.toFixed(3),
          ];
        }),
      ]);
      const short = results.filter(
        ({ design, byCluster }) => shareOf(byCluster, simulations).high < design.atLeast,
      );
      expect(short.map(({ design }) => design.name)).toEqual([]);
      const clustered = results.filter(({ design }) => design.graders.perCluster > 1);
      const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
      expect(sumOf(clustered.map(({ byItem }) => byItem))).toBeLessThan(
        sumOf(clustered.map(({ byCluster }) => byCluster)),
      );
    },
    isDeep ? 600_000 : 60_000,
  );
});
