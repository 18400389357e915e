import type { ShiftRow } from "../domain/analysis.ts";
import { levelsOf, type Scale } from "../domain/scale.ts";
import { percentileInterval, type ResamplingPlan } from "../statistics/cluster-bootstrap.ts";
import { populationStability } from "../statistics/population-stability.ts";
import { readingAt, type Panel, type Readings } from "./readings.ts";
import { asItIs, resample, type Draw } from "./resampling.ts";

/** What a grader said then and now: its final scores, and each repeat where there are at least two. */
export type Moved = {
  readonly grader: string;
  readonly before: Said;
  readonly after: Said;
};
type Said = { readonly final: Readings; readonly repeats: readonly Readings[] };

/** What the shift of scores is measured over. */
export type ShiftFrame = {
  readonly panel: Panel;
  readonly scale: Scale;
  readonly level: number;
  readonly plan: ResamplingPlan;
};

/**
 * How the scores moved between two runs of the same grader on the same samples, per dimension. It needs no labels, so it sees a model
 * that was changed behind its name before anybody has rated anything.
 */
export function shiftRows({ panel, scale, level, plan }: ShiftFrame, graders: readonly Moved[]): ShiftRow[] {
  const parts = graders.flatMap((moved) =>
    panel.dimensions.map((dimension) => partOf(panel, scale, moved, dimension)),
  );
  const figures = parts.flatMap(({ difference, excess }) => [difference, excess]);
  const drawn = resample(
    figures.map((compute) => ({ about: null, compute })),
    plan,
  );
  return parts.map(({ about, noise }, index) => {
    const [difference, excess] = drawn.slice(2 * index, 2 * index + 2);
    const clusters = { clusters: about.clusters, level };
    const moved = percentileInterval(difference?.replicates ?? [], clusters);
    const beyond = percentileInterval(excess?.replicates ?? [], clusters);
    const isIdentical = about.changedShare === 0 && about.lost + about.gained === 0;
    const isShifted = (moved.low ?? 0) > 0 || (moved.high ?? 0) < 0 || (beyond.low ?? 0) > 0;
    return {
      ...about,
      verdict: isIdentical ? "identical" : isShifted ? "shifted" : "not-shown",
      difference: difference?.point ?? null,
      low: moved.low,
      high: moved.high,
      reason: about.n === 0 ? "no_overlap" : moved.reason,
      repeats: noise === null ? null : { ...noise, low: beyond.low, high: beyond.high },
    };
  });
}

type Levels = readonly (number | null)[];

/** One dimension of one grader: what is counted once, and the two figures that are resampled. */
function partOf(panel: Panel, scale: Scale, { grader, before, after }: Moved, dimension: string) {
  const earlier = levelsIn(panel, before.final, dimension);
  const later = levelsIn(panel, after.final, dimension);
  const pairs = earlier.map((x, sample) => {
    const y = later[sample] ?? null;
    return x === null || y === null ? null : ([x, y] as const);
  });
  const both = pairs.filter((pair) => pair !== null);
  const n = both.length;
  const meanOf = (value: (x: number, y: number) => number) =>
    clusterMean(
      panel,
      pairs.map((pair) => (pair === null ? null : value(...pair))),
    );
  const menu = levelsOf(scale);
  const counts = {
    before: countsOn(
      menu,
      both.map(([x]) => x),
    ),
    after: countsOn(
      menu,
      both.map(([, y]) => y),
    ),
  };
  const share = (count: number | undefined): number => (n === 0 ? 0 : (count ?? 0) / n);
  const { noise, excess } = noiseOf(panel, before, after, dimension);
  return {
    about: {
      grader,
      dimension,
      baseline: meanOf((x) => x)(asItIs),
      current: meanOf((_, y) => y)(asItIs),
      changedShare: meanOf((x, y) => Number(x !== y))(asItIs),
      psi: populationStability(counts.before, counts.after),
      levels: menu.map((each, index) => ({
        level: each,
        baseline: share(counts.before[index]),
        current: share(counts.after[index]),
      })),
      n,
      lost: scoredOnlyIn(earlier, later),
      gained: scoredOnlyIn(later, earlier),
      clusters: new Set(panel.clusterOf.filter((_, sample) => pairs[sample] !== null)).size,
    },
    difference: meanOf((x, y) => y - x),
    noise,
    excess,
  };
}

