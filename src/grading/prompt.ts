import * as z from "zod";
import type { CaseStudy } from "../domain/case-study.ts";
import type { ReplyFormat } from "../domain/eval.ts";
import { levelOf, type Dimension, type Rubric, type Speaker } from "../domain/rubric.ts";
import { levelsOf, type Scale } from "../domain/scale.ts";
import type { FlagFinding } from "../domain/flag.ts";
import type { Evidence, Score } from "../domain/score.ts";
import type { Block, Prompt, ReplyShape } from "../models/model.ts";
import { fence, neutralise, type FencedTranscript } from "./fence.ts";
import { instructionsFor } from "./instructions.ts";
import { askForSought } from "./flags-prompt.ts";
import { soughtShape, type Sought } from "./flags.ts";
import { jsonSchemaOf, replyJsonSchema } from "./reply-schema.ts";

export type PromptMatter = {
  readonly rubric: Rubric;
  readonly caseStudy: CaseStudy;
  readonly transcript: FencedTranscript;
  /** Which dimension is asked about; null: all of them at once. */
  readonly dimension: Dimension | null;
  readonly format: ReplyFormat;
  /** Flags and signals asked about in the same call, with all dimensions; null: none. */
  readonly sought: Sought | null;
};

/**
 * Builds the prompt for one answer, the largest shared part first. All at once: instructions, rubric, case study | transcript.
 * One dimension: instructions, case study, transcript | dimension; so that the dimensions of an answer share all but their last block.
 */
export function buildPrompt(matter: PromptMatter): Prompt {
  const { rubric, caseStudy, transcript, dimension, format, sought } = matter;
  const instructions = instructionsFor(rubric.scale, format, dimension === null, rubric.speaker);
  const reply = replyShape(matter);
  if (dimension === null) {
    return {
      system: [
        block(instructions),
        block(
          `<rubric>\n${rubric.dimensions.map((each) => describeDimension(each, rubric.scale)).join("\n")}\n</rubric>`,
          "cache",
        ),
        ...(sought === null
          ? [block(describeCaseStudy(caseStudy), "cache")]
          : [
              block(describeCaseStudy(caseStudy)),
              block(askForSought(sought, rubric.speaker ?? "candidate", "joint"), "cache"),
            ]),
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

/** Asks about flags and signals alone, over the prefix that the dimensions of an answer share. */
export function buildSoughtPrompt(
  { rubric, caseStudy, transcript, format }: Omit<PromptMatter, "dimension" | "sought">,
  sought: Sought,
): Prompt {
  const instructions = instructionsFor(rubric.scale, format, false, rubric.speaker);
  return {
    system: [block(instructions), block(describeCaseStudy(caseStudy))],
    user: [
      block(transcript.text, "cache"),
      block(askForSought(sought, rubric.speaker ?? "candidate", "alone")),
    ],
    reply: { kind: "json", name: "findings", schema: jsonSchemaOf(z.object(soughtShape(sought))) },
  };
}

function block(text: string, cache?: "cache"): Block {
  return { text, cache: cache !== undefined };
}

function replyShape({ rubric, dimension, format, sought }: PromptMatter): ReplyShape {
  if (format.format === "text") return { kind: "text" };
  return dimension === null
    ? {
        kind: "json",
        name: "scores",
        schema: replyJsonSchema(rubric.scale, rubric.dimensions, sought === null ? {} : soughtShape(sought)),
      }
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

/** A level or a flag that was given and whose evidence does not hold. */
export type Unsupported = Extract<Score | FlagFinding, { status: "unscored" }>;

export type Repair = {
  readonly unsupported: readonly Unsupported[];
  /** What the call was about: all dimensions with what else was sought, one dimension, or what was sought alone. */
  readonly asked: "all" | "dimension" | "sought";
  readonly sought: Sought | null;
  readonly speaker?: Speaker | undefined;
};

/**
 * The same request once more, with the evidence that failed shown. What the model wrote goes back inside a fence, since a transcript
 * may have led it there; the rest of the prompt stays, so that its prefix is cached.
 */
export function withRepair(
  prompt: Prompt,
  nonce: string,
  { unsupported, asked, sought, speaker = "candidate" }: Repair,
): Prompt {
  const failures = unsupported.flatMap((each) => [
    `${"flag" in each ? `flag ${each.flag}` : each.dimension}: ${each.detail}`,
    ...each.evidence.map(describeFailure),
  ]);
  const text = `\
You scored this answer before, and these ${asked === "sought" ? "flags" : "levels"} stand on no evidence that could be used:
${fence("struck", nonce, failures.join("\n"))}
Score again from the transcript. Copy each quote letter for letter from one ${speaker} turn. Where the words you had in mind are not \
there, choose the ${asked === "sought" ? "status" : "level"} that the words which are there support.${asked === "all" ? settledDimensions : ""}${(sought?.flags ?? []).length === 0 ? "" : settledFlags}`;
  return { ...prompt, user: [...prompt.user, block(text)] };
}

const settledDimensions = `
Under every dimension not listed above put an empty evidence list, an empty rationale and level null; those are settled.`;

const settledFlags = `
Under every flag not listed above put empty lists, an empty rationale and status not-raised, and tag no signal; those are settled.`;

const shownCharacters = 300;

function describeFailure(piece: Evidence): string {
  const words = neutralise(piece.kind === "quote" ? piece.quote : piece.expected).slice(0, shownCharacters);
  const why = piece.struck ?? `the level's basis does not allow a ${piece.kind}`;
  return `- ${piece.kind}, turn ${piece.turn}: ${JSON.stringify(words)} (${why})`;
}
