import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMentions } from "../../src/grading/mentions.ts";
import { propertyRuns } from "../support/runs.ts";

describe("createMentions", () => {
  it.each<{ name: string; text: string; mentioned: readonly boolean[] }>([
    { name: "nothing of any list", text: "we would pilot it first", mentioned: [false, false, false] },
    { name: "nothing in no text", text: "", mentioned: [false, false, false] },
    { name: "a word within another", text: "an examiner's remarks", mentioned: [true, false, false] },
    {
      name: "a word that ends within another's beginning",
      text: "remarking",
      mentioned: [true, false, false],
    },
    { name: "words beyond English", text: "die höchste Stufe", mentioned: [false, true, false] },
    { name: "a word that begins alone", text: "the top, always", mentioned: [false, false, true] },
    { name: "a word that begins the text", text: "ten of them", mentioned: [false, false, true] },
    { name: "no word that goes on from another", text: "often at a stop", mentioned: [false, false, false] },
    { name: "characters of other scripts as none", text: "答案 mark 答案", mentioned: [true, false, false] },
  ])("finds $name", ({ text, mentioned }) => {
    const lists = [["examiner", "remark", "mark"], ["höchst"], [" ten", " top"]];
    expect(createMentions(lists)(text)).toEqual(mentioned);
  });

  it("finds what a look for each word finds", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "ş", " ", "中"), maxLength: 40 });
    const words = fc.array(fc.string({ unit: fc.constantFrom("a", "b", "ş"), minLength: 1, maxLength: 4 }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(fc.array(words, { maxLength: 4 }), letters, (lists, text) => {
        expect(createMentions(lists)(text)).toEqual(
          lists.map((list) => list.some((word) => text.includes(word))),
        );
      }),
      propertyRuns,
    );
  });
});
