import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bandProbabilities,
  isWithinNoise,
  levelVariance,
  meanVariance,
  uncertaintyOf,
} from "../../src/scoring/uncertainty.ts";
import { propertyRuns } from "../support/runs.ts";
import { bands } from "./fixtures.ts";

const scale = { min: 1, max: 5 };
const known = (variance: number) => ({ variance, covers: "raters and repeats" }) as const;

describe("levelVariance", () => {
  it.each([
    { rater: 0.25, repeat: 0.12, repeats: 3, variance: 0.25 + 0.12 / 3, covers: "raters and repeats" },
    { rater: null, repeat: 0.12, repeats: 3, variance: 0.12 / 3, covers: "repeats" },
    { rater: 0.25, repeat: null, repeats: 0, variance: 0.25, covers: "raters" },
  ])("is σ² + s² / k of what is known: $covers", ({ rater, repeat, repeats, variance, covers }) => {
    expect(levelVariance(rater, repeat, repeats)).toEqual({ variance: expect.closeTo(variance, 12), covers });
  });

  it("is null where nothing is known", () => {
    expect(levelVariance(null, null, 2)).toBeNull();
  });
});

describe("meanVariance", () => {
  const parts = [
    { weight: 30, error: known(0.25) },
    { weight: 10, error: known(0.04) },
  ];

  it.each([
    // a = (.75, .25): Σ a² v = .5625 × .25 + .0625 × .04 = .143125; (Σ a √v)² = (.75 × .5 + .25 × .2)² = .425² = .180625
    { correlation: 0, variance: 0.143125 },
    { correlation: 1, variance: 0.180625 },
    { correlation: 0.5, variance: (0.143125 + 0.180625) / 2 },
  ])("joins errors that correlate by $correlation", ({ correlation, variance }) => {
    expect(meanVariance(parts, correlation)?.variance).toBeCloseTo(variance, 12);
  });

  it("knows nothing where an error that counts is not known, and ignores one of no weight", () => {
    expect(meanVariance([...parts, { weight: 1, error: null }], 0)).toBeNull();
    expect(meanVariance([...parts, { weight: 0, error: null }], 0)?.variance).toBeCloseTo(0.143125, 12);
  });

  it("claims no more than all its parts cover", () => {
    const mixed = [...parts, { weight: 1, error: { variance: 0.1, covers: "repeats" as const } }];
    expect(meanVariance(mixed, 0)?.covers).toBe("repeats");
  });

  it("is widest when all err together", () => {
    const errors = fc.array(
      fc.record({
        weight: fc.integer({ min: 1, max: 50 }),
        variance: fc.double({ min: 0, max: 4, noNaN: true }),
      }),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(errors, fc.double({ min: 0, max: 1, noNaN: true }), (all, correlation) => {
        const given = all.map(({ weight, variance }) => ({ weight, error: known(variance) }));
        const together = meanVariance(given, 1)?.variance ?? 0;
        expect(meanVariance(given, correlation)?.variance).toBeLessThanOrEqual(together + 1e-9);
      }),
      propertyRuns,
    );
  });
});

describe("uncertaintyOf", () => {
  it("gives 1.96 standard errors each way, within the scale", () => {
    const { low, high, standardError } = uncertaintyOf(4.5, known(0.25), scale);
    expect([low, high, standardError]).toEqual([expect.closeTo(4.5 - 1.959964 * 0.5, 5), 5, 0.5]);
  });
});

describe("bandProbabilities", () => {
  it("splits a mean on a cut evenly between the bands beside it", () => {
    const [no, perhaps, yes] = bandProbabilities(bands.bands, 3.5, 0.2);
    expect(yes?.probability).toBeCloseTo(0.5, 12);
    expect((no?.probability ?? 0) + (perhaps?.probability ?? 0)).toBeCloseTo(0.5, 6);
  });

  it("claims no probability where the error is not known", () => {
    expect(bandProbabilities(bands.bands, 3.5, null).map(({ probability }) => probability)).toEqual([
      null,
      null,
      null,
    ]);
  });
});

describe("isWithinNoise", () => {
  it("is 1.96 × √2 × SEM for equal errors", () => {
    const limit = 1.959964 * Math.SQRT2 * 0.3;
    expect(isWithinNoise(limit - 0.01, [0.3, 0.3])).toBe(true);
    expect(isWithinNoise(limit + 0.01, [0.3, 0.3])).toBe(false);
    expect(isWithinNoise(0, [0.3, null])).toBeNull();
  });
});
