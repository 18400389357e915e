import { clockSeconds, sinceFirst } from "./clock.ts";
import type { ReadTurns } from "./format.ts";
import { isNameLike } from "./labels.ts";
import { normalise } from "./normalise.ts";
import type { TalkWarning } from "./talk.ts";

type Header = { readonly speaker: string; readonly start_s: number };

/** A speaker and a time alone on a line: `Thor Galle  0:49`, `[Thor Galle] 17:32:36`, `Speaker 1 (00:05):`. */
function stampedHeader(line: string): Header | null {
  const [, bracketed, plain = "", time = ""] =
    /^\s*(?:\[([^\]]{1,80})\]|(.{1,80}?))\s+\(?(\d{1,2}:\d{2}(?::\d{2})?)\)?:?\s*$/.exec(line) ?? [];
  const speaker = bracketed ?? plain;
  const start_s = clockSeconds(time);
  return start_s === null || !isNameLike(speaker) ? null : { speaker, start_s };
}

/** How many such lines a text has. */
export function countHeaders(text: string): number {
  return text.split("\n").filter((line) => stampedHeader(line) !== null).length;
}

/** The lines below each header are its speaker's. What stands above the first one is a title. */
export function readStampedLines(text: string): ReadTurns {
  const turns: { readonly header: Header; readonly lines: string[] }[] = [];
  const title: string[] = [];
  for (const line of text.split("\n")) {
    const header = stampedHeader(line);
    if (header !== null) turns.push({ header, lines: [] });
    else if (line.trim() !== "") (turns.at(-1)?.lines ?? title).push(line);
  }
  const starts = sinceFirst(turns.map(({ header }) => header.start_s));
  const pieces = turns.flatMap(({ header, lines }, index) =>
    lines.map((line, row) => ({
      speaker: header.speaker,
      text: line,
      start_s: row === 0 ? (starts[index] ?? null) : null,
      end_s: null,
    })),
  );
  return normalise(pieces, titleWarnings(title));
}

/** Lines that were left out because they stand above the talk. */
export function titleWarnings(lines: readonly string[]): TalkWarning[] {
  const [example = null] = lines;
  return lines.length === 0 ? [] : [{ kind: "boilerplate", count: lines.length, turn: null, example }];
}
