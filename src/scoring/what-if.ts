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
        candidates: withStability(ranking, { scorecards, weights, options, random }),
        neighbours: neighboursOf(scorecards, ranking),
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
  const ranks = ranksOf(figures.map(({ mean }) => mean));
  return figures
    .map((figure, index) => ({ ...figure, rank: ranks[index] ?? null }))
    .toSorted((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || (a.sample < b.sample ? -1 : 1));
}

/** 1 and how many are higher; null stays null. */
function ranksOf(means: readonly (number | null)[]): readonly (number | null)[] {
  return means.map((mean) =>
    mean === null ? null : 1 + means.filter((other) => other !== null && other > mean + 1e-9).length,
  );
}

type Perturbing = {
  readonly scorecards: readonly Scorecard[];
  readonly weights: Readonly<Record<string, number>>;
  readonly options: WhatIfOptions;
  readonly random: Random;
};

function withStability(
  ranking: readonly Ranked[],
  { scorecards, weights, options, random }: Perturbing,
): WhatIf["profiles"][number]["candidates"] {
  const ranked = ranking.filter(({ rank }) => rank !== null);
  const levels = ranked.map(({ sample }) => levelsOf(scorecards, sample));
  const drawn = Array.from({ length: options.replicates }, () => {
    const moved = perturbed(weights, options.points, random);
    return ranksOf(levels.map((own) => meanUnder(own, moved)));
  });
  return ranking.map((candidate) => {
    const place = ranked.indexOf(candidate);
    const ranks = drawn.flatMap((draw) => draw[place] ?? []);
    const sorted = Float64Array.from(ranks).sort();
    const at = (p: number): number | null => {
      const rank = place === -1 ? null : quantile(sorted, p);
      return rank === null ? null : Math.round(rank);
    };
    const kept = ranks.filter((rank) => rank === candidate.rank).length;
    return {
      ...candidate,
      rankLow: at(0.025),
      rankHigh: at(0.975),
      keptRank: ranks.length === 0 ? null : kept / ranks.length,
    };
  });
}

type Levels = ReadonlyMap<string, number>;

function levelsOf(scorecards: readonly Scorecard[], sample: string): Levels {
  const own = scorecards.find((each) => each.sample === sample)?.dimensions ?? [];
  return new Map(
    own.flatMap(({ dimension, level }) => (level === null ? [] : [[dimension, level] as const])),
  );
}

function perturbed(
  weights: Readonly<Record<string, number>>,
  points: number,
  random: Random,
): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(weights).map(([dimension, weight]) => [
      dimension,
      Math.max(0, weight + points * (2 * random.unit() - 1)),
    ]),
  );
}

/** The mean over the dimensions that were scored. */
function meanUnder(levels: Levels, weights: ReadonlyMap<string, number>): number | null {
  let sum = 0;
  let total = 0;
  for (const [dimension, level] of levels) {
    const weight = weights.get(dimension) ?? 0;
    sum += weight * level;
    total += weight;
  }
  return total === 0 ? null : sum / total;
}

/** Each candidate beside the next: whether the difference is more than noise, and whether both were seen on the same things. */
function neighboursOf(
  scorecards: readonly Scorecard[],
  ranking: readonly Ranked[],
): WhatIf["profiles"][number]["neighbours"] {
  return ranking.slice(1).flatMap((below, index) => {
    const above = ranking[index];
    if (above === undefined || above.mean === null || below.mean === null) return [];
    const [one, other] = [levelsOf(scorecards, above.sample), levelsOf(scorecards, below.sample)];
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
