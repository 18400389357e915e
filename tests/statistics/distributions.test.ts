import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  chiSquareUpperTail,
  fQuantile,
  fUpperTail,
  tQuantile,
  tUpperTail,
} from "../../src/statistics/distributions.ts";
import { upperIncompleteGamma } from "../../src/statistics/special-functions.ts";
import { propertyRuns } from "../support/runs.ts";

/** Reference values are from mpmath at 40 digits. */
function relativeError(actual: number, expected: number): number {
  return Math.abs(actual / expected - 1);
}

describe("distributions", () => {
  it.each([
    [0.001, 1, 0.9747728793699604],
    [3.84, 1, 0.050043521248705106],
    [4.36, 2, 0.11304153064044983],
    [1.7, 10, 0.9981653535279805],
    [60, 10, 3.624300952061488e-9],
    [300, 250, 0.01651827315786872],
    [900, 250, 3.3686951855209866e-74],
    [2, 7.5, 0.9722008351443799],
  ])("P(χ² ≥ %d) with %d degrees of freedom is %d", (x, degreesOfFreedom, expected) => {
    expect(relativeError(chiSquareUpperTail(x, degreesOfFreedom), expected)).toBeLessThan(1e-10);
  });

  it.each([
    [0.001, 3, 20, 0.9999547296204466],
    [1.6, 9, 20, 0.1823181763505581],
    [40, 2, 5, 0.0008392236160426746],
    [5.5, 99, 300.7, 1.3652056653462448e-30],
    [1e-6, 1, 7, 0.9992300172449988],
    [0.97, 1200, 900, 0.68851012505148],
  ])("P(F ≥ %d) with %d and %d degrees of freedom is %d", (f, above, below, expected) => {
    expect(relativeError(fUpperTail(f, above, below), expected)).toBeLessThan(1e-10);
  });

  it.each([
    [1e-8, 5, 0.4999999962039331],
    [0.3, 1, 0.40722642092225764],
    [2.2, 29, 0.017963379575341318],
    [12, 40, 3.912085652127986e-15],
    [60, 3, 5.0997968366598774e-6],
    [1.96, 1e6, 0.024998033792634895],
    [Infinity, 3, 0],
  ])("P(T ≥ %d) with %d degrees of freedom is %d", (t, degreesOfFreedom, expected) => {
    const tail = tUpperTail(t, degreesOfFreedom);
    expect(tail === expected || relativeError(tail, expected) < 1e-10).toBe(true);
    expect(tUpperTail(-t, degreesOfFreedom)).toBeCloseTo(1 - expected, 12);
  });

  it.each([
    [0.975, 9, 20, 2.8365460861048146],
    [0.975, 20.37, 9, 3.661211122491317],
    [0.025, 3, 4, 0.06622087246793584],
    [0.975, 499, 998, 1.1620167374952417],
    [0.975, 1, 1, 647.7890114778442],
    [0.95, 5, 1e5, 2.2141888849735367],
    [0.975, 2.2, 3.1, 15.035965841293727],
  ])("the F quantile at %d with %d and %d degrees of freedom is %d", (p, above, below, expected) => {
    expect(relativeError(fQuantile(p, above, below), expected)).toBeLessThan(1e-10);
  });

  it.each([
    [0.975, 1, 12.706204736174692],
    [0.975, 9, 2.262157162798205],
    [0.975, 199, 1.9719565442517535],
    [0.999999, 2, 707.1057205157671],
    [0.95, 1e6, 1.6448551507220401],
  ])("the t quantile at %d with %d degrees of freedom is %d", (p, degreesOfFreedom, expected) => {
    expect(relativeError(tQuantile(p, degreesOfFreedom), expected)).toBeLessThan(1e-10);
    expect(relativeError(tQuantile(1 - p, degreesOfFreedom), -expected)).toBeLessThan(1e-9);
  });

  it("gives back the probability of each quantile", () => {
    const degrees = fc.double({ min: 0.5, max: 500, noNaN: true });
    const probability = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(probability, degrees, degrees, (p, above, below) => {
        expect(fUpperTail(fQuantile(p, above, below), above, below)).toBeCloseTo(1 - p, 11);
        expect(tUpperTail(tQuantile(p, above), above)).toBeCloseTo(1 - p, 11);
      }),
      propertyRuns,
    );
  });

  it.each([
    ["an F quantile at 1", () => fQuantile(1, 2, 3)],
    ["a t quantile at 1", () => tQuantile(1, 3)],
    ["a chi-square below 0", () => chiSquareUpperTail(-1, 3)],
    ["an incomplete gamma without shape", () => upperIncompleteGamma(0, 1)],
  ])("refuses %s", (_, ask) => expect(ask).toThrow(RangeError));
});
