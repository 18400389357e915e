import type { AnalyzedGrader } from "../analysis/analyze.ts";
import { createBillBook, type BillBook } from "../analysis/bill.ts";
import type { ReplyCost } from "../analysis/cost.ts";
import type { CascadeGraderSpec } from "../domain/eval.ts";
import type { Bill } from "../domain/bill.ts";
import { counted } from "../domain/counted.ts";
import type { RunDocument } from "../domain/run.ts";
import type { Sample } from "../domain/sample.ts";
import type { Grade, ReplyKey } from "../domain/score.ts";
import { HarnessError } from "../errors.ts";
import type { Tag } from "../models/model.ts";
import { buyInBatches } from "./batches/buy-in-batches.ts";
import { nothingBought, sumOf } from "./bought.ts";
import { purchase, type Purchase } from "./buy.ts";
import { shareOf } from "./cached-share.ts";
import type { Environment } from "./environment.ts";
import type { Estimate } from "./estimate.ts";
import type { OnEvent, RunEvent } from "./events.ts";
import { nameFallbacks } from "./fallbacks.ts";
import type { PlannedGrader } from "./graders/index.ts";
import { hardenedAnswers } from "./hardening.ts";
import { createIntake } from "./intake.ts";
import type { Plan } from "./plan.ts";
import type { KeptReplies } from "./replies.ts";
import { documentOf } from "./run-document.ts";
import { markStopped } from "./stopped.ts";
import { survey, type Survey } from "./survey.ts";

/** A finished run: its document, and whether anything stopped it short. */
export type RunResult = {
  readonly document: RunDocument;
  readonly boughtReplies: number;
  readonly spentUsd: number | null;
  /** Share of the input that caches should have held and did hold, of the replies bought live; null: none was bought. */
  readonly cachedShare: { readonly expected: number | null; readonly achieved: number | null };
  readonly bill: Bill;
  /** What cut it short, if anything did; its document is marked so. */
  readonly stops: readonly HarnessError[];
};

/** Grades every sample with every grader, buying only the replies that are missing, and analyses the scores. */
export async function runEval(
  plan: Plan,
  replies: KeptReplies,
  environment: Environment,
  onEvent: OnEvent,
): Promise<RunResult> {
  const hardening = hardenedAnswers(plan.samples);
  // It is awaited once all are graded, and may fail before.
  hardening.catch(() => null);
  const { graders, grades, ...bought } = await gradePlan(plan, replies, environment, onEvent);
  const hardened = await hardening;
  onEvent({ kind: "analysing" });
  const document = documentOf(plan, graders, grades, hardened);
  return { document: markStopped(document, bought.stops), ...bought };
}

/** What the graders of a plan gave, and what it cost. */
export type GradedPlan = Omit<RunResult, "document"> & {
  readonly graders: readonly AnalyzedGrader[];
  readonly grades: readonly Grade[];
};

/**
 * Grades every sample with every grader, buying only the replies that are missing. Where nothing was scored since it was stopped, that is
 * an error. An estimate that is known is not made again.
 */
export async function gradePlan(
  plan: Plan,
  replies: KeptReplies,
  environment: Environment,
  onAnyEvent: OnEvent,
  known: Estimate | null = null,
): Promise<GradedPlan> {
  const { loaded, graders, samples, options } = plan;
  const achieved = { inputTokens: 0, cachedTokens: 0 };
  const book = createBillBook();
  const onEvent: OnEvent = (event) => {
    enter(book, event);
    if (event.kind === "reply" && event.bought) {
      achieved.inputTokens += event.inputTokens;
      achieved.cachedTokens += event.cachedTokens;
    }
    onAnyEvent(event);
  };
  let expected: number | null = null;
  let surveyed: Survey | null = null;
  onEvent({
    kind: "planned",
    eval: loaded.file.name,
    fingerprint: plan.fingerprint.hash,
    grades: graders.length * samples.length,
    epoch: plan.epoch,
  });
  if (known !== null) {
    requireKeys(plan, known);
    expected = known.cachedShare;
  } else if (!options.offline) {
    surveyed = await survey(plan, replies);
    onEvent({ kind: "estimated", ...surveyed.estimate });
    requireKeys(plan, surveyed.estimate);
    expected = surveyed.estimate.cachedShare;
  }

  const batched = options.offline ? nothingBought : await buyInBatches(plan, replies, environment, onEvent);
  const buying = purchase(plan, replies, environment, onEvent);
  const graded = await gradeAll(plan, buying, surveyed?.complete, onEvent);
  refuseMissing(buying);
  const stops = buying.stops();
  const [stop] = stops;
  if (stop === undefined) await buying.complete();
  else if (!graded.some(({ grades }) => grades.some(hasScore))) throw stop;

  const analyzed = graded.map(({ grader, grades, costs }): AnalyzedGrader => ({
    name: grader.name,
    isFloor: grader.isFloor,
    evidence: grader.evidence,
    repeats: grader.repeats,
    scoreType: grader.scoreType,
    spending: grader.spending(used(grades, costs)),
    parts: grader.parts.map(({ name }) => name),
    ...("cascade" in grader.spec && { cascade: cascadeOf(grader.spec) }),
  }));
  return {
    graders: analyzed,
    grades: graded.flatMap(({ grades }) => grades.map((grade) => nameFallbacks(grade, buying.fallbacks))),
    ...sumOf(batched, { boughtReplies: buying.boughtReplies(), spentUsd: buying.spentUsd() }),
    cachedShare: { expected, achieved: shareOf(achieved) },
    bill: book.bill(surveyed?.estimate ?? null),
    stops,
  };
}

