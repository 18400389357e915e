import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AnalysisInput } from "../../src/analysis/analyze.ts";
import { calibrate, isOnFrontier, type Calibration, type Half } from "../../src/analysis/calibration.ts";
import { createPanel } from "../../src/analysis/readings.ts";
import { applyMappings } from "../../src/analysis/calibration-mappings.ts";
import type { Trust } from "../../src/domain/grader-card.ts";
import { propertyRuns } from "../support/runs.ts";
import { calibrationInput, sources } from "./calibration-panel.ts";
import { inputOf, shapes, type Cells } from "./panels.ts";

const floor = sources.wild;

function verdictOf({ card }: Calibration, grader: string, dimension = "cost"): Trust | undefined {
  return card.verdicts.find((row) => row.grader === grader && row.dimension === dimension)?.verdict;
}

function reasonsOf({ card }: Calibration, grader: string): string {
  const row = card.verdicts.find((each) => each.grader === grader && each.dimension === "cost");
  return row?.reasons.map(({ says }) => says).join("\n") ?? "";
}

describe("a verdict", () => {
  const found = calibrate(
    calibrationInput({
      graders: {
        floor,
        good: sources.close,
        loose: sources.loose,
        random: sources.wild,
        three: sources.constant,
      },
    }),
  );

  it("is may gate where a grader agrees as raters do, beats floor and constant, and data suffice", () => {
    expect(verdictOf(found, "good")).toBe("may-gate");
    expect(verdictOf(found, "good", "overall")).toBe("may-gate");
  });

  it("is less where agreement is", () => {
    expect(verdictOf(found, "loose")).toBe("trend-only");
    expect(reasonsOf(found, "loose")).toMatch(
      /^difference in QWK to the raters' own -\S+ \[\S+, \S+\]: more than 0.1 behind/,
    );
  });

  it("is never may gate for a constant grader", () => {
    expect(["explore", "not-better-than-floor"]).toContain(verdictOf(found, "three"));
  });

  it("says that the floor is the floor", () => {
    expect(verdictOf(found, "floor")).toBe("not-better-than-floor");
  });

  it("puts each grader beside chance, a constant and the floor", () => {
    const own = found.card.yardsticks.filter((row) => row.grader === "good" && row.dimension === "cost");
    expect(own.map(({ yardstick }) => yardstick)).toEqual(["chance", "constant", "lexical"]);
    expect(own.map(({ qwk }) => qwk)).toEqual([0, 0, expect.closeTo(0, 0)]);
    expect(own[1]?.level).toBe(3);
    expect(own[0]?.exact).toBeCloseTo(0.2, 1);
  });

  it("is not better than the floor where the floor agrees more", () => {
    const beaten = calibrate(calibrationInput({ graders: { floor: sources.close, loose: sources.loose } }));
    expect(verdictOf(beaten, "loose")).toBe("not-better-than-floor");
  });

  it("is trend only at most where the raters are models, or a cluster is in both splits", () => {
    const input = calibrationInput({ graders: { floor, good: sources.close } });
    const byModels = {
      ...input,
      raters: input.raters.map((rater) => ({ ...rater, kind: "model" as const })),
    };
    expect(verdictOf(calibrate(byModels), "good")).toBe("trend-only");
    const leaking = calibrate({ ...input, limits: ["c1 is in both"] });
    expect([verdictOf(leaking, "good"), reasonsOf(leaking, "good").split("\n")[0]]).toEqual([
      "trend-only",
      "c1 is in both",
    ]);
  });

  it("is trend only at most where a single rater leaves the ceiling unknown", () => {
    const single = calibrate(
      calibrationInput({ graders: { floor, good: sources.close }, raters: { a: sources.close } }),
    );
    expect(verdictOf(single, "good")).toBe("trend-only");
    expect(reasonsOf(single, "good")).toContain("how far people agree is unknown");
  });

  it("is explore under 30 answers, whatever the figures", () => {
    const few = calibrate(calibrationInput({ test: 28, graders: { floor, good: sources.close } }));
    expect([verdictOf(few, "good"), reasonsOf(few, "good")]).toEqual([
      "explore",
      "n=28 answers of 14 clusters: numbers only under 30 answers or 10 clusters",
    ]);
  });

  it("is not bought by leaving out scores", () => {
    const silent = (truth: number, chance: () => number) =>
      chance() < 0.4 ? "?" : sources.close(truth, chance);
    const found = calibrate(calibrationInput({ graders: { floor, silent } }));
    expect(verdictOf(found, "silent")).toBe("explore");
    expect(reasonsOf(found, "silent")).toContain("scores are missing");
  });
});

