import type { AgreementRow } from "../domain/analysis.ts";
import { levelFor, levelsOf, type Scale } from "../domain/scale.ts";
import { disattenuatedCorrelation } from "../statistics/disattenuated-correlation.ts";
import { differenceOfStandardizedMeans, populationOf } from "../statistics/dsm.ts";
import {
  alphaUndefinedReason,
  krippendorffAlpha,
  type MeasurementLevel,
} from "../statistics/krippendorff-alpha.ts";
import { pearson } from "../statistics/pearson.ts";
import { prmseUndefinedReason, trueScoreAccuracy } from "../statistics/prmse.ts";
import type { RatingTable } from "../statistics/rating-table.ts";
import { undefinedReason } from "../statistics/undefined-reason.ts";
import {
  about,
  average,
  computedRow,
  countsWhere,
  fewestInGroup,
  ratingsOf,
  type About,
  type Material,
  type Place,
} from "./advanced-material.ts";
import {
  decisionNotes,
  decisionStatistics,
  pairStatistics,
  raterStatistics,
  type AdvancedStatistic,
  type Estimate,
} from "./advanced-statistics.ts";
import { agreementRow } from "./agreement.ts";
import {
  alternativeAnnotatorRows,
  alternativeAnnotatorStatistics,
  annotatorStatistics,
} from "./alternative-annotator-rows.ts";
import type { AnalysisInput } from "./analyze.ts";
import { fairnessNotes, fairnessRows } from "./fairness-rows.ts";
import { countsOf, pairsOn, type Pairs } from "./pairing.ts";
import { combined, readingsOfGraders, readingsOfRaters, type Readings } from "./readings.ts";
import { createTabulator, mean, resample, type Figure } from "./resampling.ts";
import { agreementStatistics } from "./statistics.ts";

/** What bootstrapped statistics of this file mean. */
export const advancedNotes: Readonly<Record<string, string>> = {
  alpha_nominal: "Krippendorff's alpha, levels as names",
  alpha_interval: "Krippendorff's alpha, levels as distances",
  alpha_ratio: "Krippendorff's alpha, levels as ratios",
  prmse: "share of the true scores' variance that the grader predicts",
  prmse_benchmark: "what one rater would reach in its place: the bar for prmse",
  disattenuated_r: "correlation with true scores: r over the root of the raters' own r",
  dsm: "difference of standardised means: whether the grader favours the group",
  ...described(raterStatistics),
  ...decisionNotes,
  ...described(pairStatistics),
  ...described(alternativeAnnotatorStatistics),
  ...described(annotatorStatistics),
  ...fairnessNotes,
};

function described(statistics: Readonly<Record<string, { readonly description: string }>>) {
  return Object.fromEntries(Object.entries(statistics).map(([name, { description }]) => [name, description]));
}

/** The figures beyond the default ones, as rows of the same shape: of each grader, and of the raters among themselves. */
export function advancedRows(
  input: AnalysisInput,
  { groups, epsilon }: Pick<Material, "groups" | "epsilon">,
): AgreementRow[] {
  const { panel, graders } = input;
  const names = input.raters.map(({ rater }) => rater);
  const { byRater } = readingsOfRaters(panel, input.labels, names);
  const final = readingsOfGraders(panel, input.scores);
  const material: Material = {
    input,
    pairing: { panel, scale: input.scale, weights: input.weights },
    tabulate: createTabulator(panel),
    raters: Array.from(byRater, ([name, readings]) => ({ name, readings })),
    readingsOf: (grader) => final(grader, null),
    groups,
    epsilon,
  };
  const places = [...graders.map(({ name }) => name), "human"].flatMap((grader) =>
    panel.dimensions.map((dimension) => ({ grader, dimension })),
  );
  const figures = places.flatMap((place) =>
    place.grader === "human" ? alphaFigures(material, place) : graderFigures(material, place),
  );
  const plan = {
    clusters: panel.copies ?? panel.clusters,
    seed: input.frame.seed,
    replicates: input.replicates,
  };
  const bootstrapped = resample(figures, plan).map((figure) => ({
    ...agreementRow(input.frame, figure),
    group: figure.about.group,
    reference: figure.about.reference ?? input.frame.reference,
  }));
  const others = places.flatMap((place) =>
    place.grader === "human"
      ? raterRows(material, place)
      : [
          ...pairRows(material, place),
          ...alternativeAnnotatorRows(material, place),
          ...fairnessRows(material, place),
        ],
  );
  return [...bootstrapped, ...others];
}

