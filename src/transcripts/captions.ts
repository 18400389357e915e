import { clockSeconds, clockText } from "./clock.ts";
import type { ReadTurns } from "./format.ts";
import { settleLabels, splitLabel } from "./labels.ts";
import { normalise } from "./normalise.ts";
import { refused, type TalkWarning } from "./talk.ts";

type Cue = { text: string; readonly startTime: number; readonly endTime: number };
type CueNode =
  | { readonly type: "text"; readonly data: string }
  | { readonly type: "v"; readonly voice?: string; readonly children: readonly CueNode[] }
  | { readonly type: "b"; readonly children: readonly CueNode[] };

// The package's own types cannot be resolved: they import each other without file endings.
declare module "media-captions" {
  export function parseText(
    text: string,
    options: { readonly type: "vtt" | "srt" },
  ): Promise<{ readonly cues: readonly Cue[] }>;
  export function tokenizeVTTCue(cue: Cue): readonly CueNode[];
}

type Spoken = { readonly start_s: number; readonly end_s: number };

/** Half an hour of speech. */
const maxCueLength = 30_000;

/** Reads WebVTT or SubRip: speakers by voice tag (`<v Name>`), else by a name and a colon at the start of a cue. */
export async function readCaptions(text: string, type: "vtt" | "srt"): Promise<ReadTurns> {
  const { parseText, tokenizeVTTCue } = await import("media-captions");
  const mended = mendCaptions(text, type === "vtt" ? "." : ",");
  const { cues } = await parseText(mended, { type });
  const timingCount = mended.split("\n").filter((line) => line.includes("-->")).length;
  if (cues.length === 0) return refused("no-words", "there is no cue that can be read in these captions");
  const longest = cues.reduce((most, cue) => Math.max(most, cue.text.length), 0);
  if (longest > maxCueLength)
    return refused("damaged", `has a cue of ${longest} characters, expected captions of a few words`);
  const voiced = cues.flatMap((cue) => {
    cue.text = withoutScripts(cue.text);
    const spoken: Spoken = { start_s: cue.startTime, end_s: cue.endTime };
    return voices(tokenizeVTTCue(cue), null).map(({ voice, words }) => toLine(voice, words, spoken));
  });
  const { lines, warnings } = settleLabels(voiced);
  const lost = timingCount - cues.length;
  const unreadable: TalkWarning[] =
    lost > 0 ? [{ kind: "unreadable", count: lost, turn: null, example: null }] : [];
  return normalise(
    lines.map(({ label, text: words, known }) => ({ speaker: label, text: words, ...known })),
    [...unreadable, ...warnings],
  );
}

function toLine(voice: string | null, words: string, known: Spoken) {
  const plain = words.trim();
  return {
    ...(voice === null ? (splitLabel(plain) ?? { label: null, text: plain }) : { label: voice, text: plain }),
    known,
  };
}

const timing = /^\s*((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})\s*-->\s*((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})(.*)$/;
const block = /^(?:NOTE|STYLE|REGION)\b/;

/** Exports with blank lines within a cue, or with ends before their beginnings, would lose their words. */
function mendCaptions(text: string, mark: string): string {
  const lines = text.split("\n").map((line) => (line.trim() === "" ? "" : line));
  const kept: string[] = [];
  let blanks = 0;
  let inCue = false;
  for (const [index, line] of lines.entries()) {
    if (line === "") {
      blanks += 1;
      continue;
    }
    const isNew = startsBlock(line, lines[index + 1] ?? "", index === 0 || blanks > 0);
    if (blanks > 0 && (isNew || !inCue)) kept.push("");
    inCue = timing.test(line) || (inCue && !isNew);
    kept.push(timed(line, mark));
    blanks = 0;
  }
  return `${kept.join("\n")}\n`;
}

function startsBlock(line: string, after: string, isAfterBlank: boolean): boolean {
  return line.includes("-->") || (isAfterBlank && (block.test(line) || after.includes("-->")));
}

/** A cue's times as the parser wants them: `mark` before the thousandths, the end after the beginning. */
function timed(line: string, mark: string): string {
  const [, from = "", to = "", settings = ""] = timing.exec(line) ?? [];
  const [start, end] = [clockSeconds(from), clockSeconds(to)];
  if (start === null || end === null) return line;
  return `${clockText(start, mark)} --> ${clockText(Math.max(end, start + 0.001), mark)}${settings}`;
}

/** Neither scripts nor their content are words; a "less than" that nobody escaped is. */
function withoutScripts(text: string): string {
  return text
    .replaceAll(/<(script|style)\b[^>]*>.*?(?:<\/\1\s*>|$)/gis, " ")
    .replaceAll(/<(?![a-z/]|\d+:\d)/gi, "&lt;");
}

type Voiced = { readonly voice: string | null; readonly words: string };

/** The words under each voice tag; neighbours without a new voice belong together. */
function voices(nodes: readonly CueNode[], voice: string | null): Voiced[] {
  const found: Voiced[] = [];
  for (const node of nodes) {
    const inner =
      node.type === "text"
        ? [{ voice, words: decodeEntities(node.data) }]
        : voices(node.children, node.type === "v" ? decodeEntities(node.voice ?? "") : voice);
    for (const piece of inner) {
      const last = found.at(-1);
      if (last !== undefined && last.voice === piece.voice)
        found[found.length - 1] = { ...last, words: last.words + piece.words };
      else found.push(piece);
    }
  }
  return found.filter(({ words }) => words.trim() !== "");
}

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

/** The entities that the tokeniser leaves. */
function decodeEntities(text: string): string {
  return text.replaceAll(
    /&(?:#(\d{1,6})|#x([\da-f]{1,5})|([a-z]+));/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return entities[name.toLowerCase()] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
