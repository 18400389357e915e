import type { AgreementRow } from "../domain/analysis.ts";
import { levelFor, levelsOf, type Scale } from "../domain/scale.ts";
import { clusteredRatings } from "../statistics/clustered-table.ts";
import type { Crosstab } from "../statistics/crosstab.ts";
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
import { pairStatistics, raterStatistics, type AdvancedStatistic } from "./advanced-statistics.ts";
import { agreementRow, type AgreementAbout } from "./agreement.ts";
import type { AnalysisInput } from "./analyze.ts";
import { countsOf, pairsOn, type Counts, type Pairing, type Pairs } from "./pairing.ts";
import { combined, readingAt, readingsOfGraders, readingsOfRaters, type Readings } from "./readings.ts";
import {
  atSize,
  createTabulator,
  mean,
  measurable,
  resample,
  type Figure,
  type Measurable,
} from "./resampling.ts";
import { agreementStatistics } from "./statistics.ts";

/** A group with fewer samples is not shown: its figures say more of chance, and of single people, than of the group. */
export const fewestInGroup = 20;

/** Group of each sample by its number; null: it has none. */
export type Groups = readonly (string | null)[];

/** What bootstrapped statistics of this file mean. */
export const advancedNotes: Readonly<Record<string, string>> = {
  alpha_nominal: "Krippendorff's alpha, levels as names",
  alpha_interval: "Krippendorff's alpha, levels as distances",
  alpha_ratio: "Krippendorff's alpha, levels as ratios",
  prmse: "share of the true scores' variance that the grader predicts",
  prmse_benchmark: "what one rater would reach in its place: the bar for prmse",
  disattenuated_r: "correlation with true scores: r over the root of the raters' own r",
  dsm: "difference of standardised means: whether the grader favours the group",
  ...Object.fromEntries(
    Object.entries({ ...raterStatistics, ...pairStatistics }).map(([name, { description }]) => [
      name,
      description,
    ]),
  ),
};

/** What advanced rows are computed from. */
type Material = {
  readonly input: AnalysisInput;
  readonly pairing: Pairing;
  readonly tabulate: (pairs: Pairs) => Measurable<Crosstab>;
  readonly raters: readonly { readonly name: string; readonly readings: Readings }[];
  readonly readingsOf: (grader: string) => Readings;
  readonly groups: Groups;
};

/** The figures beyond the default ones, as rows of the same shape: of each grader, and of the raters among themselves. */
export function advancedRows(input: AnalysisInput, groups: Groups): AgreementRow[] {
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
    place.grader === "human" ? raterRows(material, place) : pairRows(material, place),
  );
  return [...bootstrapped, ...others];
}

type Place = { readonly grader: string; readonly dimension: string };
type About = AgreementAbout & { readonly group: string | null; readonly reference: string | null };

function about(place: Place, statistic: string, counts: Counts, reason: () => string): About {
  return {
    ...place,
    against: "human",
    statistic,
    ...counts,
    reason,
    possible: () => null,
    group: null,
    reference: null,
  };
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
  return Object.entries(raterStatistics).map(([statistic, spec]) => {
    const least = statistic.startsWith("icc") ? raters.length : 1;
    const counts = countsWhere(pairing, rows, (given) => given >= Math.max(1, least));
    const reason = alphaUndefinedReason(table.table) ?? (counts.n < 3 ? "n_lt_3" : "no_variance");
    return analyticRow(
      input,
      { place, statistic, spec, counts, reason, reference: null },
      table.table,
      table.table.values,
    );
  });
}

/** Statistics of a grader and one rater at a time. */
function pairRows({ input, pairing, raters, readingsOf, tabulate }: Material, place: Place): AgreementRow[] {
  return raters.flatMap(({ name, readings }) => {
    const pairs = pairsOn(pairing, place.dimension, readings, readingsOf(place.grader));
    const due = pairsOn(pairing, place.dimension, readings, readings);
    const { table } = tabulate(pairs);
    const counts = countsOf(pairing, [pairs], [due]);
    const reason = undefinedReason(table) ?? "no_difference";
    return Object.entries(pairStatistics).map(([statistic, spec]) =>
      analyticRow(input, { place, statistic, spec, counts, reason, reference: `rater:${name}` }, table, [
        ...table.rows,
        ...table.columns,
      ]),
    );
  });
}

type Analytic<Table> = {
  readonly place: Place;
  readonly statistic: string;
  readonly spec: AdvancedStatistic<Table>;
  readonly counts: Counts;
  readonly reason: string;
  readonly reference: string | null;
};

/** A row whose interval, where there is one, supposes independent items: none where items share clusters. */
function analyticRow<Table>(
  { frame, scale }: AnalysisInput,
  { place, statistic, spec, counts, reason, reference }: Analytic<Table>,
  table: Table,
  values: readonly number[],
): AgreementRow {
  const categories = spec.needsCategories ? categoriesFor(scale, values) : [];
  const { value, interval } =
    categories === null ? { value: null, interval: null } : spec.compute(table, categories, frame.level);
  const shared = counts.clusters < counts.n;
  const shown = value === null || shared ? null : interval;
  const intervalReason =
    value === null
      ? "undefined"
      : spec.method === null
        ? "none"
        : shared
          ? "items share clusters"
          : "undefined";
  return {
    ...agreementRow(frame, {
      about: about(place, statistic, counts, () => (categories === null ? "between_levels" : reason)),
      point: value,
      replicates: [null],
    }),
    reference: reference ?? frame.reference,
    low: shown?.low ?? null,
    high: shown?.high ?? null,
    intervalReason: shown === null ? intervalReason : null,
    method: spec.method ?? "point",
    replicates: 0,
  };
}

/** Beyond this many levels a scale is a continuum and no list of categories. */
const mostCategories = 101;

/** The declared levels; null where a rating lies between them or there are too many. */
function categoriesFor(scale: Scale, values: readonly number[]): readonly number[] | null {
  if ((scale.max - scale.min) / scale.step >= mostCategories || scale.max <= scale.min) return null;
  return values.every((value) => levelFor(scale, value) !== null) ? levelsOf(scale) : null;
}

type GivenRows = readonly (readonly (number | null)[])[];

/** What each of some sources gave each sample on a dimension. */
function ratingsOf({ panel }: Pairing, dimension: string, sources: readonly Readings[]) {
  const rows: GivenRows = panel.sampleIds.map((_, sample) =>
    sources.map((readings) => {
      const reading = readingAt(readings, dimension, sample);
      return typeof reading === "number" ? reading : null;
    }),
  );
  const clustered = rows.map((observation, sample) => ({
    observation,
    cluster: panel.clusterOf[sample] ?? 0,
  }));
  return { rows, table: measurable(atSize(panel, clusteredRatings(clustered))) };
}

/** Samples with enough ratings, out of those with any. */
function countsWhere(
  pairing: Pairing,
  rows: GivenRows,
  counts: (given: number) => boolean,
  due: GivenRows = rows,
): Counts {
  const given = (row: readonly (number | null)[]): number => row.filter((level) => level !== null).length;
  const marked = (some: GivenRows, isIn: (count: number) => boolean): Pairs =>
    some.map((row) => (isIn(given(row)) ? ([0, 0] as const) : null));
  return countsOf(pairing, [marked(rows, counts)], [marked(due, (count) => count >= 1)]);
}

function average(levels: readonly number[]): number {
  return levels.reduce((sum, level) => sum + level, 0) / levels.length;
}
