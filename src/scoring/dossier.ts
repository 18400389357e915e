import type { CaseStudy } from "../domain/case-study.ts";
import type { Dossier, Loop, Observation, Stage } from "../domain/loop.ts";
import type { Dimension, Rubric } from "../domain/rubric.ts";
import { reviewReasons, type ReviewReason, type Scorecard } from "../domain/scorecard.ts";
import type { Transcript } from "../domain/transcript.ts";
import { HarnessError } from "../errors.ts";
import { mean } from "../statistics/mean.ts";
import type { ErrorModel } from "./error-model.ts";
import { capped, flagEffects, type CapMode, type FlagEffects } from "./flag-caps.ts";
import { openFollowUps, opportunityFor, questionOf } from "./opportunity.ts";
import { profileResults } from "./profiles.ts";
import { judgedBy } from "./scorecard.ts";
import { meanVariance, uncertaintyOf, type ErrorVariance } from "./uncertainty.ts";

/** What one stage of a loop saw of the candidate; several scorecards where several raters or graders judged it. */
export type StageResult = {
  readonly stage: string;
  readonly scorecard: Scorecard;
  readonly transcript: Transcript;
  readonly caseStudy: CaseStudy;
};

export type DossierInput = {
  readonly candidate: string;
  readonly loop: Loop;
  /** The rubric that stages join on. */
  readonly scorecard: Rubric;
  /** The rubric of each stage, by the stage's id. */
  readonly rubrics: ReadonlyMap<string, Rubric>;
  readonly caseStudies: ReadonlyMap<string, CaseStudy>;
  readonly results: readonly StageResult[];
  readonly caps: CapMode;
  /** Of the errors of two dimensions. */
  readonly correlation: ErrorModel["correlation"];
};

/**
 * The stages of one candidate joined. A stage's view of a dimension is the mean of its own dimensions that map to it, of all its raters;
 * over the stages that have one it is their mean by the stages' weights.
 */
export function dossierOf(input: DossierInput): Dossier {
  const { loop, scorecard } = input;
  const results = ownResults(input);
  const lines = scorecard.dimensions.map((dimension) => joinedDimension(dimension, results, input));
  const knockouts = knockoutsOf(results);
  const profiles = profileResults({
    rubric: scorecard,
    levels: lines.map(({ line, error }) => ({ dimension: line.dimension, level: line.level, error })),
    correlation: input.correlation ?? 1,
    knockouts,
  });
  const dimensions = lines.map(({ line }) => line);
  return {
    schema: "touchstone.dossier/1",
    candidate: input.candidate,
    loop: { id: loop.id, version: loop.version, status: loop.status },
    rubric: judgedBy(scorecard),
    stages: loop.stages.map((stage) => stageLine(stage, results, input)),
    dimensions,
    profiles,
    flags: results.flatMap(({ stage, result }) =>
      result.flags
        .filter(({ status }) => status === "raised" || status === "cleared")
        .map((finding) => ({ stage: stage.id, by: result.grader, finding })),
    ),
    notObserved: dimensions.filter(({ level }) => level === null).map(({ dimension }) => dimension),
    review: reviewOf(results, dimensions, profiles, scorecard),
  };
}

type Result = {
  readonly stage: Stage;
  readonly rubric: Rubric;
  readonly result: Scorecard;
  readonly transcript: Transcript;
  readonly caseStudy: CaseStudy;
  readonly effects: FlagEffects;
};

/** The candidate's results with their stages; what belongs to nobody or to another rubric stops the command. */
function ownResults({ candidate, loop, rubrics, results, caps }: DossierInput): readonly Result[] {
  return results.map(({ stage: id, scorecard: result, transcript, caseStudy }) => {
    const stage = loop.stages.find((each) => each.id === id);
    const rubric = rubrics.get(id);
    const refuse = (why: string): HarnessError =>
      new HarnessError("incomparable", `scorecard ${result.sample} by ${result.grader}: ${why}`);
    if (stage === undefined || rubric === undefined)
      throw refuse(
        `loop ${loop.id} has no stage "${id}", expected one of ${loop.stages.map((each) => each.id).join(", ")}`,
      );
    if (result.candidate !== candidate) throw refuse(`it is ${result.candidate}'s, not ${candidate}'s`);
    if (result.rubric.id !== rubric.id || result.rubric.version !== rubric.version)
      throw refuse(
        `it follows ${result.rubric.id} ${result.rubric.version}, stage ${id} is judged by ${rubric.id} ${rubric.version}`,
      );
    const effects = flagEffects(rubric, result.flags, result.rulings, caps);
    return { stage, rubric, result, transcript, caseStudy, effects };
  });
}

