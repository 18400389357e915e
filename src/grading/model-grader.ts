import type { CaseStudy } from "../domain/case-study.ts";
import type { ModelGraderSpec } from "../domain/eval.ts";
import { levelOf, type Dimension, type Rubric } from "../domain/rubric.ts";
import type { Sample } from "../domain/sample.ts";
import type { ReplyKey, Score } from "../domain/score.ts";
import { HarnessError } from "../errors.ts";
import type { Model, ModelFailure, ModelReply, ModelRequest, Prompt } from "../models/model.ts";
import { carries, checkEvidence } from "./evidence.ts";
import { fenceTranscript, type FencedTranscript } from "./fence.ts";
import { firstAlone } from "./first-alone.ts";
import type { Grader } from "./grader.ts";
import { buildPrompt, withRepair, type Unsupported } from "./prompt.ts";
import { createReplyReader, type Reading, type ReplyReader } from "./read-reply.ts";
import { repeat } from "./repeat.ts";

export type ModelGraderSetup = {
  readonly name: string;
  readonly spec: ModelGraderSpec;
  readonly rubric: Rubric;
  readonly caseStudies: ReadonlyMap<string, CaseStudy>;
  readonly model: Model;
  readonly salt: string;
};

/** Creates a grader that asks a model, about all dimensions in one call or about each in its own, as often as its spec repeats. */
export function createModelGrader(setup: ModelGraderSetup): Grader {
  const { name, spec, rubric } = setup;
  refuseUnreadable(setup);
  const read = createReplyReader({ format: spec.reply, scale: rubric.scale, joint: spec.mode === "joint" });
  return repeat(spec.repeat, (index) => async (sample, about) => {
    const interview = {
      setup,
      read,
      sample,
      repeat: index,
      transcript: fenceTranscript(sample.transcript, setup.salt),
    };
    const answers =
      spec.mode === "joint"
        ? [await askAbout(interview, null)]
        : await firstAlone(asked(rubric, about), (dimension) => askAbout(interview, dimension));
    return {
      sampleId: sample.id,
      grader: name,
      scores: answers.flatMap(({ scores }) => scores),
      replies: answers.flatMap(({ replies }) => replies),
      parts: [],
    };
  });
}

function asked({ dimensions }: Rubric, about: readonly string[] | undefined): readonly Dimension[] {
  return about === undefined ? dimensions : dimensions.filter(({ id }) => about.includes(id));
}

