import type { CaseStudy } from "../domain/case-study.ts";
import type { ModelGraderSpec } from "../domain/eval.ts";
import type { Example } from "../domain/examples.ts";
import { levelOf, type Dimension, type Rubric } from "../domain/rubric.ts";
import type { Sample } from "../domain/sample.ts";
import type { FlagFinding } from "../domain/flag.ts";
import type { ReplyKey, Score, UnscoredReason } from "../domain/score.ts";
import type { SignalTag } from "../domain/signal.ts";
import { HarnessError } from "../errors.ts";
import type { Model, ModelFailure, ModelReply, ModelRequest, Prompt } from "../models/model.ts";
import { carries, checkEvidence } from "./evidence.ts";
import { fenceTranscript, type FencedTranscript } from "./fence.ts";
import type { Grader } from "./grader.ts";
import type { Templates } from "./instructions.ts";
import { allFlags, flagsWithout, readFlags, readSignals, soughtIn, type Sought } from "./flags.ts";
import { weightedLevel, type WeightedLevel } from "./level-probabilities.ts";
import { condensed, type Condensed } from "./long-transcript.ts";
import { createPrompts, withRepair, type AnswerPrompts, type Unsupported } from "./prompt.ts";
import { createReplyReader, type Reading, type ReplyReader } from "./read-reply.ts";
import { promptStyle } from "./prompt-style.ts";
import { repeat } from "./repeat.ts";

export type ModelGraderSetup = {
  readonly name: string;
  readonly spec: ModelGraderSpec;
  readonly rubric: Rubric;
  readonly caseStudies: ReadonlyMap<string, CaseStudy>;
  readonly model: Model;
  readonly salt: string;
  readonly templates: Templates;
  /** What raters quoted at each level of answers that are not graded; absent: none is shown. */
  readonly examples?: readonly Example[];
};

/** Creates a grader that asks a model, about all dimensions in one call or about each in its own, as often as its spec repeats. */
export function createModelGrader(setup: ModelGraderSetup): Grader {
  const { name, spec, rubric } = setup;
  refuseUnreadable(setup);
  const { templates, examples = [] } = setup;
  const style = promptStyle(spec, rubric, { templates, examples });
  const read = createReplyReader({ format: spec.reply, scale: rubric.scale, joint: spec.mode === "joint" });
  const promptsFor = createPrompts({ rubric, format: spec.reply, style });
  const asked = new Map<CaseStudy, Asked>();
  const askedIn = (caseStudy: CaseStudy): Asked => {
    const known = asked.get(caseStudy);
    if (known !== undefined) return known;
    const sought = soughtIn(spec, rubric, caseStudy);
    const fresh = { sought, prompts: promptsFor(caseStudy, sought) };
    asked.set(caseStudy, fresh);
    return fresh;
  };
  return repeat(spec.repeat, (index) => async (sample, about) => {
    const caseStudy = caseStudyOf(setup, sample);
    const { sought, prompts } = askedIn(caseStudy);
    const transcript = fenceTranscript(sample.transcript, setup.salt);
    const whole: Interview = {
      setup,
      read,
      sample,
      sought,
      repeat: index,
      transcript,
      prompts: prompts(transcript),
    };
    const view = await viewOf(whole, about);
    const interview = view.ok
      ? { ...whole, transcript: view.transcript, prompts: prompts(view.transcript) }
      : whole;
    const subjects = subjectsOf(interview, about);
    const answers = view.ok
      ? await Promise.all(subjects.map((subject) => askAbout(interview, subject)))
      : subjects.map((subject) => answersWithout(interview, subject, view.failure));
    const findings = spec.mode === "joint" || about === undefined;
    return {
      sampleId: sample.id,
      grader: name,
      scores: answers.flatMap(({ scores }) => scores),
      ...(findings &&
        spec.flags === true && {
          flags: allFlags(
            rubric,
            caseStudy,
            answers.flatMap(({ flags }) => flags),
          ),
        }),
      ...(findings && spec.signals === true && { signals: answers.flatMap(({ signals }) => signals) }),
      replies: [...view.replies, ...answers.flatMap(({ replies }) => replies)],
      parts: [],
    };
  });
}

