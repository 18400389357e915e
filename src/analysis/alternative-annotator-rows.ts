import type { AgreementRow } from "../domain/analysis.ts";
import {
  alternativeAnnotatorTest,
  type AlternativeAnnotatorTest,
  type AnnotatorComparison,
} from "../statistics/alternative-annotator.ts";
import {
  about,
  computedRow,
  countsWhere,
  ratingsOf,
  type Material,
  type Place,
} from "./advanced-material.ts";

type Said<Result> = { readonly description: string; readonly of: (result: Result) => number };

/** What the alternative annotator test says of a grader. Add one by adding a line here. */
export const alternativeAnnotatorStatistics = {
  alt_test_omega: {
    description: "share of the people whom the grader could replace; passes from .5 on",
    of: ({ winningRate }) => winningRate,
  },
  alt_test_advantage: {
    description: "share of the items on which it is at least as near to the others as a person",
    of: ({ advantage }) => advantage,
  },
} as const satisfies Record<string, Said<AlternativeAnnotatorTest>>;

/** What it says of a grader and one person. Add one by adding a line here. */
export const annotatorStatistics = {
  alt_test_p: { description: "p of being worse than this person by epsilon or more", of: ({ p }) => p },
  alt_test_adjusted_p: {
    description: "the same after Benjamini and Yekutieli: replaceable up to .05",
    of: ({ adjustedP }) => adjustedP,
  },
} as const satisfies Record<string, Said<AnnotatorComparison>>;

/** Whether a grader could take the place of the people who rated: it says nothing where models did. */
export function alternativeAnnotatorRows(material: Material, place: Place): AgreementRow[] {
  const { input, pairing, raters, readingsOf, epsilon } = material;
  const isPerson = new Set(input.raters.flatMap(({ rater, kind }) => (kind === "human" ? [rater] : [])));
  const people = raters.filter(({ name }) => isPerson.has(name));
  const sources = [readingsOf(place.grader), ...people.map(({ readings }) => readings)];
  const { table, rows } = ratingsOf(pairing, place.dimension, sources);
  const test = alternativeAnnotatorTest(table.table, { closeness: "rmse", allowance: epsilon });
  const reason = () => {
    if (people.length >= 2) return "n_lt_30";
    return people.length < raters.length ? "model_raters" : "raters_lt_2";
  };
  const countsOfRows = (isIn: (given: readonly (number | null)[]) => boolean) => {
    const due = rows.map(([, ...given]) => (isIn(given) ? given : given.map(() => null)));
    const scored = due.map((given, sample) => (rows[sample]?.[0] === null ? given.map(() => null) : given));
    return countsWhere(pairing, scored, (given) => given >= 2, due);
  };
  const rowsOf = <Result>(
    said: Readonly<Record<string, Said<Result>>>,
    result: Result | null | undefined,
    { reference, counts }: { readonly reference: string; readonly counts: ReturnType<typeof countsOfRows> },
  ): AgreementRow[] =>
    Object.entries(said).map(([statistic, { of }]) =>
      computedRow(
        input,
        { ...about(place, statistic, counts, reason), reference },
        {
          value: result === null || result === undefined ? null : of(result),
          interval: "none",
          method: `one-sided t test, epsilon ${epsilon}`,
        },
      ),
    );
  return [
    ...rowsOf(alternativeAnnotatorStatistics, test, {
      reference: "each",
      counts: countsOfRows(() => true),
    }),
    ...people.flatMap(({ name }, index) =>
      rowsOf(
        annotatorStatistics,
        test?.annotators.find(({ annotator }) => annotator === index),
        { reference: `rater:${name}`, counts: countsOfRows((given) => (given[index] ?? null) !== null) },
      ),
    ),
  ];
}
