import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ExampleLabel, GradedExample, GradedExamples } from "../../src/domain/eval-spec.ts";
import { evalSpecStandard, passesNeeded, type EvalSpecClaims } from "../../src/scoring/eval-spec-standard.ts";
import { wilsonInterval } from "../../src/statistics/wilson.ts";

const noClaims: EvalSpecClaims = { threshold: null, passed: null };

/** Examples of these kinds in turn, each with its own input, a source and a verdict. */
function examplesOf(
  kinds: Readonly<Record<string, number>>,
  change: Partial<GradedExample> = {},
): GradedExample[] {
  const all = Object.entries(kinds).flatMap(([kind, count]) => Array.from({ length: count }, () => kind));
  return all.map((kind, index) => ({
    id: `e${index}`,
    input: `question ${index}`,
    kind,
    source: `INC-${(index % 5) + 1}`,
    hasVerdict: true,
    ...change,
  }));
}

function graded(examples: readonly GradedExample[], labels: readonly ExampleLabel[] = []): GradedExamples {
  return { name: "spec.csv", examples, labels, labelsAre: "nominal", labelledBy: null };
}

/** Two labellers on every example, who differ on the first `differing`. */
function twice(examples: readonly GradedExample[], differing = 0): ExampleLabel[] {
  return examples.flatMap(({ id }, index) => [
    { exampleId: id, rater: "label_a", dimension: "label", value: index % 2 },
    { exampleId: id, rater: "label_b", dimension: "label", value: (index + (index < differing ? 1 : 0)) % 2 },
  ]);
}

function lineOf(examples: readonly GradedExample[], line: string, claims = noClaims) {
  return evalSpecStandard(graded(examples), claims).lines.find((each) => each.line === line);
}

describe("passesNeeded", () => {
  it.each([
    [0.7, 79],
    [0.8, 88],
    [0.85, 92],
    [0.9, 96],
    [0.95, 100],
    [0.97, null], // 100 of 100: 100 / (100 + 1.96²) = 96.3 %
  ])("to show %d with 100 examples is %s", (threshold, needed) => {
    expect(passesNeeded(threshold, 100)).toBe(needed);
  });

  it("is the fewest whose lower bound clears the threshold", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.integer({ min: 1, max: 300 }),
        (t, n) => {
          const fewest = passesNeeded(t, n) ?? n + 1;
          const low = (count: number): number => wilsonInterval(count, n)?.low ?? Number.NaN;
          expect(low(fewest - 1)).toBeLessThan(t);
          expect(fewest > n || low(fewest) >= t).toBe(true);
        },
      ),
    );
  });
});

describe("the lines of the standard", () => {
  it.each([
    { kinds: { plain: 100 }, line: "examples", status: "met", missing: null },
    { kinds: { plain: 99 }, line: "examples", status: "not met", missing: "1 more" },
    { kinds: { plain: 80, edge: 20 }, line: "edge", status: "met", missing: null },
    { kinds: { plain: 87, edge: 21 }, line: "edge", status: "not met", missing: "1 more of 108" }, // 19.4 %; 20 % of 108 is 21.6
    { kinds: { plain: 85, adversarial: 15 }, line: "adversarial", status: "met", missing: null },
    {
      kinds: { plain: 86, adversarial: 14 },
      line: "adversarial",
      status: "not met",
      missing: "1 more of 100",
    },
    { kinds: { plain: 90, regression: 10 }, line: "regression", status: "met", missing: null },
    { kinds: { plain: 9, egde: 91 }, line: "edge", status: "not met", missing: "20 more of 100" },
  ])("$kinds: $line is $status", ({ kinds, line, status, missing }) => {
    const found = lineOf(examplesOf(Object.fromEntries(Object.entries(kinds))), line);
    expect(found).toMatchObject({ status, missing });
  });

  it("counts an input once, whatever its case and white space", () => {
    const examples = examplesOf({ plain: 100 }).map((example, index) =>
      index === 99 ? { ...example, input: "  Question   0" } : example,
    );
    const { examples: n, repeated, lines } = evalSpecStandard(graded(examples), noClaims);
    expect([n, repeated, lines[0]?.status]).toEqual([99, 1, "not met"]);
  });

  it("does not know a share that examples without a kind could still make", () => {
    const untagged = examplesOf({ plain: 20 }, { kind: null });
    const tagged = examplesOf({ plain: 80 }).map((each) => ({ ...each, input: `${each.input}?` }));
    expect(lineOf([...tagged, ...untagged], "edge")?.status).toBe("unknown");
    expect(lineOf([...tagged, ...untagged.slice(1)], "edge")?.status).toBe("not met"); // 19 of 99
  });

  it.each([null, "invented", " Invented "])("takes source %j of a regression example for none", (source) => {
    expect(lineOf(examplesOf({ regression: 8 }, { source }), "regression")).toMatchObject({
      status: "not met",
      found: "8, 0 traced to 0 sources",
      missing: "the source of 8",
    });
  });

  it.each([
    { threshold: 0.9, passed: null, status: "unknown" },
    { threshold: null, passed: { count: 96, of: 100 }, status: "unknown" },
    { threshold: 0.9, passed: { count: 95, of: 100 }, status: "not met" },
    { threshold: 0.9, passed: { count: 96, of: 100 }, status: "met" },
    { threshold: 0.7, passed: { count: 90, of: 90 }, status: "unknown" }, // ten have no result
  ])("threshold $threshold with $passed is $status", ({ threshold, passed, status }) => {
    const found = lineOf(examplesOf({ plain: 100 }), "threshold cleared", { threshold, passed });
    expect(found?.status).toBe(status);
  });

  it("shows the interval of 90 of 100, and what it would take", () => {
    const claims = { threshold: 0.85, passed: { count: 90, of: 100 } };
    expect(lineOf(examplesOf({ plain: 100 }), "threshold cleared", claims)).toMatchObject({
      found: "90 of 100 passed: 82.6-94.5 % (Wilson, 95 %)",
      missing: "2 more passes",
    });
  });

  it.each([
    [0.97, "a lower threshold, or at least 125 examples"], // 1.96² × .97 / .03 = 124.2
    [0.9999999, "a lower threshold, or at least 38414585 examples"],
    [1, "a threshold below 1"],
  ])("says that 100 examples cannot show %d", (threshold, missing) => {
    const found = lineOf(examplesOf({ plain: 100 }), "threshold", { threshold, passed: null });
    expect(found).toMatchObject({ status: "not met", missing });
  });
});