describe("the test half", () => {
  it("shapes no mapping, no constant, no anchor and no choice: with its labels turned over they are the same", () => {
    const input = calibrationInput({ graders: { floor, lenient: sources.lenient, good: sources.close } });
    const turned = input.test.labels.map((label) => ({ ...label, value: 6 - (label.value ?? 3) }));
    const [before, after] = [
      calibrate(input),
      calibrate({ ...input, test: { ...input.test, labels: turned } }),
    ];
    expect(after.mappings).toEqual(before.mappings);
    for (const part of ["mappings", "anchors", "labelNext", "risk"] as const) {
      expect(after.card[part]).toEqual(before.card[part]);
    }
    expect({ ...after.card.choice, testQwk: 0 }).toEqual({ ...before.card.choice, testQwk: 0 });
    expect(after.card.conformal.map(({ radius }) => radius)).toEqual(
      before.card.conformal.map(({ radius }) => radius),
    );
    expect(after.card.verdicts).not.toEqual(before.card.verdicts);
  });
});

describe("a chosen mapping", () => {
  const input = calibrationInput({ graders: { floor, lenient: sources.lenient, good: sources.close } });
  const found = calibrate(input);

  it("mends a lenient grader, out of fold and on the test half", () => {
    const [chosen, ...others] = found.card.mappings.filter(
      ({ grader, chosen }) => chosen && grader === "lenient",
    );
    expect(others).toEqual([]);
    expect(chosen?.gain).toBeGreaterThan(0.05);
    expect(Math.abs(chosen?.after.bias ?? 9)).toBeLessThan(0.15);
    expect(chosen?.before.bias).toBeGreaterThan(0.6);
    const qwkOf = (scoreType: string) =>
      found.card.agreement.find(
        (row) => row.grader === "lenient" && row.statistic === "qwk" && row.scoreType === scoreType,
      )?.value ?? 0;
    expect(qwkOf("mapped")).toBeGreaterThan(qwkOf("raw") + 0.05);
  });

  it("is none where scores need none", () => {
    expect(found.mappings["good"]).toEqual({ cost: { kind: "none" } });
  });

  it("leaves a score that it has not seen unscored", () => {
    const mappings = {
      cost: { kind: "linear" as const, support: [2, 4] as [number, number], slope: 1, intercept: -1 },
    };
    const mapped = applyMappings(new Map([["cost", [1, 2, 4, "not-observed", null]]]), mappings, input.scale);
    expect(mapped.get("cost")).toEqual(["unscored", 1, 3, "not-observed", null]);
  });
});

describe("the choice among graders", () => {
  it("takes the best on the calibration half and says how much of it is luck", () => {
    const { choice } = calibrate(
      calibrationInput({ graders: { floor, loose: sources.loose, good: sources.close } }),
    ).card;
    expect(choice).toMatchObject({ grader: "good", of: 2, chosenShare: 1 });
    expect(choice?.optimism).toBe(0);
  });

  it("adds luck where equals are chosen among", () => {
    const twins = Object.fromEntries(["t1", "t2", "t3", "t4", "t5"].map((name) => [name, sources.close]));
    const { choice } = calibrate(calibrationInput({ calibration: 60, graders: { floor, ...twins } })).card;
    expect(choice?.optimism).toBeGreaterThan(0);
    expect(choice?.chosenShare).toBeLessThan(1);
    expect(choice?.corrected).toBeLessThan(choice?.calibrationQwk ?? 0);
  });

  it("is of one where there is one, and of none where there is only the floor", () => {
    expect(
      calibrate(calibrationInput({ graders: { floor, good: sources.close } })).card.choice?.optimism,
    ).toBe(0);
    expect(calibrate(calibrationInput({ graders: { floor } })).card.choice).toBeNull();
  });
});

