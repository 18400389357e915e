import { agreementWithin, exactAgreement } from "../../src/statistics/agreement-rate.ts";
import { clopperPearsonInterval } from "../../src/statistics/clopper-pearson.ts";
import { percentileInterval, resamples } from "../../src/statistics/cluster-bootstrap.ts";
import { clusteredCrosstab } from "../../src/statistics/clustered-table.ts";
import { average, crosstab, distinct, moments, type Crosstab } from "../../src/statistics/crosstab.ts";
import { differenceOfStandardizedMeans } from "../../src/statistics/dsm.ts";
import { fisherInterval } from "../../src/statistics/fisher-z.ts";
import { kendallTauB } from "../../src/statistics/kendall.ts";
import { krippendorffAlpha } from "../../src/statistics/krippendorff-alpha.ts";
import {
  bias,
  meanAbsoluteError,
  rootMeanSquareError,
  standardizedMeanDifference,
} from "../../src/statistics/mean-difference.ts";
import { pearson } from "../../src/statistics/pearson.ts";
import { quadraticWeightedKappa } from "../../src/statistics/quadratic-weighted-kappa.ts";
import { ratingTable } from "../../src/statistics/rating-table.ts";
import { spearman } from "../../src/statistics/spearman.ts";
import { kappaMax, weightedKappa, weightedKappaStandardError } from "../../src/statistics/weighted-kappa.ts";
import { wilsonInterval } from "../../src/statistics/wilson.ts";
import { describeFamily, orRefused, paired } from "./describe-family.ts";
import { fixtureFamily } from "./fixture-family.ts";

function percent(share: number | null): number | null {
  return share === null ? null : 100 * share;
}

const neverOne = "a single category leaves nothing to correct for: undefined, never 1";
const rootOfNoise = "the library takes the root of a variance that rounding made negative; it is 0";

describeFamily<{ a: number[]; b: number[]; labels: number[] | null }>("two_rater_agreement", {
  ours: ({ input: { a, b, labels } }) => {
    const table = crosstab(paired(a, b));
    const observed = distinct([...a, ...b]);
    const refusedBySklearn = observed.length > 100; // it takes so many values for a continuous target
    const declared = labels ?? observed;
    const lowest = Math.min(...observed);
    const gapsFilled = Array.from({ length: Math.max(...observed) - lowest + 1 }, (_, step) => lowest + step);
    const ratings = ratingTable(paired(a, b));
    return {
      ...kappas(table, "full_labels", declared),
      ...kappas(table, "observed_labels", refusedBySklearn ? [] : observed),
      ...kappas(table, "skll_min_to_max", gapsFilled),
      kappa_unweighted_se: orRefused(() => weightedKappaStandardError(table, declared, "none")),
      kappa_linear_se: orRefused(() => weightedKappaStandardError(table, declared, "linear")),
      kappa_quadratic_se: orRefused(() => weightedKappaStandardError(table, declared, "quadratic")),
      kappa_max: orRefused(() => kappaMax(table, declared)),
      rsmtool_qwk_ddof0: quadraticWeightedKappa(table),
      rsmtool_exact_agreement: percent(exactAgreement(table)),
      rsmtool_adjacent_agreement: percent(agreementWithin(table, 1)),
      rsmtool_smd_unpooled: standardizedMeanDifference(table, "unpooled"),
      rsmtool_smd_pooled: standardizedMeanDifference(table, "pooled"),
      mae: meanAbsoluteError(table),
      rmse: rootMeanSquareError(table),
      bias_b_minus_a: bias(table),
      krippendorff_nominal: krippendorffAlpha(ratings, "nominal"),
      krippendorff_ordinal: krippendorffAlpha(ratings, "ordinal"),
      krippendorff_interval: krippendorffAlpha(ratings, "interval"),
    };
  },
  leftOut: {
    kappa_unweighted_ci95: "kappa ± 1.96 of the standard errors that are compared",
    kappa_linear_ci95: "likewise",
    kappa_quadratic_ci95: "likewise",
    kappa_unweighted_z_null: "no test of kappa = 0",
    kappa_unweighted_p: "no test of kappa = 0",
    rsmtool_qwk_ddof1: "ours divides by n",
    skll_kappa_unweighted_rounding: "nothing rounds silently",
    skll_kappa_quadratic_rounding: "nothing rounds silently",
    irr_kappa2_equal: "numbers observed categories, sorted as strings",
    irr_kappa2_equal_z: "no test of kappa = 0",
    irr_kappa2_squared: "numbers observed categories, sorted as strings",
    irr_kappa2_squared_z: "no test of kappa = 0",
    irr_kappa2_unweighted: "equals the compared kappa",
    irr_kappa2_unweighted_z: "no test of kappa = 0",
  },
  departures: {
    "edge_both_constant_same kappa_unweighted_skll_min_to_max": { ours: null, why: neverOne },
    "edge_both_constant_same kappa_linear_skll_min_to_max": { ours: null, why: neverOne },
    "edge_both_constant_same kappa_quadratic_skll_min_to_max": { ours: null, why: neverOne },
    "edge_perfect kappa_unweighted_se": { ours: 0, why: rootOfNoise },
    "edge_n2 kappa_quadratic_se": { ours: 0, why: rootOfNoise },
    "edge_disjoint_labels kappa_linear_se": { ours: 0, why: rootOfNoise },
  },
});

