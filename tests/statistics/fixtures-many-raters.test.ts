import { distinct } from "../../src/statistics/crosstab.ts";
import {
  chanceCorrectedAgreement,
  chanceCorrectedInterval,
  type AgreementWeights,
  type ChanceTerm,
} from "../../src/statistics/chance-corrected.ts";
import { cronbachAlpha } from "../../src/statistics/cronbach-alpha.ts";
import {
  decisionStudy,
  itemRaterComponents,
  itemRaterDimensionComponents,
} from "../../src/statistics/generalizability.ts";
import { intraclassCorrelation, intraclassInterval, type IccForm } from "../../src/statistics/icc.ts";
import { meanSquares } from "../../src/statistics/mean-squares.ts";
import { completeRatings, ratingTable, totalWeight } from "../../src/statistics/rating-table.ts";
import { describeFamily } from "./describe-family.ts";

type Ratings = { readonly ratings_items_by_rater: (number | null)[][]; readonly labels: number[] | null };

const iccForms: Record<string, IccForm> = {
  ICC1: "1,1",
  ICC2: "2,1",
  ICC3: "3,1",
  ICC1k: "1,k",
  ICC2k: "2,k",
  ICC3k: "3,k",
};

describeFamily<Ratings>("icc_reliability", {
  ours: ({ input }) => {
    const table = ratingTable(input.ratings_items_by_rater);
    const squares = meanSquares(table);
    const forms = Object.entries(iccForms).flatMap(([name, form]) => {
      const interval = intraclassInterval(table, form);
      return [
        [`${name}.icc`, intraclassCorrelation(table, form)],
        [`${name}.lo`, interval?.low ?? null],
        [`${name}.hi`, interval?.high ?? null],
      ] as const;
    });
    const feldt = intraclassInterval(table, "3,k");
    return {
      ...Object.fromEntries(forms),
      "mean_squares.MSB": squares?.betweenItems ?? null,
      "mean_squares.MSJ": squares?.betweenRaters ?? null,
      "mean_squares.MSE": squares?.residual ?? null,
      "mean_squares.MSW": squares?.withinItems ?? null,
      n_complete: totalWeight(completeRatings(table).complete.patterns),
      "cronbach_alpha.raw": cronbachAlpha(table),
      "cronbach_alpha.feldt_lo": feldt?.low ?? null,
      "cronbach_alpha.feldt_hi": feldt?.high ?? null,
    };
  },
  leftOut: {
    ...Object.fromEntries(
      Object.keys(iccForms).flatMap((name) =>
        ["F", "df1", "df2", "p"].map((column) => [`${name}.${column}`, "no test of no reliability"]),
      ),
    ),
    "ICC2k.irr_lo": "irr puts ICC(A,k) into Satterthwaite's degrees of freedom",
    "ICC2k.irr_hi": "likewise",
    "cronbach_alpha.std": "of standardised columns",
    "cronbach_alpha.n": "the n_complete that is compared",
    kendall_w_tie_corrected: "out of this release",
    lmer_all_available: "restricted maximum likelihood; ours is listwise and counts what it drops",
    all_raters_exact_pct: "agreement is counted by couples of raters",
    all_raters_within1_pct: "likewise",
    rsm_variance_of_errors: "compared in the family prmse",
    rsm_true_score_variance: "likewise",
  },
});

const chanceTerms: Record<string, ChanceTerm> = {
  gwet_ac: "gwet",
  fleiss: "fleiss",
  conger: "conger",
  brennan_prediger: "brennan-prediger",
};
const agreementWeights: Record<string, AgreementWeights> = {
  unweighted: "none",
  linear: "linear",
  quadratic: "quadratic",
  gwet_ordinal: "ordinal",
};

