import { describe, expect, it } from "vitest";
import { createPanel } from "../../src/analysis/readings.ts";
import { regressionFigures, regressionRow } from "../../src/analysis/regression.ts";
import { createTabulator, resample } from "../../src/analysis/resampling.ts";
import { resamples } from "../../src/statistics/cluster-bootstrap.ts";
import { createRandom } from "../../src/statistics/random.ts";
import { addPair, drawPanel, noiseForDrop, normals, qwkOf, type Graders } from "./panel-model.ts";
import { isDeep, percent, printTable, shareOf } from "./printed.ts";

const simulations = isDeep ? 2000 : 100;
const replicates = isDeep ? 1000 : 300;
const dimensions = 6;
/** QWK of about 0.70 against people. */
const noise = 0.7;
const population = isDeep ? 200_000 : 20_000;
const noiseAfter = new Map(
  [0, 0.05, 0.08].map((drop) => [drop, drop === 0 ? noise : noiseForDrop(noise, drop, population)]),
);

type Setting = {
  readonly n: number;
  readonly clusters: number;
  readonly shared: number;
  readonly drop: number;
};

const settings: readonly Setting[] = [0, 0.5].flatMap((shared) =>
  [
    { n: 60, clusters: 20 },
    { n: 120, clusters: 30 },
    { n: 240, clusters: 40 },
  ].flatMap((size) => [0, 0.05, 0.08].map((drop) => ({ ...size, shared, drop }))),
);

function gradersOf({ n, clusters, shared, drop }: Setting): Graders {
  const after = noiseAfter.get(drop) ?? noise;
  return {
    clusters,
    perCluster: n / clusters,
    dimensions,
    noise: [noise, after],
    shared,
    ofCluster: 0.1,
    halo: 0.15,
  };
}

/** Twelve sums per dimension and cluster: six of people and the grader before, six of people and the grader after. */
function drawSums(setting: Setting, normal: () => number): Float64Array {
  const sums = new Float64Array(setting.clusters * dimensions * 12);
  drawPanel(gradersOf(setting), normal, (dimension, cluster, x, before, after) => {
    const offset = 12 * (cluster * dimensions + dimension);
    addPair(sums, offset, x, before);
    addPair(sums, offset + 6, x, after);
  });
  return sums;
}

/** The primary endpoint under a draw of clusters: mean over dimensions of QWK after minus before, and both means. */
function endpoint(sums: Float64Array, multiplicity: Float64Array): { before: number; after: number } {
  const width = dimensions * 12;
  const drawn = new Float64Array(width);
  for (let cluster = 0; cluster < multiplicity.length; cluster += 1) {
    const times = multiplicity[cluster] ?? 0;
    if (times === 0) continue;
    for (let index = 0; index < width; index += 1) {
      drawn[index] = (drawn[index] ?? 0) + times * (sums[cluster * width + index] ?? 0);
    }
  }
  let [before, after] = [0, 0];
  for (let dimension = 0; dimension < dimensions; dimension += 1) {
    before += qwkOf(drawn, 12 * dimension) / dimensions;
    after += qwkOf(drawn, 12 * dimension + 6) / dimensions;
  }
  return { before, after };
}

const rule = { maxDrop: 0.05, role: "required", level: 0.95 } as const;

/** What the regression gate says of one simulated pair of runs, and what the rule of thumb would. */
function judge(setting: Setting, sums: Float64Array, seed: number) {
  const { n, clusters } = setting;
  const { before, after } = endpoint(sums, new Float64Array(clusters).fill(1));
  const drawn = Array.from(resamples({ clusters, seed, replicates }), (multiplicity) => {
    const at = endpoint(sums, multiplicity);
    return at.after - at.before;
  });
  const about = { grader: "g", dimension: null, baseline: before, current: after, n, clusters };
  const row = regressionRow({ about, point: after - before, replicates: drawn }, rule);
  return { row, naive: after - before < -0.02 };
}

function simulate(setting: Setting) {
  const normal = normals(createRandom(JSON.stringify(setting)));
  const count = { pass: 0, fail: 0, inconclusive: 0, naive: 0 };
  for (let simulation = 0; simulation < simulations; simulation += 1) {
    const { row, naive } = judge(setting, drawSums(setting, normal), simulation);
    if (row.verdict === "regressed") count.fail += 1;
    else if (row.verdict === "inconclusive") count.inconclusive += 1;
    else count.pass += 1;
    if (naive) count.naive += 1;
  }
  return { setting, ...count };
}

