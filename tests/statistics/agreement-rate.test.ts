import { describe, expect, it } from "vitest";
import { agreementWithin, discrepancyFrom, exactAgreement } from "../../src/statistics/agreement-rate.ts";
import { crosstab } from "../../src/statistics/crosstab.ts";

describe("agreement rates", () => {
  // distances 0, 1, 1.5, 2, 0
  const table = crosstab([
    [1, 1],
    [2, 3],
    [3, 4.5],
    [5, 3],
    [1, 1],
  ]);

  it("counts the pairs that agree exactly, within a distance, and from a distance on", () => {
    expect(exactAgreement(table)).toBe(2 / 5);
    expect(agreementWithin(table, 1)).toBe(3 / 5);
    expect(agreementWithin(table, 2)).toBe(1);
    expect(discrepancyFrom(table, 2)).toBe(1 / 5);
    expect(discrepancyFrom(table, 1.5)).toBe(2 / 5);
  });

  it("still shows that nobody varied, where every kappa is undefined", () => {
    expect(
      exactAgreement(
        crosstab([
          [3, 3],
          [3, 3],
        ]),
      ),
    ).toBe(1);
  });

  it("is null without pairs", () => {
    expect(exactAgreement(crosstab([]))).toBeNull();
    expect(discrepancyFrom(crosstab([]), 2)).toBeNull();
  });
});
