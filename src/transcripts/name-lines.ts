import { clockSeconds, sinceFirst } from "./clock.ts";
import type { ReadTurns, TextFormat } from "./format.ts";
import { isHeading, isSurely, settleLabels, splitLabel, type LabelledLine } from "./labels.ts";
import { normalise } from "./normalise.ts";
import { roleOfLabel } from "./roles.ts";
import { titleWarnings } from "./stamped-lines.ts";

type Line = LabelledLine<number | null>;

/** `Name: words` at the start of lines, with or without a time: `[00:12:31] Name: words`, `Name (12:31): words`. Further lines continue. */
export const format: TextFormat = {
  matches: (text) => {
    const { lines } = settleLabels(linesOf(text));
    const labels = lines.flatMap(({ label }) => label ?? []);
    const counts = Map.groupBy(labels, (label) => label);
    const speakers = [...counts].filter(([label, same]) => same.length > 1 || isSurely(label));
    if (isSpeakerLines(lines))
      return speakers.some(([label]) => roleOfLabel(label) === null && !isHeading(label));
    return labels.length > 0 && (labels.length === lines.length || speakers.length >= 2);
  },
  read: (text) => readLabelledLines(linesOf(text)),
};

/** Lines that begin with words for a role and have no times, which `speaker-lines` reads if nobody else speaks. */
function isSpeakerLines(lines: readonly Line[]): boolean {
  return roleOfLabel(lines[0]?.label ?? "") !== null && lines.every(({ known }) => known === null);
}

/** Lines without a label continue the speech above; those above the first label are a title. */
export function readLabelledLines(all: readonly Line[]): ReadTurns {
  const settled = settleLabels(all);
  const first = settled.lines.findIndex(({ label }) => label !== null);
  const title = settled.lines.slice(0, Math.max(0, first)).map(({ text }) => text);
  const spoken = settled.lines.slice(Math.max(0, first));
  const starts = sinceFirst(spoken.map(({ known }) => known));
  let speaker: string | null = null;
  const pieces = spoken.map(({ label, text }, index) => {
    speaker = label ?? speaker;
    return { speaker, text, start_s: starts[index] ?? null, end_s: null };
  });
  return normalise(pieces, [...titleWarnings(title), ...settled.warnings]);
}

const clock = String.raw`(\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?)`;
const leading = new RegExp(String.raw`^\s*[[(]?${clock}[\])]?(?:\s*-)?\s+(?=\S)`);
const trailing = new RegExp(String.raw`^([^:]{1,80}?)\s*[[(]${clock}[\])]\s*:`);

function linesOf(text: string): Line[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map(lineOf);
}

function lineOf(line: string): Line {
  const [before = "", early] = leading.exec(line) ?? [];
  const rest = line.slice(before.length);
  const [, , late] = trailing.exec(rest) ?? [];
  const split = splitLabel(rest.replace(trailing, "$1:"));
  if (split === null) return { label: null, text: line.trim(), known: null };
  return { ...split, known: clockSeconds(early ?? late ?? "") };
}
