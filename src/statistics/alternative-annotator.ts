import { crosstab, type Pair } from "./crosstab.ts";
import { benjaminiYekutieli } from "./multiple-testing.ts";
import type { RatingPattern, RatingTable } from "./rating-table.ts";
import { pairedTTest } from "./t-test.ts";

/** How near a rating comes to those of the other annotators: minus the root mean square error, or the share of matches. */
export type Closeness = "rmse" | "match";

/** What the alternative annotator test is asked. */
export type AlternativeAnnotatorQuestion = {
  readonly closeness: Closeness;
  /** ε, by how much the grader may win less often and still be worth its lower price: .2 for experts, .15 skilled, .1 crowd. */
  readonly allowance: number;
  /** False discovery rate over annotators. */
  readonly level?: number;
};

/** An annotator who was left out in turn and compared with the grader on what the others gave. */
export type AnnotatorComparison = {
  /** Its place among the annotators, from 0. */
  readonly annotator: number;
  readonly items: number;
  /** Share of the items on which the grader comes at least as near to the others. */
  readonly graderAhead: number;
  /** How much more often the annotator does. */
  readonly difference: number;
  /** Of the difference being smaller than the allowance. */
  readonly p: number;
  readonly adjustedP: number;
  readonly won: boolean;
};

/** The verdict over annotators; one with too few items is not among them. */
export type AlternativeAnnotatorTest = {
  readonly annotators: readonly AnnotatorComparison[];
  /** ω, the share of annotators the grader may replace. */
  readonly winningRate: number;
  /** ρ, the mean share of items on which the grader comes at least as near. */
  readonly advantage: number;
  /** Whether ω reaches one half. */
  readonly passes: boolean;
};

/** An annotator with fewer comparable items is skipped. */
const fewestItemsPerAnnotator = 30;

/**
 * Alternative annotator test: whether a grader may stand in for the annotators, each left out in turn.
 *
 *     W_g = 1[S(grader) ≥ S(j)]        W_j = 1[S(j) ≥ S(grader)]        S: closeness to the other annotators of the item
 *     p_j of H₁: mean(W_j − W_g) < ε by the t test        ω = share rejected (Benjamini–Yekutieli)        ρ = mean_j mean W_g
 *
 * Rows hold the grader's score first, then what each annotator gave; an item counts for j when the grader, j and another
 * annotator rated it. With a single pattern of wins p is 0 or 1. Passing depends on how many annotators there are: of two,
 * one is enough; three or more are advised. No regression gate, as ω takes few values. Null when no annotator has 30 items.
 * @see Calderon, Reichart & Dror (2025), The Alternative Annotator Test for LLM-as-a-Judge, ACL 2025
 */
export function alternativeAnnotatorTest(
  table: RatingTable,
  { closeness, allowance, level = 0.05 }: AlternativeAnnotatorQuestion,
): AlternativeAnnotatorTest | null {
  const columns = table.patterns[0]?.ratings.length ?? 0;
  const compared = Array.from({ length: Math.max(0, columns - 1) }, (_, annotator) => {
    return { annotator, ...comparison(table, annotator, closeness, allowance) };
  }).filter(({ items }) => items >= fewestItemsPerAnnotator);
  if (compared.length === 0) return null;
  const adjusted = benjaminiYekutieli(compared.map(({ p }) => p));
  const annotators = compared.map((one, index) => {
    const adjustedP = adjusted[index] ?? 1;
    return { ...one, adjustedP, won: adjustedP <= level };
  });
  const winningRate = annotators.filter(({ won }) => won).length / annotators.length;
  const advantage = annotators.reduce((sum, { graderAhead }) => sum + graderAhead, 0) / annotators.length;
  return { annotators, winningRate, advantage, passes: winningRate >= 0.5 };
}

/** Annotator j against the grader, item by item: 1 where a side comes at least as near to the others. */
function comparison({ patterns }: RatingTable, annotator: number, closeness: Closeness, allowance: number) {
  const wins = patterns.flatMap(({ ratings, weight }: RatingPattern): Pair[] => {
    const [score = null, ...annotators] = ratings;
    const own = annotators[annotator] ?? null;
    const others = annotators.filter((rating, index) => rating !== null && index !== annotator);
    if (score === null || own === null || others.length === 0) return [];
    const distance = (rating: number) =>
      others.reduce((sum: number, other) => sum + distances[closeness](rating, other ?? 0), 0);
    const [ofGrader, ofAnnotator] = [distance(score), distance(own)];
    const won: Pair = [Number(ofGrader <= ofAnnotator), Number(ofAnnotator <= ofGrader)];
    return Array.from({ length: weight }, () => won);
  });
  const items = wins.length;
  const graderAhead = wins.reduce((sum, [grader]) => sum + grader, 0) / items;
  const difference = wins.reduce((sum, [grader, own]) => sum + own - grader, 0) / items;
  return { items, graderAhead, difference, p: pairedTTest(crosstab(wins), allowance)?.pLess ?? 1 };
}

/** Their sum over the others orders ratings as −RMSE and as the share of matches do. */
const distances: Record<Closeness, (rating: number, other: number) => number> = {
  rmse: (rating, other) => (rating - other) ** 2,
  match: (rating, other) => (rating === other ? 0 : 1),
};
