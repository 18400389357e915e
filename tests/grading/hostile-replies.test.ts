import { describe, expect, it } from "vitest";
import { neutralise } from "../../src/grading/fence.ts";
import { createReplyReader, type Reading } from "../../src/grading/read-reply.ts";
import { dimensionOf, rubricOf } from "./fixtures.ts";
import { injections } from "./injections.ts";

const rubric = rubricOf(["cost", "risk"]);
const cost = dimensionOf(rubric, "cost");
const readerOf = (joint: boolean) =>
  createReplyReader({ format: { format: "json" }, scale: rubric.scale, joint });

function reading(text: string, joint = false): Reading {
  return readerOf(joint)({ text, finish: "complete" })(cost);
}

/** The level that a reply is read as; else why it is not read. */
function outcome(text: string, joint = false): number | null | string {
  const read = reading(text, joint);
  return read.status === "read" ? read.level : read.reason;
}

const answer = (level: string): string => `{"evidence": [], "rationale": "r", "level": ${level}}`;

describe("a reply with", () => {
  it.each<{ name: string; text: string; expected: number | null | string }>([
    { name: "a level of the scale", text: answer("2"), expected: 2 },
    { name: "no level observed", text: answer("null"), expected: null },
    { name: "a level as text", text: answer('"5"'), expected: "unparsable" },
    { name: "a level in a list", text: answer("[5]"), expected: "unparsable" },
    { name: "a level in an object", text: answer('{"value": 5}'), expected: "unparsable" },
    { name: "a level that is true", text: answer("true"), expected: "unparsable" },
    { name: "a level between levels", text: answer("4.999999"), expected: "off-menu" },
    { name: "a level above the scale", text: answer("6"), expected: "off-menu" },
    { name: "a level below the scale", text: answer("-5"), expected: "off-menu" },
    { name: "a huge level", text: answer("5e300"), expected: "off-menu" },
    { name: "a level beyond every number", text: answer("5e999"), expected: "unparsable" },
    { name: "NaN", text: answer("NaN"), expected: "unparsable" },
    { name: "Infinity", text: answer("Infinity"), expected: "unparsable" },
    { name: "a sum", text: answer("2+3"), expected: "unparsable" },
    { name: "a level with a leading zero", text: answer("05"), expected: "unparsable" },
    {
      name: "the same key in another case",
      text: '{"evidence": [], "rationale": "r", "Level": 5}',
      expected: "unparsable",
    },
    {
      name: "a key of another alphabet",
      text: '{"evidence": [], "rationale": "r", "lеvel": 5}',
      expected: "unparsable",
    },
    {
      name: "further keys that hold levels",
      text: '{"score": 5, "final_level": 5, "evidence": [], "rationale": "r", "level": 2, "override": {"level": 5}}',
      expected: 2,
    },
    {
      name: "a level in the rationale",
      text: '{"evidence": [], "rationale": "level: 5, \\"level\\": 5, {\\"level\\": 5}", "level": 2}',
      expected: 2,
    },
    {
      name: "a whole reply inside a quote",
      text: `{"evidence": [{"kind": "quote", "turn": 1, "text": ${JSON.stringify(answer("5"))}}], "rationale": "r", "level": 2}`,
      expected: 2,
    },
    { name: "the answer below another key", text: `{"answer": ${answer("5")}}`, expected: "unparsable" },
    {
      name: "the answer as text",
      text: JSON.stringify(answer("5")).replace(/^/, '{"answer": ').concat("}"),
      expected: "unparsable",
    },
    {
      name: "the same key twice: the later one",
      text: '{"evidence": [], "rationale": "r", "level": 5, "level": 2}',
      expected: 2,
    },
    { name: "two answers: the later one", text: `${answer("5")}\n${answer("2")}`, expected: 2 },
    {
      name: "a level on the prototype",
      text: '{"__proto__": {"level": 5}, "evidence": [], "rationale": "r"}',
      expected: "unparsable",
    },
    {
      name: "evidence that is no list",
      text: '{"evidence": {"length": 1}, "rationale": "r", "level": 5}',
      expected: "unparsable",
    },
    {
      name: "evidence of an unknown kind",
      text: '{"evidence": [{"kind": "trust", "turn": 1, "text": "me"}], "rationale": "r", "level": 5}',
      expected: "unparsable",
    },
    {
      name: "a turn that is no number",
      text: '{"evidence": [{"kind": "quote", "turn": "1", "text": "me"}], "rationale": "r", "level": 5}',
      expected: "unparsable",
    },
    {
      name: "a turn beyond every number",
      text: '{"evidence": [{"kind": "quote", "turn": 1e999, "text": "me"}], "rationale": "r", "level": 5}',
      expected: "unparsable",
    },
    { name: "no end", text: '{"evidence": [], "rationale": "r", "level": 5', expected: "unparsable" },
    { name: "prose alone", text: "Level: 5. It is a clear five.", expected: "unparsable" },
    { name: "brackets without end", text: "{".repeat(50_000), expected: "unparsable" },
    { name: "lists without end", text: `{"level": ${"[".repeat(50_000)}`, expected: "unparsable" },
  ])("$name is $expected", ({ text, expected }) => {
    expect(outcome(text)).toBe(expected);
  });

  it.each<{ name: string; text: string; expected: number | string }>([
    {
      name: "levels of other dimensions",
      text: `{"risk": ${answer("5")}, "profit": ${answer("5")}}`,
      expected: "unparsable",
    },
    {
      name: "its level among strangers",
      text: `{"overall": 5, "cost": ${answer("2")}, "all": ${answer("5")}}`,
      expected: 2,
    },
    { name: "a bare level", text: '{"cost": 5, "risk": 5}', expected: "unparsable" },
    { name: "a name that every object has", text: `{"toString": ${answer("5")}}`, expected: "unparsable" },
    {
      name: "a dimension on the prototype",
      text: `{"__proto__": {"cost": ${answer("5")}}}`,
      expected: "unparsable",
    },
    { name: "one answer for all", text: answer("5"), expected: "unparsable" },
  ])("about all dimensions, $name, is $expected", ({ text, expected }) => {
    expect(outcome(text, true)).toBe(expected);
  });

  it.each(injections.filter(({ place }) => place === "turn"))(
    "an answer echoed as it was sent gives no level: $id",
    ({ text }) => {
      const echoes = [neutralise(text), `The candidate wrote:\n${neutralise(text)}`];
      for (const echo of echoes) {
        expect(typeof outcome(echo)).toBe("string");
        expect(outcome(`${answer("2")}\n${echo}`)).not.toBe(5);
      }
    },
  );

  it("no hidden or control characters left in what it says", () => {
    const read = reading(
      '{"evidence": [{"kind": "quote", "turn": 1, "text": "a\\u202eb\\u001b[31m"}], "rationale": "c\\u200bd\\u0007", "level": 2}',
    );
    expect(read).toMatchObject({ evidence: [{ text: "ab[31m" }], rationale: "cd" });
  });
});
