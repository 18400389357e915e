import type { WrittenRating } from "../collect-ratings.ts";
import type { ColumnMap } from "../column-map.ts";
import type { Problem } from "../problem.ts";

/** A result file of another program: its text, and which of its own keys hold an item, a cluster, a group, or a person's label (`value`). */
export type ExportSource = {
  readonly file: string;
  readonly text: string;
  readonly columns: ColumnMap["columns"];
};

/** Reads the ratings in a result file; what is not such a file is a problem. */
export type ReadExport = (source: ExportSource, problems: Problem[]) => Iterable<WrittenRating>;

/** Every program whose results `--from` reads. Add one by adding a line here. */
export const exportFormats = {
  promptfoo: {
    description: "promptfoo eval -o results.json: assertions, and ratings given in its viewer",
    load: async () => (await import("./promptfoo.ts")).readPromptfoo,
  },
  inspect: {
    description: "a log of inspect_ai as JSON (inspect log dump): the scores of every scorer",
    load: async () => (await import("./inspect.ts")).readInspect,
  },
} as const satisfies Record<string, { description: string; load: () => Promise<ReadExport> }>;

export type ExportFormatName = keyof typeof exportFormats;
