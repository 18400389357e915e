import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { runDocumentSchema } from "../../src/domain/run.ts";
import { githubAnnotations } from "../../src/reports/github.ts";
import { reportFor, type reports } from "../../src/reports/index.ts";
import { fullTextReport } from "../../src/reports/text.ts";
import { documentNaming, inputNaming } from "./documents.ts";
import { elementsNamed, parseXml } from "./xml.ts";

const tame = "word";

/** Names and texts as a candidate, a model or a careless colleague might write them. */
const hostile = {
  "a formula": `=HYPERLINK("http://x.example","y")`,
  "a formula after a line end": "\n=1+1",
  "a full-width formula": "＝1+1",
  "a quotation mark, commas and line ends": 'a"b,c\r\nd\ne',
  "pipes and backslashes": "a | b \\| c \\",
  "Markdown and HTML": "# a\n- b\n<img src=x onerror=alert(1)> ![c](http://x.example) [d](javascript:e)",
  XML: `<a b="c">&d;]]></a><!--`,
  "control characters": "a\u0000b\u0007c\u001B[31md\u009B31me\uFFFF",
  "marks that turn the reading direction": "a\u202Eb\u2066c",
  "a workflow command": "\n::error::x\n::set-output name=a::b",
} as const satisfies Record<string, string>;

const formula = /^[=+\-@\t\r\n＝＋－＠]/;
const obeyedByTerminals = /[^\P{Cc}\n]|[\u202A-\u202E\u2066-\u2069]/u;

/** A rendered report, the word that is every name in it, and the same report of a harmless word. */
type Rendered = { readonly text: string; readonly word: string; readonly harmless: string };

/** What each format keeps whatever the names are: pairs of what is there and what must be. A new report does not compile before it says so. */
const kept = {
  ".json": ({ text, word }) => [runDocumentSchema.parse(JSON.parse(text)), documentNaming(word)],
  ".jsonl": ({ text, word }) => [linesOf(text).map((line) => JSON.parse(line)), documentNaming(word).scores],
  ".csv": (rendered) => [tableOf(rendered.text), tableOf(rendered.harmless)],
  ".ratings.csv": (rendered) => [tableOf(rendered.text), tableOf(rendered.harmless)],
  ".md": (rendered) => [markdownOf(rendered.text), markdownOf(rendered.harmless)],
  ".junit.xml": (rendered) => [outcomesOf(rendered.text), outcomesOf(rendered.harmless)],
  ".txt": (rendered) => [linesShownBy(rendered.text), linesShownBy(rendered.harmless)],
} as const satisfies Record<keyof typeof reports, (rendered: Rendered) => readonly [unknown, unknown]>;

function linesOf(text: string): string[] {
  return text.trimEnd().split("\n");
}

/** Cells per row, and the cells that a spreadsheet would compute: none. */
function tableOf(text: string): unknown {
  const rows: string[][] = parse(text);
  const computed = rows.flat().filter((cell) => formula.test(cell) && Number.isNaN(Number(cell)));
  return { rows: rows.map((row) => row.length), computed };
}

/** Cells per line, and what would start a tag or a link: nothing. */
function markdownOf(text: string): unknown {
  const cells = linesOf(text).map((line) =>
    line.startsWith("|") ? line.replaceAll(/\\./g, "").split("|").length : 0,
  );
  return { cells, started: text.match(/(?<!\\)<|(?<!\\)\]\(/g), obeyed: obeyedByTerminals.exec(text) };
}

/** What a CI system counts. */
function outcomesOf(text: string): unknown {
  const cases = elementsNamed(parseXml(text), "testcase");
  return cases.map(({ attributes, children }) => [attributes["classname"], children.map(({ name }) => name)]);
}

/** Lines, and what a terminal or a workflow would obey: nothing. */
function linesShownBy(text: string): unknown {
  const lines = linesOf(text);
  const commands = lines.filter((line) => line.startsWith("::"));
  return { lines: lines.length, commands, obeyed: obeyedByTerminals.exec(text) };
}

describe.each(Object.entries(kept))("-o x%s", (ending, compared) => {
  it.each(Object.entries(hostile))("survives %s as every name and text, with nulls", async (_, word) => {
    const { render } = await reportFor(`x${ending}`)();
    const rendered = { text: render(inputNaming(word)), word, harmless: render(inputNaming(tame)) };
    const [found, expected] = compared(rendered);
    expect(found).toEqual(expected);
  });
});

describe("--all", () => {
  it.each(Object.entries(hostile))("survives %s as every name and text", (_, word) => {
    const [text, harmless] = [word, tame].map((each) => fullTextReport.render(inputNaming(each)));
    expect(linesShownBy(text ?? "")).toEqual(linesShownBy(harmless ?? ""));
  });
});

describe("workflow annotations", () => {
  it.each(Object.entries(hostile))("stay one command per failure with %s as every name", (_, word) => {
    const commands = linesOf(githubAnnotations(documentNaming(word), word));
    expect(commands.length).toBe(2);
    for (const command of commands) expect(command).toMatch(/^::error file=[^:,]*::[^\r]+$/);
  });

  it("keep a percent sign that would read as an escape", () => {
    expect(githubAnnotations(documentNaming("100%0A"), "e.yaml")).toContain("100%250A");
  });
});