describeFamily<Ratings>("gwet_fleiss_conger_bp", {
  ours: ({ input: { ratings_items_by_rater: rows, labels } }) => {
    const table = ratingTable(rows);
    const scale = labels ?? distinct(rows.flat().filter((rating) => rating !== null));
    const coefficients = Object.entries(chanceTerms).flatMap(([name, chance]) =>
      Object.entries(agreementWeights).flatMap(([suffix, weights]) => {
        const ours = chanceCorrectedAgreement(table, scale, { chance, weights });
        const interval = ours === null ? null : chanceCorrectedInterval(ours);
        const column = `${name}_${suffix}`;
        return [
          [`${column}.coeff`, ours?.value ?? null],
          [`${column}.pa`, ours?.observed ?? null],
          [`${column}.pe`, ours?.expected ?? null],
          [`${column}.se`, ours?.standardError ?? null],
          [`${column}.lo`, interval?.low ?? null],
          [`${column}.hi`, interval?.high ?? null],
          [`percent_agreement_${suffix}.pa`, ours?.observed ?? null],
        ] as const;
      }),
    );
    const complete = completeRatings(table).complete;
    const used = distinct(
      complete.patterns.flatMap(({ ratings }) => ratings).filter((rating) => rating !== null),
    );
    const onComplete = (chance: ChanceTerm) =>
      chanceCorrectedAgreement(complete, labels ?? used, { chance, weights: "none" })?.value ?? null;
    return {
      ...Object.fromEntries(coefficients),
      "fleiss_complete_cases.kappa": onComplete("fleiss"),
      "fleiss_complete_cases.n": totalWeight(complete.patterns),
      conger_exact_complete_cases: onComplete("conger"),
      randolph: onComplete("brennan-prediger"),
      n_items_dropped_zero_ratings: rows.filter((row) => row.every((rating) => rating === null)).length,
    };
  },
  leftOut: {
    ...Object.fromEntries(
      Object.keys(chanceTerms).flatMap((name) =>
        Object.keys(agreementWeights).map((suffix) => [`${name}_${suffix}.p`, "no test of no agreement"]),
      ),
    ),
    ...Object.fromEntries(
      Object.keys(agreementWeights).map((suffix) => [
        `percent_agreement_${suffix}.se_5dp`,
        "the standard errors of the coefficients are compared",
      ]),
    ),
    "fleiss_complete_cases.z": "no test of no agreement",
    "fleiss_complete_cases.p": "no test of no agreement",
    light_mean_pairwise_kappa: "out of this release",
  },
});

describeFamily<{ ratings: number[][] }>("generalizability_pxr", {
  ours: ({ input }) => {
    const components = itemRaterComponents(ratingTable(input.ratings));
    if (components === null) return {};
    const designs = [1, 2, 3, 4, 5, 6].flatMap((raters, index) => {
      const { relative, absolute } = decisionStudy(components, { raters });
      return [
        [`d_study.${index}.n_raters`, raters],
        [`d_study.${index}.Erho2`, relative],
        [`d_study.${index}.Phi`, absolute],
      ] as const;
    });
    return {
      "anova_components.p": components.item,
      "anova_components.r": components.rater,
      "anova_components.pr_e": components.residual,
      ...Object.fromEntries(designs),
    };
  },
  leftOut: {
    reml_components: "expected mean squares are compared, and to 1e-8 in the test of generalizability",
    gtheory_generalizability: "from the components of restricted maximum likelihood",
    gtheory_dependability: "likewise",
  },
});

type Crossed = { readonly p: number[]; readonly r: number[]; readonly d: number[]; readonly score: number[] };

describeFamily<Crossed>("generalizability_pxrxd", {
  ours: ({ input: { p, r, d, score } }) => {
    const [raters, dimensions] = [Math.max(...r), Math.max(...d)];
    const rows = Array.from({ length: Math.max(...p) }, () =>
      Array.from({ length: raters * dimensions }, () => Number.NaN),
    );
    for (const [index, value] of score.entries()) {
      const row = rows[(p[index] ?? 0) - 1] ?? [];
      row[((r[index] ?? 0) - 1) * dimensions + (d[index] ?? 0) - 1] = value;
    }
    const components = itemRaterDimensionComponents(ratingTable(rows), dimensions);
    if (components === null) return {};
    const { relative, absolute } = decisionStudy(components, { raters: 2, dimensions: 5 });
    return {
      "components.p": components.item,
      "components.r": components.rater,
      "components.d": components.dimension,
      "components.pr": components.itemRater,
      "components.pd": components.itemDimension,
      "components.rd": components.raterDimension,
      "components.prd": components.residual,
      Erho2_r2_d5: relative,
      Phi_r2_d5: absolute,
    };
  },
  leftOut: { mean_squares: "the components made from them are compared" },
});
