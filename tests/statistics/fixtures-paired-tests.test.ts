import { alternativeAnnotatorTest } from "../../src/statistics/alternative-annotator.ts";
import { cochranQ } from "../../src/statistics/cochran-q.ts";
import { crosstab, type Crosstab, type Pair } from "../../src/statistics/crosstab.ts";
import { equivalenceTest } from "../../src/statistics/equivalence.ts";
import { bhapkarTest, bowkerTest, stuartMaxwellTest } from "../../src/statistics/marginal-homogeneity.ts";
import { mcNemarChiSquare, mcNemarExact, mcNemarMidP } from "../../src/statistics/mcnemar.ts";
import { benjaminiHochberg, benjaminiYekutieli, holm } from "../../src/statistics/multiple-testing.ts";
import { ratingTable } from "../../src/statistics/rating-table.ts";
import { signFlipTest } from "../../src/statistics/sign-flip.ts";
import { pairedTTest } from "../../src/statistics/t-test.ts";
import { wilcoxonSignedRank } from "../../src/statistics/wilcoxon.ts";
import { describeFamily, paired } from "./describe-family.ts";

/** A contingency table given by its counts. */
function fromCounts(counts: readonly (readonly number[])[]): Crosstab {
  return crosstab(
    counts.flatMap((row, x) => row.flatMap((count, y) => Array.from({ length: count }, (): Pair => [x, y]))),
  );
}

describeFamily<{ table?: number[][]; matrix?: number[][] }>("marginal_homogeneity", {
  ours: ({ input: { table: counts = [], matrix = [] } }) => {
    const table = fromCounts(counts);
    const tests = {
      bowker_symmetry: bowkerTest(table),
      stuart_maxwell: stuartMaxwellTest(table),
      bhapkar: bhapkarTest(table),
    };
    const q = matrix.length === 0 ? null : cochranQ(ratingTable(matrix));
    return {
      ...Object.fromEntries(
        Object.entries(tests).flatMap(([name, test]) => [
          [`${name}.chi2`, test?.chiSquare ?? null],
          [`${name}.df`, test?.degreesOfFreedom ?? null],
          [`${name}.p`, test?.p ?? null],
        ]),
      ),
      "cochran_q.Q": q?.chiSquare ?? null,
      "cochran_q.df": q?.degreesOfFreedom ?? null,
      "cochran_q.p": q?.p ?? null,
    };
  },
});

describeFamily<{ table: number[][] }>("mcnemar", {
  ours: ({ input: { table } }) => {
    const discordant = { first: table[0]?.[1] ?? 0, second: table[1]?.[0] ?? 0 };
    const { chiSquare, p } = mcNemarChiSquare(discordant);
    return {
      "exact.statistic": Math.min(discordant.first, discordant.second),
      "exact.p": mcNemarExact(discordant),
      "chi2.statistic": chiSquare,
      "chi2.p": p,
      midp: mcNemarMidP(discordant),
    };
  },
  leftOut: { chi2_cc: "mid-p does better than a continuity correction" },
  departures: {
    "equal midp": {
      ours: 0.9018096923828125,
      why: "of b = c, Fagerland's mid-p is 1 − ½ P(X = b); the fixture's composition takes all of it off",
    },
  },
});

describeFamily<{ x: number[]; y: number[] }>("paired_tests", {
  ours: ({ input: { x, y } }) => {
    const table = crosstab(paired(y, x)); // the libraries take x − y
    const dropped = wilcoxonSignedRank(table, "drop");
    const pratt = wilcoxonSignedRank(table, "pratt");
    const t = pairedTTest(table);
    const equivalence = equivalenceTest(table, 0.25);
    return {
      "wilcox_approx.W": dropped?.w ?? null,
      "wilcox_approx.p": dropped?.p ?? null,
      wilcox_approx: dropped?.p ?? null,
      "pratt_approx.W": pratt?.w ?? null,
      "pratt_approx.p": pratt?.p ?? null,
      pratt_approx: pratt?.p ?? null,
      "ttest_rel.t": t?.t ?? null,
      "ttest_rel.p": t?.pTwoSided ?? null,
      exact_paired_permutation_mean_diff_two_sided: signFlipTest(table, { seed: 1 }),
      "tost_paired_margin_0.25.p": equivalence?.p ?? null,
      "tost_paired_margin_0.25.p_lower": equivalence?.pAboveLower ?? null,
      "tost_paired_margin_0.25.p_upper": equivalence?.pBelowUpper ?? null,
    };
  },
  leftOut: {
    wilcox_approx_cc: "no continuity correction",
    pratt_approx_cc: "no continuity correction",
    zsplit_approx: "pairs without a difference are dropped or ranked, not shared out",
    zsplit_approx_cc: "likewise",
    exact: "the exact test is the sign flip",
    sign_test: "the exact test of McNemar, by another name",
    n_permutations_effective: "pairs without a difference are not flipped",
  },
});

describeFamily<{ p: number[]; alpha: number }>("multiple_testing", {
  ours: ({ input: { p, alpha } }) => {
    const methods = { holm: holm(p), fdr_bh: benjaminiHochberg(p), fdr_by: benjaminiYekutieli(p) };
    return Object.fromEntries(
      Object.entries(methods).flatMap(([name, adjusted]) =>
        adjusted.flatMap((value, index) => [
          [`${name}.adjusted.${index}`, value],
          [`${name}.reject.${index}`, Number(value <= alpha)],
        ]),
      ),
    );
  },
  leftOut: { bonferroni: "Holm rejects whatever it does, and more" },
});

type AltTestInput = {
  readonly humans_items_by_rater: (number | null)[][];
  readonly llm: (number | null)[];
  readonly scoring: "neg_rmse";
  readonly epsilon: number;
  readonly q_fdr: number;
};

describeFamily<AltTestInput>("alt_test", {
  ours: ({ input }) => {
    const rows = input.humans_items_by_rater.map((row, index) => [input.llm[index] ?? null, ...row]);
    const test = alternativeAnnotatorTest(ratingTable(rows), {
      closeness: "rmse",
      allowance: input.epsilon,
      level: input.q_fdr,
    });
    return {
      "": test?.winningRate ?? null, // where the reference raised
      winning_rate: test?.winningRate ?? null,
      advantage_probability: test?.advantage ?? null,
      passed: test === null ? null : Number(test.passes),
      ...Object.fromEntries(
        test?.annotators.flatMap(({ p, difference }, index) => [
          [`p_values.${index}`, p],
          [`mean_diff_indicator.${index}`, difference],
        ]) ?? [],
      ),
    };
  },
  leftOut: { log: "words about what was skipped" },
});
