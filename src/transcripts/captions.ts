import { clockSeconds, clockText } from "./clock.ts";
import type { ReadTurns } from "./format.ts";
import { settleLabels, splitLabel, type LabelledLine } from "./labels.ts";
import { normalise } from "./normalise.ts";
import { refused, type TalkWarning } from "./talk.ts";

type Cue = { readonly text: string; readonly startTime: number; readonly endTime: number };

// The package's own types cannot be resolved: they import each other without file endings.
declare module "media-captions" {
  export function parseText(
    text: string,
    options: { readonly type: "vtt" | "srt" },
  ): Promise<{ readonly cues: readonly Cue[] }>;
}

/** Half an hour of speech. */
const maxCueLength = 30_000;

/** Reads WebVTT or SubRip: speakers by voice tag (`<v Name>`), else by a name and a colon at the start of a cue. */
export async function readCaptions(text: string, type: "vtt" | "srt"): Promise<ReadTurns> {
  const { parseText } = await import("media-captions");
  const mended = mendCaptions(text, type === "vtt" ? "." : ",");
  const { cues } = await parseText(mended, { type });
  const timingCount = mended.split("\n").filter((line) => line.includes("-->")).length;
  if (cues.length === 0) return refused("no-words", "there is no cue that can be read in these captions");
  const longest = cues.reduce((most, cue) => Math.max(most, cue.text.length), 0);
  if (longest > maxCueLength)
    return refused("damaged", `has a cue of ${longest} characters, expected captions of a few words`);
  const voiced = cues.flatMap(({ text: words, startTime: start_s, endTime: end_s }) =>
    voices(words).map((voice) => ({ ...voice, known: { start_s, end_s } })),
  );
  const { lines, warnings } = settleLabels(voiced);
  const lost = timingCount - cues.length;
  const unreadable: TalkWarning[] =
    lost > 0 ? [{ kind: "unreadable", count: lost, turn: null, example: null }] : [];
  return normalise(
    lines.map(({ label, text: words, known }) => ({ speaker: label, text: words, ...known })),
    [...unreadable, ...warnings],
  );
}

const timing = /^\s*((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})\s*-->\s*((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})(.*)$/;
const block = /^(?:NOTE|STYLE|REGION)\b/;

/** Exports with blank lines within a cue, none between two, or ends before their beginnings would lose their words. */
function mendCaptions(text: string, mark: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  const kept: string[] = [];
  let [inCue, isAfterBlank, isAfterId] = [false, true, false];
  for (const [index, line] of lines.entries()) {
    if (line === "") {
      isAfterBlank = true;
      continue;
    }
    const isTiming = line.includes("-->");
    const mayBeId = (isAfterBlank && index > 0) || /^\d+$/.test(line);
    const isId = !isTiming && mayBeId && (lines[index + 1] ?? "").includes("-->");
    const isNew = isId || (isTiming && !isAfterId) || (isAfterBlank && block.test(line));
    if (isNew || (isAfterBlank && !inCue)) kept.push("");
    inCue = timing.test(line) || (inCue && !isNew);
    kept.push(timed(line, mark));
    [isAfterBlank, isAfterId] = [false, isId];
  }
  return `${kept.join("\n").trimStart()}\n`;
}

/** A cue's times as the parser wants them: `mark` before the thousandths, the end after the beginning. */
function timed(line: string, mark: string): string {
  const [, from = "", to = "", settings = ""] = timing.exec(line) ?? [];
  const [start, end] = [clockSeconds(from), clockSeconds(to)];
  if (start === null || end === null) return line;
  return `${clockText(start, mark)} --> ${clockText(Math.max(end, start + 0.001), mark)}${settings}`;
}

type Voiced = Pick<LabelledLine<unknown>, "label" | "text" | "isCertain">;

const tag = /<(?:\/?[a-z]|\d+:\d)[^<>]{0,500}>|<v\b[^<>]*$/gi;
const voiceTag = /<v(?:\.[^\s>]*)?(?:\s+([^>]*))?>|<\/v>/i;

/** The words of a cue under each voice tag, else by the label they begin with. Neither scripts nor other tags are words. */
function voices(cue: string): Voiced[] {
  const spoken = cue.replaceAll(/<(script|style)\b[^>]*>.*?(?:<\/\1\s*>|$)/gis, " ");
  // Splitting by a pattern with a group gives words and voices in turn.
  const parts = spoken.split(voiceTag);
  return parts.flatMap((part, index) => {
    if (index % 2 === 1) return [];
    const text = decodeEntities(part.replaceAll(tag, "")).trim();
    const voice = decodeEntities(parts[index - 1] ?? "").trim();
    if (text === "") return [];
    return [
      voice === "" ? (splitLabel(text) ?? { label: null, text }) : { label: voice, text, isCertain: true },
    ];
  });
}

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

/** Characters that captions write by name or number. */
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