/** The transcript as the model can take it: whole, or, beyond its window, what it copied out segment by segment. */
async function viewOf(interview: Interview, about: readonly string[] | undefined): Promise<Condensed> {
  const { setup, transcript, sought } = interview;
  const { spec, rubric, model } = setup;
  if (spec.context_tokens === undefined) return { ok: true, transcript, replies: [] };
  const subjects = subjectsOf(interview, about);
  const view = await condensed({
    transcript,
    rubric,
    sought,
    prompts: subjects.map((subject) => promptFor(interview, subject)),
    contextTokens: spec.context_tokens,
    maxOutputTokens: spec.params.max_output_tokens,
    attempts: spec.attempts,
    ask: async (prompt, segment, attempt) => {
      const request = requestFor(interview, "all", prompt, attempt);
      const outcome = await model.reply({
        ...request,
        tag: { ...request.tag, dimension: `segment-${segment}` },
      });
      if (outcome.status === "failed" && outcome.fatal) throw new HarnessError("provider", outcome.message);
      return outcome;
    },
  });
  if (view.ok || view.failure.kind !== "no-reply") return view;
  for (const subject of subjects) {
    const request = requestFor(interview, subject, promptFor(interview, subject), 1);
    model.later?.(request, spec.context_tokens);
  }
  return view;
}

/** What is known where the transcript could not be read to its end: nothing, and why. */
function answersWithout(interview: Interview, subject: Subject, failure: ModelFailure): Answers {
  const items = itemsFrom(interview, subject, failure);
  return {
    scores: items.filter((item) => "dimension" in item),
    flags: items.filter((item) => "flag" in item),
    signals: [],
    replies: [],
  };
}

/** What one call is about: all dimensions with what else is sought, one dimension, or what is sought alone. */
type Subject = Dimension | "all" | "sought";

/** In joint mode everything is one call. Calls about some dimensions leave aside what else is sought: it was asked about with all. */
function subjectsOf({ setup, sought }: Interview, about: readonly string[] | undefined): readonly Subject[] {
  const { spec, rubric } = setup;
  if (spec.mode === "joint") return ["all"];
  if (about !== undefined) return rubric.dimensions.filter(({ id }) => about.includes(id));
  return sought === null ? rubric.dimensions : [...rubric.dimensions, "sought"];
}

/** A text reply holds one level and no quotes that could be checked. */
function refuseUnreadable({ name, spec, rubric }: ModelGraderSetup): void {
  const looksFor = spec.flags === true || spec.signals === true;
  if (looksFor && (spec.reply.format !== "json" || spec.evidence === "none")) {
    throw new HarnessError(
      "invalid-file",
      `graders.${name}: flags and signals stand on quotes that are checked; they need "reply: {format: json}" and "evidence: required"`,
    );
  }
  if (spec.reply.format === "json") return;
  if (spec.evidence === "required") {
    throw new HarnessError(
      "invalid-file",
      `graders.${name}: a text reply brings no evidence that can be checked; add "evidence: none" or use "reply: {format: json}"`,
    );
  }
  if (spec.mode === "joint" && rubric.dimensions.length > 1) {
    throw new HarnessError(
      "invalid-file",
      `graders.${name}: a text reply holds one level, and rubric ${rubric.id} has ${rubric.dimensions.length} dimensions; use "mode: per-dimension"`,
    );
  }
}

/** What a case study lets a grader look for, and how it is asked about an answer to it. */
type Asked = {
  readonly sought: Sought | null;
  readonly prompts: (transcript: FencedTranscript) => AnswerPrompts;
};

type Interview = {
  readonly setup: ModelGraderSetup;
  readonly read: ReplyReader;
  readonly sample: Sample;
  readonly sought: Sought | null;
  readonly repeat: number;
  readonly transcript: FencedTranscript;
  readonly prompts: AnswerPrompts;
};
type Answers = {
  readonly scores: readonly Score[];
  readonly flags: readonly FlagFinding[];
  readonly signals: readonly SignalTag[];
  readonly replies: readonly ReplyKey[];
};

/** What a call answers and may leave unreadable or without evidence. */
type Item = Score | FlagFinding;

/**
 * Makes one call about its subject. What a reply leaves unreadable is asked again: `attempts` times in all, then
 * as long as the model has further attempts. The first reading of a dimension or flag binds; those left without evidence are then asked for
 * once more.
 */