/** Enters what an event says of money. */
function enter(book: BillBook, event: RunEvent): void {
  switch (event.kind) {
    case "reply":
      return book.addReply({ ...event, ...event.tag });
    case "retry":
    case "given-up":
      return book.addFailure(event);
    case "batch-collected":
      return book.addBatch(event);
  }
}

function cascadeOf({ cascade: { first, then: second } }: CascadeGraderSpec) {
  return { first, second };
}

function hasScore({ scores }: Grade): boolean {
  return scores.some(({ status }) => status !== "unscored");
}

/** Whoever has something to buy has a key, before the first is bought. */
function requireKeys({ graders }: Plan, { buyers }: Estimate): void {
  for (const { name, models } of graders)
    if (buyers.includes(name)) for (const each of models) each.requireKey();
}

type Graded = {
  readonly grader: PlannedGrader;
  readonly grades: readonly Grade[];
  readonly costs: ReadonlyMap<ReplyKey, ReplyCost>;
};

/**
 * Case study by case study, so that a shared prefix stays warm, and no more answers under way than keep the models' slots busy, since
 * providers forget a prefix within minutes and each answer under way takes memory. What the survey found complete stands. An error is
 * passed on once nothing is under way any more.
 */
async function gradeAll(
  { graders, samples, maxConcurrency }: Plan,
  buying: Purchase,
  complete: Survey["complete"] | undefined,
  onEvent: OnEvent,
): Promise<Graded[]> {
  const order = byCaseStudy(samples);
  const gradeWith = async (grader: PlannedGrader): Promise<Graded> => {
    const { wrap, room, account, costs } = buying.forGrader(grader.name);
    const grade = await grader.create(wrap);
    const gradeOne = async (sample: Sample): Promise<Grade> => {
      const known = complete?.get(grader)?.get(sample);
      for (const seen of known?.replies ?? []) account(seen);
      const result = known?.grade ?? (await grade(sample));
      const unscored = result.scores.filter(({ status }) => status === "unscored").length;
      onEvent({ kind: "graded", grader: grader.name, sample: sample.id, unscored });
      return result;
    };
    const intake = createIntake({ most: 2 * maxConcurrency, room: () => room(grader.models) });
    try {
      return { grader, grades: inOrderOf(samples, await intake.map(order, gradeOne)), costs };
    } finally {
      intake.close();
    }
  };
  try {
    return await Promise.all(graders.map(gradeWith));
  } finally {
    await buying.idle();
  }
}

function byCaseStudy(samples: readonly Sample[]): Sample[] {
  return [...Map.groupBy(samples, ({ caseStudyId }) => caseStudyId).values()].flat();
}

function inOrderOf(samples: readonly Sample[], grades: readonly Grade[]): Grade[] {
  const place = new Map(samples.map(({ id }, index) => [id, index]));
  return grades.toSorted((a, b) => (place.get(a.sampleId) ?? 0) - (place.get(b.sampleId) ?? 0));
}

/** The replies that final grades came from; one that was bought and then not used still cost money, and is in the run's record. */
function used(
  grades: readonly Grade[],
  replies: ReadonlyMap<ReplyKey, ReplyCost>,
): ReadonlyMap<ReplyKey, ReplyCost> {
  const keys = new Set(grades.flatMap((grade) => grade.replies));
  return new Map(
    [...keys].sort().flatMap((key) => {
      const reply = replies.get(key);
      return reply === undefined ? [] : [[key, reply] as const];
    }),
  );
}

function refuseMissing({ missing }: Purchase): void {
  const tags = missing();
  if (tags.length === 0) return;
  const shown = 10;
  const named = tags.slice(0, shown).map(describeTag);
  const more = tags.length > shown ? `\n  and ${tags.length - shown} more` : "";
  throw new HarnessError(
    "missing-replies",
    `${counted(tags.length, "reply is", "replies are")} missing and --offline buys nothing; run once without it, or bring them with "touchstone replies import":\n  ${named.join("\n  ")}${more}`,
  );
}

function describeTag({ grader, tag }: { grader: string; tag: Tag }): string {
  return `${grader} · ${tag.sample} · ${tag.dimension ?? "all dimensions"} · repeat ${tag.repeat} · attempt ${tag.attempt}`;
}
