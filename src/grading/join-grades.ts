import type { FlagFinding } from "../domain/flag.ts";
import type { Evidence, Grade, Score, UnscoredReason } from "../domain/score.ts";
import type { SignalTag } from "../domain/signal.ts";
import { mean, median } from "../statistics/mean.ts";

/** How several levels become one. */
const combinations = { mean, median } as const satisfies Record<
  string,
  (levels: readonly number[]) => number
>;
export type Combination = keyof typeof combinations;

/**
 * Several grades of one answer as one. Dimension by dimension, the status that most parts have is the status; a tie goes to scored before
 * not-observed before unscored. The level is the mean or median of the scored parts' levels, whose evidence is kept together.
 */
export function joinGrades(parts: readonly Grade[], combination: Combination = "mean"): Grade {
  const [first] = parts;
  if (first === undefined) throw new RangeError("there is no grade to join");
  const flags = parts.flatMap((part) => part.flags ?? []);
  const signals = parts.flatMap((part) => part.signals ?? []);
  return {
    sampleId: first.sampleId,
    grader: first.grader,
    scores: first.scores.map(({ dimension }) =>
      joinScores(
        parts.flatMap(({ scores }) => scores.filter((score) => score.dimension === dimension)),
        combinations[combination],
        parts.every(({ grader }) => grader === first.grader) ? "repeats" : "members",
      ),
    ),
    ...(parts.some((part) => part.flags !== undefined) && { flags: joinFindings(flags) }),
    ...(parts.some((part) => part.signals !== undefined) && { signals: joinTags(signals) }),
    replies: parts.flatMap(({ replies }) => replies),
    parts,
  };
}

type Scored = Extract<Score, { status: "scored" }>;
type Unscored = Extract<Score, { status: "unscored" }>;

function joinScores(
  scores: readonly Score[],
  combine: (levels: readonly number[]) => number,
  kind: "repeats" | "members",
): Score {
  const scored = scores.filter((score) => score.status === "scored");
  const notObserved = scores.filter((score) => score.status === "not-observed");
  const unscored = scores.filter((score) => score.status === "unscored");
  if (scored.length >= Math.max(notObserved.length, unscored.length)) return joinScored(scored, combine);
  return notObserved.length >= unscored.length
    ? firstOf(notObserved)
    : joinUnscored(unscored, `${unscored.length} of ${scores.length} ${kind}`);
}

/** The rationale is that of the part nearest the level, the earliest of equals. */
function joinScored(scored: readonly Scored[], combine: (levels: readonly number[]) => number): Scored {
  if (scored.length === 1) return firstOf(scored);
  const levels = scored.map((score) => score.level);
  const level = combine(levels);
  const {
    spread: _,
    confidence: __,
    ...nearest
  } = scored.reduce((best, score) =>
    Math.abs(score.level - level) < Math.abs(best.level - level) ? score : best,
  );
  const isEachOneLevel = scored.every(({ spread }) => spread === undefined);
  return {
    ...nearest,
    level,
    evidence: distinct(scored.flatMap(({ evidence }) => evidence)),
    spread: spreadOf(scored),
    ...(isEachOneLevel && { confidence: largestShare(levels) }),
  };
}

/** Standard deviation of the levels below all parts: the variance between the parts' levels, and the mean variance within the parts. */
function spreadOf(scored: readonly Scored[]): number {
  const center = mean(scored.map(({ level }) => level));
  const between = mean(scored.map(({ level }) => (level - center) ** 2));
  const within = mean(scored.map(({ spread = 0 }) => spread ** 2));
  return Number(Math.sqrt(between + within).toFixed(9));
}

function largestShare(levels: readonly number[]): number {
  return Math.max(...levels.map((level) => levels.filter((each) => each === level).length)) / levels.length;
}

/** The reason most unscored parts have, the earliest of equals. */
function joinUnscored(unscored: readonly Unscored[], share: string): Unscored {
  const count = (reason: UnscoredReason): number =>
    unscored.filter((score) => score.reason === reason).length;
  const most = unscored.reduce((best, score) => (count(score.reason) > count(best.reason) ? score : best));
  return { ...most, detail: `${share}: ${most.detail}` };
}

/** Of equally frequent findings the one that a person should look at. */
const gravest = ["raised", "unscored", "cleared", "not-observed", "not-raised"] as const;

/** Flag by flag, the finding that most parts have. */
function joinFindings(findings: readonly FlagFinding[]): FlagFinding[] {
  return [...Map.groupBy(findings, ({ flag }) => flag).values()].map((same) => {
    const count = (status: FlagFinding["status"]): number =>
      same.filter((finding) => finding.status === status).length;
    const most = gravest.reduce((best, status) => (count(status) > count(best) ? status : best));
    return firstOf(same.filter(({ status }) => status === most));
  });
}

/** Every signal that a part found, its evidence kept together. */
function joinTags(tags: readonly SignalTag[]): SignalTag[] {
  return [...Map.groupBy(tags, ({ signal }) => signal)].map(([signal, same]) => ({
    signal,
    evidence: distinct(same.flatMap(({ evidence }) => evidence)),
  }));
}

function distinct(evidence: readonly Evidence[]): Evidence[] {
  return [...new Map(evidence.map((piece) => [JSON.stringify(piece), piece])).values()];
}

function firstOf<Item>(items: readonly Item[]): Item {
  const [first] = items;
  if (first === undefined) throw new RangeError("there is nothing to join");
  return first;
}
