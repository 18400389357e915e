import { roleSchema } from "../domain/transcript.ts";
import { clockSeconds } from "./clock.ts";
import type { Columns, ReadTurns } from "./format.ts";
import { normalise } from "./normalise.ts";
import { refused, type TalkTurn } from "./talk.ts";

/** Gives what a row holds under a column's name or a key's path; undefined where there is no such thing. */
export type Cell<Row> = (row: Row, name: string) => unknown;

const usualNames: Readonly<Record<keyof Columns, readonly string[]>> = {
  turns: ["turns"],
  speaker: ["speaker", "speaker_name", "speaker name", "name", "participant", "who"],
  role: ["role"],
  text: ["text", "transcript", "utterance", "content", "words", "sentence"],
  start: ["start", "start_s", "start_time", "start time", "timestamp", "time"],
  end: ["end", "end_s", "end_time", "end time"],
  start_ms: ["start_ms"],
  end_ms: ["end_ms"],
};

/** The columns that names say by themselves; null without one for the words and one for who says them. */
export function usualColumns(names: readonly string[]): Columns | null {
  const found = Object.entries(usualNames).flatMap(([kind, usual]) => {
    const name = usual.flatMap((word) => names.find((given) => given.trim().toLowerCase() === word) ?? [])[0];
    return name === undefined ? [] : [[kind, name] as const];
  });
  const columns: Readonly<Record<string, string>> = Object.fromEntries(found);
  const { text } = columns;
  const isWhole = text !== undefined && (columns["speaker"] ?? columns["role"]) !== undefined;
  return isWhole ? { ...columns, text } : null;
}

/** Reads rows whose columns are known. */
export function readRows<Row>(rows: readonly Row[], columns: Columns, cell: Cell<Row>): ReadTurns {
  const { turns: _turns, ...named } = columns;
  const missing = Object.values(named).find((name) => rows.every((row) => cell(row, name) === undefined));
  if (missing !== undefined)
    return refused("unknown-shape", `there is no "${missing}" in this file, as --map says`);
  const pieces: TalkTurn[] = [];
  for (const [index, row] of rows.entries()) {
    const at = (name: string | undefined): unknown => (name === undefined ? null : cell(row, name));
    const start_s = seconds(at(columns.start), at(columns.start_ms));
    const end_s = seconds(at(columns.end), at(columns.end_ms));
    if (start_s === undefined || end_s === undefined)
      return refused("damaged", `row ${index + 1} has a time that is none, expected seconds or 00:01:02`);
    const role = roleSchema.safeParse(at(columns.role));
    const speaker = textOf(at(columns.speaker) ?? at(columns.role));
    const text = textOf(at(columns.text)) ?? "";
    pieces.push({ speaker, text, start_s, end_s, ...(role.success ? { role: role.data } : {}) });
  }
  return normalise(pieces);
}

function textOf(value: unknown): string | null {
  return typeof value === "string" || typeof value === "number" ? String(value) : null;
}

/** Undefined where a time is given that is none. */
function seconds(time: unknown, milliseconds: unknown): number | null | undefined {
  const given = time ?? milliseconds ?? "";
  if (given === "") return null;
  const scale = time === null || time === undefined ? 1000 : 1;
  const value = typeof given === "number" ? given : Number(given);
  if (Number.isFinite(value) && value >= 0) return value / scale;
  return (typeof given === "string" ? clockSeconds(given) : null) ?? undefined;
}
