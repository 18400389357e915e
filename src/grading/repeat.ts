import type { Evidence, Grade, Score, UnscoredReason } from "../domain/score.ts";
import { firstAlone } from "./first-alone.ts";
import type { Grader } from "./grader.ts";

/** Grades an answer several times and joins the grades dimension by dimension; `make` gets the repeat's number, from 1. */
export function repeat(times: number, make: (repeat: number) => Grader): Grader {
  if (times === 1) return make(1);
  const graders = Array.from({ length: times }, (_, index) => make(index + 1));
  return async (sample) => joinGrades(await firstAlone(graders, (grader) => grader(sample)));
}

/**
 * The grade of several repeats. The status most repeats have is the status; a tie goes to scored before not-observed before unscored.
 * The level is the mean of the scored repeats' levels, whose evidence is kept together.
 */
export function joinGrades(parts: readonly Grade[]): Grade {
  const [first] = parts;
  if (first === undefined) throw new RangeError("there is no grade to join");
  return {
    sampleId: first.sampleId,
    grader: first.grader,
    scores: first.scores.map(({ dimension }) =>
      joinScores(parts.flatMap(({ scores }) => scores.filter((score) => score.dimension === dimension))),
    ),
    replies: parts.flatMap(({ replies }) => replies),
    parts,
  };
}

type Scored = Extract<Score, { status: "scored" }>;
type NotObserved = Extract<Score, { status: "not-observed" }>;
type Unscored = Extract<Score, { status: "unscored" }>;

function joinScores(scores: readonly Score[]): Score {
  const scored = scores.filter((score) => score.status === "scored");
  const notObserved = scores.filter((score) => score.status === "not-observed");
  const unscored = scores.filter((score) => score.status === "unscored");
  if (scored.length >= Math.max(notObserved.length, unscored.length)) return joinScored(scored);
  return notObserved.length >= unscored.length ? firstOf(notObserved) : joinUnscored(unscored, scores.length);
}

/** The rationale is that of the repeat nearest the mean, the earliest of equals. */
function joinScored(scored: readonly Scored[]): Scored {
  const level = scored.reduce((sum, score) => sum + score.level, 0) / scored.length;
  const nearest = scored.reduce((best, score) =>
    Math.abs(score.level - level) < Math.abs(best.level - level) ? score : best,
  );
  return { ...nearest, level, evidence: distinct(scored.flatMap(({ evidence }) => evidence)) };
}

/** The reason most unscored repeats have, the earliest of equals. */
function joinUnscored(unscored: readonly Unscored[], repeats: number): Unscored {
  const count = (reason: UnscoredReason): number =>
    unscored.filter((score) => score.reason === reason).length;
  const most = unscored.reduce((best, score) => (count(score.reason) > count(best.reason) ? score : best));
  return { ...most, detail: `${unscored.length} of ${repeats} repeats: ${most.detail}` };
}

function distinct(evidence: readonly Evidence[]): Evidence[] {
  return [...new Map(evidence.map((piece) => [JSON.stringify(piece), piece])).values()];
}

function firstOf(scores: readonly NotObserved[]): NotObserved {
  const [first] = scores;
  if (first === undefined) throw new RangeError("there is no score to join");
  return first;
}
