import type { TalkProblem, TalkTurn, TalkWarning } from "./talk.ts";

/** The turns of a file, or what is wrong with it. */
export type ReadTurns =
  | { readonly ok: true; readonly turns: readonly TalkTurn[]; readonly warnings: readonly TalkWarning[] }
  | { readonly ok: false; readonly problem: TalkProblem };

/** One way to write down who said what, as text. */
export type TextFormat = {
  readonly matches: (text: string) => boolean;
  readonly read: (text: string) => ReadTurns | Promise<ReadTurns>;
};

/** One way to write down who said what, as JSON that is parsed already. */
export type JsonFormat = {
  readonly matches: (value: unknown) => boolean;
  readonly read: (value: unknown) => ReadTurns;
};
