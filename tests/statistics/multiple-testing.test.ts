import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { benjaminiHochberg, benjaminiYekutieli, holm } from "../../src/statistics/multiple-testing.ts";
import { propertyRuns } from "../support/runs.ts";
import { near } from "./near.ts";

const methods = [
  { name: "holm", adjust: holm },
  { name: "benjaminiHochberg", adjust: benjaminiHochberg },
  { name: "benjaminiYekutieli", adjust: benjaminiYekutieli },
];

describe("adjusted p values", () => {
  it("are 3p, 2p, p stepping down for Holm and 3p, 3p/2, p stepping up for Benjamini and Hochberg", () => {
    expect(holm([0.03, 0.01, 0.04])).toEqual([near(0.06, 12), near(0.03, 12), near(0.06, 12)]);
    expect(benjaminiHochberg([0.03, 0.01, 0.04])).toEqual([near(0.04, 12), near(0.03, 12), near(0.04, 12)]);
    expect(benjaminiYekutieli([0.01, 0.01])).toEqual([near(0.015, 12), near(0.015, 12)]);
  });

  it.each(methods)(
    "of $name keep the order given, rise from the p values and stay at most 1",
    ({ adjust }) => {
      const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });
      fc.assert(
        fc.property(pValues, (ps) => {
          const adjusted = adjust(ps);
          expect(adjusted.length).toBe(ps.length);
          expect(adjusted.every((value, index) => value >= (ps[index] ?? 2) && value <= 1)).toBe(true);
          expect(adjust(ps.toReversed())).toEqual(adjusted.toReversed());
        }),
        propertyRuns,
      );
    },
  );

  it.each(methods)("of $name leave a single one alone and refuse what is no probability", ({ adjust }) => {
    expect(adjust([0.2])).toEqual([0.2]);
    expect(adjust([])).toEqual([]);
    expect(() => adjust([1.1])).toThrow(RangeError);
  });
});