function kappas(table: Crosstab, labels: string, scale: readonly number[]) {
  return {
    [`kappa_unweighted_${labels}`]: orRefused(() => weightedKappa(table, scale, "none")),
    [`kappa_linear_${labels}`]: orRefused(() => weightedKappa(table, scale, "linear")),
    [`kappa_quadratic_${labels}`]: orRefused(() => weightedKappa(table, scale, "quadratic")),
  };
}

const underFour = "two pairs bound no correlation";

describeFamily<{ a: number[]; b: number[] }>("correlation", {
  ours: ({ input: { a, b } }) => {
    const table = crosstab(paired(a, b));
    const r = pearson(table);
    const interval = r === null ? null : fisherInterval(r, a.length);
    return {
      "pearson.r": r,
      "pearson.lo": interval?.low ?? null,
      "pearson.hi": interval?.high ?? null,
      "spearman.rho": spearman(table),
      "kendall_tau_b.tau": kendallTauB(table),
    };
  },
  leftOut: {
    "pearson.p": "no tests of no correlation",
    "spearman.p": "no tests of no correlation",
    "kendall_tau_b.p": "no tests of no correlation",
    kendall_tau_c: "out of this release",
    somers_d_b_given_a: "out of this release",
    weighted_tau_rank_None: "out of this release",
  },
  departures: {
    "edge_n2 pearson.lo": { ours: null, why: underFour },
    "edge_n2 pearson.hi": { ours: null, why: underFour },
  },
});

describeFamily<{ ratings_items_by_rater: (number | null)[][] }>("krippendorff_alpha", {
  ours: ({ input }) => {
    const table = ratingTable(input.ratings_items_by_rater);
    return {
      nominal: krippendorffAlpha(table, "nominal"),
      ordinal: krippendorffAlpha(table, "ordinal"),
      interval: krippendorffAlpha(table, "interval"),
      ratio: krippendorffAlpha(table, "ratio"),
    };
  },
  leftOut: {
    nominal_gwet_se: "intervals of alpha come from the cluster bootstrap",
    interval_gwet_se: "intervals of alpha come from the cluster bootstrap",
  },
});

type Moments = { readonly hm: number; readonly hs: number; readonly mm: number; readonly ms: number };

