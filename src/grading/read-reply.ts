import type { ReplyFormat } from "../domain/eval.ts";
import type { Dimension } from "../domain/rubric.ts";
import { describeScale, levelFor, type Scale } from "../domain/scale.ts";
import type { UnscoredReason } from "../domain/score.ts";
import type { ModelReply } from "../models/model.ts";
import { HarnessError } from "../errors.ts";
import * as z from "zod";
import { visible } from "./fence.ts";
import { lastJsonObject } from "./lenient-json.ts";
import { answerSchemaFor, type Answer } from "./reply-schema.ts";

/** What a reply says on one dimension, before evidence is checked. `level: null`: not observed. */
export type Reading =
  | ({ readonly status: "read" } & Answer)
  | { readonly status: "unread"; readonly reason: UnscoredReason; readonly detail: string };

export type Unread = Extract<Reading, { status: "unread" }>;

/** Reads what a reply says on each of the dimensions it was asked about. A fault of one dimension is that dimension's alone. */
export type ReplyReader = (reply: Pick<ModelReply, "text" | "finish">) => (dimension: Dimension) => Reading;

export type ReaderSetup = {
  readonly format: ReplyFormat;
  readonly scale: Scale;
  /** True where a reply holds one answer under each dimension's id, false where it is one answer. */
  readonly joint: boolean;
};

/** Creates the reader of a grader's replies. */
export function createReplyReader({ format, scale, joint }: ReaderSetup): ReplyReader {
  const read = format.format === "json" ? jsonReader(scale, joint) : textReader(format, scale);
  return (reply) => {
    const cut = unfinished(reply.finish);
    return cut === null ? read(reply.text) : () => cut;
  };
}

/** Why a reply that stopped early holds nothing; null: it is complete. */
export function unfinished(finish: ModelReply["finish"]): Unread | null {
  switch (finish) {
    case "complete":
      return null;
    case "truncated":
      return unread("truncated", "the reply was cut off; raise max_output_tokens");
    case "refused":
      return unread("refused", "the model declined to answer");
  }
}

/** A reading of what could not be read. */
export function unread(reason: UnscoredReason, detail: string): Unread {
  return { status: "unread", reason, detail };
}

function jsonReader(scale: Scale, joint: boolean): (text: string) => (dimension: Dimension) => Reading {
  const schema = answerSchemaFor(scale);
  const anyLevel = schema.extend({ level: z.number() });
  return (text) => {
    const reply = lastJsonObject(text);
    if (reply === undefined) return () => unread("unparsable", "the reply holds no complete JSON object");
    return ({ id }) => {
      const answer = joint ? member(reply, id) : reply;
      const parsed = schema.safeParse(answer);
      if (parsed.success) {
        const { evidence, rationale, level } = parsed.data;
        return {
          status: "read",
          evidence: evidence.map((claim) => ({ ...claim, text: visible(claim.text) })),
          rationale: visible(rationale),
          level,
        };
      }
      const offMenu = anyLevel.safeParse(answer);
      if (offMenu.success) return offScale(String(offMenu.data.level), scale);
      const [issue] = parsed.error.issues;
      return unread(
        "unparsable",
        `the answer's ${issue?.path.join(".") || "object"} is missing or not as asked`,
      );
    };
  };
}

/** An object's own member; undefined where the value is no object or has none. */
export function member(value: unknown, key: string): unknown {
  const found: unknown =
    typeof value === "object" && value !== null && Object.hasOwn(value, key)
      ? Reflect.get(value, key)
      : undefined;
  return found;
}

function offScale(level: string, scale: Scale): Unread {
  return unread("off-menu", `level ${level} is not on the scale ${describeScale(scale)}`);
}

type TextFormat = Extract<ReplyFormat, { format: "text" }>;

/** How the text mode's own instruction says "not observed"; it binds where it stands after every match of the pattern. */
const notObserved = /^[^\p{L}\n]*Level:[^\p{L}\n]*not observed\b/gimu;

/** The last match of the declared pattern binds: text that a reply quotes before its verdict cannot win. */
function textReader(format: TextFormat, scale: Scale): (text: string) => () => Reading {
  const pattern = compilePattern(format.pattern);
  return (text) => {
    const plain = visible(text);
    const match = [...plain.matchAll(pattern)].findLast((match) => captured(match) !== undefined);
    const silence = [...plain.matchAll(notObserved)].at(-1);
    const read = (level: number | null): Reading => ({
      status: "read",
      evidence: [],
      rationale: plain.trim(),
      level,
    });
    return () => {
      if (silence !== undefined && silence.index >= (match?.index ?? 0)) return read(null);
      const word = match === undefined ? undefined : captured(match);
      if (word === undefined)
        return unread("unparsable", "the declared pattern matches nothing in the reply");
      const value = meaningOf(word, format.levels);
      const level = value === null ? null : levelFor(scale, value);
      return level === null ? offScale(JSON.stringify(word), scale) : read(level);
    };
  };
}

/** The declared pattern as an expression; one without a group holds no level. */
export function compilePattern(pattern: string): RegExp {
  let compiled: RegExp;
  try {
    compiled = new RegExp(pattern, "gm");
  } catch (cause) {
    throw new HarnessError("invalid-file", `reply.pattern ${pattern} is not a regular expression`, { cause });
  }
  if (new RegExp(`${pattern}|`).exec("")?.length === 1) {
    throw new HarnessError(
      "invalid-file",
      `reply.pattern ${pattern} has no group; put the level in parentheses, e.g. Level: (\\d)`,
    );
  }
  return compiled;
}

/** The text of the first group that took part; a pattern may offer its level in several places. */
function captured(match: RegExpMatchArray): string | undefined {
  return match
    .slice(1)
    .find((group) => group !== undefined && group.trim() !== "")
    ?.trim();
}

/** What a word of the menu stands for; null: it is not on it. */
export function meaningOf(word: string, levels: Readonly<Record<string, number>> = {}): number | null {
  const declared =
    Object.entries(levels).find(([name]) => name === word) ??
    Object.entries(levels).find(([name]) => name.toLowerCase() === word.toLowerCase());
  if (declared !== undefined) return declared[1];
  return /^[+-]?\d+(?:\.\d+)?$/.test(word) ? Number(word) : null;
}
