import {
  chanceCorrectedAgreement,
  chanceCorrectedInterval,
  type AgreementWeights,
  type ChanceTerm,
} from "../statistics/chance-corrected.ts";
import type { Crosstab } from "../statistics/crosstab.ts";
import {
  decisionStudy,
  itemRaterComponents,
  ratersFor,
  type Dependability,
  type VarianceComponents,
} from "../statistics/generalizability.ts";
import { intraclassCorrelation, intraclassInterval, type IccForm } from "../statistics/icc.ts";
import type { Interval } from "../statistics/interval.ts";
import {
  bhapkarTest,
  bowkerTest,
  stuartMaxwellTest,
  type ChiSquareTest,
} from "../statistics/marginal-homogeneity.ts";
import type { RatingTable } from "../statistics/rating-table.ts";
import { normalQuantile } from "../statistics/special-functions.ts";
import {
  kappaMax,
  weightedKappa,
  weightedKappaStandardError,
  type KappaWeights,
} from "../statistics/weighted-kappa.ts";

/** A value with an interval of its own, from the distribution it has when items are independent. */
export type Estimate = {
  readonly value: number | null;
  readonly interval: Interval | null;
  /** Why the value is null, where the table alone does not say. */
  readonly reason?: string;
};

/** A statistic that is not resampled. `categories` are the declared levels, where it counts over them. */
export type AdvancedStatistic<Table> = {
  readonly description: string;
  /** What its interval rests on; null: it has none. */
  readonly method: string | null;
  /** What it counts over: the declared levels, or only the items that all raters rated. */
  readonly needs: "levels" | "all raters" | null;
  readonly compute: (table: Table, categories: readonly number[], level: number) => Estimate;
};

/** Of all raters together. Add one by adding a line here. */
export const raterStatistics = {
  icc_1_1: icc("1,1", "of one rating, other raters for each item"),
  icc_2_1: icc("2,1", "of one rating: could one rater replace another"),
  icc_3_1: icc("3,1", "of one rating, severity set aside"),
  icc_1_k: icc("1,k", "of the mean of all, other raters for each item"),
  icc_2_k: icc("2,k", "of the mean of all: how reliable is the raters' average"),
  icc_3_k: icc("3,k", "of the mean of all, severity set aside; Cronbach's alpha"),
  gwet_ac1: corrected("gwet", "none", "Gwet's AC1, for labels without order"),
  gwet_ac2: corrected("gwet", "quadratic", "Gwet's AC2, quadratic; near 1 on most scales, so never a gate"),
  fleiss_kappa: corrected("fleiss", "none", "Fleiss' kappa, for labels without order"),
  conger_kappa: corrected("conger", "none", "Conger's kappa, Cohen's for many raters"),
  brennan_prediger: corrected("brennan-prediger", "none", "chance as equal shares of the declared levels"),
  g_items: component("item", "items", "how much they differ: what is to be measured"),
  g_raters: component("rater", "raters", "how much their severity differs"),
  g_residual: component("residual", "the rest", "items that raters order differently, and error"),
  raters_for_phi_80: generalizability("how many raters' mean reaches phi .80", (components) => {
    const value = ratersFor(targetPhi, components);
    const isUnreached = value === null && decisionStudy(components, { raters: 1 }).absolute !== null;
    return { value, interval: null, ...(isUnreached ? { reason: "no_true_variance" } : {}) };
  }),
} as const satisfies Record<string, AdvancedStatistic<RatingTable>>;

/** What a mean of raters should reach as a measure of an item by itself. */
const targetPhi = 0.8;

/** What the mean of 1 to k raters would achieve, by the components of those k. */
export function decisionStatistics(raters: number): Readonly<Record<string, AdvancedStatistic<RatingTable>>> {
  const designs = Array.from({ length: raters }, (_, index) => index + 1);
  const achieved = (of: keyof Dependability) => (design: number) =>
    [
      `${decisionNames[of]}_${design}`,
      generalizability(`of the mean of ${design}`, (components) => ({
        value: decisionStudy(components, { raters: design })[of],
        interval: null,
      })),
    ] as const;
  return Object.fromEntries([...designs.map(achieved("relative")), ...designs.map(achieved("absolute"))]);
}

