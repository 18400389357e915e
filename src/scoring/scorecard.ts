import type { CaseStudy } from "../domain/case-study.ts";
import type { InjectionSign } from "../domain/injection.ts";
import type { Dimension, Rubric } from "../domain/rubric.ts";
import type { Sample } from "../domain/sample.ts";
import type { Grade, Score } from "../domain/score.ts";
import type { FlagRuling, Scorecard, ScorecardDimension } from "../domain/scorecard.ts";
import type { ErrorModel } from "./error-model.ts";
import { capped, flagEffects, type CapMode, type FlagEffects } from "./flag-caps.ts";
import { numericClaims } from "./numeric-claims.ts";
import { askNext, missedOpportunity } from "./opportunity.ts";
import { profileResults } from "./profiles.ts";
import { reviewReasonsFor } from "./review-reasons.ts";
import { levelVariance, uncertaintyOf, type ErrorVariance } from "./uncertainty.ts";

export type ScorecardInput = {
  readonly sample: Sample;
  /** After repeats or panel, and mapping. */
  readonly grade: Grade;
  readonly rubric: Rubric;
  readonly caseStudy: CaseStudy;
  readonly fingerprint: string;
  readonly evidence: "required" | "none";
  readonly errors: ErrorModel;
  readonly caps: CapMode;
  /** What named people said on flags of this answer. */
  readonly rulings: readonly FlagRuling[];
  /** That the answer speaks to whoever grades it. */
  readonly signs: readonly InjectionSign[];
  /** The candidate contests the result. */
  readonly isContested: boolean;
};

/**
 * A sample's scorecard under every profile. The order is fixed: the grade is what repeats, panel and mapping made; what nothing asked for
 * is not observed; flags cap; profiles weight.
 */
export function scorecardOf(input: ScorecardInput): Scorecard {
  const { sample, grade, rubric, caseStudy, errors } = input;
  const flags = grade.flags ?? [];
  const effects = flagEffects(rubric, flags, input.rulings, input.caps);
  const graded = rubric.dimensions.map((dimension) => gradedDimension(dimension, effects, input));
  const dimensions = graded.map(({ line }) => line);
  const profiles = profileResults({
    rubric,
    levels: graded.map(({ line, error }) => ({ dimension: line.dimension, level: line.level, error })),
    correlation: errors.correlation ?? 1,
    knockouts: effects,
  });
  const { signs, isContested } = input;
  return {
    schema: "touchstone.scorecard/1",
    sample: sample.id,
    candidate: sample.candidate,
    caseStudy: caseStudy.id,
    grader: grade.grader,
    fingerprint: input.fingerprint,
    rubric: judgedBy(rubric),
    evidence: input.evidence,
    errorsFrom: { samples: errors.samples, raters: errors.raters },
    dimensions,
    profiles,
    flags: [...flags],
    rulings: [...input.rulings],
    signals: [...(grade.signals ?? [])],
    claims: numericClaims(sample.transcript, caseStudy).map((claim) => ({ ...claim })),
    signs: [...signs],
    review: reviewReasonsFor({ rubric, dimensions, profiles, flags, effects, signs, isContested }),
  };
}

/** Which rubric, and whether anybody has approved it. */
export function judgedBy({ id, version, status }: Rubric): Scorecard["rubric"] {
  const words = status === "draft" ? "draft" : `approved by ${status.approved_by} on ${status.on}`;
  return { id, version, status: words };
}

type GradedDimension = { readonly line: ScorecardDimension; readonly error: ErrorVariance | null };

function gradedDimension(
  dimension: Dimension,
  effects: FlagEffects,
  { sample, grade, rubric, caseStudy, errors }: ScorecardInput,
): GradedDimension {
  const { id } = dimension;
  const score = observed(scoreOf(grade, id), dimension, caseStudy, sample);
  const blank = {
    dimension: id,
    level: null,
    beforeFlags: null,
    cappedBy: [],
    ...uncertaintyOf(null, null, rubric.scale),
    spread: null,
    unscoredReason: null,
    evidence: [],
    askNext: [],
  };
  if (score.status === "not-observed") {
    const asks = [...askNext(dimension, caseStudy, sample.transcript)];
    return { line: { ...blank, status: score.status, why: score.opportunity, askNext: asks }, error: null };
  }
  if (score.status === "unscored") {
    const { status, reason, detail, evidence } = score;
    return { line: { ...blank, status, why: detail, unscoredReason: reason, evidence }, error: null };
  }
  const { level, cappedBy } = capped(score.level, effects.caps.get(id));
  const error = errorOf(grade, id, score.level, errors);
  const line = {
    ...blank,
    status: score.status,
    level,
    beforeFlags: score.level,
    cappedBy,
    ...uncertaintyOf(level, error, rubric.scale),
    spread: score.spread ?? null,
    why: score.rationale,
    evidence: score.evidence,
  };
  return { line, error };
}

function scoreOf(grade: Grade, dimension: string): Score {
  return (
    grade.scores.find((score) => score.dimension === dimension) ?? {
      dimension,
      status: "unscored",
      reason: "no-reply",
      detail: "the grader gave no score on it",
      evidence: [],
    }
  );
}

function observed(score: Score, dimension: Dimension, caseStudy: CaseStudy, { transcript }: Sample): Score {
  const missed = missedOpportunity(score, dimension, caseStudy, transcript);
  return missed === null ? score : { dimension: dimension.id, status: "not-observed", opportunity: missed };
}

/** A level's error: the grader's as far as it is known, and its repeats', of the whole run or else of this answer. */
function errorOf(grade: Grade, dimension: string, level: number, errors: ErrorModel): ErrorVariance | null {
  const levels = levelsBehind(grade, dimension, level);
  const repeatVariance = errors.repeatVariance.get(dimension) ?? varianceOf(levels);
  return levelVariance(errors.raterVariance.get(dimension) ?? null, repeatVariance, levels.length);
}

/** The levels of repeats or members whose mean a level is, through parts that only passed it on; none where it is one reading. */
function levelsBehind(grade: Grade, dimension: string, level: number): readonly number[] {
  const isLevel = (value: number): boolean => Math.abs(value - level) < 1e-9;
  const parts = grade.parts.flatMap((part) => {
    const score = part.scores.find((each) => each.dimension === dimension);
    return score?.status === "scored" ? [{ part, level: score.level }] : [];
  });
  const mean = parts.reduce((sum, each) => sum + each.level, 0) / parts.length;
  if (parts.length > 1 && isLevel(mean)) return parts.map((each) => each.level);
  const passedOn = parts.find((each) => isLevel(each.level));
  return passedOn === undefined ? [] : levelsBehind(passedOn.part, dimension, level);
}

/** Null where they agree: a few repeats alike are no proof that there is no error. */
function varianceOf(levels: readonly number[]): number | null {
  const mean = levels.reduce((sum, level) => sum + level, 0) / levels.length;
  const squares = levels.reduce((sum, level) => sum + (level - mean) ** 2, 0);
  return squares === 0 ? null : squares / (levels.length - 1);
}
