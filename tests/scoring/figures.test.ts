import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { figuresIn } from "../../src/scoring/figures.ts";
import { propertyRuns } from "../support/runs.ts";

/** "quote = value unit/per", with ~ where the speaker says that it is rounded. */
function found(text: string): string[] {
  return figuresIn(text).map(({ start, end, low, high, unit, per, isHedged }) => {
    const value = low === high ? String(low) : `${low}-${high}`;
    const rate = per === "" ? "" : `/${per}`;
    return `${text.slice(start, end)} = ${isHedged ? "~" : ""}${value} ${unit}${rate}`;
  });
}

describe("the figures of a text", () => {
  it.each([
    ["1,080,000 calls", ["1,080,000 = 1080000 unsaid"]],
    ["$4.5k, €38,000 or 12m", ["$4.5k = 4500 money", "€38,000 = 38000 money", "12m = 12000000 unsaid"]],
    ["six cents a document", ["six cents = 0.06 money/document"]],
    ["a quarter of a million dollars", ["a quarter of a million dollars = 250000 money"]],
    ["half a million", ["half a million = 500000 unsaid"]],
    ["they're half. Then", ["half = 50 share"]],
    ["three quarters of them", ["three quarters = 75 share"]],
    ["fifty-six thousand two hundred and forty", ["fifty-six thousand two hundred and forty = 56240 unsaid"]],
    ["nine and a half thousand a month", ["nine and a half thousand = 9500 unsaid/month"]],
    ["fifty-five hundred", ["fifty-five hundred = 5500 unsaid"]],
    ["two-fifty out", ["two-fifty = 250 unsaid"]],
    ["a hundred thousand", ["hundred thousand = 100000 unsaid"]],
    ["up 8 %, a three-point rise", ["8 % = 8 percent", "three-point = 3 points"]],
    ["95 times out of a hundred", ["95 times out of a hundred = 95 percent"]],
    ["four or five points", ["four or five points = 4-5 points"]],
    ["three or eight", ["three = 3 unsaid", "eight = 8 unsaid"]],
    ["It's four times. Times four, then", ["four times = 4 times", "four = 4 times"]],
    ["250 times fifty thousand", ["250 = 250 unsaid", "fifty thousand = 50000 unsaid"]],
    ["about 104,000", ["104,000 = ~104000 unsaid"]],
    ["92, 120 and 300", ["92 = 92 unsaid", "120 = 120 unsaid", "300 = 300 unsaid"]],
  ])("%s", (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it.each([
    "GPT-4o on the 24th",
    "04/05",
    "one of them",
    "the third thing",
    "within a quarter",
    "half-time",
    "9".repeat(400),
    "and so on",
  ])("are none in: %s", (text) => {
    expect(found(text)).toEqual([]);
  });

  it("stand in order, apart from one another and inside the text, whatever the text", () => {
    const word = fc.constantFrom(
      ..."two|fifty|hundred|thousand|and|a|half|of|-|12|1,000|$|%|cents|times|or|quarter|.".split("|"),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word).map((all) => all.join(" ")),
        ),
        (text) => {
          let before = 0;
          for (const { start, end, low, high } of figuresIn(text)) {
            expect(start).toBeGreaterThanOrEqual(before);
            expect(end).toBeGreaterThan(start);
            expect(end).toBeLessThanOrEqual(text.length);
            expect(Number.isFinite(low) && low <= high).toBe(true);
            before = end;
          }
        },
      ),
      propertyRuns,
    );
  });
});