describe("bad input", () => {
  it.each([
    { what: "no answer at all", calibration: 0, test: 0 },
    { what: "nothing to fit on", calibration: 0, test: 40 },
    { what: "nothing to report on", calibration: 40, test: 0 },
    { what: "one answer each", calibration: 1, test: 1 },
  ])("gives no mapping, no may gate and no crash: $what", ({ calibration, test }) => {
    const found = calibrate(
      calibrationInput({
        calibration,
        test,
        graders: { floor, good: sources.close, three: sources.constant },
      }),
    );
    expect(found.card.verdicts.some(({ verdict }) => verdict === "may-gate")).toBe(false);
    expect(new Set(Object.values(found.mappings).map(({ cost }) => cost?.kind))).toEqual(new Set(["none"]));
    expect(JSON.stringify(found.card)).not.toContain("NaN");
    expect(found.card.mappings.every(({ reason }) => calibration >= 30 || reason !== null)).toBe(true);
  });

  it("calls a grader without any score exploratory", () => {
    expect(verdictOf(calibrate(calibrationInput({ graders: { floor, mute: () => "?" } })), "mute")).toBe(
      "explore",
    );
  });
});

describe("any input", () => {
  it("gives numbers or null, never NaN, and a constant grader never may gate", () => {
    fc.assert(
      fc.property(shapes, ({ graders, ...shape }) => {
        const whole = inputOf({ ...shape, graders: { ...graders, ...constantLike(shape.raters) } });
        const input = { ...calibrationInput({ calibration: 0, test: 0, graders: {} }), replicates: 20 };
        const found = calibrate({
          ...input,
          weights: whole.weights,
          frame: whole.frame,
          calibration: halfOf(whole, 0),
          test: halfOf(whole, 1),
          graders: ["g", "h", "three"].map((name) => ({ ...anyGrader, name, isFloor: name === "h" })),
          floor: "h",
          scores: whole.scores,
          raters: whole.raters,
        });
        const numbers: number[] = [];
        JSON.stringify(found, (_, value: unknown) => {
          if (typeof value === "number") numbers.push(value);
          return value;
        });
        expect(numbers.every(Number.isFinite)).toBe(true);
        expect(
          found.card.verdicts.filter(({ grader, verdict }) => grader === "three" && verdict === "may-gate"),
        ).toEqual([]);
      }),
      { ...propertyRuns, numRuns: propertyRuns.numRuns / 4 },
    );
  });
});

const anyGrader = { evidence: "none", repeats: 1, spending: { kind: "free" } } as const;

/** A grader that says 3 of everything. */
function constantLike(raters: Cells): Cells {
  const [columns = {}] = Object.values(raters);
  const threes = Object.entries(columns).map(([dimension, cells]) => [dimension, cells.map(() => 3)]);
  return { three: Object.fromEntries(threes) };
}

/** Every second cluster. */
function halfOf({ panel, labels }: AnalysisInput, side: number): Half {
  const samples = panel.sampleIds.flatMap((id, sample) => {
    const cluster = panel.clusterOf[sample] ?? 0;
    return cluster % 2 === side ? [{ id, cluster: `c${cluster}` }] : [];
  });
  const ids = new Set(samples.map(({ id }) => id));
  return {
    panel: createPanel(samples, panel.dimensions),
    labels: labels.filter(({ sampleId }) => ids.has(sampleId)),
  };
}

describe("the frontier", () => {
  const cheap = { testQwk: 0.6, usdPerThousand: 1 };
  const strong = { testQwk: 0.8, usdPerThousand: 10 };
  const wasteful = { testQwk: 0.7, usdPerThousand: 12 };
  const unknown = { testQwk: 0.9, usdPerThousand: null };
  it.each([
    ["the cheapest", cheap, true],
    ["the best", strong, true],
    ["one that costs more than a better one", wasteful, false],
    ["one whose price is unknown", unknown, null],
  ])("%s", (_, own, expected) => {
    expect(isOnFrontier(own, [cheap, strong, wasteful, unknown])).toBe(expected);
  });
});
