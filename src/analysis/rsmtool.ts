import { agreementWithin, exactAgreement } from "../statistics/agreement-rate.ts";
import { coefficientOfDetermination } from "../statistics/coefficient-of-determination.ts";
import { crosstab, moments, type Crosstab, type Pair } from "../statistics/crosstab.ts";
import { disattenuatedCorrelation } from "../statistics/disattenuated-correlation.ts";
import { differenceOfStandardizedMeans, type Population } from "../statistics/dsm.ts";
import {
  rootMeanSquareError,
  sampleDeviations,
  standardizedMeanDifference,
} from "../statistics/mean-difference.ts";
import { pearson } from "../statistics/pearson.ts";
import { trueScoreAccuracy } from "../statistics/prmse.ts";
import { quadraticWeightedKappa } from "../statistics/quadratic-weighted-kappa.ts";
import { ratingTable } from "../statistics/rating-table.ts";
import { scoreFairness, type FairnessModel, type ScoreFairness } from "../statistics/score-fairness.ts";
import { roundHalfToEven } from "../statistics/trim-scale-round.ts";
import { weightedKappa } from "../statistics/weighted-kappa.ts";
import {
  rsmFamilies,
  rsmResponses,
  type RsmConfig,
  type RsmFamily,
  type RsmRecord,
  type RsmResponse,
  type RsmScoreType,
} from "./rsmtool-scores.ts";

type Value = number | string | null;
type Values = Readonly<Record<string, Value>>;

/** A table as rsmtool writes it: labelled rows of named values. */
export type RsmTable = readonly { readonly label: string; readonly values: Values }[];

/**
 * The tables of an rsmeval experiment under the names of their files: `eval`, `eval_short`, `consistency`, `degradation`,
 * `disattenuated_correlations`, `true_score_eval`, `score_dist`, `confMatrix`, `pred_processed`, and by grouping `eval_by_`,
 * `consistency_by_`, `disattenuated_correlations_by_`, `fairness_metrics_by_` and `estimates_{osa,osd,csd}_by_`. Those of two
 * human scores are there when some response has two.
 *
 * Where rsmtool writes 1 for a kappa of a single category, the value is null.
 */
export function rsmTables(
  records: readonly RsmRecord[],
  config: RsmConfig,
): Readonly<Record<string, RsmTable>> {
  const { responses } = rsmResponses(records, config);
  const families = rsmFamilies(config);
  const family = families.at(-1) ?? "raw";
  const scoreTypes = families.flatMap((name) => typesOf(name));
  const groupings = Object.keys(responses[0]?.groups ?? {});
  const isDoubleScored = responses.some(({ h2 }) => h2 !== null);
  return {
    pred_processed: responses.map(({ id, h1, scores }) => ({ label: id, values: { sc1: h1, ...scores } })),
    eval: scoreTypes.map((type) => ({ label: type, values: evaluation(withGrader(responses, type)) })),
    eval_short: [
      { label: "0", values: recommended(responses, family, { SMD: (table) => smd(table, "unpooled") }) },
    ],
    score_dist: scoreDistribution(responses, family),
    confMatrix: confusion(withGrader(responses, `${family}_trim_round`)),
    ...byGroupings("eval", groupings, (grouping) =>
      byGroup(responses, grouping, (group) =>
        recommended(group, family, { DSM: (table, type) => dsm(table, withGrader(responses, type)) }),
      ),
    ),
    ...fairnessTables(responses, family, groupings),
    ...(isDoubleScored ? doubleScoredTables(responses, scoreTypes, family, groupings) : {}),
  };
}