describe("the regression gate in simulation", () => {
  it("counts on sums per cluster, which give the same verdict as the analysis of a run", () => {
    const setting = { n: 120, clusters: 30, shared: 0.5, drop: 0.05 };
    const samples: { id: string; cluster: string }[] = [];
    const columns = {
      x: new Map<string, number[]>(),
      before: new Map<string, number[]>(),
      after: new Map<string, number[]>(),
    };
    drawPanel(gradersOf(setting), normals(createRandom(9)), (dimension, cluster, x, before, after) => {
      // Clusters are numbered by name.
      if (dimension === 0) samples.push({ id: `s${samples.length}`, cluster: `c${cluster + 100}` });
      for (const [name, value] of Object.entries({ x, before, after })) {
        const column = name === "x" ? columns.x : name === "before" ? columns.before : columns.after;
        const key = `d${dimension}`;
        column.set(key, [...(column.get(key) ?? []), value]);
      }
    });
    const names = Array.from({ length: dimensions }, (_, dimension) => `d${dimension}`);
    const panel = createPanel(samples, names);
    const comparing = {
      pairing: { panel, scale: { min: 1, max: 5 }, weights: {} },
      set: { references: [columns.x], ceiling: [], directed: true },
      tabulate: createTabulator(panel),
    };
    const plan = { clusters: panel.clusters, seed: 4, replicates };
    const [primary] = resample(regressionFigures(comparing, "g", columns.before, columns.after), plan);
    const { row } = judge(setting, drawSums(setting, normals(createRandom(9))), 4);
    const expected = primary === undefined ? null : regressionRow(primary, rule);
    expect(row).toMatchObject({ verdict: expected?.verdict, n: expected?.clusters === 30 ? row.n : -1 });
    for (const figure of ["difference", "low", "high", "lowerOneSided"] as const) {
      expect(row[figure]).toBeCloseTo(expected?.[figure] ?? Number.NaN, 9);
    }
  });

  it(
    "seldom fails a grader that is as good as before, passes most of them at n = 120 with half the noise shared, and finds true drops",
    () => {
      const results = settings.map(simulate);
      printTable(
        `Regression gate, ${simulations} simulations each, ${dimensions} dimensions, QWK 0.70, max_drop 0.05`,
        [
          [
            "n",
            "clusters",
            "shared noise",
            "true drop",
            "pass",
            "fail",
            "Wilson of fail",
            "inconclusive",
            "naive rule fails",
          ],
          ...results.map(({ setting, pass, fail, inconclusive, naive }) => {
            const { low, high } = shareOf(fail, simulations);
            return [
              String(setting.n),
              String(setting.clusters),
              percent(setting.shared),
              setting.drop.toFixed(2),
              percent(pass / simulations),
              percent(fail / simulations),
              `${percent(low)} to ${percent(high)}`,
              percent(inconclusive / simulations),
              percent(naive / simulations),
            ];
          }),
        ],
      );
      // With few simulations as far as they can tell, with many the shares themselves.
      const least = (count: number): number => shareOf(count, simulations)[isDeep ? "share" : "low"];
      const most = (count: number): number => shareOf(count, simulations)[isDeep ? "share" : "high"];
      const where = (wrong: (result: (typeof results)[number]) => boolean): Setting[] =>
        results.filter(wrong).map(({ setting }) => setting);
      const isUnchanged = ({ setting }: (typeof results)[number]): boolean => setting.drop === 0;
      expect(where((result) => isUnchanged(result) && least(result.fail) > 0.05)).toEqual([]);
      expect(where((result) => isUnchanged(result) && result.naive < result.fail)).toEqual([]);
      const middling = results.find(
        ({ setting: { n, shared, drop } }) => n === 120 && shared > 0 && drop === 0,
      );
      expect(most(middling?.pass ?? 0)).toBeGreaterThanOrEqual(0.7);
      // A drop of max_drop passes as often as the one-sided bound misses, a larger one hardly ever.
      expect(where((result) => !isUnchanged(result) && least(result.pass) > 0.1)).toEqual([]);
    },
    isDeep ? 900_000 : 60_000,
  );
});
