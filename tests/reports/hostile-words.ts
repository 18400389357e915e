import { parse } from "csv-parse/sync";

/** A name that does no harm. */
export const tame = "word";

/** Names and texts as a candidate, a model or a careless colleague might write them. */
export const hostile = {
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

/** Lines of a text that ends with a line's end. */
export function linesOf(text: string): string[] {
  return text.trimEnd().split("\n");
}

/** Cells per row, and the cells that a spreadsheet would compute: none. */
export function tableOf(text: string): unknown {
  const rows: string[][] = parse(text);
  const computed = rows.flat().filter((cell) => formula.test(cell) && Number.isNaN(Number(cell)));
  return { rows: rows.map((row) => row.length), computed };
}

/** Cells per line, and what would start a tag or a link: nothing. */
export function markdownOf(text: string): unknown {
  const cells = linesOf(text).map((line) =>
    line.startsWith("|") ? line.replaceAll(/\\./g, "").split("|").length : 0,
  );
  return { cells, started: text.match(/(?<!\\)<|(?<!\\)\]\(/g), obeyed: obeyedByTerminals.exec(text) };
}

/** Lines, and what a terminal or a workflow would obey: nothing. */
export function linesShownBy(text: string): unknown {
  const lines = linesOf(text);
  const commands = lines.filter((line) => line.startsWith("::"));
  return { lines: lines.length, commands, obeyed: obeyedByTerminals.exec(text) };
}