async function askAbout(interview: Interview, subject: Subject): Promise<Answers> {
  const { spec, rubric, model } = interview.setup;
  const prompt = promptFor(interview, subject);
  const replies: ReplyKey[] = [];
  const keep = <Outcome extends ModelReply | ModelFailure | null>(outcome: Outcome): Outcome => {
    if (outcome?.status === "failed" && outcome.fatal) throw new HarnessError("provider", outcome.message);
    if (outcome?.status === "replied") replies.push(outcome.key);
    return outcome;
  };
  const ask = async (prompt: Prompt, attempt: number) =>
    keep(await model.reply(requestFor(interview, subject, prompt, attempt)));
  const askFurther = async (prompt: Prompt, attempt: number) =>
    keep((await model.further?.(requestFor(interview, subject, prompt, attempt))) ?? null);

  let attempt = 1;
  const first = await ask(prompt, attempt);
  let items = itemsFrom(interview, subject, first);
  let signals = signalsFrom(interview, subject, first);
  while (items.some(isUnreadable)) {
    const reply = await (attempt < spec.attempts ? ask : askFurther)(prompt, attempt + 1);
    if (reply === null) break;
    attempt += 1;
    const answered = itemsFrom(interview, subject, reply);
    items = items.map((item, index) => improved(item, answered[index]));
    if (signals.length === 0) signals = signalsFrom(interview, subject, reply);
  }

  const unsupported = items.filter(isUnsupported);
  if (unsupported.length > 0) {
    const repair = withRepair(prompt, interview.transcript.nonce, {
      unsupported,
      asked: typeof subject === "string" ? subject : "dimension",
      sought: typeof subject === "string" ? interview.sought : null,
      speaker: rubric.speaker,
    });
    const repaired = itemsFrom(interview, subject, await ask(repair, attempt + 1));
    items = items.map((item, index) => mended(item, repaired[index]));
  }
  return {
    scores: items.filter((item) => "dimension" in item),
    flags: items.filter((item) => "flag" in item),
    signals,
    replies,
  };
}

function caseStudyOf({ caseStudies }: ModelGraderSetup, { id, caseStudyId }: Sample): CaseStudy {
  const caseStudy = caseStudies.get(caseStudyId);
  if (caseStudy === undefined) {
    throw new HarnessError(
      "invalid-file",
      `sample ${id} answers case study "${caseStudyId}", which the dataset does not have`,
    );
  }
  return caseStudy;
}

function promptFor({ prompts }: Interview, subject: Subject): Prompt {
  if (typeof subject !== "string") return prompts.about(subject);
  return (subject === "sought" ? prompts.sought : null) ?? prompts.all;
}

/** Flags and signals asked about alone go by the name that their answers have in a reply. */
function requestFor(
  { setup, sample, repeat }: Interview,
  subject: Subject,
  prompt: Prompt,
  attempt: number,
): ModelRequest {
  const dimension = subject === "all" ? null : subject === "sought" ? "flags" : subject.id;
  const { params, cache } = setup.spec;
  const tag = { sample: sample.id, dimension, repeat, attempt };
  return {
    prompt,
    params,
    tag,
    ...(cache !== undefined && { cacheTtl: cache.ttl }),
    ...(setup.spec.levels === "probability" && { logprobs: true }),
  };
}

/** Scores first, then flags, always in the same order. */
function itemsFrom(
  interview: Interview,
  subject: Subject,
  reply: ModelReply | ModelFailure,
): readonly Item[] {
  const { setup, sought, transcript } = interview;
  const dimensions = subject === "all" ? setup.rubric.dimensions : subject === "sought" ? [] : [subject];
  const flags = typeof subject === "string" ? (sought?.flags ?? []) : [];
  if (reply.status === "failed") {
    return [...dimensions.map(({ id }) => failureScore(id, reply)), ...flagsWithout(flags, whyFailed(reply))];
  }
  const reading = interview.read(reply);
  const checking = { turns: transcript.turns, speaker: setup.rubric.speaker ?? "candidate" };
  return [
    ...dimensions.map((dimension) => scoreFrom(interview, dimension, reading(dimension), reply)),
    ...(flags.length === 0 ? [] : readFlags(reply, flags, checking)),
  ];
}