describe("the labellers' agreement", () => {
  it("is over the examples that both labelled", () => {
    // 10 of 100 differ, halves of each word: Do = .1, De = 2 × 100 × 100 / (200 × 199) = .5025, alpha = .801
    const examples = examplesOf({ plain: 100 });
    const { agreement, lines } = evalSpecStandard(graded(examples, twice(examples, 10)), noClaims);
    expect(agreement).toMatchObject([{ dimension: "label", n: 100, exact: 0.9, reason: null }]);
    expect(agreement[0]?.alpha).toBeCloseTo(1 - 0.1 / (20000 / 39800), 12);
    expect(lines.find(({ line }) => line === "two labellers")?.status).toBe("met");
  });

  it("is null with a reason where labels never differ from one another", () => {
    const examples = examplesOf({ plain: 3 });
    const same = twice(examples).map((label) => ({ ...label, value: 0 }));
    const { agreement } = evalSpecStandard(graded(examples, same), noClaims);
    expect(agreement).toMatchObject([{ exact: 1, alpha: null, reason: "no_variance" }]);
  });

  it("is not bought by one labeller twice", () => {
    const examples = examplesOf({ plain: 100 });
    const once = twice(examples).filter(({ rater }) => rater === "label_a");
    const { lines } = evalSpecStandard(graded(examples, once), noClaims);
    expect(lines.find(({ line }) => line === "two labellers")?.status).toBe("not met");
  });
});

describe("the level suggested", () => {
  const full = { typical: 55, edge: 20, adversarial: 15, regression: 10 };
  const cleared = { threshold: 0.9, passed: { count: 96, of: 100 } };
  const declared = { threshold: 0.9, passed: null };

  it.each([
    { name: "fewer than 20 examples", level: 1, kinds: { edge: 19 }, claims: cleared },
    { name: "a happy path only", level: 2, kinds: { plain: 200 }, claims: cleared },
    { name: "fewer than 100 examples", level: 2, kinds: { plain: 70, edge: 29 }, claims: cleared },
    { name: "100 with some edge", level: 3, kinds: { plain: 99, edge: 1 }, claims: cleared },
    { name: "all kinds, no threshold", level: 3, kinds: full, claims: noClaims },
    { name: "all kinds and a threshold", level: 4, kinds: full, claims: declared },
    { name: "a threshold cleared", level: 5, kinds: full, claims: cleared },
  ])("$name: $level", ({ kinds, claims, level }) => {
    const examples = examplesOf(Object.fromEntries(Object.entries(kinds)));
    const found = evalSpecStandard(graded(examples, twice(examples, 10)), claims);
    expect(found.level).toBe(level);
    expect(found.nextLevelNeeds.length > 0).toBe(level < 5);
  });

  it("is 1 without verdicts, however many examples there are", () => {
    const examples = examplesOf(full, { hasVerdict: false });
    expect(evalSpecStandard(graded(examples), cleared)).toMatchObject({
      level: 1,
      nextLevelNeeds: ["verdicts on half of them"],
    });
  });
});
