import type { CaseStudy } from "../domain/case-study.ts";
import type { ReplyFormat } from "../domain/eval.ts";
import { levelOf, type Dimension, type Rubric } from "../domain/rubric.ts";
import { levelsOf, type Scale } from "../domain/scale.ts";
import type { Evidence, Score } from "../domain/score.ts";
import type { Block, Prompt, ReplyShape } from "../models/model.ts";
import { fence, neutralise, type FencedTranscript } from "./fence.ts";
import { instructionsFor } from "./instructions.ts";
import { replyJsonSchema } from "./reply-schema.ts";

export type PromptMatter = {
  readonly rubric: Rubric;
  readonly caseStudy: CaseStudy;
  readonly transcript: FencedTranscript;
  /** Which dimension is asked about; null: all of them at once. */
  readonly dimension: Dimension | null;
  readonly format: ReplyFormat;
};

/**
 * Builds the prompt for one answer, the largest shared part first. All at once: instructions, rubric, case study | transcript.
 * One dimension: instructions, case study, transcript | dimension; so that the dimensions of an answer share all but their last block.
 */
export function buildPrompt(matter: PromptMatter): Prompt {
  const { rubric, caseStudy, transcript, dimension, format } = matter;
  const instructions = instructionsFor(rubric.scale, format, dimension === null);
  const reply = replyShape(matter);
  if (dimension === null) {
    return {
      system: [
        block(instructions),
        block(
          `<rubric>\n${rubric.dimensions.map((each) => describeDimension(each, rubric.scale)).join("\n")}\n</rubric>`,
        ),
        block(describeCaseStudy(caseStudy), "cache"),
      ],
      user: [block(transcript.text), block("Score every dimension of the rubric.")],
      reply,
    };
  }
  return {
    system: [block(instructions), block(describeCaseStudy(caseStudy))],
    user: [
      block(transcript.text, "cache"),
      block(`Score this dimension and no other.\n${describeDimension(dimension, rubric.scale)}`),
    ],
    reply,
  };
}

function block(text: string, cache?: "cache"): Block {
  return { text, cache: cache !== undefined };
}

function replyShape({ rubric, dimension, format }: PromptMatter): ReplyShape {
  if (format.format === "text") return { kind: "text" };
  return dimension === null
    ? { kind: "json", name: "scores", schema: replyJsonSchema(rubric.scale, rubric.dimensions) }
    : { kind: "json", name: "score", schema: replyJsonSchema(rubric.scale, null) };
}

function describeDimension(dimension: Dimension, scale: Scale): string {
  const levels = levelsOf(scale).flatMap((level) => {
    const { anchor, basis, exemplar, contrast } = levelOf(dimension, level);
    return [
      `Level ${level} (basis: ${basis.join(" or ")}): ${anchor}`,
      ...(exemplar === undefined ? [] : [`  Meets it, for example: ${exemplar}`]),
      ...(contrast === undefined ? [] : [`  Looks like it and does not reach it: ${contrast}`]),
    ];
  });
  return [
    `<dimension id="${dimension.id}">`,
    `Asks: ${dimension.asks}`,
    ...levels,
    `Not observed: ${dimension.not_observed}`,
    "</dimension>",
  ].join("\n");
}

function describeCaseStudy({ title, prompt, materials, follow_ups, opportunities }: CaseStudy): string {
  const asked = Object.entries(opportunities).map(
    ([dimension, where]) =>
      `- ${dimension}: in ${where === "prompt" ? "the prompt" : "a follow-up question"}`,
  );
  return [
    "<case_study>",
    `Title: ${title}`,
    `Prompt: ${prompt}`,
    ...materials.map((material) => `Material "${material.title}":\n${material.text}`),
    ...section(
      "Follow-up questions the interviewer may have asked (the transcript shows which were):",
      follow_ups.map(({ ask, when }) => `- ${ask} (when: ${when})`),
    ),
    ...section("Where the case study gives the opportunity to show a dimension:", asked),
    "</case_study>",
  ].join("\n");
}

function section(heading: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [heading, ...lines];
}

/** A level that was given and whose evidence does not hold. */
export type Unsupported = Extract<Score, { status: "unscored" }>;

/**
 * The same request once more, with the evidence that failed shown. What the model wrote goes back inside a fence, since a transcript
 * may have led it there; the rest of the prompt stays, so that its prefix is cached.
 */
export function withRepair(
  prompt: Prompt,
  nonce: string,
  unsupported: readonly Unsupported[],
  joint: boolean,
): Prompt {
  const failures = unsupported.flatMap(({ dimension, detail, evidence }) => [
    `${dimension}: ${detail}`,
    ...evidence.map(describeFailure),
  ]);
  const others = `
Under every dimension not listed above put an empty evidence list, an empty rationale and level null; those are settled.`;
  const text = `\
You scored this answer before, and these levels stand on no evidence that could be used:
${fence("struck", nonce, failures.join("\n"))}
Score again from the transcript. Copy each quote letter for letter from one candidate turn. Where the words you had in mind are not \
there, choose the level that the words which are there support.${joint ? others : ""}`;
  return { ...prompt, user: [...prompt.user, block(text)] };
}

const shownCharacters = 300;

function describeFailure(piece: Evidence): string {
  const words = neutralise(piece.kind === "quote" ? piece.quote : piece.expected).slice(0, shownCharacters);
  const why = piece.struck ?? `the level's basis does not allow a ${piece.kind}`;
  return `- ${piece.kind}, turn ${piece.turn}: ${JSON.stringify(words)} (${why})`;
}