/** How much more single repeats differ between the runs than within one; null without repeats. */
function noiseOf(panel: Panel, before: Said, after: Said, dimension: string) {
  const levels = ({ repeats }: Said): Levels[] => repeats.map((repeat) => levelsIn(panel, repeat, dimension));
  const changes = repeatChanges(levels(before), levels(after));
  const between = clusterMean(
    panel,
    changes.map((change) => change?.between ?? null),
  );
  const within = clusterMean(
    panel,
    changes.map((change) => change?.within ?? null),
  );
  const excess = (draw: Draw): number | null => {
    const changed = between(draw);
    const floor = within(draw);
    return changed === null || floor === null ? null : changed - floor;
  };
  const [changedBetweenRuns, changedWithinRun] = [between(asItIs), within(asItIs)];
  return {
    noise:
      changedBetweenRuns === null || changedWithinRun === null
        ? null
        : { changedBetweenRuns, changedWithinRun, excess: changedBetweenRuns - changedWithinRun },
    excess,
  };
}

function levelsIn(panel: Panel, readings: Readings, dimension: string): Levels {
  return panel.sampleIds.map((_, sample) => {
    const reading = readingAt(readings, dimension, sample);
    return typeof reading === "number" ? reading : null;
  });
}

function scoredOnlyIn(one: Levels, other: Levels): number {
  return one.filter((level, sample) => level !== null && (other[sample] ?? null) === null).length;
}

/** How many levels stand nearest to each of the menu's; a mean of repeats between two counts for the upper one. */
function countsOn(menu: readonly number[], levels: readonly number[]): number[] {
  const counts = menu.map(() => 0);
  for (const level of levels) {
    const nearest = menu.reduce(
      (best, each, index) =>
        Math.abs(each - level) <= Math.abs((menu[best] ?? each) - level) ? index : best,
      0,
    );
    counts[nearest] = (counts[nearest] ?? 0) + 1;
  }
  return counts;
}

/** Per sample, the share of pairs of repeats that differ: one repeat of each run, and two of one run; null where there is no such pair. */
function repeatChanges(before: readonly Levels[], after: readonly Levels[]) {
  return (before[0] ?? []).map((_, sample) => {
    const at = (repeats: readonly Levels[]): number[] =>
      repeats.map((levels) => levels[sample] ?? null).filter((level) => level !== null);
    const [earlier, later] = [at(before), at(after)];
    const between = shareDifferent(earlier.flatMap((x) => later.map((y) => [x, y] as const)));
    const within = shareDifferent([...twoOf(earlier), ...twoOf(later)]);
    return between === null || within === null ? null : { between, within };
  });
}

function twoOf(levels: readonly number[]): (readonly [number, number])[] {
  return levels.flatMap((x, index) => levels.slice(index + 1).map((y) => [x, y] as const));
}

function shareDifferent(pairs: readonly (readonly [number, number])[]): number | null {
  return pairs.length === 0 ? null : pairs.filter(([x, y]) => x !== y).length / pairs.length;
}

/** Mean of one value per sample under a draw of clusters, from two sums per cluster. */
function clusterMean(panel: Panel, values: Levels): (draw: Draw) => number | null {
  const sums = new Float64Array(panel.clusters);
  const counts = new Float64Array(panel.clusters);
  const given = values.flatMap((value, sample) => (value === null ? [] : [{ value, sample }]));
  // Fractions leave a last bit that depends on the order of a sum; ascending values add up the same in any order of samples.
  for (const { value, sample } of given.toSorted((a, b) => a.value - b.value)) {
    const cluster = panel.clusterOf[sample] ?? 0;
    sums[cluster] = (sums[cluster] ?? 0) + value;
    counts[cluster] = (counts[cluster] ?? 0) + 1;
  }
  return ({ multiplicity }) => {
    let sum = 0;
    let n = 0;
    for (let cluster = 0; cluster < panel.clusters; cluster += 1) {
      const drawn = multiplicity === null ? 1 : (multiplicity[cluster] ?? 0);
      sum += drawn * (sums[cluster] ?? 0);
      n += drawn * (counts[cluster] ?? 0);
    }
    return n === 0 ? null : sum / n;
  };
}