/** The tables that need two human scores of one response. */
function doubleScoredTables(
  responses: readonly RsmResponse[],
  scoreTypes: readonly RsmScoreType[],
  family: RsmFamily,
  groupings: readonly string[],
): Readonly<Record<string, RsmTable>> {
  const humans = betweenHumans(responses);
  const againstHumans = (columns: (type: RsmScoreType) => Values) =>
    scoreTypes.map((type) => ({ label: type, values: columns(type) }));
  return {
    consistency: [{ label: "", values: { ...consistency(humans), SMD: smd(humans, "pooled") } }],
    confMatrix_h1h2: confusion(humans),
    degradation: againstHumans((type) => degradation(withGrader(responses, type), humans)),
    disattenuated_correlations: againstHumans((type) => disattenuation(withGrader(responses, type), humans)),
    true_score_eval: againstHumans((type) => trueScores(responses, type)),
    ...byGroupings("consistency", groupings, (grouping) =>
      byGroup(responses, grouping, (group) => {
        const table = betweenHumans(group);
        return { ...consistency(table), DSM: dsm(table, humans, humanScores(responses)) };
      }),
    ),
    ...byGroupings("disattenuated_correlations", groupings, (grouping) =>
      byGroup(responses, grouping, (group) =>
        disattenuation(withGrader(group, `${family}_trim`), betweenHumans(group)),
      ),
    ),
  };
}

function typesOf(family: RsmFamily): readonly RsmScoreType[] {
  return [family, `${family}_trim`, `${family}_trim_round`];
}

/** Human scores (x) beside the grader's (y). */
function withGrader(responses: readonly RsmResponse[], type: RsmScoreType): Crosstab {
  return crosstab(responses.map(({ h1, scores }): Pair => [h1, scores[type] ?? Number.NaN]));
}

/** First human scores (x) beside second ones (y), where both are. */
function betweenHumans(responses: readonly RsmResponse[]): Crosstab {
  return crosstab(responses.flatMap(({ h1, h2 }): Pair[] => (h2 === null ? [] : [[h1, h2]])));
}

/** All first human scores, whoever has a second. */
function humanScores(responses: readonly RsmResponse[]): Crosstab {
  return crosstab(responses.map(({ h1 }): Pair => [h1, h1]));
}

function evaluation(table: Crosstab): Values {
  return {
    ...describedPairs(table, "h", "sys"),
    ...agreement(table),
    R2: coefficientOfDetermination(table),
    SMD: smd(table, "unpooled"),
    RMSE: rootMeanSquareError(table),
  };
}

function consistency(table: Crosstab): Values {
  return { ...describedPairs(table, "h1", "h2"), ...agreement(table) };
}

function describedPairs(table: Crosstab, x: string, y: string): Values {
  const observed = moments(table);
  const deviations = sampleDeviations(table);
  return {
    N: observed?.n ?? 0,
    [`${x}_mean`]: observed?.meanX ?? null,
    [`${x}_sd`]: deviations?.x ?? null,
    [`${x}_min`]: table.rows[0] ?? null,
    [`${x}_max`]: table.rows.at(-1) ?? null,
    [`${y}_mean`]: observed?.meanY ?? null,
    [`${y}_sd`]: deviations?.y ?? null,
    [`${y}_min`]: table.columns[0] ?? null,
    [`${y}_max`]: table.columns.at(-1) ?? null,
  };
}

function agreement(table: Crosstab) {
  return {
    corr: pearson(table),
    wtkappa: quadraticWeightedKappa(table),
    kappa: roundedKappa(table),
    exact_agr: percent(exactAgreement(table)),
    adj_agr: percent(agreementWithin(table, 1)),
  };
}

/** Unweighted kappa of the rounded scores, over every whole number between the lowest and the highest. */
function roundedKappa(table: Crosstab): number | null {
  const rounded = roundedPairs(table);
  return weightedKappa(rounded, wholeNumbers(rounded), "none");
}

function roundedPairs({ cells }: Crosstab): Crosstab {
  return crosstab(
    cells.flatMap(({ x, y, weight }) =>
      Array.from({ length: weight }, (): Pair => [roundHalfToEven(x), roundHalfToEven(y)]),
    ),
  );
}

function wholeNumbers({ rows, columns }: Crosstab): number[] {
  const used = [...rows, ...columns].sort((a, b) => a - b);
  const [lowest = 0] = used;
  return Array.from({ length: (used.at(-1) ?? lowest - 1) - lowest + 1 }, (_, step) => lowest + step);
}

