import type { Rubric } from "../domain/rubric.ts";
import type { Scorecard, WhatIf } from "../domain/scorecard.ts";
import { HarnessError } from "../errors.ts";
import { quantile } from "../statistics/quantile.ts";
import { createRandom, type Random } from "../statistics/random.ts";
import { judgedBy } from "./scorecard.ts";
import { isWithinNoise } from "./uncertainty.ts";

export type WhatIfOptions = {
  /** How far each weight is moved at most, up or down. */
  readonly points: number;
  readonly replicates: number;
  readonly seed: number;
};

export const usualWhatIf: WhatIfOptions = { points: 5, replicates: 2000, seed: 1 };

/**
 * The order of candidates under each profile, and how firm it is, without grading again. Weights are moved by a uniform draw from
 * −points to +points each, not below 0, and renormalised; the same draws serve all candidates.
 * @see Saisana, Saltelli & Tarantola (2005), Uncertainty and sensitivity analysis for composite indicators, JRSS A 168(2)
 */
export function whatIf(
  scorecards: readonly Scorecard[],
  rubric: Rubric,
  options: WhatIfOptions = usualWhatIf,
): WhatIf {
  const { grader, fingerprint } = requireComparable(scorecards, rubric);
  const random = createRandom(options.seed);
  const levels = new Map(scorecards.map((card) => [card.sample, levelsOf(card)]));
  return {
    schema: "touchstone.what-if/1",
    rubric: judgedBy(rubric),
    grader,
    fingerprint,
    ...options,
    profiles: Object.entries(rubric.profiles).map(([profile, { weights }]) => {
      const ranking = rankingUnder(scorecards, profile);
      return {
        profile,
        weights: { ...weights },
        candidates: withStability(ranking, { levels, weights, options, random }),
        neighbours: neighboursOf(levels, ranking),
      };
    }),
  };
}

/** Scorecards of one run by one grader; anything else compares what was not measured alike. */
function requireComparable(
  scorecards: readonly Scorecard[],
  rubric: Rubric,
): { readonly grader: string; readonly fingerprint: string } {
  const [first] = scorecards;
  if (first === undefined) throw new HarnessError("usage", "there is no scorecard to weight anew");
  const stranger = scorecards.find(
    (each) => each.fingerprint !== first.fingerprint || each.grader !== first.grader,
  );
  if (stranger !== undefined) {
    throw new HarnessError(
      "incomparable",
      `scorecards of ${first.sample} and ${stranger.sample} were not made alike (grader ${first.grader} of run ${first.fingerprint.slice(0, 12)}, grader ${stranger.grader} of run ${stranger.fingerprint.slice(0, 12)}); score all in one run`,
    );
  }
  if (first.rubric.id !== rubric.id || first.rubric.version !== rubric.version) {
    throw new HarnessError(
      "incomparable",
      `scorecards follow ${first.rubric.id} ${first.rubric.version}, this is ${rubric.id} ${rubric.version}`,
    );
  }
  return { grader: first.grader, fingerprint: first.fingerprint };
}

type Ranked = {
  readonly sample: string;
  readonly candidate: string;
  readonly mean: number | null;
  readonly standardError: number | null;
  readonly rank: number | null;
};

