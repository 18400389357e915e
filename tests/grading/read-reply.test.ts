import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ReplyFormat } from "../../src/domain/eval.ts";
import { levelsOf } from "../../src/domain/scale.ts";
import { HarnessError } from "../../src/errors.ts";
import { createReplyReader, type Reading } from "../../src/grading/read-reply.ts";
import { propertyRuns } from "../support/runs.ts";
import { answer, dimensionOf, goodQuote, rubricOf } from "./fixtures.ts";

const rubric = rubricOf(["structure", "cost"]);
const cost = dimensionOf(rubric, "cost");
const structure = dimensionOf(rubric, "structure");
const scale = rubric.scale;

const read = createReplyReader({ format: { format: "json" }, scale, joint: false });
const readJoint = createReplyReader({ format: { format: "json" }, scale, joint: true });

/** A reading in a word: its level, or why there is none. */
function gist(reading: Reading): number | string {
  return reading.status === "read" ? (reading.level ?? "not observed") : reading.reason;
}

describe("a JSON reply", () => {
  const good = JSON.stringify(answer(3));
  it.each<{ name: string; text: string; expected: number | string }>([
    { name: "an answer", text: good, expected: 3 },
    { name: "an answer in a fence", text: `Here you are:\n\`\`\`json\n${good}\n\`\`\``, expected: 3 },
    { name: "null", text: JSON.stringify(answer(null, [])), expected: "not observed" },
    { name: "a level above the scale", text: JSON.stringify(answer(6)), expected: "off-menu" },
    { name: "a level below the scale", text: JSON.stringify(answer(0)), expected: "off-menu" },
    { name: "a level between two", text: JSON.stringify(answer(3.5)), expected: "off-menu" },
    { name: "a level in words", text: good.replace("3", '"3"'), expected: "unparsable" },
    { name: "no level", text: '{"evidence": [], "rationale": "x"}', expected: "unparsable" },
    { name: "no rationale", text: '{"evidence": [], "level": 3}', expected: "unparsable" },
    { name: "an unknown kind of evidence", text: good.replace("quote", "hunch"), expected: "unparsable" },
    {
      name: "half a turn",
      text: JSON.stringify(answer(3, [{ ...goodQuote, turn: 1.5 }])),
      expected: "unparsable",
    },
    { name: "prose", text: "I would say 3.", expected: "unparsable" },
    { name: "an answer cut off", text: good.slice(0, -2), expected: "unparsable" },
    { name: "a key nobody asked for", text: good.replace("{", '{"confidence": 1, '), expected: 3 },
    { name: "a revised answer", text: `${JSON.stringify(answer(5))}\nOn reflection:\n${good}`, expected: 3 },
  ])("reads $name as $expected", ({ text, expected }) => {
    expect(gist(read({ text, finish: "complete" })(cost))).toBe(expected);
  });

  it("that was cut off or refused is never read, whatever it says", () => {
    expect(gist(read({ text: good, finish: "truncated" })(cost))).toBe("truncated");
    expect(gist(read({ text: good, finish: "refused" })(cost))).toBe("refused");
  });

  it.each<{ name: string; structure: unknown; expected: number | string }>([
    { name: "off the scale", structure: answer(9), expected: "off-menu" },
    { name: "missing", structure: undefined, expected: "unparsable" },
    { name: "half an answer", structure: { level: 3 }, expected: "unparsable" },
  ])("on all dimensions loses only the one that is $name", ({ structure: broken, expected }) => {
    const reading = readJoint({
      text: JSON.stringify({ structure: broken, cost: answer(4) }),
      finish: "complete",
    });
    expect(gist(reading(structure))).toBe(expected);
    expect(gist(reading(cost))).toBe(4);
  });

  it("loses what a reader could not see", () => {
    const hidden = answer(3, [{ ...goodQuote, text: "start\u200b with \u001b[2Jtwo" }], "fine\u{e0041}");
    expect(read({ text: JSON.stringify(hidden), finish: "complete" })(cost)).toMatchObject({
      evidence: [{ text: "start with [2Jtwo" }],
      rationale: "fine",
    });
  });
});

