import * as z from "zod";
import { factValues, type CaseStudy } from "../domain/case-study.ts";
import type { ReplyFormat } from "../domain/eval.ts";
import type { Example } from "../domain/examples.ts";
import { levelOf, type Dimension, type Rubric, type Speaker } from "../domain/rubric.ts";
import type { FlagFinding } from "../domain/flag.ts";
import type { Evidence, Score } from "../domain/score.ts";
import type { Block, Prompt, ReplyShape } from "../models/model.ts";
import { fence, neutralise, type FencedTranscript } from "./fence.ts";
import { instructionsFor } from "./instructions.ts";
import { askForSought } from "./flags-prompt.ts";
import type { PromptStyle } from "./prompt-style.ts";
import { soughtShape, type Sought } from "./flags.ts";
import { jsonSchemaOf, replyJsonSchema } from "./reply-schema.ts";

/** What all prompts of a grader are made from. */
export type PromptMatter = {
  readonly rubric: Rubric;
  readonly format: ReplyFormat;
  readonly style: PromptStyle;
};

/** The prompts about one answer. */
export type AnswerPrompts = {
  /** About all dimensions at once, and in the same call about the flags and signals that are sought. */
  readonly all: Prompt;
  readonly about: (dimension: Dimension) => Prompt;
  /** About flags and signals alone; null: none are sought. */
  readonly sought: Prompt | null;
};

/**
 * The prompts of a grader, the largest shared part first. All at once: instructions, rubric, case study | transcript. One dimension, or
 * flags and signals alone: instructions, case study, transcript | what is asked; so that the calls about an answer share all but their
 * last block. What prompts share is described once, and is the same object in all of them.
 */
export function createPrompts(
  matter: PromptMatter,
): (caseStudy: CaseStudy, sought: Sought | null) => (transcript: FencedTranscript) => AnswerPrompts {
  const { rubric, format, style } = matter;
  const speaker = rubric.speaker ?? "candidate";
  const [together, apart] = [block(instructionsOf(matter, true)), block(instructionsOf(matter, false))];
  const described = style.dimensions.map((dimension) => describeDimension(dimension, style)).join("\n");
  const rubricText = block(`<rubric>\n${described}\n</rubric>`, "cache");
  const askAll = block("Score every dimension of the rubric.");
  const askedOne = new Map<Dimension, Block>();
  const askOne = (dimension: Dimension): Block => {
    const text = (): string => `Score this dimension and no other.\n${describeDimension(dimension, style)}`;
    const known = askedOne.get(dimension) ?? block(text());
    askedOne.set(dimension, known);
    return known;
  };
  const isText = format.format === "text";
  const oneScore: ReplyShape = isText
    ? { kind: "text" }
    : { kind: "json", name: "score", schema: replyJsonSchema(rubric.scale, null) };

  return (caseStudy, sought) => {
    const caseText = describeCaseStudy(caseStudy, style);
    const shape = sought === null ? {} : soughtShape(sought);
    const flags = sought?.flags.length ?? 0;
    const systemOfOne = [apart, block(caseText)];
    const systemOfAll = [
      together,
      rubricText,
      ...(sought === null
        ? [block(caseText, "cache")]
        : [block(caseText), block(askForSought(sought, speaker, "joint"), "cache")]),
    ];
    const allScores: ReplyShape = isText
      ? { kind: "text" }
      : {
          kind: "json",
          name: "scores",
          schema: replyJsonSchema(rubric.scale, style.dimensions, shape),
          holds: { levels: style.dimensions.length, flags },
        };
    const findings: { readonly ask: Block; readonly reply: ReplyShape } | null =
      sought === null
        ? null
        : {
            ask: block(askForSought(sought, speaker, "alone")),
            reply: {
              kind: "json",
              name: "findings",
              schema: jsonSchemaOf(z.object(shape)),
              holds: { levels: 0, flags },
            },
          };
    return ({ text }) => {
      const [alone, shared] = [block(text), block(text, "cache")];
      return {
        all: { system: systemOfAll, user: [alone, askAll], reply: allScores },
        about: (dimension) => ({ system: systemOfOne, user: [shared, askOne(dimension)], reply: oneScore }),
        sought: findings && { system: systemOfOne, user: [shared, findings.ask], reply: findings.reply },
      };
    };
  };
}

/** The instructions that a grader's prompts begin with. */
export function instructionsOf(
  { rubric, format, style }: Pick<PromptMatter, "rubric" | "format" | "style">,
  joint: boolean,
): string {
  const { scale, speaker = "candidate" } = rubric;
  return instructionsFor(style.templates, { scale, levels: style.levels, format, joint, speaker });
}

function block(text: string, cache?: "cache"): Block {
  return { text, cache: cache !== undefined };
}

function describeDimension(dimension: Dimension, style: PromptStyle): string {
  const examples = style.examples.filter((example) => example.dimension === dimension.id);
  const levels = style.levels.flatMap((level) => {
    const { anchor, basis, exemplar, contrast } = levelOf(dimension, level);
    return [
      `Level ${level} (basis: ${basis.join(" or ")}): ${anchor}`,
      ...(exemplar === undefined ? [] : [`  Meets it, for example: ${exemplar}`]),
      ...(contrast === undefined ? [] : [`  Looks like it and does not reach it: ${contrast}`]),
      ...examples.filter((example) => example.level === level).map(describeExample),
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

/** What somebody said is quoted where nothing in it can be taken for ours. */
function describeExample({ quotes }: Example): string {
  const words = quotes.map((quote) => JSON.stringify(neutralise(quote)));
  return `  Raters gave it to another candidate's answer that said: ${words.join(" ")}`;
}

function describeCaseStudy(caseStudy: CaseStudy, { showsReference }: PromptStyle): string {
  const { title, prompt, materials, follow_ups, opportunities } = caseStudy;
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
    ...(showsReference ? describeReference(caseStudy) : []),
    "</case_study>",
  ].join("\n");
}

/** What good answers show, so that a grader need not know the field; and the figures that it need not work out. */
function describeReference({ expected, facts }: CaseStudy): readonly string[] {
  const values = factValues({ facts });
  const listed = (["must", "should", "could"] as const).flatMap((rank) =>
    expected[rank].map(({ evidence, dimension }) => `- ${rank} (${dimension}): ${evidence}`),
  );
  return [
    ...section(
      "Reference: what good answers show. It is no checklist; a sound approach that is not in it is worth as much, and levels follow their anchors alone.",
      listed,
    ),
    ...section(
      "Reference: figures of the case study.",
      facts.map(({ id, says, unit }) => `- ${says}: ${values.get(id) ?? "unknown"} ${unit}`),
    ),
  ];
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
