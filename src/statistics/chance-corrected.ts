import { positions } from "./crosstab.ts";
import { tQuantile } from "./distributions.ts";
import { checkLevel, type Interval } from "./interval.ts";
import { totalWeight, type RatingPattern, type RatingTable } from "./rating-table.ts";

/** Whose idea of agreement by chance is subtracted. */
export type ChanceTerm = "gwet" | "fleiss" | "conger" | "brennan-prediger";

/** How much two categories i and j of q count as agreeing, 1 when they are the same. */
export type AgreementWeights = "none" | "linear" | "quadratic" | "ordinal";

const similarities: Record<AgreementWeights, (steps: number, q: number) => number> = {
  none: (steps) => (steps === 0 ? 1 : 0),
  linear: (steps, q) => 1 - steps / (q - 1),
  quadratic: (steps, q) => 1 - (steps / (q - 1)) ** 2,
  ordinal: (steps, q) => 1 - (steps * (steps + 1)) / (q * (q - 1)),
};

/** An agreement coefficient with what it was made from. */
export type ChanceCorrected = {
  readonly value: number;
  /** p_a, the weighted share of agreeing couples of raters. */
  readonly observed: number;
  /** p_e, what the chance term expects of it. */
  readonly expected: number;
  /** Of the value; null for a single item. */
  readonly standardError: number | null;
  /** Items with at least one rating. */
  readonly items: number;
};

/**
 * Agreement of any number of raters corrected for chance, missing ratings allowed: one formula, four chance terms.
 *
 *     γ = (p_a − p_e) ÷ (1 − p_e)        p_a = mean over items with r_i ≥ 2 of Σ_k R_ik (Σ_l w_kl R_il − 1) ÷ (r_i (r_i − 1))
 *
 *     gwet                p_e = T Σ π_k (1 − π_k) ÷ (q (q − 1))        AC1 without weights, AC2 with
 *     fleiss              p_e = Σ w_kl π_k π_l                         Fleiss' kappa
 *     conger              p_e = mean of Σ w_kl p_gk p_hl               over couples of raters g, h; Cohen's kappa of two
 *     brennan-prediger    p_e = T ÷ q²                                 Randolph's free-marginal kappa
 *
 * R_ik raters put item i into category k and r_i into any; π_k is the mean of R_ik/r_i over rated items, p_gk rater g's
 * share of k, T = Σ w_kl. 1 is perfect, 0 is chance. The standard error linearises p_a and p_e item by item. Null without
 * an item of two ratings, on a scale of one category and where chance alone agrees perfectly, which AC and
 * Brennan-Prediger do not know. Gwet's ordinal weights are not Krippendorff's ordinal metric. A rating off the scale is
 * misuse.
 * @see Gwet (2014), Handbook of Inter-Rater Reliability, 4th edition, chapters 3 to 5
 */
export function chanceCorrectedAgreement(
  table: RatingTable,
  scale: readonly number[],
  { chance, weights }: { readonly chance: ChanceTerm; readonly weights: AgreementWeights },
): ChanceCorrected | null {
  const q = scale.length;
  const rated = countedByCategory(table, scale);
  const n = totalWeight(rated);
  const paired = totalWeight(rated.filter(({ r }) => r >= 2));
  if (paired === 0 || q < 2) return null;
  const w = scale.map((_, k) => scale.map((_, l) => similarities[weights](Math.abs(k - l), q)));
  const sum = (of: (item: RatedItem) => number) =>
    rated.reduce((total, item) => total + item.weight * of(item), 0);

  const agreementOf = ({ counts, r }: RatedItem): number =>
    r < 2 ? 0 : weighted(counts, (k) => weighted(counts, (l) => at(w, k, l)) - 1) / (r * (r - 1));
  const observed = sum(agreementOf) / paired;
  const { expected, expectedOf } = chanceTerms[chance]({ rated, n, w });
  if (1 - expected < 1e-14) return null;
  const value = (observed - expected) / (1 - expected);

  const linearised = (item: RatedItem): number => {
    const own = item.r < 2 ? 0 : ((n / paired) * (agreementOf(item) - expected)) / (1 - expected);
    return own - (2 * (1 - value) * (expectedOf(item) - expected)) / (1 - expected);
  };
  const variance = sum((item) => (linearised(item) - value) ** 2) / (n * (n - 1));
  return { value, observed, expected, standardError: n < 2 ? null : Math.sqrt(variance), items: n };
}

/**
 * Interval of a chance-corrected coefficient: γ ± t_(n − 1) SE, cut off at 1. Null for a single item.
 * @see Gwet (2014), Handbook of Inter-Rater Reliability, 4th edition, chapter 5
 */
