import type { AgreementRow } from "../domain/analysis.ts";
import {
  scoreFairness,
  type FairnessModel,
  type GroupedScore,
  type ScoreFairness,
} from "../statistics/score-fairness.ts";
import {
  about,
  average,
  computedRow,
  fewestInGroup,
  type Computed,
  type Material,
  type Place,
} from "./advanced-material.ts";
import { countsOf, pairsOn, type Pairs } from "./pairing.ts";
import { combined, copiesOf } from "./readings.ts";

/** The regressions on groups. Add one by adding a line here. */
const fairnessQuestions = {
  osa: {
    description: "squared error of the grader",
    of: ({ overallAccuracy }) => overallAccuracy,
  },
  osd: {
    description: "grader minus raters' mean",
    of: ({ overallDifference }) => overallDifference,
  },
  csd: {
    description: "grader minus raters' mean among samples with the same mean",
    of: ({ conditionalDifference }) => conditionalDifference,
  },
} as const satisfies Record<
  string,
  { description: string; of: (fairness: ScoreFairness) => FairnessModel | null }
>;

/** What fairness rows mean. */
export const fairnessNotes: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(fairnessQuestions).flatMap(([name, { description }]) => [
    [name, `${description}: how far a group is from the largest one, which is 0`],
    [`${name}_r2`, `${description}: adjusted share of its variance that groups explain`],
    [`${name}_p`, `${description}: p of no difference between groups`],
  ]),
);

/** Whether a grader treats groups alike, against the raters' mean. Groups that are not shown take no part. */
export function fairnessRows(
  { input, pairing, raters, groups, readingsOf }: Material,
  place: Place,
): AgreementRow[] {
  const names = [...new Set(groups)].filter((group) => group !== null).sort();
  if (names.length === 0) return [];
  const { panel } = pairing;
  const reference = combined(
    panel,
    raters.map(({ readings }) => readings),
    average,
  );
  const pairs = pairsOn(pairing, place.dimension, reference, readingsOf(place.grader));
  const due = pairsOn(pairing, place.dimension, reference, reference);
  const within = (list: Pairs, some: readonly string[]): Pairs =>
    list.map((pair, sample) => (some.includes(groups[sample] ?? "") ? pair : null));
  const countsIn = (some: readonly string[]) => countsOf(pairing, [within(pairs, some)], [within(due, some)]);
  const shown = names.filter((group) => countsIn([group]).n >= fewestInGroup);
  const scores = within(pairs, shown).flatMap((pair, sample): GroupedScore[] => {
    if (pair === null) return [];
    const [human, system] = pair;
    const score = { human, system, group: groups[sample] ?? "" };
    return Array.from({ length: copiesOf(panel, sample) }, () => score);
  });
  const fairness = scoreFairness(scores);
  const row = (
    { statistic, group, reason }: { statistic: string; group: string | null; reason: string },
    computed: Omit<Computed, "method">,
  ): AgreementRow =>
    computedRow(
      input,
      {
        ...about(place, statistic, countsIn(group === null ? shown : [group]), () => reason),
        group,
        reference: "mean",
      },
      { ...computed, method: "ordinary least squares, t and F distribution" },
    );
  return Object.entries(fairnessQuestions).flatMap(([name, { of }]) => {
    const model = fairness === null ? null : of(fairness);
    const reason = fairness === null ? "groups_lt_2" : model === null ? "collinear" : "no_variance";
    const ofAll = (statistic: string, value: number | null | undefined) =>
      row({ statistic, group: null, reason }, { value: value ?? null, interval: "none" });
    return [
      ofAll(`${name}_r2`, model?.adjustedRSquared),
      ofAll(`${name}_p`, model?.p),
      ...names.map((group) => {
        const isShown = shown.includes(group);
        const about = { statistic: name, group, reason: isShown ? reason : "small_group" };
        const found = isShown
          ? model?.coefficients.find((coefficient) => coefficient.group === group)
          : undefined;
        if (found === undefined) return row(about, { value: null, interval: null });
        return group === fairness?.base
          ? row(about, { value: 0, interval: "none" })
          : row(about, { value: found.estimate, interval: found });
      }),
    ];
  });
}
