import { describe, expect, it } from "vitest";
import { runDocumentSchema } from "../../src/domain/run.ts";
import { githubAnnotations } from "../../src/reports/github.ts";
import { reportFor, type reports } from "../../src/reports/index.ts";
import { fullTextReport } from "../../src/reports/text.ts";
import { documentNaming, inputNaming } from "./documents.ts";
import { hostile, linesOf, linesShownBy, markdownOf, tableOf, tame } from "./hostile-words.ts";
import { elementsNamed, parseXml } from "./xml.ts";

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

/** What a CI system counts. */
function outcomesOf(text: string): unknown {
  const cases = elementsNamed(parseXml(text), "testcase");
  return cases.map(({ attributes, children }) => [attributes["classname"], children.map(({ name }) => name)]);
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