export function chanceCorrectedInterval(
  { value, standardError, items }: ChanceCorrected,
  level = 0.95,
): Interval | null {
  checkLevel(level);
  if (standardError === null) return null;
  const reach = tQuantile((1 + level) / 2, items - 1) * standardError;
  return { low: value - reach, high: Math.min(1, value + reach) };
}

/** An item that somebody rated: what each rater gave, as places on the scale, and how many gave each (R_ik) and any (r_i). */
type RatedItem = {
  readonly places: readonly (number | null)[];
  readonly counts: readonly number[];
  readonly r: number;
  readonly weight: number;
};

function countedByCategory({ patterns }: RatingTable, scale: readonly number[]): readonly RatedItem[] {
  const place = positions(scale);
  return patterns
    .map(({ ratings, weight }: RatingPattern): RatedItem => {
      const places = ratings.map((rating) => (rating === null ? null : place(rating)));
      const given = places.filter((at) => at !== null);
      return {
        places,
        counts: scale.map((_, k) => given.filter((at) => at === k).length),
        r: given.length,
        weight,
      };
    })
    .filter(({ r }) => r > 0);
}

type Context = {
  readonly rated: readonly RatedItem[];
  readonly n: number;
  readonly w: readonly (readonly number[])[];
};

/** p_e, and item i's part in it, whose mean it is. */
type Expectation = { readonly expected: number; readonly expectedOf: (item: RatedItem) => number };

const chanceTerms: Record<ChanceTerm, (context: Context) => Expectation> = {
  gwet: ({ rated, n, w }) => {
    const q = w.length;
    const pi = categoryShares(rated, n);
    const ofOther = w.flat().reduce((sum, weight) => sum + weight, 0) / (q * (q - 1));
    return {
      expected: ofOther * weighted(pi, (k) => 1 - (pi[k] ?? 0)),
      expectedOf: ({ counts, r }) => (ofOther * weighted(counts, (k) => 1 - (pi[k] ?? 0))) / r,
    };
  },
  fleiss: ({ rated, n, w }) => {
    const pi = categoryShares(rated, n);
    const agreeing = w.map((row) => weighted(pi, (l) => row[l] ?? 0));
    return {
      expected: weighted(pi, (k) => agreeing[k] ?? 0),
      expectedOf: ({ counts, r }) => weighted(counts, (k) => agreeing[k] ?? 0) / r,
    };
  },
  conger: ({ rated, n, w }) => {
    const raters = raterShares(rated, w.length);
    const couples = raters.length * (raters.length - 1);
    const agreeing = raters.map(({ rater }) =>
      w.map((row) =>
        raters.reduce(
          (sum, other) => (other.rater === rater ? sum : sum + weighted(other.shares, (l) => row[l] ?? 0)),
          0,
        ),
      ),
    );
    const means = raters.map(({ shares }, g) => weighted(shares, (k) => at(agreeing, g, k)));
    const partOf = ({ places }: RatedItem, g: number): number => {
      const { rater, ratings } = raters[g] ?? { rater: -1, ratings: n };
      const place = places[rater] ?? null;
      const mean = means[g] ?? 0;
      return place === null ? mean : mean + (n / ratings) * (at(agreeing, g, place) - mean);
    };
    return {
      expected: means.reduce((sum, mean) => sum + mean, 0) / couples,
      expectedOf: (item) => raters.reduce((sum, _, g) => sum + partOf(item, g), 0) / couples,
    };
  },
  "brennan-prediger": ({ w }) => {
    const expected = w.flat().reduce((sum, weight) => sum + weight, 0) / w.length ** 2;
    return { expected, expectedOf: () => expected };
  },
};

/** π_k: the mean over items of the share of their ratings that category k has. */
function categoryShares(rated: readonly RatedItem[], n: number): number[] {
  const categories = rated[0]?.counts ?? [];
  return categories.map(
    (_, k) => rated.reduce((sum, { counts, r, weight }) => sum + (weight * (counts[k] ?? 0)) / r, 0) / n,
  );
}

/** p_gk of each rater g who rated anything, with how many items that were. */
function raterShares(rated: readonly RatedItem[], q: number) {
  const columns = rated[0]?.places ?? [];
  return columns
    .map((_, rater) => {
      const counts = Array.from({ length: q }, () => 0);
      for (const { places, weight } of rated) {
        const place = places[rater] ?? null;
        if (place !== null) counts[place] = (counts[place] ?? 0) + weight;
      }
      const ratings = counts.reduce((sum, count) => sum + count, 0);
      return { rater, ratings, shares: counts.map((count) => count / ratings) };
    })
    .filter(({ ratings }) => ratings > 0);
}

/** Σ_k x_k f(k). */
function weighted(values: readonly number[], of: (k: number) => number): number {
  return values.reduce((sum, value, k) => (value === 0 ? sum : sum + value * of(k)), 0);
}

function at(matrix: readonly (readonly number[])[], row: number, column: number): number {
  return matrix[row]?.[column] ?? 0;
}
