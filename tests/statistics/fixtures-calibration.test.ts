import { fitIsotonic, isotonicValue } from "../../src/statistics/isotonic.ts";
import { linearScaling, scaledScore } from "../../src/statistics/linear-scaling.ts";
import {
  expectedLevel,
  fitOrdinal,
  levelProbabilities,
  type OrdinalLink,
} from "../../src/statistics/ordinal-regression.ts";
import { trueScoreAccuracy } from "../../src/statistics/prmse.ts";
import { ratingTable } from "../../src/statistics/rating-table.ts";
import { conformalRadius } from "../../src/statistics/split-conformal.ts";
import { roundHalfToEven, trimmedScore } from "../../src/statistics/trim-scale-round.ts";
import { describeFamily, paired } from "./describe-family.ts";

/** The values of a list under their places, `name.0`, `name.1` … */
function numbered(name: string, values: readonly (number | null)[]): Record<string, number | null> {
  return Object.fromEntries(values.map((value, index) => [`${name}.${index}`, value]));
}

type Isotonic = {
  readonly x: number[];
  readonly y: number[];
  readonly w: number[] | null;
  readonly query: number[];
};

describeFamily<Isotonic>("isotonic", {
  ours: ({ input: { x, y, w, query } }) => {
    const fit = fitIsotonic(paired(x, y).map(([x, y], index) => ({ x, y, weight: w?.[index] ?? 1 })));
    const at = (x: number) => isotonicValue(fit, x);
    return {
      ...numbered("fitted_at_x", x.map(at)),
      ...numbered("predict_query", query.map(at)),
      ...numbered(
        "thresholds_x",
        fit.map(({ x }) => x),
      ),
      ...numbered(
        "thresholds_y",
        fit.map(({ y }) => y),
      ),
    };
  },
});

type Ordinal = {
  readonly human: number[];
  readonly model: number[];
  readonly link: OrdinalLink;
  readonly query: number[];
};

const stoppedShort = "polr stops short of the maximum; the likelihood is higher here";

describeFamily<Ordinal>("ordinal_regression", {
  ours: ({ input: { human, model, link, query } }) => {
    const fit = fitOrdinal(
      paired(model, human).map(([x, y]) => ({ x, y, weight: 1 })),
      link,
    );
    if (fit === null) return {};
    return {
      coef: fit.slope,
      se_coef: fit.slopeStandardError,
      deviance: fit.deviance,
      ...numbered("zeta", fit.thresholds),
      ...numbered("levels", fit.levels),
      ...numbered(
        "expected_score",
        query.map((x) => expectedLevel(fit, x)),
      ),
      ...Object.assign(
        {},
        ...query.map((x, index) => numbered(`probs.${index}`, levelProbabilities(fit, x))),
      ),
    };
  },
  departures: {
    "syn_float_model_n150_logistic zeta.0": { ours: 4.812459, why: stoppedShort },
    "syn_float_model_n150_logistic zeta.1": { ours: 8.157547, why: stoppedShort },
    "syn_float_model_n150_logistic zeta.2": { ours: 10.710829, why: stoppedShort },
    "syn_float_model_n150_logistic zeta.3": { ours: 14.34538, why: stoppedShort },
  },
});

const oneTooLate =
  "numpy's higher quantile at ⌈(n + 1)(1 − α)⌉/n takes the order statistic after the one that covers 1 − α";

describeFamily<{ abs_residuals: number[]; alpha: number }>("split_conformal", {
  ours: ({ input }) => ({ qhat: conformalRadius(input.abs_residuals, input.alpha) }),
  leftOut: { level: "the quantile is compared" },
  departures: {
    "n99_a0.1 qhat": { ours: 0.8903, why: oneTooLate },
    "n100_a0.2 qhat": { ours: 0.7396, why: oneTooLate },
    "n500_a0.05 qhat": { ours: 1.1493, why: oneTooLate },
  },
});

type Processing = {
  readonly raw: number[];
  readonly train_pred_mean: number;
  readonly train_pred_sd: number;
  readonly human_mean: number;
  readonly human_sd: number;
  readonly trim_min: number;
  readonly trim_max: number;
  readonly trim_tolerance: number;
};

describeFamily<Processing>("trim_scale_round", {
  ours: ({ input }) => {
    const limits = { min: input.trim_min, max: input.trim_max, tolerance: input.trim_tolerance };
    const scaling = linearScaling(
      { mean: input.train_pred_mean, deviation: input.train_pred_sd },
      { mean: input.human_mean, deviation: input.human_sd },
    );
    const scale = input.raw.map((x) => (scaling === null ? null : scaledScore(x, scaling)));
    const trimmed = (scores: readonly (number | null)[]) =>
      scores.map((score) => (score === null ? null : trimmedScore(score, limits)));
    const rounded = (scores: readonly (number | null)[]) =>
      scores.map((score) => (score === null ? null : roundHalfToEven(score)));
    return {
      ...numbered("scale", scale),
      ...numbered("raw_trim", trimmed(input.raw)),
      ...numbered("raw_trim_round", rounded(trimmed(input.raw))),
      ...numbered("scale_trim", trimmed(scale)),
      ...numbered("scale_trim_round", rounded(trimmed(scale))),
    };
  },
});

type Prmse = {
  readonly system: number[];
  readonly humans: (number | null)[][];
  readonly variance_errors_human: number | null;
};

const noTrueVariance = "true scores that do not vary cannot be predicted: no_true_variance, not 0";

describeFamily<Prmse>("prmse", {
  ours: ({ input: { system, humans, variance_errors_human: known } }) => {
    const table = ratingTable(humans.map((row, index) => [system[index] ?? null, ...row]));
    const accuracy = trueScoreAccuracy(table, known ?? undefined);
    return {
      variance_of_errors: accuracy?.errorVariance ?? null,
      true_score_variance: accuracy?.trueVariance ?? null,
      mse_true: accuracy?.meanSquaredError ?? null,
      prmse: accuracy?.prmse ?? null,
    };
  },
  departures: { "edge_negative_true_variance prmse": { ours: null, why: noTrueVariance } },
});
