import type { ShiftRow } from "../domain/analysis.ts";
import { levelsOf, type Scale } from "../domain/scale.ts";
import { percentileInterval, type ResamplingPlan } from "../statistics/cluster-bootstrap.ts";
import { populationStability } from "../statistics/population-stability.ts";
import { readingAt, type Panel, type Readings } from "./readings.ts";
import { asItIs, resample, type Draw, type Figure } from "./resampling.ts";

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
  const differences = resample(
    parts.map(({ difference }) => difference),
    plan,
  );
  const excesses = resample(
    parts.map(({ excess }) => excess),
    plan,
  );
  return parts.map(({ about, repeats }, index) => {
    const { clusters } = about;
    const moved = percentileInterval(differences[index]?.replicates ?? [], { clusters, level });
    const beyond = percentileInterval(excesses[index]?.replicates ?? [], { clusters, level });
    const excess = excesses[index]?.point ?? null;
    const isShifted = excludesZero(moved) || (beyond.low ?? 0) > 0;
    const isIdentical = about.changedShare === 0 && about.lost + about.gained === 0;
    return {
      ...about,
      verdict: isIdentical ? "identical" : isShifted ? "shifted" : "not-shown",
      difference: differences[index]?.point ?? null,
      low: moved.low,
      high: moved.high,
      reason: about.n === 0 ? "no_overlap" : moved.reason,
      repeats:
        repeats === null || excess === null
          ? null
          : { ...repeats, excess, low: beyond.low, high: beyond.high },
    };
  });
}

function excludesZero({ low, high }: { readonly low: number | null; readonly high: number | null }): boolean {
  return low !== null && high !== null && (low > 0 || high < 0);
}

function partOf(
  panel: Panel,
  scale: Scale,
  { grader, before: earlier, after: later }: Moved,
  dimension: string,
) {
  const levelsAt = (readings: Readings): (number | null)[] =>
    panel.sampleIds.map((_, sample) => {
      const reading = readingAt(readings, dimension, sample);
      return typeof reading === "number" ? reading : null;
    });
  const before = levelsAt(earlier.final);
  const after = levelsAt(later.final);
  const both = before.flatMap((x, sample) => {
    const y = after[sample] ?? null;
    return x === null || y === null ? [] : [{ x, y, cluster: panel.clusterOf[sample] ?? 0 }];
  });
  const menu = levelsOf(scale);
  const sharesOf = (levels: readonly number[]): number[] => countsOn(menu, levels);
  const countsThen = sharesOf(both.map(({ x }) => x));
  const countsNow = sharesOf(both.map(({ y }) => y));
  const meanOf = (values: readonly (number | null)[]): ((draw: Draw) => number | null) =>
    clusterMean(panel, values);
  const paired = (value: (x: number, y: number) => number): (number | null)[] =>
    before.map((x, sample) => {
      const y = after[sample] ?? null;
      return x === null || y === null ? null : value(x, y);
    });
  const onlyIn = (one: readonly (number | null)[], other: readonly (number | null)[]): number =>
    one.filter((level, sample) => level !== null && (other[sample] ?? null) === null).length;
  const difference: Figure<null> = { about: null, compute: meanOf(paired((x, y) => y - x)) };
  const changes = repeatChanges(earlier.repeats.map(levelsAt), later.repeats.map(levelsAt));
  const between = meanOf(changes.map(({ between: share }) => share));
  const within = meanOf(changes.map(({ within: share }) => share));
  const excessAt = (draw: Draw): number | null => {
    const beyond = between(draw);
    const noise = within(draw);
    return beyond === null || noise === null ? null : beyond - noise;
  };
  const changedBetweenRuns = between(asItIs);
  const changedWithinRun = within(asItIs);
  return {
    about: {
      grader,
      dimension,
      baseline: meanOf(paired((x) => x))(asItIs),
      current: meanOf(paired((_, y) => y))(asItIs),
      changedShare: meanOf(paired((x, y) => (x === y ? 0 : 1)))(asItIs),
      psi: populationStability(countsThen, countsNow),
      levels: menu.map((level, index) => ({
        level,
        baseline: both.length === 0 ? 0 : (countsThen[index] ?? 0) / both.length,
        current: both.length === 0 ? 0 : (countsNow[index] ?? 0) / both.length,
      })),
      n: both.length,
      lost: onlyIn(before, after),
      gained: onlyIn(after, before),
      clusters: new Set(both.map(({ cluster }) => cluster)).size,
    },
    difference,
    excess: { about: null, compute: excessAt },
    repeats:
      changedBetweenRuns === null || changedWithinRun === null
        ? null
        : { changedBetweenRuns, changedWithinRun },
  };
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

type RepeatChange = { readonly between: number | null; readonly within: number | null };

/** Per sample, the share of pairs of repeats that differ: one repeat of each run, and two of the same run; null where either has none. */
function repeatChanges(
  then: readonly (readonly (number | null)[])[],
  now: readonly (readonly (number | null)[])[],
): RepeatChange[] {
  const samples = then[0]?.length ?? 0;
  return Array.from({ length: samples }, (_, sample) => {
    const at = (repeats: readonly (readonly (number | null)[])[]): number[] =>
      repeats.map((levels) => levels[sample] ?? null).filter((level) => level !== null);
    const [before, after] = [at(then), at(now)];
    const between = shareDifferent(before.flatMap((x) => after.map((y) => [x, y] as const)));
    const within = shareDifferent([...twoOf(before), ...twoOf(after)]);
    return between === null || within === null ? { between: null, within: null } : { between, within };
  });
}

function twoOf(levels: readonly number[]): (readonly [number, number])[] {
  return levels.flatMap((x, index) => levels.slice(index + 1).map((y) => [x, y] as const));
}

function shareDifferent(pairs: readonly (readonly [number, number])[]): number | null {
  return pairs.length === 0 ? null : pairs.filter(([x, y]) => x !== y).length / pairs.length;
}

/** Mean of one value per sample under a draw of clusters, from two sums per cluster. */
function clusterMean(panel: Panel, values: readonly (number | null)[]): (draw: Draw) => number | null {
  const sums = new Float64Array(panel.clusters);
  const counts = new Float64Array(panel.clusters);
  for (const [sample, value] of values.entries()) {
    if (value === null) continue;
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
