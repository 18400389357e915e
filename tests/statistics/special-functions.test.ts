import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  incompleteBeta,
  inverseIncompleteBeta,
  logGamma,
  normalCdf,
  normalQuantile,
} from "../../src/statistics/special-functions.ts";
import { propertyRuns } from "../support/runs.ts";

/** Reference values are from mpmath at 40 digits. */
function relativeError(actual: number, expected: number): number {
  return expected === 0 ? Math.abs(actual) : Math.abs(actual / expected - 1);
}

describe("special functions", () => {
  it.each([
    [-30, 4.906713927148187e-198],
    [-8, 6.220960574271784e-16],
    [-3.5, 0.00023262907903552504],
    [-3, 0.0013498980316300946],
    [-1, 0.15865525393145705],
    [0, 0.5],
    [0.5, 0.6914624612740131],
    [1.96, 0.9750021048517795],
    [3, 0.9986501019683699],
    [6, 0.9999999990134123],
  ])("Φ(%d) = %d", (z, expected) => {
    expect(relativeError(normalCdf(z), expected)).toBeLessThan(1e-12);
  });

  it.each([
    [1e-300, -37.0470962993612],
    [1e-10, -6.361340902404057],
    [0.001, -3.0902323061678136],
    [0.025, -1.9599639845400543],
    [0.3, -0.5244005127080408],
    [0.5, 0],
    [0.975, 1.9599639845400543],
    [0.9999, 3.7190164854556804],
  ])("the normal quantile at %d is %d", (p, expected) => {
    expect(relativeError(normalQuantile(p), expected)).toBeLessThan(1e-12);
  });

  it.each([
    [1e-5, 11.512919692895826],
    [0.1, 2.252712651734206],
    [0.5, 0.5723649429247001],
    [1, 0],
    [2.5, 0.2846828704729192],
    [10, 12.80182748008147],
    [171.3, 708.1149470389969],
    [5000, 37582.62631568535],
  ])("log Γ(%d) = %d", (x, expected) => {
    expect(relativeError(logGamma(x), expected)).toBeLessThan(1e-13);
  });

  it.each([
    [0, 2, 3, 0],
    [1, 2, 3, 1],
    [0.5, 2, 3, 0.6875],
    [0.1, 0.5, 0.5, 0.20483276469913347],
    [0.99, 10, 1.5, 0.9766270861567057],
    [0.3, 25.3, 60.7, 0.5596312573656325],
    [0.02, 1, 100, 0.8673804441052468],
    [0.75, 3000, 1000, 0.497572019107901],
    [1e-6, 0.3, 4, 0.026063550506024217],
    [0.9, 1200, 200, 0.9999997642343854],
  ])("I_%d(%d, %d) = %d", (x, a, b, expected) => {
    expect(relativeError(incompleteBeta(x, a, b), expected)).toBeLessThan(1e-10);
  });

  it.each([
    [0, 2, 3, 0],
    [1, 2, 3, 1],
    [0.025, 1, 10, 0.0025285785444617848],
    [0.975, 3, 18, 0.3169827140190823],
    [0.025, 45, 16, 0.6214036445204557],
    [1e-6, 2, 5, 0.0002582878293540636],
    [0.5, 0.4, 0.7, 0.2675599283249868],
    [0.025, 1, 5000, 5.06354877705159e-6],
    [0.975, 1200.5, 800.25, 0.6213885883096963],
  ])("the beta quantile at %d of (%d, %d) is %d", (p, a, b, expected) => {
    expect(relativeError(inverseIncompleteBeta(p, a, b), expected)).toBeLessThan(1e-10);
  });

  it("the normal quantile undoes the distribution function", () => {
    const z = fc.double({ min: -8, max: 3, noNaN: true });
    fc.assert(
      fc.property(z, (value) => {
        expect(normalQuantile(normalCdf(value))).toBeCloseTo(value, 11);
      }),
      propertyRuns,
    );
  });

  it.each([
    ["a normal quantile at 0", () => normalQuantile(0)],
    ["a normal quantile at 1", () => normalQuantile(1)],
    ["log-gamma at 0", () => logGamma(0)],
    ["an incomplete beta past 1", () => incompleteBeta(1.1, 1, 1)],
    ["an incomplete beta without shape", () => incompleteBeta(0.5, 0, 1)],
    ["a beta quantile past 1", () => inverseIncompleteBeta(1.1, 1, 1)],
  ])("refuses %s", (_, ask) => expect(ask).toThrow(RangeError));
});
