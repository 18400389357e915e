import { HarnessError } from "../../errors.ts";
import { markdownInline } from "../markdown-inline.ts";
import { oneLine } from "../one-line.ts";
import { alignedTable, markdownTable, type Table } from "../table.ts";

/** What a reader is shown of a document, however it is written down. */
export type Page = {
  readonly title: string;
  /** What must be known before the figures. */
  readonly banners: readonly string[];
  readonly sections: readonly Section[];
};

export type Section = {
  readonly title: string;
  readonly tables?: readonly Table[];
  readonly sentences?: readonly string[];
};

/** A page for a terminal. */
export function pageText({ title, banners, sections }: Page): string {
  const lines = (sentences: readonly string[]): string =>
    sentences.map((sentence) => `${oneLine(sentence)}\n`).join("");
  return [
    lines([title, ...banners.map((banner) => `! ${banner}`)]),
    ...sections
      .filter(hasContent)
      .map(({ title: heading, tables = [], sentences = [] }) =>
        [
          lines([heading]),
          ...tables.filter(({ rows }) => rows.length > 0).map(alignedTable),
          lines(sentences),
        ].join(""),
      ),
  ].join("\n");
}

/** A page in Markdown. */
export function pageMarkdown({ title, banners, sections }: Page): string {
  const bullets = (sentences: readonly string[]): string =>
    sentences.map((sentence) => `- ${markdownInline(sentence)}\n`).join("");
  return [
    `# ${markdownInline(title)}\n`,
    ...banners.map((banner) => `> ${markdownInline(banner)}\n`),
    ...sections
      .filter(hasContent)
      .map(({ title: heading, tables = [], sentences = [] }) =>
        [
          `## ${markdownInline(heading)}\n`,
          ...tables.filter(({ rows }) => rows.length > 0).map(markdownTable),
          ...(sentences.length === 0 ? [] : [bullets(sentences)]),
        ].join("\n"),
      ),
  ].join("\n");
}

function hasContent({ tables = [], sentences = [] }: Section): boolean {
  return sentences.length > 0 || tables.some(({ rows }) => rows.length > 0);
}

/** How a document with a page is written, by a file's ending. */
export const pageReports = {
  ".json": (document: unknown) => `${JSON.stringify(document, null, 2)}\n`,
  ".md": (_: unknown, page: Page) => pageMarkdown(page),
  ".txt": (_: unknown, page: Page) => pageText(page),
} as const satisfies Record<string, (document: unknown, page: Page) => string>;

/** The way to write a document and its page that a file's ending asks for. */
export function pageReportFor(file: string): (document: unknown, page: Page) => string {
  const found = Object.entries(pageReports).find(([ending]) => file.endsWith(ending));
  if (found !== undefined) return found[1];
  const endings = Object.keys(pageReports).join(" ");
  throw new HarnessError("usage", `${file}: no report has this ending; expected one of ${endings}`);
}
