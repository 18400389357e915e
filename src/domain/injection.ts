import * as z from "zod";
import { idSchema } from "./identifiers.ts";

/** How people try to move a grader instead of answering. The last two are no attack on the prompt: they are to be judged, not stripped. */
export const injectionKindSchema = z.enum([
  "instruction",
  "role-play",
  "closing-tag",
  "score-json",
  "fake-turn",
  "multilingual",
  "encoded",
  "spoken",
  "note-block",
  "zero-width",
  "tag-characters",
  "bidi",
  "homoglyph",
  "speaker-name",
  "heading",
  "stuffing",
  "authority",
]);

/** A string of the injection corpus: a line of `datasets/injections/corpus.jsonl`. */
export const injectionSchema = z.strictObject({
  id: idSchema,
  kind: injectionKindSchema,
  half: z
    .enum(["rules", "held-out"])
    .describe("Whether the detector's rules were written with it in sight, or measured on it."),
  language: z.string(),
  place: z
    .enum(["turn", "speaker", "vtt"])
    .describe("Where it stands: in a turn's words, as a speaker's label, as a block of a WebVTT file."),
  text: z.string().min(1),
  sent: z
    .string()
    .optional()
    .describe("What a model is sent in its place; absent: itself, or of other places nothing."),
});
export type Injection = z.infer<typeof injectionSchema>;

/** What an answer that seems to speak to whoever grades it does. */
export const signKindSchema = z.enum([
  "instruction",
  "role-play",
  "score-request",
  "score-claim",
  "markup",
  "fake-turn",
  "reply-form",
  "note",
  "heading",
  "hidden-text",
  "look-alikes",
  "encoded",
]);
export type SignKind = z.infer<typeof signKindSchema>;

/** A place where an answer seems to speak to whoever grades it. It sends to review and moves no score. */
export const injectionSignSchema = z.strictObject({
  turn: z.int().min(1),
  kind: signKindSchema,
  quote: z.string().describe("The words, cut short, without what cannot be seen."),
});
export type InjectionSign = z.infer<typeof injectionSignSchema>;

/** How often something in an answer was taken out or changed before it was sent, because it hides or could pass for ours. */
export const neutralisedSchema = z.strictObject({
  hidden: z.int().min(0).describe("Characters that cannot be seen."),
  tags: z.int().min(0).describe("Brackets that could begin a tag."),
  turnNumbers: z.int().min(0).describe("Numbers in brackets, as turns have them."),
  speakers: z.int().min(0).describe("Lines that begin as somebody's turn would."),
  replyKeys: z.int().min(0).describe("Keys that would make JSON a reply."),
  headings: z.int().min(0).describe("Lines that repeat a heading of our instructions."),
});
export type Neutralised = z.infer<typeof neutralisedSchema>;

/** An answer that hides something, imitates ours or speaks to whoever grades it. */
export const hardenedAnswerSchema = z.strictObject({
  sample: z.string(),
  neutralised: neutralisedSchema,
  signs: z.array(injectionSignSchema),
});
export type HardenedAnswer = z.infer<typeof hardenedAnswerSchema>;