/** Highest mean first; those without one last, unranked. */
function rankingUnder(scorecards: readonly Scorecard[], profile: string): readonly Ranked[] {
  const figures = scorecards.map(({ sample, candidate, profiles }) => {
    const result = profiles.find((each) => each.profile === profile);
    const { mean = null, standardError = null } = result ?? {};
    return { sample, candidate, mean, standardError };
  });
  const ranks = ranksOf(figures.map(({ mean }) => mean ?? -Infinity));
  return figures
    .map((figure, index) => ({ ...figure, rank: figure.mean === null ? null : (ranks[index] ?? null) }))
    .toSorted((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || (a.sample < b.sample ? -1 : 1));
}

/** Means this near are one mean, summed in another order. */
const sameMean = 1e-9;

/** 1 and how many are higher. */
function ranksOf(means: readonly number[]): number[] {
  const ascending = Float64Array.from(means).sort();
  return means.map((mean) => 1 + ascending.length - countUpTo(ascending, mean + sameMean));
}

/** How many of the sorted values are not above a bound, by halving. */
function countUpTo(ascending: Float64Array, bound: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? Infinity) <= bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

type Perturbing = {
  readonly levels: ReadonlyMap<string, Levels>;
  readonly weights: Readonly<Record<string, number>>;
  readonly options: WhatIfOptions;
  readonly random: Random;
};

function withStability(
  ranking: readonly Ranked[],
  { levels, weights, options, random }: Perturbing,
): WhatIf["profiles"][number]["candidates"] {
  const ranked = ranking.filter(({ rank }) => rank !== null);
  const dimensions = Object.keys(weights);
  const rows = ranked.map(({ sample }) => dimensions.map((each) => levels.get(sample)?.get(each) ?? null));
  const drawn = new Map(ranked.map((candidate) => [candidate, new Float64Array(options.replicates)]));
  for (let draw = 0; draw < options.replicates; draw += 1) {
    const moved = Object.values(weights).map((weight) => perturbed(weight, options.points, random));
    const ranks = ranksOf(rows.map((row) => meanUnder(row, moved)));
    for (const [place, candidate] of ranked.entries())
      drawn.get(candidate)?.fill(ranks[place] ?? 0, draw, draw + 1);
  }
  return ranking.map((candidate) => {
    const ranks = drawn.get(candidate)?.sort() ?? new Float64Array();
    const [low, high] = [quantile(ranks, 0.025), quantile(ranks, 0.975)];
    const kept = ranks.filter((rank) => rank === candidate.rank).length;
    return {
      ...candidate,
      rankLow: low === null ? null : Math.round(low),
      rankHigh: high === null ? null : Math.round(high),
      keptRank: ranks.length === 0 ? null : kept / ranks.length,
    };
  });
}

type Levels = ReadonlyMap<string, number>;

const unscored: Levels = new Map();

function levelsOf({ dimensions }: Scorecard): Levels {
  return new Map(
    dimensions.flatMap(({ dimension, level }) => (level === null ? [] : [[dimension, level] as const])),
  );
}

function perturbed(weight: number, points: number, random: Random): number {
  return Math.max(0, weight + points * (2 * random.unit() - 1));
}

/** The mean over what was scored; the lowest there is where that has no weight left. */
function meanUnder(levels: readonly (number | null)[], weights: readonly number[]): number {
  let sum = 0;
  let total = 0;
  for (let index = 0; index < levels.length; index += 1) {
    const level = levels[index] ?? null;
    const weight = weights[index] ?? 0;
    if (level === null) continue;
    sum += weight * level;
    total += weight;
  }
  return total === 0 ? -Infinity : sum / total;
}

/** Each candidate beside the next: whether the difference is more than noise, and whether both were seen on the same things. */
function neighboursOf(
  levels: ReadonlyMap<string, Levels>,
  ranking: readonly Ranked[],
): WhatIf["profiles"][number]["neighbours"] {
  return ranking.slice(1).flatMap((below, index) => {
    const above = ranking[index];
    if (above === undefined || above.mean === null || below.mean === null) return [];
    const [one, other] = [levels.get(above.sample) ?? unscored, levels.get(below.sample) ?? unscored];
    const all = [...new Set([...one.keys(), ...other.keys()])];
    const difference = above.mean - below.mean;
    return [
      {
        above: above.sample,
        below: below.sample,
        difference,
        withinNoise: isWithinNoise(difference, [above.standardError, below.standardError]),
        notComparableOn: all.filter((dimension) => one.has(dimension) !== other.has(dimension)),
      },
    ];
  });
}