function stageLine(
  stage: Stage,
  results: readonly Result[],
  { rubrics, loop }: DossierInput,
): Dossier["stages"][number] {
  const own = results.filter((each) => each.stage.id === stage.id).map(({ result }) => result);
  const rubric = rubrics.get(stage.id);
  if (rubric === undefined) throw new RangeError(`loop ${loop.id}: no rubric for stage ${stage.id}`);
  return {
    stage: stage.id,
    title: stage.title,
    minutes: stage.minutes,
    weight: stage.weight,
    status: own.length === 0 ? "missing" : "scored",
    rubric: judgedBy(rubric),
    scorecards: own.map(({ sample, caseStudy, grader, fingerprint }) => ({
      sample,
      caseStudy,
      by: grader,
      fingerprint,
    })),
  };
}

type JoinedLine = { readonly line: Dossier["dimensions"][number]; readonly error: ErrorVariance | null };

function joinedDimension(dimension: Dimension, results: readonly Result[], input: DossierInput): JoinedLine {
  const { scale } = input.scorecard;
  const seen = results.flatMap((result) => observationOf(dimension.id, result, input.correlation ?? 1));
  const stages = [...Map.groupBy(seen, ({ observation }) => observation.stage).values()].map((views) => ({
    weight: views[0]?.weight ?? 0,
    levels: views.map(({ observation }) => observation.level),
    level: mean(views.map(({ observation }) => observation.level)),
    error: meanVariance(
      views.map(({ error }) => ({ weight: 1, error })),
      0,
    ),
  }));
  const level = weightedMean(stages);
  const error = level === null ? null : joinedError(stages, level);
  const spreads = stages.filter(({ levels }) => levels.length > 1).map(({ levels }) => rangeOf(levels));
  const line = {
    dimension: dimension.id,
    observations: seen.map(({ observation }) => observation),
    level,
    ...uncertaintyOf(level, error, scale),
    spreadOfRaters: spreads.length === 0 ? null : Math.max(...spreads),
    spreadOfStages: stages.length < 2 ? null : rangeOf(stages.map((stage) => stage.level)),
    askNext: level === null ? questionsFor(dimension, results, input) : [],
  };
  return { line, error };
}

type View = {
  readonly observation: Observation;
  readonly weight: number;
  readonly error: ErrorVariance | null;
};

/** What one scorecard of a stage says of a dimension of the loop's scorecard, through those that map to it or bear its name. */
function observationOf(
  target: string,
  { stage, rubric, result, effects }: Result,
  correlation: number,
): View[] {
  const speaking = rubric.dimensions.filter(
    ({ id, maps_to: targets = [] }) => id === target || targets.includes(target),
  );
  const scored = result.dimensions.flatMap(({ dimension, level, standardError, covers }) =>
    level !== null && speaking.some(({ id }) => id === dimension)
      ? [{ dimension, level, standardError, covers }]
      : [],
  );
  if (scored.length === 0) return [];
  const error = meanVariance(
    scored.map(({ standardError, covers }) => ({
      weight: 1,
      error: standardError === null ? null : { variance: standardError ** 2, covers },
    })),
    correlation,
  );
  const { level, cappedBy } = capped(mean(scored.map((each) => each.level)), effects.caps.get(target));
  const observation = {
    stage: stage.id,
    by: result.grader,
    from: scored.map(({ dimension, level: own }) => ({ dimension, level: own })),
    level,
    cappedBy,
    standardError: error === null ? null : Math.sqrt(error.variance),
  };
  return [{ observation, weight: stage.weight, error }];
}

type StageView = { readonly weight: number; readonly level: number; readonly error: ErrorVariance | null };

function weightedMean(stages: readonly StageView[]): number | null {
  const total = stages.reduce((sum, { weight }) => sum + weight, 0);
  return total === 0 ? null : stages.reduce((sum, { weight, level }) => sum + weight * level, 0) / total;
}

