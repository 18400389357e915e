import { distinct } from "./crosstab.ts";
import type { WeightedPoint } from "./isotonic.ts";
import { dot, inverse, product } from "./linear-system.ts";
import { normalCdf, normalQuantile } from "./special-functions.ts";

/** The distribution of the unseen quality around the score. */
export type OrdinalLink = "logistic" | "probit";

/** A fitted proportional-odds model. */
export type OrdinalFit = {
  readonly link: OrdinalLink;
  /** The levels seen, ascending. */
  readonly levels: readonly number[];
  /** ζ between one level and the next. */
  readonly thresholds: readonly number[];
  readonly slope: number;
  readonly slopeStandardError: number;
  /** −2 log likelihood. */
  readonly deviance: number;
};

/** What a fit says of scores. */
export type OrdinalModel = Pick<OrdinalFit, "link" | "levels" | "thresholds" | "slope">;

const largestStep = 1e-10;
const mostSteps = 100;

/**
 * Ordinal (proportional-odds) regression of a level y on a score x, by Newton's method.
 *
 *     P(y ≤ k) = F(ζ_k − b x)        F logistic or normal        maximise Σ w log( F(ζ_y − b x) − F(ζ_{y−1} − b x) )
 *
 * The log likelihood is concave, so the maximum is the only one. Null under two levels, and when the score separates the
 * levels, or never varies: b would be infinite, or anything.
 * @see McCullagh (1980), Regression Models for Ordinal Data, J. R. Statist. Soc. B 42(2)
 */
export function fitOrdinal(
  points: readonly WeightedPoint[],
  link: OrdinalLink = "logistic",
): OrdinalFit | null {
  const levels = distinct(points.map(({ y }) => y));
  if (levels.length < 2 || isSeparated(points, levels)) return null;
  const { mean, deviation } = spreadOf(points);
  const standardised = points.map(({ x, y, weight }): Answer => {
    return { z: (x - mean) / deviation, level: levels.indexOf(y), weight };
  });
  const maximum = maximise(standardised, levels.length, links[link]);
  if (maximum === null) return null;
  const { parameters, logLikelihood, slopeVariance } = maximum;
  const slope = (parameters.at(-1) ?? 0) / deviation;
  return {
    link,
    levels,
    thresholds: parameters.slice(0, -1).map((zeta) => zeta + slope * mean),
    slope,
    slopeStandardError: Math.sqrt(slopeVariance) / deviation,
    deviance: -2 * logLikelihood,
  };
}

/** How probable a score makes each level. */
export function levelProbabilities({ link, thresholds, slope }: OrdinalModel, x: number): number[] {
  const bounds = [-Infinity, ...thresholds.map((zeta) => zeta - slope * x), Infinity];
  return bounds.slice(1).map((upper, k) => between(links[link], bounds[k] ?? -Infinity, upper));
}

/** The level to expect of a score, Σ k P(y = k). */
export function expectedLevel(fit: OrdinalModel, x: number): number {
  return dot(fit.levels, levelProbabilities(fit, x));
}

/** F, its density and that one's derivative, and its quantile. */
type Link = {
  readonly cdf: (u: number) => number;
  readonly density: (u: number) => number;
  readonly slope: (u: number) => number;
  readonly quantile: (p: number) => number;
};

const logistic = (u: number) => 1 / (1 + Math.exp(-u));
const logisticDensity = (u: number) => logistic(u) * logistic(-u);
const normalDensity = (u: number) => Math.exp((-u * u) / 2) / Math.sqrt(2 * Math.PI);

const links: Record<OrdinalLink, Link> = {
  logistic: {
    cdf: logistic,
    density: logisticDensity,
    slope: (u) => logisticDensity(u) * (1 - 2 * logistic(u)),
    quantile: (p) => Math.log(p / (1 - p)),
  },
  probit: {
    cdf: normalCdf,
    density: normalDensity,
    slope: (u) => (Math.abs(u) === Infinity ? 0 : -u * normalDensity(u)),
    quantile: normalQuantile,
  },
};

/** F(upper) − F(lower), taken in the tail where both are small. */
function between({ cdf }: Link, lower: number, upper: number): number {
  return lower > 0 ? cdf(-lower) - cdf(-upper) : cdf(upper) - cdf(lower);
}

/** A point with its score standardised and its level by place. */
type Answer = { readonly z: number; readonly level: number; readonly weight: number };
type Maximum = {
  readonly parameters: readonly number[];
  readonly logLikelihood: number;
  readonly slopeVariance: number;
};

