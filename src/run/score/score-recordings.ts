import type { KnownName } from "../../domain/pseudonym.ts";
import type { ScoredRecording } from "../../domain/recording.ts";
import type { Grade } from "../../domain/score.ts";
import { HarnessError, type ErrorCode } from "../../errors.ts";
import type { Store } from "../../store/database.ts";
import { decisionsOn } from "../../store/decisions.ts";
import { putDefinitions } from "../../store/definitions.ts";
import { putScorecards, type KeptScorecard } from "../../store/scorecards.ts";
import { keepAnswers } from "../../store/vault.ts";
import { nothingBought, sumOf, type Bought } from "../bought.ts";
import type { Environment } from "../environment.ts";
import type { OnEvent } from "../events.ts";
import type { RunOptions } from "../options.ts";
import type { Plan } from "../plan.ts";
import type { KeptReplies } from "../replies.ts";
import { gradePlan } from "../run-eval.ts";
import { planRecordings, type StageRecordings } from "./plan-recordings.ts";
import { prepareGroup, vaultOf, type PreparedGroup } from "./prepare.ts";
import type { Recording } from "./recordings.ts";
import { scoredRecording, unscoredRecording } from "./scored-recording.ts";
import type { ScoringSetup, StageSetup } from "./setup.ts";
import type { Survey } from "./survey.ts";

/** What a command that scores recordings works with. */
export type ScoringWork = {
  readonly setup: ScoringSetup;
  readonly groups: readonly (readonly Recording[])[];
  /** Names that stand in the manifest, whoever's. */
  readonly names: readonly KnownName[];
  readonly survey: Survey;
  readonly folder: string;
  readonly store: Store;
  readonly options: RunOptions;
  readonly environment: Environment;
  readonly onEvent: OnEvent;
};

/** What came of it, recording by recording in the store; what stopped some of it short, if anything did. */
export type ScoringResult = Bought & {
  readonly counts: Readonly<Record<ScoredRecording["status"], number>>;
  readonly failed: readonly { readonly source: string; readonly problem: string }[];
  readonly stops: readonly HarnessError[];
};

/** Scores recordings group by group: each scorecard is kept before the next group is read, so that a command that is killed goes on. */
export async function scoreRecordings(work: ScoringWork): Promise<ScoringResult> {
  const { groups, options, survey } = work;
  const total = groups.flat().filter(({ isHumanOnly }) => !isHumanOnly).length;
  work.onEvent({
    kind: "planned",
    eval: work.setup.evalName,
    fingerprint: [...survey.stages.values()].map(({ fingerprint }) => fingerprint.hash).join(" "),
    grades: total,
    epoch: "",
  });
  if (!options.offline) work.onEvent({ kind: "estimated", ...survey.estimate });
  // All batches are handed over before the first is waited for.
  const handedOver =
    options.batch?.wait === true
      ? await scoreGroups({ ...work, options: { ...options, batch: { ...options.batch, wait: false } } })
      : nothingBought;
  const result = await scoreGroups(work);
  if (result.stops.length === 0) await survey.replies?.ledger.close();
  return { ...result, ...sumOf(handedOver, result) };
}

/** By stage, what a provider refused for good: what else its grader would ask is not asked in vain, group after group. */
type Refusals = Map<StageSetup, HarnessError>;

async function scoreGroups(work: ScoringWork): Promise<ScoringResult> {
  const { groups, environment } = work;
  const refusals: Refusals = new Map();
  const counts = { scored: 0, "human-only": 0, failed: 0 };
  const failed: ScoringResult["failed"][number][] = [];
  const stops = new Map<string, HarnessError>();
  let bought = nothingBought;
  for (const group of groups) {
    if (environment.interrupted.aborted)
      throw new HarnessError(
        "aborted",
        "interrupted: scorecards so far are kept, the same command goes on from here",
      );
    const done = await scoreGroup(work, group, refusals);
    bought = sumOf(bought, done);
    for (const stop of done.stops)
      stops.set(`${stop.code} ${stop.code === "submitted" ? "" : stop.message}`, stop);
    for (const { source, status, problem } of done.documents) {
      counts[status] += 1;
      if (status === "failed") failed.push({ source, problem: problem ?? "" });
    }
  }
  return { counts, failed, stops: [...stops.values()], ...bought };
}

type GroupResult = Bought & {
  readonly documents: readonly ScoredRecording[];
  readonly stops: readonly HarnessError[];
};

async function scoreGroup(
  work: ScoringWork,
  group: readonly Recording[],
  refusals: Refusals,
): Promise<GroupResult> {
  const { setup, store, names, environment } = work;
  const prepared = await prepareGroup(setup, group, names);
  await keepGroup(work, prepared);
  const graded = [];
  for (const stage of prepared.stages) graded.push(await gradeOpenStage(work, stage, refusals));
  const kept: KeptScorecard[] = [];
  const scoredAt = new Date(environment.now()).toISOString();
  for (const recording of group) {
    const document = await documentOf(work, prepared, graded, recording);
    kept.push({ document, candidate: recording.candidate, file: recording.path, scoredAt });
  }
  await putDefinitions(
    store,
    prepared.stages.flatMap(({ stage, samples }) => [
      stage.loaded.rubric,
      ...[...new Set(samples.map(({ caseStudyId }) => caseStudyId))].flatMap(
        (id) => stage.caseStudies.get(id) ?? [],
      ),
    ]),
  );
  await putScorecards(store, kept);
  return {
    documents: kept.map(({ document }) => document),
    stops: graded.flatMap(({ stops }) => stops),
    ...graded.reduce<Bought>(sumOf, nothingBought),
  };
}