/**
 * Error variance of the mean over k stages: what the stages' own errors come to, or what their disagreement shows, whichever is larger.
 *
 *     within  = Σ a² v        between = k ÷ (k − 1) × Σ a² (x − x̄)²        a: weights that sum to 1
 *
 * @see Cochran (1977), Sampling Techniques, 6.3 (between); Birge (1932), Physical Review 40 (an error widened to what the values show)
 */
function joinedError(stages: readonly StageView[], level: number): ErrorVariance | null {
  const within = meanVariance(stages, 0);
  const k = stages.length;
  if (k < 2) return within;
  const total = stages.reduce((sum, { weight }) => sum + weight, 0);
  const squares = stages.reduce(
    (sum, each) => sum + (each.weight / total) ** 2 * (each.level - level) ** 2,
    0,
  );
  const between = (k / (k - 1)) * squares;
  if (within === null) return between === 0 ? null : { variance: between, covers: "raters and repeats" };
  return between > within.variance ? { variance: between, covers: "raters and repeats" } : within;
}

/** What stages that were held left unasked, stages to come that give the opportunity, or else the dimension's own question. */
function questionsFor(
  dimension: Dimension,
  results: readonly Result[],
  { loop, caseStudies }: DossierInput,
): Dossier["dimensions"][number]["askNext"] {
  const held = new Map(results.map((result) => [result.stage.id, result]));
  const questions = loop.stages.flatMap(({ id, case_studies: ids }) => {
    const result = held.get(id);
    const asks =
      result === undefined
        ? ids.flatMap((caseStudy) => opportunityAhead(dimension, caseStudies.get(caseStudy)))
        : openFollowUps(dimension, result.caseStudy, result.transcript);
    return asks.slice(0, 1).map((ask) => ({ stage: id, ask }));
  });
  const [last] = [...held.keys()].slice(-1);
  return questions.length > 0 || last === undefined
    ? questions
    : [{ stage: last, ask: `No follow-up is left for it. It asks: ${questionOf(dimension)}` }];
}

function opportunityAhead(dimension: Dimension, caseStudy: CaseStudy | undefined): string[] {
  const place = caseStudy === undefined ? null : opportunityFor(caseStudy, dimension);
  if (caseStudy === undefined || place === null) return [];
  return [
    `still to be held; ${caseStudy.id} asks for it in ${place === "prompt" ? "its prompt" : "a follow-up"}`,
  ];
}

function knockoutsOf(results: readonly Result[]): Pick<FlagEffects, "openKnockouts" | "confirmedKnockouts"> {
  const all = (key: "openKnockouts" | "confirmedKnockouts"): string[] => [
    ...new Set(results.flatMap(({ effects }) => effects[key])),
  ];
  return { openKnockouts: all("openKnockouts"), confirmedKnockouts: all("confirmedKnockouts") };
}

/** Raters of one stage who are this far apart, in steps of the scale, did not see the same. */
const wideSpread = 2;

/** What the stages ask a person to look at, and what only their joining shows. */
function reviewOf(
  results: readonly Result[],
  dimensions: Dossier["dimensions"],
  profiles: Dossier["profiles"],
  { scale }: Rubric,
): ReviewReason[] {
  const ofStages = results.flatMap(({ stage, result }) =>
    result.review
      .filter(({ reason }) => reason !== "coverage")
      .map((reason) => ({ ...reason, detail: `${stage.id}: ${reason.detail}` })),
  );
  const coverage = profiles
    .filter(({ mean: figure }) => figure === null)
    .map(({ profile, observedWeight }) => ({
      reason: "coverage" as const,
      priority: reviewReasons.coverage.priority,
      about: profile,
      detail: `${Math.round(100 * observedWeight)} % of its weight was observed by any stage`,
    }));
  const spread = dimensions.flatMap(({ dimension, spreadOfRaters, spreadOfStages }) => {
    const widest = Math.max(spreadOfRaters ?? 0, spreadOfStages ?? 0);
    const who = widest === spreadOfRaters ? "raters of a stage" : "stages";
    return widest < wideSpread * scale.step
      ? []
      : [
          {
            reason: "spread" as const,
            priority: reviewReasons.spread.priority,
            about: dimension,
            detail: `${who} are ${widest.toFixed(1)} levels apart`,
          },
        ];
  });
  return [...ofStages, ...coverage, ...spread].toSorted((a, b) => a.priority - b.priority);
}

function rangeOf(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}
