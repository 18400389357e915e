import { describe, expect, it } from "vitest";
import { didYouMean, nearestWord } from "../../src/domain/did-you-mean.ts";

describe("nearestWord", () => {
  it.each([
    { given: "modle", known: ["mode", "model"], expected: "mode" },
    { given: "modle", known: ["model", "repeat"], expected: "model" },
    { given: "rigde", known: ["ridge", "folds"], expected: "ridge" },
    { given: "Model", known: ["model"], expected: "model" },
    { given: "x", known: ["y", "zz"], expected: "y" },
    { given: "profile", known: ["dataset", "rubric"], expected: null },
    { given: "profile", known: [], expected: null },
  ])("of $known is $expected for $given", ({ given, known, expected }) => {
    expect(nearestWord(given, known)).toBe(expected);
  });
});

describe("didYouMean", () => {
  it("ends a sentence with the word that was meant, or not at all", () => {
    expect(didYouMean("opnai", ["openai", "anthropic"])).toBe(' (did you mean "openai"?)');
    expect(didYouMean("mistral", ["openai", "anthropic"])).toBe("");
  });
});