function smd(table: Crosstab, denominator: "unpooled" | "pooled"): number | null {
  return standardizedMeanDifference(table, denominator);
}

/** DSM against the population: all pairs, or for its human side all that have a human score. */
function dsm(group: Crosstab, population: Crosstab, humans: Crosstab = population): number | null {
  const [ofX, ofY] = [moments(humans), moments(population)];
  const [spreadX, spreadY] = [sampleDeviations(humans), sampleDeviations(population)];
  if (ofX === null || ofY === null || spreadX === null || spreadY === null) return null;
  const whole: Population = {
    means: { x: ofX.meanX, y: ofY.meanY },
    deviations: { x: spreadX.x, y: spreadY.y },
  };
  return differenceOfStandardizedMeans(group, whole);
}

/** The columns that rsmtool recommends: some of the trimmed scores, some of the rounded ones, and a named one of both. */
function recommended(
  responses: readonly RsmResponse[],
  family: RsmFamily,
  ofBoth: Readonly<Record<string, (table: Crosstab, type: RsmScoreType) => number | null>>,
): Values {
  const [trim, round] = [`${family}_trim`, `${family}_trim_round`] as const;
  const [trimmed, rounded] = [withGrader(responses, trim), withGrader(responses, round)];
  const [ofTrimmed, ofRounded] = [evaluation(trimmed), evaluation(rounded)];
  const pick = (values: Values, type: RsmScoreType, columns: readonly string[]) =>
    columns.map((column) => [`${column}.${type}`, values[column] ?? null] as const);
  const shared = ["N", "h_mean", "h_sd"].map((column) => [column, ofTrimmed[column] ?? null] as const);
  return Object.fromEntries([
    ...shared,
    ...pick(ofTrimmed, trim, ["sys_mean", "sys_sd", "wtkappa", "corr", "RMSE", "R2"]),
    ...pick(ofRounded, round, ["sys_mean", "sys_sd", "kappa", "exact_agr", "adj_agr"]),
    ...Object.entries(ofBoth).flatMap(([column, compute]) => [
      [`${column}.${trim}`, compute(trimmed, trim)] as const,
      [`${column}.${round}`, compute(rounded, round)] as const,
    ]),
  ]);
}

function degradation(withGrader: Crosstab, humans: Crosstab): Values {
  const [ofGrader, ofHumans] = [agreement(withGrader), agreement(humans)];
  return {
    corr: difference(ofGrader.corr, ofHumans.corr),
    kappa: difference(ofGrader.kappa, ofHumans.kappa),
    wtkappa: difference(ofGrader.wtkappa, ofHumans.wtkappa),
    exact_agr: difference(ofGrader.exact_agr, ofHumans.exact_agr),
    adj_agr: difference(ofGrader.adj_agr, ofHumans.adj_agr),
    SMD: difference(smd(withGrader, "unpooled"), smd(humans, "pooled")),
  };
}

function disattenuation(withGrader: Crosstab, humans: Crosstab): Values {
  const [ofGrader, ofHumans] = [pearson(withGrader), pearson(humans)];
  return {
    corr_HM: ofGrader,
    corr_HH: ofHumans,
    sqrt_HH: ofHumans === null || ofHumans < 0 ? null : Math.sqrt(ofHumans),
    corr_disattenuated: disattenuatedCorrelation(ofGrader, ofHumans),
  };
}

function trueScores(responses: readonly RsmResponse[], type: RsmScoreType): Values {
  const accuracy = trueScoreAccuracy(
    ratingTable(responses.map(({ h1, h2, scores }) => [scores[type] ?? null, h1, h2])),
  );
  const multiple = responses.filter(({ h2 }) => h2 !== null).length;
  return {
    N: responses.length,
    "N raters": 2,
    "N single": responses.length - multiple,
    "N multiple": multiple,
    "Variance of errors": accuracy?.errorVariance ?? null,
    "True score var": accuracy?.trueVariance ?? null,
    "MSE true": accuracy?.meanSquaredError ?? null,
    "PRMSE true": accuracy?.prmse ?? null,
  };
}

