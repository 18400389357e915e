import type { ConformalRow, RiskRow } from "../domain/grader-card.ts";
import type { Scale } from "../domain/scale.ts";
import { conformalRadius } from "../statistics/split-conformal.ts";
import { wilsonInterval } from "../statistics/wilson.ts";
import { readingAt, type Panel, type Readings } from "./readings.ts";
import { mean } from "./resampling.ts";

/** One in ten scores may lie farther from a rater than the interval says. */
const alpha = 0.1;
/** Shares of accepted scores at which the curve is read, the same for every grader and dimension. */
const shares = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
/** Errors within rounding of a whole level are that level. */
const tolerance = 1e-9;

/** A split's answers with what raters and one grader said of them. */
export type Judged = {
  readonly panel: Panel;
  readonly references: readonly Readings[];
  readonly readings: Readings;
};

/** The radius within which every rater lies nine times in ten, from one split, and how it holds on the other. */
export function conformalRow(
  { calibration, test }: { readonly calibration: Judged; readonly test: Judged },
  grader: string,
  dimension: string,
): ConformalRow {
  const errors = errorsOn(calibration, dimension).map(({ farthest }) => farthest);
  const radius = conformalRadius(errors, alpha);
  const held = errorsOn(test, dimension);
  const within = radius === null ? [] : held.filter(({ farthest }) => farthest <= radius + tolerance);
  return {
    grader,
    dimension,
    alpha,
    n: errors.length,
    radius,
    test: radius === null ? proportion(0, 0) : proportion(within.length, held.length),
  };
}

/** What a score's doubt is read from; null: the grader gives no sign of any. */
export type DoubtSignal = {
  readonly name: string;
  readonly doubtOf: (dimension: string, sample: number) => number | null;
};

/** Doubt as the spread of several scores of one thing: a grader's repeats, or it and other graders. */
export function spreadSignal(name: string, sources: readonly Readings[]): DoubtSignal {
  return {
    name,
    doubtOf: (dimension, sample) => {
      const given = sources.map((source) => readingAt(source, dimension, sample));
      const levels = given.filter((level) => typeof level === "number");
      return levels.length < 2 ? null : spread(levels);
    },
  };
}

/** Standard deviation, divided by n. */
export function spread(levels: readonly number[]): number {
  const centre = mean(levels) ?? 0;
  return Math.sqrt(mean(levels.map((level) => (level - centre) ** 2)) ?? 0);
}

/** Error among accepted scores, accepting the least doubtful first; scores of equal doubt are accepted together. */
export function riskRows(judged: Judged, grader: string, dimension: string, signal: DoubtSignal): RiskRow[] {
  const scores = errorsOn(judged, dimension)
    .map(({ sample, fromMean }) => ({
      doubt: signal.doubtOf(dimension, sample) ?? Infinity,
      isWrong: fromMean >= 1 - tolerance,
    }))
    .sort((a, b) => a.doubt - b.doubt);
  const doubts = shares.flatMap((share) => scores[Math.ceil(share * scores.length) - 1]?.doubt ?? []);
  return [...new Set(doubts)].map((doubt) => {
    const accepted = scores.filter((score) => score.doubt <= doubt);
    return {
      grader,
      dimension,
      signal: signal.name,
      doubt: Number.isFinite(doubt) ? doubt : null,
      accepted: accepted.length / scores.length,
      wrong: proportion(accepted.filter(({ isWrong }) => isWrong).length, accepted.length),
    };
  });
}

/** The largest share whose error lies under a limit with its whole Wilson interval; 0 where none does. */
export function acceptableShare(rows: readonly RiskRow[], largestError: number): number {
  const acceptable = rows.filter(({ wrong }) => wrong.high !== null && wrong.high <= largestError);
  return Math.max(0, ...acceptable.map(({ accepted }) => accepted ?? 0));
}

type Errors = { readonly sample: number; readonly farthest: number; readonly fromMean: number };

/** Per answer that both sides scored: the distance to the farthest rater, and to the raters' mean. */
function errorsOn({ panel, references, readings }: Judged, dimension: string): Errors[] {
  return panel.sampleIds.flatMap((_, sample) => {
    const score = readingAt(readings, dimension, sample);
    const levels = references
      .map((reference) => readingAt(reference, dimension, sample))
      .filter((level) => typeof level === "number");
    if (typeof score !== "number" || levels.length === 0) return [];
    const farthest = Math.max(...levels.map((level) => Math.abs(level - score)));
    return [{ sample, farthest, fromMean: Math.abs((mean(levels) ?? 0) - score) }];
  });
}

function proportion(count: number, n: number): RiskRow["wrong"] {
  const interval = wilsonInterval(count, n);
  return {
    count,
    n,
    share: n === 0 ? null : count / n,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
  };
}

/** Distance of a score to the nearest boundary between two levels; a score at an end of the scale has one boundary only. */
export function boundaryDistance({ min, max, step }: Scale, score: number): number {
  const boundaries = Array.from(
    { length: Math.round((max - min) / step) },
    (_, index) => min + (index + 0.5) * step,
  );
  return Math.min(...boundaries.map((boundary) => Math.abs(boundary - score)));
}