/** Whose recordings are held, and what placeholders stand for, is kept before anything is sent. */
async function keepGroup({ setup, store, folder }: ScoringWork, prepared: PreparedGroup): Promise<void> {
  for (const [candidate, own] of Map.groupBy(prepared.recordings, (recording) => recording.candidate)) {
    await keepAnswers(store, {
      dataset: vaultOf(setup, prepared.recordings, candidate),
      folder,
      samples: own.map(({ sample }) => ({ id: sample, candidate })),
      pseudonyms: prepared.pseudonyms,
    });
  }
}

type GradedStage = Bought & {
  readonly plan: Plan;
  readonly samples: StageRecordings["samples"];
  readonly grades: readonly Grade[];
  readonly problem: string | null;
  readonly stops: readonly HarnessError[];
};

/** What stops a group's grading and not the command: the others go on, and those of this group are said not to be scored. */
const groupStops: readonly ErrorCode[] = ["provider", "budget", "missing-replies", "submitted", "leak"];

/** A stage whose provider refused is graded from the store alone, and what is missing there is said to have been refused. */
async function gradeOpenStage(
  work: ScoringWork,
  recordings: StageRecordings,
  refusals: Refusals,
): Promise<GradedStage> {
  const { stage } = recordings;
  const refusal = refusals.get(stage);
  if (refusal !== undefined) {
    const options = { ...work.options, offline: true, retryUnscored: false };
    return refused(await gradeStage({ ...work, options }, recordings), refusal);
  }
  const graded = await gradeStage(work, recordings);
  const stop = graded.stops.find(({ code }) => code === "provider");
  // A batch in trouble says nothing of the others.
  if (stop !== undefined && work.options.batch === null) refusals.set(stage, stop);
  return graded;
}

function refused(graded: GradedStage, refusal: HarnessError): GradedStage {
  const isMissing = graded.stops.some(({ code }) => code === "missing-replies");
  if (!isMissing) return graded;
  return {
    ...graded,
    problem: refusal.message,
    stops: graded.stops.map((stop) => (stop.code === "missing-replies" ? refusal : stop)),
  };
}

/** Where one candidate's recordings keep a group from being graded, the group is halved until they alone are left out. */
async function gradeStage(work: ScoringWork, recordings: StageRecordings): Promise<GradedStage> {
  const { setup, options, environment, onEvent, survey } = work;
  const { samples } = recordings;
  const plan = await planRecordings(setup, recordings, options, environment);
  if (survey.replies === null) throw new RangeError("recordings are surveyed before they are scored");
  // The money of all groups is one run's; it is closed when the last one is done.
  const replies: KeptReplies = {
    ...survey.replies,
    ledger: { ...survey.replies.ledger, close: async () => {} },
  };
  try {
    const { grades, stops, boughtReplies, spentUsd } = await gradePlan(
      plan,
      replies,
      environment,
      (event) => {
        if (event.kind !== "planned") onEvent(event);
      },
      survey.estimate,
    );
    return { plan, samples, grades, stops, problem: null, boughtReplies, spentUsd };
  } catch (error) {
    if (!(error instanceof HarnessError) || !groupStops.includes(error.code)) throw error;
    const isOfSome = error.code === "missing-replies" || error.code === "leak";
    if (!isOfSome || samples.length === 1)
      return { plan, samples, grades: [], problem: error.message, stops: [error], ...nothingBought };
    const middle = Math.ceil(samples.length / 2);
    const part = (own: typeof samples): StageRecordings => ({
      ...recordings,
      samples: own,
      concealed: recordings.concealed === null ? null : { ...recordings.concealed, samples: own },
    });
    const halves = [
      await gradeStage(work, part(samples.slice(0, middle))),
      await gradeStage(work, part(samples.slice(middle))),
    ];
    return joined(halves, plan, samples);
  }
}

function joined(parts: readonly GradedStage[], plan: Plan, samples: GradedStage["samples"]): GradedStage {
  return {
    plan,
    samples,
    grades: parts.flatMap(({ grades }) => grades),
    problem: parts.map(({ problem }) => problem).find((problem) => problem !== null) ?? null,
    stops: parts.flatMap(({ stops }) => stops),
    ...parts.reduce<Bought>(sumOf, nothingBought),
  };
}

async function documentOf(
  { setup, store, survey }: ScoringWork,
  prepared: PreparedGroup,
  graded: readonly GradedStage[],
  recording: Recording,
): Promise<ScoredRecording> {
  const vault = vaultOf(setup, prepared.recordings, recording.candidate);
  const bare = (status: "human-only" | "failed", problem: string, format: string | null): ScoredRecording =>
    unscoredRecording(recording, { status, problem, format, vault });
  if (recording.isHumanOnly) return bare("human-only", "for people alone: nothing of it is sent", null);
  const opened = prepared.opened.get(recording);
  if (opened === undefined) throw new RangeError("a recording is opened before it is scored");
  if (opened.status === "failed") return bare("failed", opened.problem, opened.format);
  const stage = graded.find(({ samples }) => samples.some(({ id }) => id === recording.sample));
  const sample = stage?.samples.find(({ id }) => id === recording.sample);
  const grade = stage?.grades.find(({ sampleId }) => sampleId === recording.sample);
  if (stage === undefined || sample === undefined || grade === undefined)
    return bare("failed", firstLine(stage?.problem ?? "not graded"), opened.format);
  const of = survey.stages.get(recording.stage.stage);
  if (of === undefined) throw new RangeError("a stage is surveyed before it is scored");
  return scoredRecording(opened, sample, grade, {
    plan: stage.plan,
    fingerprint: of.fingerprint.hash,
    errors: of.errors,
    decisions: await decisionsOn(store, recording.candidate),
    vault,
  });
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? "";
}