/** Share of each whole score, human and the grader's, in percent. */
function scoreDistribution(responses: readonly RsmResponse[], family: RsmFamily): RsmTable {
  const { rows, columns, cells } = roundedPairs(withGrader(responses, `${family}_trim_round`));
  const share = (isCounted: (cell: { x: number; y: number }) => boolean) =>
    cells.reduce((sum, cell) => (isCounted(cell) ? sum + cell.weight : sum), 0) * (100 / responses.length);
  return [...new Set([...rows, ...columns])]
    .sort((a, b) => a - b)
    .map((score) => {
      const [human, system] = [share(({ x }) => x === score), share(({ y }) => y === score)];
      const values = { score, human, [`sys_${family}`]: system, difference: system - human };
      return { label: score.toFixed(1), values };
    });
}

/** Counts of whole scores, x by row and y by column. */
function confusion(table: Crosstab): RsmTable {
  const rounded = roundedPairs(table);
  const scores = wholeNumbers(rounded);
  const count = (x: number, y: number) =>
    rounded.cells.find((cell) => cell.x === x && cell.y === y)?.weight ?? 0;
  return scores.map((x) => ({
    label: String(x),
    values: Object.fromEntries(scores.map((y) => [String(y), count(x, y)])),
  }));
}

function fairnessTables(
  responses: readonly RsmResponse[],
  family: RsmFamily,
  groupings: readonly string[],
): Readonly<Record<string, RsmTable>> {
  return Object.assign(
    {},
    ...groupings.map((grouping) => {
      const fairness = scoreFairness(
        responses.map(({ h1, scores, groups }) => {
          return { human: h1, system: scores[`${family}_trim`] ?? Number.NaN, group: groups[grouping] ?? "" };
        }),
      );
      return fairness === null ? {} : fairnessOf(fairness, grouping);
    }),
  );
}

function fairnessOf(fairness: ScoreFairness, grouping: string): Readonly<Record<string, RsmTable>> {
  const { base, overallAccuracy, overallDifference, conditionalDifference } = fairness;
  const row = (label: string, of: (model: FairnessModel) => number | null) => ({
    label,
    values: {
      "Overall score accuracy": overallAccuracy && of(overallAccuracy),
      "Overall score difference": overallDifference && of(overallDifference),
      "Conditional score difference": conditionalDifference && of(conditionalDifference),
      base_category: base,
    },
  });
  const estimates = (model: FairnessModel | null): RsmTable =>
    (model?.coefficients ?? []).map(({ group, estimate, p, low, high }) => ({
      label: group === base ? `Intercept (${base})` : group,
      values: { estimate, "P>[t]": p, "[0.025": low, "0.975]": high },
    }));
  return {
    [`fairness_metrics_by_${grouping}`]: [
      row("R2", ({ adjustedRSquared }) => adjustedRSquared),
      row("sig", ({ p }) => p),
    ],
    [`estimates_osa_by_${grouping}`]: estimates(overallAccuracy),
    [`estimates_osd_by_${grouping}`]: estimates(overallDifference),
    [`estimates_csd_by_${grouping}`]: estimates(conditionalDifference),
  };
}

function byGroupings(
  name: string,
  groupings: readonly string[],
  table: (grouping: string) => RsmTable,
): Readonly<Record<string, RsmTable>> {
  return Object.fromEntries(groupings.map((grouping) => [`${name}_by_${grouping}`, table(grouping)]));
}

/** A row for all responses, then one for each group. */
function byGroup(
  responses: readonly RsmResponse[],
  grouping: string,
  values: (group: readonly RsmResponse[]) => Values,
): RsmTable {
  const groups = [...new Set(responses.map(({ groups }) => groups[grouping] ?? ""))].sort();
  return [
    { label: "All data", values: values(responses) },
    ...groups.map((group) => ({
      label: group,
      values: values(responses.filter(({ groups }) => groups[grouping] === group)),
    })),
  ];
}

function percent(share: number | null): number | null {
  return share === null ? null : 100 * share;
}

function difference(value: number | null, other: number | null): number | null {
  return value === null || other === null ? null : value - other;
}