const alphaLevels: readonly MeasurementLevel[] = ["nominal", "interval", "ratio"];

/** Krippendorff's alpha by the metrics that the default report leaves out. */
function alphaFigures({ pairing, raters, input }: Material, place: Place): Figure<About>[] {
  const { table, rows } = ratingsOf(
    pairing,
    place.dimension,
    raters.map(({ readings }) => readings),
  );
  const counts = countsWhere(pairing, rows, (given) => given >= 2);
  return alphaLevels.map((level) => {
    const isDefined = level !== "ratio" || input.scale.min >= 0;
    const compute = (each: RatingTable) => (isDefined ? krippendorffAlpha(each, level) : null);
    return {
      about: about(place, `alpha_${level}`, counts, () =>
        isDefined ? (alphaUndefinedReason(table.table) ?? "no_variance") : "negative_ratings",
      ),
      compute: (draw) => table.measure(draw, compute),
    };
  });
}

/** Accuracy against true scores, correlation with them, and each group beside all. */
function graderFigures(material: Material, place: Place): Figure<About>[] {
  const { pairing, raters, readingsOf, tabulate } = material;
  const grader = readingsOf(place.grader);
  const readings = raters.map((rater) => rater.readings);
  const { table, rows } = ratingsOf(pairing, place.dimension, [grader, ...readings]);
  const scored = rows.map(([score = null, ...given]) => (score === null ? given.map(() => null) : given));
  const counts = countsWhere(pairing, scored, (given) => given >= 1, rows);
  const trueScores = (statistic: string, of: "prmse" | "raterReliability"): Figure<About> => {
    const compute = (each: RatingTable) => trueScoreAccuracy(each)?.[of] ?? null;
    return {
      about: about(place, statistic, counts, () => prmseUndefinedReason(table.table) ?? "no_true_variance"),
      compute: (draw) => table.measure(draw, compute),
    };
  };
  const withGrader = readings.map((rater) => tabulate(pairsOn(pairing, place.dimension, rater, grader)));
  const betweenRaters = readings.flatMap((rater, index) =>
    readings.slice(index + 1).map((other) => tabulate(pairsOn(pairing, place.dimension, rater, other))),
  );
  return [
    trueScores("prmse", "prmse"),
    trueScores("prmse_benchmark", "raterReliability"),
    {
      about: about(place, "disattenuated_r", counts, () =>
        betweenRaters.length === 0 ? "no_overlap" : "no_variance",
      ),
      compute: (draw) =>
        disattenuatedCorrelation(
          mean(withGrader.map(({ measure }) => measure(draw, pearson))),
          mean(betweenRaters.map(({ measure }) => measure(draw, pearson))),
        ),
    },
    ...groupFigures(material, place, grader),
  ];
}