const decisionNames = { relative: "erho2", absolute: "phi" } as const;

/** What decision statistics mean, by the number of raters at the end of their names. */
export const decisionNotes: Readonly<Record<string, string>> = {
  erho2_1: "how well one rater orders items (erho2_2: the mean of two; up to all)",
  phi_1:
    "how well one rater measures an item by itself, severity counted (phi_2: the mean of two; up to all)",
};

/** Of a grader and one rater. Add one by adding a line here. */
export const pairStatistics = {
  kappa: kappa("none", "Cohen's kappa, for labels without order"),
  kappa_linear: kappa("linear", "Cohen's kappa, linear weights"),
  kappa_quadratic: kappa("quadratic", "Cohen's kappa, quadratic weights: QWK on the declared levels"),
  kappa_max: {
    description: "the largest kappa that the two distributions allow",
    method: null,
    needs: "levels",
    compute: (table, categories) => ({ value: kappaMax(table, categories), interval: null }),
  },
  bowker_p: tested(bowkerTest, "p of symmetric confusions (Bowker)"),
  stuart_maxwell_p: tested(stuartMaxwellTest, "p of equal distributions (Stuart and Maxwell)"),
  bhapkar_p: tested(bhapkarTest, "p of equal distributions (Bhapkar)"),
} as const satisfies Record<string, AdvancedStatistic<Crosstab>>;

function generalizability(
  description: string,
  compute: (components: VarianceComponents) => Estimate,
): AdvancedStatistic<RatingTable> {
  return {
    description,
    method: null,
    needs: "all raters",
    compute(table) {
      const components = itemRaterComponents(table);
      return components === null ? { value: null, interval: null } : compute(components);
    },
  };
}

function component(of: keyof VarianceComponents, name: string, meaning: string) {
  return generalizability(`variance of ${name}: ${meaning}`, (components) => ({
    value: components[of],
    interval: null,
  }));
}

function icc(form: IccForm, of: string): AdvancedStatistic<RatingTable> {
  return {
    description: `intraclass correlation ${of}`,
    method: "F distribution",
    needs: "all raters",
    compute: (table, _, level) => ({
      value: intraclassCorrelation(table, form),
      interval: intraclassInterval(table, form, level),
    }),
  };
}

function corrected(
  chance: ChanceTerm,
  weights: AgreementWeights,
  description: string,
): AdvancedStatistic<RatingTable> {
  return {
    description,
    method: "linearised standard error, t distribution",
    needs: "levels",
    compute(table, categories, level) {
      const found = chanceCorrectedAgreement(table, categories, { chance, weights });
      return found === null
        ? { value: null, interval: null }
        : { value: found.value, interval: chanceCorrectedInterval(found, level) };
    },
  };
}

function kappa(weights: KappaWeights, description: string): AdvancedStatistic<Crosstab> {
  return {
    description,
    method: "large-sample standard error, normal distribution",
    needs: "levels",
    compute(table, categories, level) {
      const value = weightedKappa(table, categories, weights);
      const error = weightedKappaStandardError(table, categories, weights);
      if (value === null || error === null) return { value, interval: null };
      const reach = normalQuantile((1 + level) / 2) * error;
      return { value, interval: { low: Math.max(-1, value - reach), high: Math.min(1, value + reach) } };
    },
  };
}

function tested(
  test: (table: Crosstab) => ChiSquareTest | null,
  description: string,
): AdvancedStatistic<Crosstab> {
  return {
    description,
    method: null,
    needs: null,
    compute: (table) => ({ value: test(table)?.p ?? null, interval: null }),
  };
}