function maximise(answers: readonly Answer[], levelCount: number, link: Link): Maximum | null {
  const n = answers.reduce((sum, { weight }) => sum + weight, 0);
  const shareUpTo = (k: number) =>
    answers.reduce((sum, { level, weight }) => (level <= k ? sum + weight : sum), 0) / n;
  let parameters = [...Array.from({ length: levelCount - 1 }, (_, k) => link.quantile(shareUpTo(k))), 0];
  let logLikelihood = logLikelihoodAt(answers, parameters, link);
  for (let step = 0; step < mostSteps; step += 1) {
    const { gradient, information } = derivativesAt(answers, parameters, link);
    const covariance = inverse(information);
    if (covariance === null) return null;
    let direction = product(covariance, gradient);
    let next = logLikelihoodAt(answers, sum(parameters, direction), link);
    while (!(next >= logLikelihood - 1e-12 * Math.abs(logLikelihood))) {
      direction = direction.map((value) => value / 2);
      next = logLikelihoodAt(answers, sum(parameters, direction), link);
    }
    parameters = sum(parameters, direction);
    logLikelihood = next;
    if (Math.max(...direction.map(Math.abs)) <= largestStep) {
      return { parameters, logLikelihood, slopeVariance: covariance.at(-1)?.at(-1) ?? 0 };
    }
  }
  return null;
}

/** −∞ where thresholds cross. */
function logLikelihoodAt(answers: readonly Answer[], parameters: readonly number[], link: Link): number {
  return answers.reduce((total, answer) => {
    const { lower, upper } = boundsOf(answer, parameters);
    const p = between(link, lower, upper);
    return total + answer.weight * (p > 0 ? Math.log(p) : -Infinity);
  }, 0);
}

/** Gradient and observed information, the negative Hessian. */
function derivativesAt(answers: readonly Answer[], parameters: readonly number[], link: Link) {
  const gradient = parameters.map(() => 0);
  const information = parameters.map(() => parameters.map(() => 0));
  const last = parameters.length - 1;
  for (const answer of answers) {
    const { lower, upper } = boundsOf(answer, parameters);
    const p = between(link, lower, upper);
    const ends = [
      { place: answer.level, density: link.density(upper), slope: link.slope(upper) },
      { place: answer.level - 1, density: -link.density(lower), slope: -link.slope(lower) },
    ].filter(({ place }) => place >= 0 && place < last);
    const first = parameters.map(
      (_, i) => ends.reduce((s, { place, density }) => s + density * partOf(i, place, last, answer.z), 0) / p,
    );
    for (const [i, row] of information.entries()) {
      gradient[i] = (gradient[i] ?? 0) + answer.weight * (first[i] ?? 0);
      for (const j of row.keys()) {
        const second = ends.reduce((s, { place, slope }) => {
          return s + slope * partOf(i, place, last, answer.z) * partOf(j, place, last, answer.z);
        }, 0);
        row[j] = (row[j] ?? 0) + answer.weight * ((first[i] ?? 0) * (first[j] ?? 0) - second / p);
      }
    }
  }
  return { gradient, information };
}

/** Derivative of ζ_place − b z by parameter i: the thresholds come first, b last. */
function partOf(i: number, place: number, last: number, z: number): number {
  if (i === last) return -z;
  return i === place ? 1 : 0;
}

function boundsOf({ z, level }: Answer, parameters: readonly number[]) {
  const last = parameters.length - 1;
  const shift = (parameters[last] ?? 0) * z;
  return {
    lower: level === 0 ? -Infinity : (parameters[level - 1] ?? 0) - shift,
    upper: level === last ? Infinity : (parameters[level] ?? 0) - shift,
  };
}

/** Whether thresholds exist that tell every level from the next, by scores rising or falling. */
function isSeparated(points: readonly WeightedPoint[], levels: readonly number[]): boolean {
  const ranges = levels.map((level) => {
    const xs = points.filter(({ y }) => y === level).map(({ x }) => x);
    return { lowest: Math.min(...xs), highest: Math.max(...xs) };
  });
  const next = ranges.slice(1);
  return (
    next.every(({ lowest }, k) => lowest >= (ranges[k]?.highest ?? 0)) ||
    next.every(({ highest }, k) => highest <= (ranges[k]?.lowest ?? 0))
  );
}

function spreadOf(points: readonly WeightedPoint[]) {
  const n = points.reduce((sum, { weight }) => sum + weight, 0);
  const mean = points.reduce((sum, { x, weight }) => sum + weight * x, 0) / n;
  const variance = points.reduce((sum, { x, weight }) => sum + weight * (x - mean) ** 2, 0) / n;
  return { mean, deviation: Math.sqrt(variance) };
}

function sum(left: readonly number[], right: readonly number[]): number[] {
  return left.map((value, index) => value + (right[index] ?? 0));
}
