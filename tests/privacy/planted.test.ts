import { describe, expect, it } from "vitest";
import { readableOf } from "../../src/privacy/cells.ts";
import { indexNames } from "../../src/privacy/name-index.ts";
import { findIdentifying, pseudonymise, restore } from "../../src/privacy/pseudonyms.ts";
import { wordsOf } from "../../src/privacy/words.ts";
import { percent, printTable, shareOf } from "../simulations/printed.ts";
import {
  emails,
  figuresOf,
  goldenTexts,
  listedEmployers,
  listedPeople,
  phones,
  spoken,
  transcriptSaying,
  unlistedPeople,
} from "./planted.ts";

const indexes = [indexNames([...listedPeople, ...listedEmployers], "listed")];

/** Whether the words of a name still stand in a text one after the other, folded. */
function stands(name: string, text: string): boolean {
  const folded = (each: string): string =>
    ` ${wordsOf(readableOf(each))
      .map((word) => word.folded)
      .join(" ")} `;
  return folded(text).includes(folded(name));
}

/** How many of the planted contacts are placeholders as a whole. */
function replacedAfter(words: string, planted: readonly string[]): number {
  const said = planted.map((text) => `${words} ${text}, then`);
  const { texts } = pseudonymise(said, indexes);
  return texts.filter((text) => new RegExp(`^${words} \\[[A-Z]+-\\d+[a-z]*\\], then$`).test(text)).length;
}

/** How many of the planted things are gone from transcripts that say ten of them each. */
function found(planted: readonly string[], say: (text: string, index: number) => string): number {
  let gone = 0;
  for (let at = 0; at < planted.length; at += 10) {
    const some = planted.slice(at, at + 10);
    const source = transcriptSaying(
      at / 10,
      some.map((text, index) => say(text, at + index)),
    );
    const { texts, pseudonyms } = pseudonymise([source], indexes);
    const safe = texts.join("");
    expect(restore(safe, pseudonyms)).toBe(source);
    gone += some.filter((text) => !stands(text, safe)).length;
  }
  return gone;
}

describe("planted in the golden set's transcripts", () => {
  it("every listed person and employer is found, however they are spoken of; others as measured", () => {
    const core = (name: string): string => name.replace(/ (?:Ltd|GmbH|Inc\.)$/, "");
    const rows = [
      {
        what: "listed people",
        n: 200,
        gone: found(
          listedPeople.map(({ name }) => name),
          spoken,
        ),
        atLeast: 200,
      },
      {
        what: "listed employers",
        n: 200,
        gone: found(
          listedEmployers.map(({ name }) => core(name)),
          spoken,
        ),
        atLeast: 200,
      },
      {
        what: "e-mail addresses, 2 in 5 spelt out",
        n: 200,
        gone: replacedAfter("write to", emails),
        atLeast: 200,
      },
      {
        what: "phone numbers in 10 shapes",
        n: 200,
        gone: replacedAfter("I am at", phones),
        atLeast: 190,
      },
      { what: "people whom nobody listed", n: 20, gone: found(unlistedPeople, spoken), atLeast: 0 },
    ];
    printTable("Recall of what identifies people", [
      ["planted", "n", "replaced", "recall", "95 %"],
      ...rows.map(({ what, n, gone }) => {
        const { share, low, high } = shareOf(gone, n);
        return [what, `${n}`, `${gone}`, percent(share), `${percent(low)} - ${percent(high)}`];
      }),
    ]);
    expect(rows.filter(({ gone, atLeast }) => gone < atLeast)).toEqual([]);
  });

  it("changes no figure of a case", () => {
    for (const [index, text] of goldenTexts.entries()) {
      const said = listedPeople.slice(index, index + 5).map(({ name }, at) => spoken(name, at));
      const { texts } = pseudonymise([transcriptSaying(index, said)], indexes);
      const withoutPlaceholders = texts.join("").replaceAll(/\[[A-Z]+-\d+[a-z]*\]/g, "");
      expect(figuresOf(withoutPlaceholders)).toEqual(figuresOf(text));
    }
  });

  it("finds nobody in the golden set itself, where nobody is named", () => {
    const alarms = goldenTexts.flatMap((text) =>
      findIdentifying(text, indexes).map(({ start, end }) => text.slice(start, end)),
    );
    printTable("False alarms in the golden set", [
      ["transcripts", "words replaced", "they are"],
      [`${goldenTexts.length}`, `${alarms.length}`, [...new Set(alarms)].join(", ")],
    ]);
    expect(alarms).toEqual([]);
  });
});