describeFamily<{ human: number[]; system: number[]; population: Moments | null }>("smd_dsm", {
  ours: ({ input: { human, system, population } }) => {
    const table = crosstab(paired(human, system));
    const sample = {
      smd_unpooled: standardizedMeanDifference(table, "unpooled"),
      smd_pooled: standardizedMeanDifference(table, "pooled"),
    };
    if (population === null) return sample;
    const deviations = { x: population.hs, y: population.ms };
    const means = { x: population.hm, y: population.mm };
    return {
      ...sample,
      smd_johnson: standardizedMeanDifference(table, "unpooled", deviations),
      smd_williamson: standardizedMeanDifference(table, "pooled", deviations),
      dsm: differenceOfStandardizedMeans(table, { means, deviations }),
    };
  },
});

type ClusteredRatings = {
  readonly cluster: number[];
  readonly human: number[];
  readonly model: number[];
  readonly cluster_indices_1based: number[][];
};

describeFamily<ClusteredRatings>("cluster_bootstrap", {
  ours: ({ input: { cluster, human, model, cluster_indices_1based: draws } }) => {
    const names = distinct(cluster);
    const { table, clusters, reweight } = clusteredCrosstab(
      paired(human, model).map((observation, index) => {
        return { observation, cluster: names.indexOf(cluster[index] ?? Number.NaN) };
      }),
    );
    const replicates = draws.map((drawn) => {
      const multiplicity = names.map((_, index) => drawn.filter((draw) => draw === index + 1).length);
      return quadraticWeightedKappa(reweight(Float64Array.from(multiplicity)));
    });
    const { low, high } = percentileInterval(replicates, { clusters });
    const spread =
      moments(crosstab(replicates.map((value) => [value ?? Number.NaN, 0])))?.varianceX ?? Number.NaN;
    return {
      t0: quadraticWeightedKappa(table),
      ...Object.fromEntries(replicates.slice(0, 10).map((value, index) => [`t_first10.${index}`, value])),
      se: Math.sqrt((spread * draws.length) / (draws.length - 1)),
      "perc_type7.0": low,
      "perc_type7.1": high,
    };
  },
  leftOut: { naive_item_bootstrap_se: "shown there as what clusters must not be given" },
});

const largeSample = fixtureFamily<{ a: number[] | string; b: number[] | string }>("bootstrap_large_n")
  .cases.map(({ input: { a, b } }) => (typeof a === "string" || typeof b === "string" ? [] : paired(a, b)))
  .flat();

const meanOfFirstMinusSecond = (table: Crosstab) => average(table, ({ x, y }) => x - y);

describeFamily<unknown>("bootstrap_large_n", {
  ours: ({ id }) => {
    const { table, clusters, reweight } = clusteredCrosstab(
      largeSample.map((observation, cluster) => ({ observation, cluster })),
    );
    const statistic = id === "qwk_n2000" ? quadraticWeightedKappa : meanOfFirstMinusSecond;
    const replicates = Array.from(resamples({ clusters, seed: 7 }), (multiplicity) =>
      statistic(reweight(multiplicity)),
    );
    const { low, high } = percentileInterval(replicates, { clusters });
    return { point: statistic(table), "percentile.0": low, "percentile.1": high };
  },
  leftOut: {
    se: "the interval is compared",
    basic: "covers too little",
    BCa: "covers no better than percentile",
    normal_theory: "the bootstrap is compared",
  },
});

describeFamily<{ count: number; nobs: number; alpha: number }>("proportion_ci", {
  ours: ({ input: { count, nobs, alpha } }) => {
    const wilson = wilsonInterval(count, nobs, 1 - alpha);
    const exact = clopperPearsonInterval(count, nobs, 1 - alpha);
    return {
      "wilson.0": wilson?.low ?? null,
      "wilson.1": wilson?.high ?? null,
      "beta.0": exact?.low ?? null,
      "beta.1": exact?.high ?? null,
    };
  },
  leftOut: {
    agresti_coull: "Wilson is the default",
    jeffreys: "Wilson is the default",
    normal: "Wald intervals cover too little",
  },
});

describeFamily<{ r: number; n: number }>("fisher_z_ci", {
  ours: ({ input: { r, n } }) => {
    const interval = fisherInterval(r, n);
    return { lo: interval?.low ?? null, hi: interval?.high ?? null };
  },
});