describe("a text reply", () => {
  const number: ReplyFormat = { format: "text", pattern: "(?:Level|[Ss]core)(?: of)?:? (\\d+(?:\\.\\d+)?)" };
  const letters: ReplyFormat = {
    format: "text",
    pattern: "\\(?\\b([A-F])\\b\\)?",
    levels: { A: 1, B: 2, C: 3, D: 4, E: 5 },
  };
  const fraction: ReplyFormat = { format: "text", pattern: "(\\d+)\\s*/\\s*5" };
  const words: ReplyFormat = {
    format: "text",
    pattern: "(?<!out of )\\b(one|two|three|four|five|One|Two|Three|Four|Five|[1-5])\\b",
    levels: { one: 1, two: 2, three: 3, four: 4, five: 5 },
  };
  const eitherSide: ReplyFormat = { format: "text", pattern: "(\\d) stars|stars: (\\d)" };

  it.each<{ format: ReplyFormat; text: string; expected: number | string }>([
    { format: number, text: "Disjointed statements. Score: 4", expected: 4 },
    { format: number, text: "The main points are clear, resulting in a score of 3.", expected: 3 },
    { format: number, text: "It could be\nLevel: 2\n", expected: 2 },
    { format: number, text: "He says Score: 5. I say Score: 2", expected: 2 },
    { format: number, text: "Score: 4.0", expected: 4 },
    { format: number, text: "Score: 7", expected: "off-menu" },
    { format: number, text: "Score: 3.5", expected: "off-menu" },
    { format: number, text: "Score: 3\u200b", expected: 3 },
    { format: number, text: "A solid answer.", expected: "unparsable" },
    { format: number, text: "", expected: "unparsable" },
    { format: number, text: "Never asked.\nLevel: not observed", expected: "not observed" },
    { format: number, text: "Not Level: not observed but\nLevel: 3", expected: 3 },
    { format: number, text: "Level: not observed\nBut then they did.\nLevel: 3", expected: 3 },
    { format: number, text: "Level: 3\n**Level: Not observed**", expected: "not observed" },
    { format: letters, text: "D", expected: 4 },
    { format: letters, text: "(D)", expected: 4 },
    { format: letters, text: "(D) because a bad summary would be worse", expected: 4 },
    { format: letters, text: "F", expected: "off-menu" },
    { format: letters, text: "none", expected: "unparsable" },
    { format: fraction, text: "4/5", expected: 4 },
    { format: fraction, text: "I give it 2 / 5.", expected: 2 },
    { format: fraction, text: "6/5", expected: "off-menu" },
    { format: words, text: "scoring a one out of five.", expected: 1 },
    { format: words, text: "The summary deserves a score of 4 out of 5 for coherence.", expected: 4 },
    { format: words, text: "Four stars.", expected: 4 },
    { format: eitherSide, text: "2 stars", expected: 2 },
    { format: eitherSide, text: "stars: 5", expected: 5 },
  ])("$text → $expected", ({ format, text, expected }) => {
    const reader = createReplyReader({ format, scale, joint: false });
    expect(gist(reader({ text, finish: "complete" })(cost))).toBe(expected);
  });

  it.each([
    { pattern: "Level: \\d", problem: /has no group/ },
    { pattern: "Level: (\\d", problem: /is not a regular expression/ },
  ])("is refused the pattern $pattern", ({ pattern, problem }) => {
    const create = () => createReplyReader({ format: { format: "text", pattern }, scale, joint: false });
    expect(create).toThrow(HarnessError);
    expect(create).toThrow(problem);
  });
});

describe("any reply", () => {
  const formats: ReplyFormat[] = [
    { format: "json" },
    { format: "text", pattern: "(\\S+)", levels: { A: 1, B: 99, C: Number.NaN } },
  ];
  const level = fc.oneof(
    fc.double(),
    fc.integer({ min: -2, max: 8 }),
    fc.constantFrom(null, "3", "A", "B", "C", [], {}),
  );
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.jsonValue().map((value) => JSON.stringify(value)),
    level.map((level) => JSON.stringify({ evidence: [], rationale: "", level })),
    level.map(String),
  );

  it("is never read as a level off the scale, and never an exception", () => {
    fc.assert(
      fc.property(text, fc.constantFrom(...formats), fc.boolean(), (text, format, joint) => {
        const reading = createReplyReader({ format, scale, joint })({ text, finish: "complete" })(cost);
        expect([...levelsOf(scale), null]).toContain(reading.status === "read" ? reading.level : null);
      }),
      propertyRuns,
    );
  });
});
