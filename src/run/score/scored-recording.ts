import { isContested, type Decision } from "../../domain/decision.ts";
import type { ScoredRecording } from "../../domain/recording.ts";
import type { Sample } from "../../domain/sample.ts";
import type { Grade } from "../../domain/score.ts";
import type { FlagRuling, Scorecard } from "../../domain/scorecard.ts";
import { injectionSigns } from "../../grading/injection.ts";
import { definitionHash } from "../../store/definitions.ts";
import type { ErrorModel } from "../../scoring/error-model.ts";
import { interviewConduct } from "../../scoring/interview-conduct.ts";
import { scorecardOf } from "../../scoring/scorecard.ts";
import type { Plan } from "../plan.ts";
import type { OpenedRecording } from "./open-recording.ts";
import type { Recording } from "./recordings.ts";

/** What a recording's scorecard is made of beside the recording. */
export type ScoringMatter = {
  readonly plan: Plan;
  readonly fingerprint: string;
  readonly errors: ErrorModel;
  readonly decisions: readonly Decision[];
  readonly vault: string;
};

/** A recording without a scorecard: for people alone, or not to be scored, and why. */
export function unscoredRecording(
  recording: Recording,
  { status, problem, format, vault }: Pick<ScoredRecording, "status" | "problem" | "format" | "vault">,
): ScoredRecording {
  const { source, sample, alias, cohort, stage, caseStudy, profile, heldOn } = recording;
  return {
    schema: "touchstone.scored-recording/1",
    source,
    sample,
    candidate: alias,
    cohort,
    stage: stage.stage === "" ? null : stage.stage,
    caseStudy,
    profile,
    heldOn,
    format,
    status,
    problem,
    scorecard: null,
    conduct: null,
    notes: [],
    definitions: null,
    vault,
    times: {},
  };
}

/** A recording with its scorecard; without one where nobody answered who could have graded it. */
export function scoredRecording(
  opened: OpenedRecording & { readonly status: "read" },
  sample: Sample,
  grade: Grade,
  matter: ScoringMatter,
): ScoredRecording {
  const { recording, format, notes } = opened;
  const { plan, vault } = matter;
  const unanswered = whyUnanswered(grade);
  const bare = unscoredRecording(recording, { status: "failed", problem: unanswered, format, vault });
  const caseStudy = recording.stage.caseStudies.get(recording.caseStudy ?? "");
  if (unanswered !== null || caseStudy === undefined) return bare;
  const card = scorecardOf({
    sample,
    grade,
    rubric: plan.loaded.rubric,
    caseStudy,
    fingerprint: matter.fingerprint,
    evidence: plan.graders[0]?.evidence ?? "none",
    errors: matter.errors,
    caps: plan.loaded.file.spec.flags?.caps ?? "none",
    rulings: rulingsOf(matter.decisions),
    signs: injectionSigns(sample.transcript),
    isContested: isContested(matter.decisions),
  });
  const scorecard = { ...card, candidate: recording.alias };
  return {
    ...bare,
    status: "scored",
    problem: null,
    scorecard,
    conduct: interviewConduct(sample, caseStudy),
    notes: [...notes],
    definitions: { rubric: definitionHash(plan.loaded.rubric), caseStudy: definitionHash(caseStudy) },
    times: timesOf(scorecard, sample),
  };
}

/** Reasons that say nothing of the answer: asked again, it may well be scored. */
const unanswered = new Set(["provider-error", "over-budget", "no-reply"]);

function whyUnanswered({ scores }: Grade): string | null {
  const [first] = scores;
  const isSilent = scores.every((score) => score.status === "unscored" && unanswered.has(score.reason));
  return isSilent && first?.status === "unscored" ? `no score could be had: ${first.detail}` : null;
}

function rulingsOf(decisions: readonly Decision[]): FlagRuling[] {
  return decisions.flatMap((decision) =>
    decision.kind === "flag" ? [{ flag: decision.flag, ruling: decision.ruling, by: decision.by }] : [],
  );
}

/** When the turns began that evidence, signs and figures name. */
function timesOf(
  { dimensions, flags, signs, claims }: Scorecard,
  { transcript }: Sample,
): Record<string, number> {
  const evidence = [
    ...dimensions.flatMap((dimension) => dimension.evidence),
    ...flags.flatMap((finding) => ("evidence" in finding ? finding.evidence : [])),
    ...flags.flatMap((finding) => (finding.status === "cleared" ? finding.clearedBy : [])),
    ...signs,
    ...claims,
  ];
  const turns = [...new Set(evidence.map(({ turn }) => turn))].sort((a, b) => a - b);
  return Object.fromEntries(
    turns.flatMap((turn) => {
      const start = transcript.turns[turn - 1]?.start_s;
      return start === undefined ? [] : [[String(turn), start]];
    }),
  );
}