function signalsFrom(
  { setup, sought, transcript }: Interview,
  subject: Subject,
  reply: ModelReply | ModelFailure,
): readonly SignalTag[] {
  if (typeof subject !== "string" || sought === null || reply.status === "failed") return [];
  const checking = { turns: transcript.turns, speaker: setup.rubric.speaker ?? "candidate" };
  return sought.signals.length === 0 ? [] : readSignals(reply, sought.signals, checking);
}

function failureScore(dimension: string, failure: ModelFailure): Score {
  return { dimension, status: "unscored", ...whyFailed(failure), evidence: [] };
}

function whyFailed({ kind, message }: ModelFailure): { reason: UnscoredReason; detail: string } {
  const reason = kind === "budget" ? "over-budget" : kind === "no-reply" ? "no-reply" : "provider-error";
  return { reason, detail: `${kind}: ${message}` };
}

function scoreFrom(
  { setup, transcript }: Interview,
  dimension: Dimension,
  reading: Reading,
  reply: ModelReply,
): Score {
  const { id } = dimension;
  if (reading.status === "unread") {
    const { reason, detail } = reading;
    return { dimension: id, status: "unscored", reason, detail, evidence: [] };
  }
  const { level, rationale } = reading;
  if (level === null) return { dimension: id, status: "not-observed", opportunity: rationale };
  const given = { ...levelGiven(setup, dimension, level, reply), rationale };
  if (given.level === null) {
    const detail = "the reply does not say how probable its level was";
    return { dimension: id, status: "unscored", reason: "unparsable", detail, evidence: [] };
  }
  const scored = { dimension: id, status: "scored", ...given, level: given.level } as const;
  if (setup.spec.evidence === "none") return { ...scored, evidence: [] };
  const { scale, speaker } = setup.rubric;
  const claimed = { dimension, level, scale, speaker };
  const evidence = checkEvidence(reading.evidence, transcript.turns, claimed);
  if (carries(levelOf(dimension, level), evidence)) return { ...scored, evidence };
  const detail = `level ${level} stands on no evidence that holds`;
  return { dimension: id, status: "unscored", reason: "no-evidence", detail, evidence };
}

/** The level as stated, or weighted by its probabilities; evidence is held against the one that was stated. */
function levelGiven(
  { spec, rubric }: ModelGraderSetup,
  { id }: Dimension,
  level: number,
  reply: ModelReply,
): WeightedLevel | { readonly level: number | null } {
  if (spec.levels !== "probability") return { level };
  const key = spec.mode === "joint" && spec.reply.format === "json" ? id : null;
  return weightedLevel(reply, { format: spec.reply, scale: rubric.scale, key }) ?? { level: null };
}

/** Asking again may read what could not be read. A refusal or a level off the scale is an answer, and stays. */
function isUnreadable(score: Item): boolean {
  return score.status === "unscored" && (score.reason === "unparsable" || score.reason === "truncated");
}

function isUnsupported(score: Item): score is Unsupported {
  return score.status === "unscored" && score.reason === "no-evidence";
}

/** A later attempt counts where the earlier one could not be read; that no such attempt was recorded hides nothing. */
function improved(score: Item, later: Item | undefined): Item {
  if (later === undefined || !isUnreadable(score) || isMissing(later)) return score;
  return later;
}

/** A repair counts where a level had no evidence. Unless it brings a score, or the provider failed, the score stays without evidence. */
function mended(score: Item, repaired: Item | undefined): Item {
  if (repaired === undefined || !isUnsupported(score)) return score;
  if (repaired.status !== "unscored" || isUnanswered(repaired)) return repaired;
  return repaired.reason === "no-evidence"
    ? { ...repaired, detail: `${repaired.detail}, nor did it when asked again` }
    : { ...score, detail: `${score.detail}; asked again: ${repaired.detail}` };
}

/** Nobody answered, and a later run may be luckier. */
function isUnanswered({ reason }: Unsupported): boolean {
  return reason === "provider-error" || reason === "over-budget";
}

function isMissing(score: Item): boolean {
  return score.status === "unscored" && score.reason === "no-reply";
}
