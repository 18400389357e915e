import { clockSeconds } from "./clock.ts";
import type { TextFormat } from "./format.ts";
import { settleLabels, splitLabel } from "./labels.ts";
import { normalise } from "./normalise.ts";
import { titleWarnings } from "./stamped-lines.ts";

const stamp = /^\d{2}:\d{2}:\d{2}$/;

/** A Google Meet document: attendees, then `Name: words` in blocks of some minutes, each below its time. */
export const format: TextFormat = {
  matches: (text) =>
    /^\d{2}:\d{2}:\d{2}$/m.test(text) &&
    /^(?:attendees$|transcription ended after |this editable transcript was )/im.test(text),
  read: (text) => {
    const all = text.split("\n").map((line) => line.trim());
    const first = all.findIndex((line) => stamp.test(line));
    const title = all.slice(0, first).filter((line) => line !== "");
    let block: number | null = null;
    const lines = all.slice(first).flatMap((line) => {
      if (stamp.test(line)) block = clockSeconds(line);
      if (line === "" || stamp.test(line)) return [];
      // Only the first speech of a block begins at its time.
      const start_s = block;
      block = null;
      return [{ ...(splitLabel(line) ?? { label: null, text: line }), known: start_s }];
    });
    const settled = settleLabels(lines);
    let speaker: string | null = null;
    const pieces = settled.lines.map(({ label, text: words, known }) => {
      speaker = label ?? speaker;
      return { speaker, text: words, start_s: known, end_s: null };
    });
    return normalise(pieces, [...titleWarnings(title), ...settled.warnings]);
  },
};