/** A text reply holds one level and no quotes that could be checked. */
function refuseUnreadable({ name, spec, rubric }: ModelGraderSetup): void {
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

type Interview = {
  readonly setup: ModelGraderSetup;
  readonly read: ReplyReader;
  readonly sample: Sample;
  readonly repeat: number;
  readonly transcript: FencedTranscript;
};
type Answers = { readonly scores: readonly Score[]; readonly replies: readonly ReplyKey[] };

/**
 * Asks about one dimension, or about all of them (null). What a reply leaves unreadable is asked again: `attempts` times in all, then
 * as long as the model has further attempts. The first reading of a dimension binds; levels left without evidence are then asked for
 * once more.
 */
async function askAbout(interview: Interview, dimension: Dimension | null): Promise<Answers> {
  const { spec, rubric, model } = interview.setup;
  const prompt = promptFor(interview, dimension);
  const replies: ReplyKey[] = [];
  const keep = <Outcome extends ModelReply | ModelFailure | null>(outcome: Outcome): Outcome => {
    if (outcome?.status === "failed" && outcome.fatal) throw new HarnessError("provider", outcome.message);
    if (outcome?.status === "replied") replies.push(outcome.key);
    return outcome;
  };
  const ask = async (prompt: Prompt, attempt: number) =>
    keep(await model.reply(requestFor(interview, dimension, prompt, attempt)));
  const askFurther = async (prompt: Prompt, attempt: number) =>
    keep((await model.further?.(requestFor(interview, dimension, prompt, attempt))) ?? null);

  const dimensions = dimension === null ? rubric.dimensions : [dimension];
  let attempt = 1;
  let scores = scoresFrom(interview, dimensions, await ask(prompt, attempt));
  while (scores.some(isUnreadable)) {
    const reply = await (attempt < spec.attempts ? ask : askFurther)(prompt, attempt + 1);
    if (reply === null) break;
    attempt += 1;
    const answered = scoresFrom(interview, dimensions, reply);
    scores = scores.map((score, index) => improved(score, answered[index]));
  }

  const unsupported = scores.filter(isUnsupported);
  if (unsupported.length === 0) return { scores, replies };
  const repair = withRepair(prompt, interview.transcript.nonce, unsupported, dimension === null);
  const repaired = scoresFrom(interview, dimensions, await ask(repair, attempt + 1));
  return { scores: scores.map((score, index) => mended(score, repaired[index])), replies };
}

function promptFor({ setup, sample, transcript }: Interview, dimension: Dimension | null): Prompt {
  const { rubric, caseStudies, spec } = setup;
  const caseStudy = caseStudies.get(sample.caseStudyId);
  if (caseStudy === undefined) {
    throw new HarnessError(
      "invalid-file",
      `sample ${sample.id} answers case study "${sample.caseStudyId}", which the dataset does not have`,
    );
  }
  return buildPrompt({ rubric, caseStudy, transcript, dimension, format: spec.reply });
}

function requestFor(
  { setup, sample, repeat }: Interview,
  dimension: Dimension | null,
  prompt: Prompt,
  attempt: number,
): ModelRequest {
  const tag = { sample: sample.id, dimension: dimension?.id ?? null, repeat, attempt };
  return { prompt, params: setup.spec.params, tag };
}

function scoresFrom(
  interview: Interview,
  dimensions: readonly Dimension[],
  reply: ModelReply | ModelFailure,
): readonly Score[] {
  if (reply.status === "failed") return dimensions.map(({ id }) => failureScore(id, reply));
  const reading = interview.read(reply);
  return dimensions.map((dimension) => scoreFrom(interview, dimension, reading(dimension)));
}

function failureScore(dimension: string, { kind, message }: ModelFailure): Score {
  const reason = kind === "no-reply" ? "no-reply" : "provider-error";
  return { dimension, status: "unscored", reason, detail: `${kind}: ${message}`, evidence: [] };
}

function scoreFrom({ setup, transcript }: Interview, dimension: Dimension, reading: Reading): Score {
  const { id } = dimension;
  if (reading.status === "unread") {
    const { reason, detail } = reading;
    return { dimension: id, status: "unscored", reason, detail, evidence: [] };
  }
  const { level, rationale } = reading;
  if (level === null) return { dimension: id, status: "not-observed", opportunity: rationale };
  if (setup.spec.evidence === "none")
    return { dimension: id, status: "scored", level, evidence: [], rationale };
  const claimed = { dimension, level, scale: setup.rubric.scale };
  const evidence = checkEvidence(reading.evidence, transcript.turns, claimed);
  if (carries(levelOf(dimension, level), evidence))
    return { dimension: id, status: "scored", level, evidence, rationale };
  const detail = `level ${level} stands on no evidence that holds`;
  return { dimension: id, status: "unscored", reason: "no-evidence", detail, evidence };
}

/** Asking again may read what could not be read. A refusal or a level off the scale is an answer, and stays. */
function isUnreadable(score: Score): boolean {
  return score.status === "unscored" && (score.reason === "unparsable" || score.reason === "truncated");
}

function isUnsupported(score: Score): score is Unsupported {
  return score.status === "unscored" && score.reason === "no-evidence";
}

/** A later attempt counts where the earlier one could not be read; that no such attempt was recorded hides nothing. */
function improved(score: Score, later: Score | undefined): Score {
  if (later === undefined || !isUnreadable(score) || isMissing(later)) return score;
  return later;
}

/** A repair counts where a level had no evidence. Unless it brings a score, or the provider failed, the score stays without evidence. */
function mended(score: Score, repaired: Score | undefined): Score {
  if (repaired === undefined || !isUnsupported(score)) return score;
  if (repaired.status !== "unscored" || repaired.reason === "provider-error") return repaired;
  return repaired.reason === "no-evidence"
    ? { ...repaired, detail: `${repaired.detail}, nor did it when asked again` }
    : { ...score, detail: `${score.detail}; asked again: ${repaired.detail}` };
}

function isMissing(score: Score): boolean {
  return score.status === "unscored" && score.reason === "no-reply";
}
