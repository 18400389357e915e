import type { Comparison } from "../domain/comparison.ts";
import { counted } from "../domain/counted.ts";
import { HarnessError } from "../errors.ts";
import { markdownInline } from "./markdown-inline.ts";
import { oneLine } from "./one-line.ts";
import { alignedTable, markdownTable, type Table } from "./table.ts";
import { decimal, shiftSentence, signed } from "./words.ts";

/** How a comparison may be written, by the file's ending. */
const renderers = {
  ".json": (comparison: Comparison) => `${JSON.stringify(comparison, null, 2)}\n`,
  ".md": renderMarkdown,
  ".txt": renderComparison,
} as const;

/** The way to write a comparison that a file's ending asks for. */
export function comparisonReportFor(file: string): (comparison: Comparison) => string {
  const found = Object.entries(renderers).find(([ending]) => file.endsWith(ending));
  if (found === undefined) {
    throw new HarnessError(
      "usage",
      `${file}: no comparison has this ending; expected one of ${Object.keys(renderers).join(" ")}`,
    );
  }
  return found[1];
}

/** A comparison for the terminal. */
export function renderComparison(comparison: Comparison): string {
  const parts = [
    comparison.banners.map((banner) => `! ${oneLine(banner)}\n`).join(""),
    `${oneLine(heading(comparison))}\n`,
    ...pairsOf(comparison).map((pair) => alignedTable(pairTable(comparison, pair))),
    instructionLines(comparison)
      .map((line) => `${oneLine(line)}\n`)
      .join(""),
    comparison.shift.map((row) => `${oneLine(shiftSentence(row, { levels: false }))}\n`).join(""),
    verdicts(comparison)
      .map((sentence) => `${oneLine(sentence)}\n`)
      .join(""),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

function renderMarkdown(comparison: Comparison): string {
  const bullets = (sentences: readonly string[]): string =>
    sentences.map((sentence) => `- ${markdownInline(sentence)}\n`).join("");
  const parts = [
    ...comparison.banners.map((banner) => `> ${markdownInline(banner)}\n`),
    `# ${markdownInline(heading(comparison))}\n`,
    bullets(verdicts(comparison)),
    ...pairsOf(comparison).map((pair) => markdownTable(pairTable(comparison, pair))),
    bullets(instructionLines(comparison)),
    bullets(comparison.shift.map((row) => shiftSentence(row, { levels: true }))),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

/** What models were told that only one side was told. */
function instructionLines({ instructions = [] }: Comparison): string[] {
  return instructions.flatMap(({ graderA, graderB, removed, added }) => [
    `instructions of ${graderA === graderB ? graderA : `${graderA} -> ${graderB}`} changed: ${counted(removed.length, "sentence")} only in a, ${added.length} only in b`,
    ...removed.map((sentence) => `- ${sentence}`),
    ...added.map((sentence) => `+ ${sentence}`),
  ]);
}

type Pair = Pick<Comparison["qwk"][number], "graderA" | "graderB">;

function pairsOf({ qwk }: Comparison): Pair[] {
  return qwk.filter(({ dimension }) => dimension === null);
}

function heading({ a, b, reference, clusterBy }: Comparison): string {
  return `a: ${a.name}, b: ${b.name}; reference ${reference}, intervals over ${clusterBy}; every difference is b minus a`;
}

function pairTable(comparison: Comparison, { graderA, graderB }: Pair): Table {
  const isOf = (row: Pair): boolean => row.graderA === graderA && row.graderB === graderB;
  const shiftOf = (dimension: string | null) =>
    comparison.shift.find(
      (row) =>
        row.dimension === dimension &&
        row.grader === (graderA === graderB ? graderA : `${graderA} -> ${graderB}`),
    );
  return {
    head: [
      graderA === graderB ? graderA : `${graderA} -> ${graderB}`,
      "QWK a",
      "QWK b",
      "b - a [95 %]",
      "verdict",
      "n",
      "lost by b",
      "lost by a",
      "exact a",
      "exact b",
      "McNemar p",
    ],
    rows: comparison.qwk.filter(isOf).map((row) => {
      const exact = comparison.exact.find((each) => isOf(each) && each.dimension === row.dimension);
      const shift = shiftOf(row.dimension);
      const interval =
        row.low === null || row.high === null ? "" : ` [${signed(row.low)}, ${signed(row.high)}]`;
      return [
        row.dimension ?? "mean over dimensions",
        decimal(row.a),
        decimal(row.b),
        `${signed(row.difference)}${interval}`,
        row.verdict,
        String(row.n),
        shift === undefined ? "" : String(shift.lost),
        shift === undefined ? "" : String(shift.gained),
        exact === undefined ? "" : String(exact.agreeA),
        exact === undefined ? "" : String(exact.agreeB),
        exact === undefined ? "" : pValue(exact.p),
      ];
    }),
  };
}

function pValue(p: number): string {
  return p < 0.001 ? "<0.001" : decimal(p, 3);
}

/** The primary endpoint of each pair in a word, with what would decide it. */
function verdicts({ qwk }: Comparison): string[] {
  return qwk
    .filter(({ dimension }) => dimension === null)
    .map((row) => {
      const who = row.graderA === row.graderB ? row.graderA : `${row.graderA} -> ${row.graderB}`;
      const why = row.reason === null ? "" : ` (${row.reason})`;
      const needed = row.nNeeded === null ? "" : `; about ${row.nNeeded} samples would decide`;
      const detectable =
        row.smallestDetectable === null
          ? ""
          : `; smallest drop detected with 80 % power ${decimal(row.smallestDetectable)}`;
      return `${who}: ${row.verdict.toUpperCase()}${why}${needed}${detectable}`;
    });
}
