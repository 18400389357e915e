import { readTalk } from "../../src/transcripts/index.ts";
import type { Talk, TalkProblem } from "../../src/transcripts/talk.ts";

const bytesOf = (content: string | Uint8Array): Uint8Array =>
  typeof content === "string" ? new TextEncoder().encode(content) : content;

/** The talk of a file that can be read. */
export async function talkIn(content: string | Uint8Array, file = "recording"): Promise<Talk> {
  const read = await readTalk(bytesOf(content), file);
  if (!read.ok) throw new Error(read.problem.message);
  return read.talk;
}

/** What is wrong with a file that cannot. */
export async function problemIn(
  content: string | Uint8Array,
  file = "recording",
): Promise<TalkProblem | null> {
  const read = await readTalk(bytesOf(content), file);
  return read.ok ? null : read.problem;
}

/** Who says what. */
export function said({ turns }: Pick<Talk, "turns">): (readonly [string | null, string])[] {
  return turns.map(({ speaker, text }) => [speaker, text]);
}

/** How often each warning was given. */
export function warned({ warnings }: Pick<Talk, "warnings">): Record<string, number> {
  return Object.fromEntries(warnings.map(({ kind, count }) => [kind, count]));
}
