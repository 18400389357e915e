import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FamilyScore } from "../../src/domain/readiness.ts";
import { monthsBetween, readiness } from "../../src/scoring/readiness.ts";
import { bundledReadinessModel, readReadinessModel } from "../../src/store/readiness.ts";

const model = await readReadinessModel(bundledReadinessModel);
const asOf = "2026-11-26";

function found(scores: readonly Omit<FamilyScore, "candidate">[], overrides: Record<string, number> = {}) {
  const own = scores.map((score) => ({ ...score, candidate: "c" }));
  const [candidate] = readiness(own, model, { asOf, overrides, isMapped: true }).candidates;
  if (candidate === undefined) throw new Error("no candidate");
  return candidate;
}

/** Each one half-life old, so that each decays to a half. */
const threeFamilies = [
  { family: "acl", score: 4, takenOn: "2025-11-26" },
  { family: "communication", score: 3, takenOn: "2024-11-26" },
  { family: "big_five", score: 5, takenOn: "2021-11-26" },
];

describe("readiness", () => {
  it("weighs by relevance and age over the families present", () => {
    // w = .95/2, .85/2, .50/2 = .475, .425, .250, together 1.15
    const { mean, families } = found(threeFamilies);
    expect(families.map(({ ageMonths, decay }) => [ageMonths, decay])).toEqual([
      [12, 0.5],
      [24, 0.5],
      [60, 0.5],
    ]);
    expect(families.map(({ weight }) => weight)).toEqual([0.475 / 1.15, 0.425 / 1.15, 0.25 / 1.15]);
    expect(mean).toBeCloseTo((4 * 0.475 + 3 * 0.425 + 5 * 0.25) / 1.15, 12);
    expect(mean).toBeCloseTo(3.8478, 4);
  });

  it("names a missing family and never counts it as 0", () => {
    const { missing, coverage } = found(threeFamilies);
    expect(missing).toEqual(["ai_augmented_sql"]);
    expect(coverage).toBeCloseTo((0.95 + 0.85 + 0.5) / 3, 12);
    expect(found([{ family: "acl", score: 4, takenOn: asOf }]).mean).toBe(4);
  });

  it("keeps the mean by the defaults beside that by an employer's weights", () => {
    const { mean, meanByDefaults, coverage } = found(threeFamilies, { big_five: 0 });
    expect(mean).toBeCloseTo((4 * 0.475 + 3 * 0.425) / 0.9, 12);
    expect(meanByDefaults).toBe(found(threeFamilies).mean);
    expect(coverage).toBeCloseTo(1.8 / 2.5, 12);
  });

  it.each([
    { mean: 1, mapped: 300 },
    { mean: 3.5, mapped: 643.75 }, // 300 + 550 × 2.5 / 4
    { mean: 5, mapped: 850 },
  ])("maps $mean to $mapped", ({ mean, mapped }) => {
    expect(found([{ family: "acl", score: mean, takenOn: asOf }]).mapped).toBeCloseTo(mapped, 9);
  });

  it("is null, not 0, where no family with a weight is present", () => {
    const { mean, mapped, families } = found([{ family: "big_five", score: 5, takenOn: asOf }], {
      big_five: 0,
    });
    expect([mean, mapped, families[0]?.weight]).toEqual([null, null, null]);
  });

  const anyScores = fc.uniqueArray(
    fc.record({
      family: fc.constantFrom(...Object.keys(model.families)),
      score: fc.double({ min: 1, max: 5, noNaN: true }),
      takenOn: fc.constantFrom("2019-02-28", "2024-02-29", "2025-12-31", asOf),
    }),
    { selector: ({ family }) => family, minLength: 1 },
  );

  it("lies within the scores, with weights that sum to 1", () => {
    fc.assert(
      fc.property(anyScores, (scores) => {
        const { mean, families } = found(scores);
        const values = scores.map(({ score }) => score);
        expect(mean).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
        expect(mean).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
        expect(families.reduce((sum, { weight }) => sum + (weight ?? 0), 0)).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe("the bundled model", () => {
  it("takes the source's relevances and, of half-lives, its 12 months alone", () => {
    const numbers = Object.entries(model.families).map(([family, { relevance, half_life_months: life }]) => [
      family,
      relevance.value,
      relevance.from,
      life.value,
      life.from,
    ]);
    expect(numbers).toEqual([
      ["acl", 0.95, "source", 12, "source"],
      ["communication", 0.85, "source", 24, "house"],
      ["ai_augmented_sql", 0.7, "source", 18, "house"],
      ["big_five", 0.5, "source", 60, "house"],
    ]);
  });
});

describe("monthsBetween", () => {
  it.each([
    ["2025-11-26", "2026-11-26", 12],
    ["2024-03-01", "2024-03-01", 0],
    ["2026-02-15", "2026-03-01", 0.5],
    ["2023-12-01", "2024-01-16", 1 + 15 / 31],
  ])("%s to %s is %d", (from, to, months) => {
    expect(monthsBetween(from, to)).toBeCloseTo(months, 9);
  });
});