/** Per group DSM and QWK against the raters' mean. */
function groupFigures(
  { pairing, raters, groups, tabulate }: Material,
  place: Place,
  grader: Readings,
): Figure<About>[] {
  const names = [...new Set(groups)].filter((group) => group !== null).sort();
  if (names.length === 0) return [];
  const reference = combined(
    pairing.panel,
    raters.map(({ readings }) => readings),
    average,
  );
  const due = pairsOn(pairing, place.dimension, reference, reference);
  const pairs = pairsOn(pairing, place.dimension, reference, grader);
  const all = tabulate(pairs);
  return names.flatMap((group) => {
    const within = (list: Pairs): Pairs =>
      list.map((pair, sample) => (groups[sample] === group ? pair : null));
    const own = tabulate(within(pairs));
    const counts = countsOf(pairing, [within(pairs)], [within(due)]);
    const isShown = counts.n >= fewestInGroup;
    const figure = (statistic: string, compute: Figure<About>["compute"]): Figure<About> => ({
      about: {
        ...about(place, statistic, counts, () =>
          isShown ? (undefinedReason(all.table) ?? "no_variance") : "small_group",
        ),
        group,
        reference: "mean",
      },
      compute: (draw) => (isShown ? compute(draw) : null),
    });
    return [
      figure("dsm", (draw) => {
        const population = populationOf(all.under(draw));
        return population === null ? null : differenceOfStandardizedMeans(own.under(draw), population);
      }),
      figure("qwk", (draw) => own.measure(draw, agreementStatistics.qwk.compute)),
    ];
  });
}

/** Statistics of all raters together. */
function raterRows({ input, pairing, raters }: Material, place: Place): AgreementRow[] {
  const { table, rows } = ratingsOf(
    pairing,
    place.dimension,
    raters.map(({ readings }) => readings),
  );
  const specs = { ...raterStatistics, ...decisionStatistics(raters.length) };
  return Object.entries<AdvancedStatistic<RatingTable>>(specs).map(([statistic, spec]) => {
    const least = spec.needs === "all raters" ? Math.max(1, raters.length) : 1;
    const counts = countsWhere(pairing, rows, (given) => given >= least);
    const reason = () => alphaUndefinedReason(table.table) ?? (counts.n < 3 ? "n_lt_3" : "no_variance");
    return analyticRow(input, {
      about: about(place, statistic, counts, reason),
      spec,
      table: table.table,
      values: table.table.values,
    });
  });
}

/** Statistics of a grader and one rater at a time. */
function pairRows({ input, pairing, raters, readingsOf, tabulate }: Material, place: Place): AgreementRow[] {
  return raters.flatMap(({ name, readings }) => {
    const pairs = pairsOn(pairing, place.dimension, readings, readingsOf(place.grader));
    const due = pairsOn(pairing, place.dimension, readings, readings);
    const { table } = tabulate(pairs);
    const counts = countsOf(pairing, [pairs], [due]);
    const reason = () => undefinedReason(table) ?? "no_difference";
    return Object.entries(pairStatistics).map(([statistic, spec]) =>
      analyticRow(input, {
        about: { ...about(place, statistic, counts, reason), reference: `rater:${name}` },
        spec,
        table,
        values: [...table.rows, ...table.columns],
      }),
    );
  });
}

type Analytic<Table> = {
  readonly about: About;
  readonly spec: AdvancedStatistic<Table>;
  readonly table: Table;
  readonly values: readonly number[];
};

/** A statistic with an interval of its own. */
function analyticRow<Table>(input: AnalysisInput, { about: what, spec, table, values }: Analytic<Table>) {
  const categories = spec.needs === "levels" ? categoriesFor(input.scale, values) : [];
  const estimate: Estimate =
    categories === null
      ? { value: null, interval: null, reason: "between_levels" }
      : spec.compute(table, categories, input.frame.level);
  return computedRow(
    input,
    { ...what, reason: () => estimate.reason ?? what.reason() },
    {
      value: estimate.value,
      interval: spec.method === null ? "none" : estimate.interval,
      method: spec.method ?? "point",
    },
  );
}

/** Beyond this many levels a scale is a continuum and no list of categories. */
const mostCategories = 101;

/** The declared levels; null where a rating lies between them or there are too many. */
function categoriesFor(scale: Scale, values: readonly number[]): readonly number[] | null {
  if ((scale.max - scale.min) / scale.step >= mostCategories || scale.max <= scale.min) return null;
  return values.every((value) => levelFor(scale, value) !== null) ? levelsOf(scale) : null;
}
