import type { GraderCard } from "../domain/grader-card.ts";
import type { ExamplesFile } from "../domain/examples.ts";
import type { MappingFile } from "../domain/score-mapping.ts";
import { HarnessError } from "../errors.ts";

/** What a calibration can be written down from. */
export type CardInput = {
  readonly card: GraderCard;
  readonly mappingFile: MappingFile;
  readonly examplesFile: ExamplesFile;
};

type CardReport = (input: CardInput) => string;

/** Every format that `calibrate -o FILE` can write, by the file's ending; the longest matching ending binds. */
const cardReports = {
  ".json": {
    description: "the grader card",
    load:
      async () =>
      ({ card }: CardInput) =>
        json(card),
  },
  ".mapping.json": {
    description: "the score mappings, for a `calibrated` grader",
    load:
      async () =>
      ({ mappingFile }: CardInput) =>
        json(mappingFile),
  },
  ".examples.json": {
    description: "what raters quoted at each level, for a grader's `few_shot`",
    load:
      async () =>
      ({ examplesFile }: CardInput) =>
        json(examplesFile),
  },
  ".md": {
    description: "the grader card in Markdown",
    load: async () => {
      const { cardMarkdown } = await import("./card-markdown.ts");
      return ({ card }: CardInput) => cardMarkdown(card);
    },
  },
} as const satisfies Record<string, { description: string; load: () => Promise<CardReport> }>;

/** The card's format that a file's ending asks for. */
export function cardReportFor(file: string): () => Promise<CardReport> {
  const found = Object.entries(cardReports)
    .filter(([ending]) => file.endsWith(ending))
    .sort(([a], [b]) => b.length - a.length)[0];
  if (found !== undefined) return found[1].load;
  throw new HarnessError(
    "usage",
    `${file}: no card has this ending; expected one of ${Object.keys(cardReports).join(" ")}`,
  );
}

/** Keys stand in a fixed order, so equal results are equal bytes. */
function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
