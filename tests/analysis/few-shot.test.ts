import { describe, expect, it } from "vitest";
import { chooseExamples } from "../../src/analysis/few-shot.ts";
import type { Label } from "../../src/domain/label.ts";

function label(sampleId: string, rater: string, value: number | null, quote: string | null): Label {
  return {
    sampleId,
    rater,
    dimension: "cost",
    value,
    quote,
    round: null,
    blind: true,
    sampling: "all",
    at: null,
  };
}

describe("chooseExamples", () => {
  it("takes one answer a level, on which all its raters agree, with what they quoted", () => {
    const labels = [
      label("s1", "h1", 3, "twelve cents"),
      label("s1", "h2", 3, "a budget of ten"),
      label("s2", "h1", 3, "one rater only"),
      label("s3", "h1", 1, "who knows"),
      label("s3", "h2", 1, null),
    ];
    expect(chooseExamples(labels, ["cost"])).toEqual([
      { dimension: "cost", level: 1, sample: "s3", quotes: ["who knows"], raters: 2 },
      { dimension: "cost", level: 3, sample: "s1", quotes: ["a budget of ten", "twelve cents"], raters: 2 },
    ]);
  });

  it.each([
    { name: "a disputed level", labels: [label("s1", "h1", 3, "words"), label("s1", "h2", 2, "words")] },
    { name: "a level that nobody quoted for", labels: [label("s1", "h1", 3, null)] },
    { name: "what was not observed", labels: [label("s1", "h1", null, "words")] },
    {
      name: "what adjudication settled",
      labels: [{ ...label("s1", "h1", 3, "words"), round: "adjudicated" }],
    },
  ])("shows nothing of $name", ({ labels }) => {
    expect(chooseExamples(labels, ["cost"])).toEqual([]);
  });

  it("does not depend on the order of the labels", () => {
    const labels = [label("s2", "h1", 3, "b"), label("s1", "h1", 3, "a")];
    expect(chooseExamples(labels, ["cost"])).toEqual(chooseExamples(labels.toReversed(), ["cost"]));
    expect(chooseExamples(labels, ["cost"])).toMatchObject([{ sample: "s1" }]);
  });
});
