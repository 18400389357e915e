import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  chanceCorrectedAgreement,
  chanceCorrectedInterval,
  type AgreementWeights,
  type ChanceTerm,
} from "../../src/statistics/chance-corrected.ts";
import { crosstab } from "../../src/statistics/crosstab.ts";
import { krippendorffAlpha } from "../../src/statistics/krippendorff-alpha.ts";
import { ratingTable, reweightedRatings } from "../../src/statistics/rating-table.ts";
import { weightedKappa } from "../../src/statistics/weighted-kappa.ts";
import { propertyRuns } from "../support/runs.ts";
import { levelPairs, ratingRows } from "./arbitraries.ts";
import { near } from "./near.ts";

type Rows = readonly (readonly (number | null)[])[];
const scale = [1, 2, 3, 4, 5];
const chances: readonly ChanceTerm[] = ["gwet", "fleiss", "conger", "brennan-prediger"];
const designs = chances.flatMap((chance) =>
  (["none", "linear", "quadratic", "ordinal"] as const).map((weights: AgreementWeights) => ({
    chance,
    weights,
  })),
);
const agreement = (rows: Rows, design: (typeof designs)[number]) =>
  chanceCorrectedAgreement(ratingTable(rows), scale, design);

describe("chanceCorrectedAgreement", () => {
  it("is what two raters make by hand: p_a = 3/4, and p_e of each kind", () => {
    const rows = [
      [1, 1],
      [1, 1],
      [2, 2],
      [1, 2],
    ];
    const of = (chance: ChanceTerm) =>
      chanceCorrectedAgreement(ratingTable(rows), [1, 2], { chance, weights: "none" })?.expected;
    // π = 5/8, 3/8; rater one 3/4, 1/4; rater two 1/2, 1/2
    expect(of("gwet")).toEqual(near(2 * (5 / 8) * (3 / 8), 12));
    expect(of("fleiss")).toEqual(near((5 / 8) ** 2 + (3 / 8) ** 2, 12));
    expect(of("conger")).toEqual(near((3 / 4) * (1 / 2) + (1 / 4) * (1 / 2), 12));
    expect(of("brennan-prediger")).toBe(1 / 2);
  });

  it("lets Gwet's AC1 stand where raters agree on one category only, and leaves the kappas undefined", () => {
    const rows = [
      [3, 3],
      [3, 3],
    ];
    const values = chances.map((chance) => agreement(rows, { chance, weights: "none" })?.value ?? null);
    expect(values).toEqual([1, null, null, 1]);
  });

  it.each<{ rows: Rows; why: string }>([
    { rows: [], why: "no item" },
    {
      rows: [
        [1, null],
        [null, 2],
      ],
      why: "no item that two raters rated",
    },
  ])("is null of $why", ({ rows }) => {
    for (const design of designs) expect(agreement(rows, design)).toBeNull();
  });

  it("is null on a scale of one category, and refuses ratings off the scale", () => {
    const table = ratingTable([[1, 1]]);
    expect(chanceCorrectedAgreement(table, [1], { chance: "gwet", weights: "none" })).toBeNull();
    expect(() => chanceCorrectedAgreement(table, [2, 3], { chance: "gwet", weights: "none" })).toThrow(
      RangeError,
    );
  });

  it("has no standard error and no interval for a single item", () => {
    const single = agreement([[1, 2]], { chance: "gwet", weights: "quadratic" });
    expect(single?.standardError).toBeNull();
    expect(single && chanceCorrectedInterval(single)).toBeNull();
  });

  it.each(designs)(
    "stays at most 1, is never NaN, and does not ask for the order of items: $chance, $weights",
    (design) => {
      fc.assert(
        fc.property(ratingRows, (rows) => {
          const ours = agreement(rows, design);
          expect(agreement(rows.toReversed(), design)).toEqual(ours);
          fc.pre(ours !== null);
          expect(ours.value).toBeLessThanOrEqual(1 + 1e-12);
          expect(ours.standardError === null || ours.standardError >= 0).toBe(true);
          expect(
            agreement(
              rows.map((row) => row.toReversed()),
              design,
            )?.value,
          ).toEqual(near(ours.value, 10));
        }),
        propertyRuns,
      );
    },
  );

  it.each(designs)("counts an item of weight k as k items: $chance, $weights", (design) => {
    const draws = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(ratingRows, draws, (rows, weightsDrawn) => {
        const table = ratingTable(rows);
        const weights = table.patterns.map((_, index) => weightsDrawn[index] ?? 0);
        const repeated = table.patterns.flatMap(({ ratings }, index) =>
          Array.from({ length: weights[index] ?? 0 }, () => ratings),
        );
        const ours = chanceCorrectedAgreement(reweightedRatings(table, weights), scale, design);
        const theirs = agreement(repeated, design);
        expect(ours?.value ?? null).toEqual(near(theirs?.value ?? null));
        expect(ours?.standardError ?? null).toEqual(near(theirs?.standardError ?? null, 6));
      }),
      propertyRuns,
    );
  });

  it("is Cohen's kappa with Conger's chance and two raters, whatever the weights", () => {
    fc.assert(
      fc.property(levelPairs, fc.constantFrom("none", "linear", "quadratic"), (pairs, weights) => {
        const conger = agreement(pairs, { chance: "conger", weights });
        expect(conger?.value ?? null).toEqual(near(weightedKappa(crosstab(pairs), scale, weights), 8));
      }),
      propertyRuns,
    );
  });

  it("does not ask for the names of unweighted categories", () => {
    const renamed = [3, 5, 1, 2, 4];
    fc.assert(
      fc.property(ratingRows, fc.constantFrom(...chances), (rows, chance) => {
        const other = rows.map((row) =>
          row.map((rating) => (rating === null ? null : (renamed[rating - 1] ?? null))),
        );
        const design = { chance, weights: "none" } as const;
        expect(agreement(other, design)?.value ?? null).toEqual(near(agreement(rows, design)?.value ?? null));
      }),
      propertyRuns,
    );
  });

  it("is Krippendorff's alpha but for 1/n with Fleiss' chance: 1 − α = (1 − κ)(n − 1)/n of complete couples, n ratings", () => {
    fc.assert(
      fc.property(
        levelPairs,
        fc.constantFrom(["none", "nominal"] as const, ["quadratic", "interval"] as const),
        (pairs, [weights, level]) => {
          const alpha = krippendorffAlpha(ratingTable(pairs), level);
          const kappa = agreement(pairs, { chance: "fleiss", weights });
          fc.pre(alpha !== null && kappa !== null);
          const n = 2 * pairs.length;
          expect(1 - alpha).toEqual(near(((1 - kappa.value) * (n - 1)) / n));
        },
      ),
      propertyRuns,
    );
  });
});

describe("chanceCorrectedInterval", () => {
  it("is γ ± t SE with n − 1 degrees of freedom, cut off at 1", () => {
    const coefficient = { value: 0.9, observed: 1, expected: 0, standardError: 0.1, items: 10 };
    expect(chanceCorrectedInterval(coefficient)).toEqual({ low: near(0.9 - 0.22621571627982, 10), high: 1 });
  });
});
