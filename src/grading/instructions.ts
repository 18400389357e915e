import type { ReplyFormat } from "../domain/eval.ts";
import type { Speaker } from "../domain/rubric.ts";
import { levelsOf, type Scale } from "../domain/scale.ts";

/** What a template may leave open, by the name in its holes: `{{reply}}`. */
export const templateHoles = ["evidence", "reply", "speaker", "asker", "absence_limit"] as const;

/** The texts that instructions are made of. Their holes are filled with what the rubric and the reader of replies need. */
export type Templates = {
  readonly instructions: string;
  /** How evidence is given, of replies that hold some. */
  readonly evidence: string;
  /** How a reason is given, of replies that hold no evidence. */
  readonly citing: string;
};

/** What shapes instructions beside their templates. */
export type InstructionMatter = {
  readonly scale: Scale;
  /** The levels in the order in which they are named. */
  readonly levels: readonly number[];
  readonly format: ReplyFormat;
  readonly joint: boolean;
  readonly speaker: Speaker;
};

/** What a model is told before it sees any rubric, case study or transcript. It is the same for every answer, so that it is cached. */
export function instructionsFor(templates: Templates, matter: InstructionMatter): string {
  const { scale, levels, format, joint, speaker } = matter;
  const low = levelsOf(scale).filter((level) => level <= (scale.min + scale.max) / 2);
  const small = {
    speaker,
    asker: speaker === "candidate" ? "interviewer" : "candidate",
    absence_limit: String(low.at(-1)),
  };
  const isJson = format.format === "json";
  return filled(templates.instructions, {
    ...small,
    evidence: filled(isJson ? templates.evidence : templates.citing, small),
    reply: isJson ? jsonReply(levels, joint) : textReply(levels, format),
  });
}

const hole = /\{\{\s*(\w+)\s*\}\}/g;

/** The names in a text's holes, with where they stand. */
export function holesIn(text: string): { readonly name: string; readonly index: number }[] {
  return [...text.matchAll(hole)].map(({ 1: name = "", index }) => ({ name, index }));
}

function filled(template: string, values: Readonly<Partial<Record<string, string>>>): string {
  return template.trimEnd().replace(hole, (whole, name: string) => values[name] ?? whole);
}

function jsonReply(levels: readonly number[], joint: boolean): string {
  const answer = `{"evidence": [{"kind": "quote" or "absence", "turn": number, "text": string}], "rationale": string, "level": one of ${choice(levels, "null")}}`;
  const shape = joint
    ? `an object with one key per dimension id, in the rubric's order, each holding\n${answer}`
    : answer;
  return `\
YOUR REPLY
Reply with JSON alone: no markdown, no code fence, no word before or after it. It is ${shape}
Write the keys in this order: evidence, then rationale, then level. Not observed is level null with an empty evidence list and a \
rationale that says which opportunity was missing.`;
}

function textReply(
  levels: readonly number[],
  { levels: words }: Extract<ReplyFormat, { format: "text" }>,
): string {
  const choices =
    words === undefined ? choice(levels, "not observed") : [...Object.keys(words), "not observed"].join(", ");
  return `\
YOUR REPLY
Reply in plain text without markdown: one or two sentences of reasoning, then, on a last line of its own,
Level: N
where N is one of: ${choices}.`;
}

function choice(levels: readonly number[], none: string): string {
  return [...levels, none].join(", ");
}
