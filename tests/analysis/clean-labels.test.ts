import { describe, expect, it } from "vitest";
import { cleanLabels } from "../../src/analysis/clean-labels.ts";
import type { Label } from "../../src/domain/label.ts";

function label(blind: boolean, sampling: string): Label {
  return {
    sampleId: "s",
    rater: "a",
    dimension: "cost",
    value: 3,
    quote: null,
    round: null,
    blind,
    sampling,
    at: null,
  };
}

describe("labels that agreement may use", () => {
  it("are all of them where a table records neither blinding nor sampling", () => {
    const labels = [label(false, "unknown"), label(false, "unknown")];
    expect(cleanLabels(labels)).toEqual({ clean: labels, notBlind: 0, notRandom: 0 });
  });

  it("are the blind ones where any is called blind", () => {
    const labels = [label(true, "unknown"), label(false, "unknown"), label(true, "unknown")];
    expect(cleanLabels(labels)).toEqual({ clean: [labels[0], labels[2]], notBlind: 1, notRandom: 0 });
  });

  it("are those of random or complete sampling where any sampling is named, and the rest is counted once", () => {
    const labels = [
      label(true, "random"),
      label(true, "all"),
      label(true, "disagreement"),
      label(true, "unknown"),
      label(false, "disagreement"),
    ];
    expect(cleanLabels(labels)).toEqual({ clean: labels.slice(0, 2), notBlind: 1, notRandom: 2 });
  });

  it("are none where every sample was picked", () => {
    expect(cleanLabels([label(false, "disagreement")])).toEqual({ clean: [], notBlind: 0, notRandom: 1 });
  });
});
