import type { KnownName } from "../../domain/pseudonym.ts";
import type { ErrorModel } from "../../scoring/error-model.ts";
import type { Store } from "../../store/database.ts";
import { HarnessError } from "../../errors.ts";
import type { Environment } from "../environment.ts";
import type { Estimate } from "../estimate.ts";
import { estimate } from "../survey.ts";
import type { RunOptions } from "../options.ts";
import { repliesOf, type KeptReplies } from "../replies.ts";
import type { StageFingerprint } from "./cohorts.ts";
import { errorsFor } from "./errors.ts";
import { caseStudyParts, planRecordings, scoringFingerprint } from "./plan-recordings.ts";
import { prepareGroup } from "./prepare.ts";
import type { Recording } from "./recordings.ts";
import type { ScoringSetup } from "./setup.ts";

/** What was found in the recordings before anything is bought. */
export type Survey = {
  readonly recordings: number;
  readonly humanOnly: number;
  /** How many files are in each format. */
  readonly formats: Readonly<Record<string, number>>;
  readonly failed: readonly { readonly source: string; readonly problem: string }[];
  readonly unknownSpeakers: readonly { readonly source: string; readonly speakers: number }[];
  readonly withoutCaseStudy: readonly string[];
  readonly estimate: Estimate;
  /** About how long the missing replies take at the eval's limits; null: nothing is missing. */
  readonly minutes: number | null;
  readonly stages: ReadonlyMap<string, StageFingerprint & { readonly errors: ErrorModel }>;
  readonly replies: KeptReplies | null;
  readonly notes: readonly string[];
};

/** Reads every recording, group by group, and estimates what scoring them would buy. Nothing is sent. */
export async function surveyRecordings(
  {
    setup,
    groups,
    names,
  }: { setup: ScoringSetup; groups: readonly (readonly Recording[])[]; names: readonly KnownName[] },
  { store, options, environment }: { store: Store; options: RunOptions; environment: Environment },
): Promise<Survey> {
  const formats = new Map<string, number>();
  const failed: Survey["failed"][number][] = [];
  const unknownSpeakers: Survey["unknownSpeakers"][number][] = [];
  const stages = new Map<string, StageFingerprint & { readonly errors: ErrorModel }>();
  const notes = new Set<string>(setup.isSynthetic ? [] : [whatIsNotFound]);
  let replies: KeptReplies | null = null;
  let total: Estimate | null = null;
  let maxConcurrency = 1;
  for (const group of groups) {
    if (environment.interrupted.aborted)
      throw new HarnessError("aborted", "interrupted before anything was bought");
    const prepared = await prepareGroup(setup, group, names);
    for (const opened of prepared.opened.values()) {
      const { source } = opened.recording;
      if (opened.format !== null) formats.set(opened.format, (formats.get(opened.format) ?? 0) + 1);
      if (opened.unknownSpeakers.length > 0)
        unknownSpeakers.push({ source, speakers: opened.unknownSpeakers.length });
      if (opened.status === "failed") failed.push({ source, problem: opened.problem });
    }
    for (const ofStage of prepared.stages) {
      const { stage, samples } = ofStage;
      const plan = await planRecordings(setup, ofStage, options, environment);
      if (replies === null) {
        const kept = await repliesOf(plan, store);
        replies = kept.replies;
        if (kept.note !== null) notes.add(kept.note);
      }
      maxConcurrency = plan.maxConcurrency;
      const known = stages.get(stage.stage);
      const errors = known?.errors ?? (await errorsFor(store, stage, plan));
      stages.set(stage.stage, {
        errors,
        fingerprint: known?.fingerprint ?? scoringFingerprint(plan, stage, errors),
        caseStudies: { ...known?.caseStudies, ...caseStudyParts(stage, samples) },
      });
      if (!options.offline) total = sumOf(total, await estimate(plan, replies));
    }
  }
  const recordings = groups.flat();
  const estimated = total ?? nothing;
  return {
    recordings: recordings.length,
    humanOnly: recordings.filter(({ isHumanOnly }) => isHumanOnly).length,
    formats: Object.fromEntries([...formats].sort(([, one], [, other]) => other - one)),
    failed,
    unknownSpeakers,
    withoutCaseStudy: recordings.filter(({ caseStudy }) => caseStudy === null).map(({ source }) => source),
    estimate: estimated,
    minutes: minutesFor(setup, estimated, maxConcurrency),
    stages,
    replies,
    notes: [...notes],
  };
}

/** What a reader must know before real people's words are sent. */
const whatIsNotFound =
  "names of speaker labels, manifest and list are replaced before anything is sent, and contacts by their shape; a name that is only spoken is not found, and is sent";

const nothing: Estimate = {
  buyers: [],
  missingReplies: 0,
  missingAtMost: 0,
  storedReplies: 0,
  inputTokens: 0,
  cachedShare: null,
  usdLow: 0,
  usdHigh: 0,
  reason: null,
  batch: null,
};

function sumOf(one: Estimate | null, other: Estimate): Estimate {
  if (one === null) return other;
  const add = (a: number | null, b: number | null): number | null =>
    a === null || b === null ? null : a + b;
  const inputTokens = one.inputTokens + other.inputTokens;
  const cached = (one.cachedShare ?? 0) * one.inputTokens + (other.cachedShare ?? 0) * other.inputTokens;
  return {
    buyers: [...new Set([...one.buyers, ...other.buyers])],
    missingReplies: one.missingReplies + other.missingReplies,
    missingAtMost: one.missingAtMost + other.missingAtMost,
    storedReplies: one.storedReplies + other.storedReplies,
    inputTokens,
    cachedShare: inputTokens === 0 ? null : cached / inputTokens,
    usdLow: add(one.usdLow, other.usdLow),
    usdHigh: add(one.usdHigh, other.usdHigh),
    reason: one.reason ?? other.reason,
    batch: batchSum(one, other),
  };
}

/** A group that has nothing to buy has no batch price either. */
function batchSum(one: Estimate, other: Estimate): Estimate["batch"] {
  if (one.missingReplies === 0) return other.batch;
  if (other.missingReplies === 0) return one.batch;
  if (one.batch === null || other.batch === null) return null;
  return {
    usdLow: one.batch.usdLow + other.batch.usdLow,
    usdHigh: one.batch.usdHigh + other.batch.usdHigh,
  };
}

/** How long a reply takes, for want of a measured figure. */
export const assumedSecondsPerReply = 15;

/** The slowest of what holds requests back: slots, requests and tokens a minute. */
function minutesFor(
  { stages }: ScoringSetup,
  { missingReplies, inputTokens }: Estimate,
  slots: number,
): number | null {
  if (missingReplies === 0) return null;
  const [stage] = stages.values();
  const { requests_per_minute: requests, tokens_per_minute: tokens } = stage?.loaded.file.spec.limits ?? {};
  return Math.max(
    (missingReplies * assumedSecondsPerReply) / 60 / slots,
    requests === undefined ? 0 : missingReplies / requests,
    tokens === undefined ? 0 : inputTokens / tokens,
  );
}
