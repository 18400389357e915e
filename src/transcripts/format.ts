import type { TalkProblem, TalkTurn, TalkWarning } from "./talk.ts";

/** The turns of a file, or what is wrong with it. */
export type ReadTurns =
  | { readonly ok: true; readonly turns: readonly TalkTurn[]; readonly warnings: readonly TalkWarning[] }
  | { readonly ok: false; readonly problem: TalkProblem };

/** Where a table or JSON of one's own holds what: column names, or keys joined by dots. Times are seconds or a clock's, `_ms` milliseconds. */
export type Columns = Readonly<Partial<Record<ColumnKind, string>>> & { readonly text: string };

/** What a column may be said to hold; `turns` is the list in JSON. */
export const columnKinds = [
  "turns",
  "speaker",
  "role",
  "text",
  "start",
  "end",
  "start_ms",
  "end_ms",
] as const;
type ColumnKind = (typeof columnKinds)[number];

/** One way to write down who said what, as text. */
export type TextFormat = {
  readonly matches: (text: string) => boolean;
  readonly read: (text: string, columns?: Columns) => ReadTurns | Promise<ReadTurns>;
};

/** One way to write down who said what, as JSON that is parsed already. */
export type JsonFormat = {
  readonly matches: (value: unknown) => boolean;
  readonly read: (value: unknown, columns?: Columns) => ReadTurns;
};
