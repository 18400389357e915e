import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lastJsonObject } from "../../src/grading/lenient-json.ts";
import { propertyRuns } from "../support/runs.ts";

describe("lastJsonObject", () => {
  it.each<{ name: string; text: string; expected: unknown }>([
    { name: "plain JSON", text: '{"level": 3}', expected: { level: 3 } },
    { name: "a code fence", text: '```json\n{"level": 3}\n```', expected: { level: 3 } },
    { name: "prose around", text: 'Sure! {"level": 3} Hope this helps.', expected: { level: 3 } },
    { name: "a byte order mark", text: '\ufeff{"level": 3}', expected: { level: 3 } },
    {
      name: "trailing commas",
      text: '{"a": [1, 2,], "b": {"c": 1,},}',
      expected: { a: [1, 2], b: { c: 1 } },
    },
    {
      name: "curly quotes as delimiters",
      text: '{“level”: 3, “why”: “he said "no"”}',
      expected: { level: 3, why: 'he said "no"' },
    },
    {
      name: "curly quotes inside straight ones",
      text: '{"why": "he said “no”"}',
      expected: { why: "he said “no”" },
    },
    { name: "line breaks in strings", text: '{"why": "one\ntwo"}', expected: { why: "one\ntwo" } },
    { name: "escapes", text: '{"why": "\\"a\\" \\u00e9 \\n \\/ \\q"}', expected: { why: '"a" é \n / q' } },
    { name: "braces in strings", text: '{"why": "} {"}', expected: { why: "} {" } },
    { name: "the last of two", text: '{"level": 5} wait: {"level": 2}', expected: { level: 2 } },
    { name: "prose in braces after it", text: '{"level": 5} {that is all}', expected: { level: 5 } },
    { name: "prose in braces before it", text: 'Let {x} be: {"level": 5}', expected: { level: 5 } },
    { name: "no object", text: "Level: 3", expected: undefined },
    { name: "an object that is cut off", text: '{"level": 3, "why": "bec', expected: undefined },
    { name: "an empty reply", text: "", expected: undefined },
    { name: "an array", text: "[1, 2]", expected: undefined },
  ])("reads $name", ({ text, expected }) => {
    expect(lastJsonObject(text)).toStrictEqual(expected);
  });

  it("reads whatever JSON.stringify writes", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 })), (value) => {
        const text = JSON.stringify(value);
        expect(JSON.stringify(lastJsonObject(`so: ${text}.`))).toBe(JSON.stringify(JSON.parse(text)));
      }),
      propertyRuns,
    );
  });

  it("answers any text without an exception", () => {
    const text = fc.array(
      fc.oneof(
        fc.constantFrom("{", "}", "[", "]", '"', "“", "”", ":", ",", "\\", '{"a":', "1", "null"),
        fc.string(),
      ),
    );
    fc.assert(
      fc.property(text, (parts) => {
        const found = lastJsonObject(parts.join(""));
        expect(found === undefined || typeof found === "object").toBe(true);
      }),
      propertyRuns,
    );
  });

  it.each(['{"a":', "[", '{"a":[', '{"', "{“", '{"a":"\\'])(
    "is not exhausted by 20,000 times %s",
    (piece) => {
      expect(lastJsonObject(piece.repeat(20_000))).toBeUndefined();
    },
  );
});
