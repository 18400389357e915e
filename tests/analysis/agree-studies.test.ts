import { describe, expect, it } from "vitest";
import { agree, type AgreeOptions } from "../../src/analysis/agree.ts";
import type { RatingsTable } from "../../src/domain/agreement.ts";
import type { AgreementRow } from "../../src/domain/analysis.ts";
import { crosstab } from "../../src/statistics/crosstab.ts";
import { fixtureFamily } from "../statistics/fixture-family.ts";

type Levels = readonly (readonly (number | null)[])[];

/** A table of the raters' levels per item, with a judge and groups where they are given. */
function tableOf(
  raters: Levels,
  {
    judge = [],
    groupOf = () => null,
    kind = "human",
  }: {
    readonly judge?: readonly (number | null)[];
    readonly groupOf?: (item: number) => string | null;
    readonly kind?: "human" | "model";
  } = {},
): RatingsTable {
  const names = (raters[0] ?? []).map((_, rater) => `h${rater}`);
  const rated = (item: number, source: string, value: number | null) =>
    value === null
      ? []
      : [{ item: `i${item}`, source, dimension: "rating", round: null, value, unscored: null }];
  return {
    name: "made.csv",
    items: raters.map((_, item) => ({ id: `i${item}`, cluster: `i${item}`, group: groupOf(item) })),
    sources: [
      ...names.map((name) => ({ name, kind })),
      ...(judge.length === 0 ? [] : [{ name: "judge", kind: "grader" as const }]),
    ],
    dimensions: ["rating"],
    clusterBy: "item",
    flags: [],
    ratings: raters.flatMap((row, item) => [
      ...row.flatMap((value, rater) => rated(item, names[rater] ?? "", value)),
      ...rated(item, "judge", judge[item] ?? null),
    ]),
    leftOut: [],
  };
}

function rowsOf(table: RatingsTable, change: Partial<AgreeOptions> = {}): AgreementRow[] {
  return agree(table, {
    scale: { min: 1, max: 10, step: 1 },
    reference: "each",
    graders: [],
    weights: {},
    seed: 1,
    replicates: 20,
    advanced: true,
    epsilon: 0.2,
    ...change,
  }).analysis.agreement;
}

/** Values of the statistics that a pattern names, in the order of the rows. */
function valuesOf(rows: readonly AgreementRow[], grader: string, pattern: RegExp) {
  return rows
    .filter((row) => row.grader === grader && pattern.test(row.statistic))
    .map(({ statistic, reference, group, value, reason }) => ({
      statistic,
      reference,
      group,
      value,
      reason,
    }));
}

const numbers = (rows: ReturnType<typeof valuesOf>) => rows.map(({ value }) => value ?? Number.NaN);

const near = (values: readonly number[]): unknown[] => values.map((value) => expect.closeTo(value, 9));

type AltTest = {
  readonly humans_items_by_rater: Levels;
  readonly llm: readonly number[];
  readonly epsilon: number;
};

describe("the alternative annotator test", () => {
  const { cases } = fixtureFamily<AltTest>("alt_test");

  it.skipIf(cases.length === 0).each(cases.filter(({ id }) => id !== "too_few_instances"))(
    "is that of its authors, p by p: $id",
    ({ input, expected }) => {
      const rows = rowsOf(tableOf(input.humans_items_by_rater, { judge: input.llm }), {
        epsilon: input.epsilon,
      });
      expect(expected).toMatchObject({
        winning_rate: expect.closeTo(numbers(valuesOf(rows, "judge", /^alt_test_omega$/))[0] ?? -1, 9),
        advantage_probability: expect.closeTo(
          numbers(valuesOf(rows, "judge", /^alt_test_advantage$/))[0] ?? -1,
          9,
        ),
        p_values: near(numbers(valuesOf(rows, "judge", /^alt_test_p$/))),
      });
    },
  );

  const items = Array.from({ length: 29 }, (_, item) => item);
  const two = items.map((item) => [(item % 5) + 1, ((item + 1) % 5) + 1]);

  it.each([
    ["29 items", tableOf(two, { judge: items.map(() => 3) }), "n_lt_30", 29],
    [
      "one rater",
      tableOf(
        two.map(([first = 0]) => [first]),
        { judge: items.map(() => 3) },
      ),
      "raters_lt_2",
      0,
    ],
    ["models as raters", tableOf(two, { judge: items.map(() => 3), kind: "model" }), "model_raters", 0],
  ])("says nothing with %s", (_, table, reason, n) => {
    const rows = rowsOf(table).filter(
      ({ statistic, grader }) => grader === "judge" && statistic.startsWith("alt_test"),
    );
    expect(rows.length).toBeGreaterThan(1);
    expect(new Set(rows.map((row) => row.value))).toEqual(new Set([null]));
    expect(new Set(rows.map((row) => row.reason))).toEqual(new Set([reason]));
    expect(new Set(rows.map((row) => row.n))).toEqual(new Set([n]));
  });

  it("lets a grader win less easily the smaller epsilon is, and records it", () => {
    const raters = Array.from({ length: 60 }, (_, item) => [
      (item % 5) + 1,
      (item % 5) + 1 + (item % 3 === 0 ? 1 : 0),
    ]);
    const judge = raters.map(([first = 0], item) => first + (item % 4 === 0 ? 2 : 0));
    const p = (epsilon: number) =>
      numbers(valuesOf(rowsOf(tableOf(raters, { judge }), { epsilon }), "judge", /^alt_test_p$/));
    const [loose, strict] = [p(0.3), p(0.05)];
    expect(loose.every((each, index) => each < (strict[index] ?? 0))).toBe(true);
    const [row] = rowsOf(tableOf(raters, { judge }), { epsilon: 0.05 }).filter(
      ({ statistic }) => statistic === "alt_test_omega",
    );
    expect(row?.method).toBe("one-sided t test, epsilon 0.05");
  });
});

describe("the generalizability study", () => {
  // Shrout and Fleiss (1979): six items, four raters; variances 2.556, 5.244 and 1.019.
  const rows = rowsOf(
    tableOf([
      [9, 2, 5, 8],
      [6, 1, 3, 2],
      [8, 4, 6, 8],
      [7, 1, 2, 6],
      [10, 5, 6, 9],
      [6, 2, 4, 7],
    ]),
  );
  const [items, raters, rest] = [2.55555555555555, 5.24444444444445, 1.01944444444445];

  it("splits the variance of published ratings", () => {
    expect(numbers(valuesOf(rows, "human", /^g_/))).toEqual(near([items, raters, rest]));
  });

  it("has Erho2 and phi of the mean of one to all raters, the last ICC(3,k) and ICC(2,k)", () => {
    const ks = [1, 2, 3, 4];
    const relative = ks.map((k) => items / (items + rest / k));
    const absolute = ks.map((k) => items / (items + (rest + raters) / k));
    expect(numbers(valuesOf(rows, "human", /^erho2_/))).toEqual(near(relative));
    expect(numbers(valuesOf(rows, "human", /^phi_/))).toEqual(near(absolute));
    expect(numbers(valuesOf(rows, "human", /^icc_[23]_k$/))).toEqual(
      near([absolute[3] ?? 0, relative[3] ?? 0]),
    );
  });

  it("says how many raters reach phi .80", () => {
    // (5.244 + 1.019) ÷ (2.556 · .2 ÷ .8) = 9.8
    expect(numbers(valuesOf(rows, "human", /^raters_for_phi_80$/))).toEqual([10]);
  });

  it("says that none do where items do not differ", () => {
    const crossed = rowsOf(
      tableOf([
        [1, 2],
        [2, 1],
        [1, 2],
        [2, 1],
      ]),
    );
    expect(valuesOf(crossed, "human", /^raters_for_phi_80$/)).toMatchObject([
      { value: null, reason: "no_true_variance" },
    ]);
  });

  it.each([
    ["one rater", [[1], [2], [3]], "no_overlap"],
    [
      "equal ratings",
      [
        [2, 2],
        [2, 2],
        [2, 2],
      ],
      "no_variance",
    ],
    [
      "no item that all rated",
      [
        [1, 2, null],
        [null, 2, 3],
        [1, null, 3],
      ],
      "n_lt_3",
    ],
  ])("is undefined with %s", (_, levels, reason) => {
    const found = valuesOf(rowsOf(tableOf(levels)), "human", /^(erho2|phi)_1$|^raters_for/);
    expect(found.map((row) => row.value)).toEqual([null, null, null]);
    expect(new Set(found.map((row) => row.reason))).toEqual(new Set([reason]));
  });
});

describe("fairness to groups", () => {
  const items = Array.from({ length: 75 }, (_, item) => item);
  const groupOf = (item: number) => (item < 40 ? "large" : item < 70 ? "other" : "rare");
  const raters = items.map((item) => [(item % 4) + 2, (item % 4) + 2]);
  /** Half a level of error either way, and one level more for the second group. */
  const judge = items.map(
    (item) =>
      (item % 4) + 2 + (Math.floor(item / 4) % 2 === 0 ? 0.5 : -0.5) + (groupOf(item) === "other" ? 1 : 0),
  );
  const rows = rowsOf(tableOf(raters, { judge, groupOf })).filter(({ statistic }) =>
    /^(osa|osd|csd)/.test(statistic),
  );
  const found = (name: string, group: string | null) =>
    rows.find((row) => row.statistic === name && row.group === group);

  it("says how far a group is from the largest, and hides a small one", () => {
    const errors = (group: string) =>
      crosstab(
        items
          .filter((item) => groupOf(item) === group)
          .map((item) => [0, (judge[item] ?? 0) - (item % 4) - 2]),
      );
    const meanOf = (group: string) => {
      const { cells } = errors(group);
      const weight = cells.reduce((sum, cell) => sum + cell.weight, 0);
      return cells.reduce((sum, cell) => sum + cell.weight * cell.y, 0) / weight;
    };
    expect(found("osd", "large")).toMatchObject({ value: 0, low: null, intervalReason: "none", n: 40 });
    expect(found("osd", "other")?.value).toBeCloseTo(meanOf("other") - meanOf("large"), 9);
    expect(found("osd", "other")?.low).toBeGreaterThan(0.5);
    for (const name of ["osa", "osd", "csd"])
      expect(found(name, "rare")).toMatchObject({ value: null, reason: "small_group", n: 5 });
  });

  it.each(["osa", "osd", "csd"])("has the adjusted R2 and p of %s over the groups that are shown", (name) => {
    expect(found(`${name}_r2`, null)).toMatchObject({ n: 70, reference: "mean" });
    expect(found(`${name}_r2`, null)?.value).toBeGreaterThan(0.2);
    expect(found(`${name}_p`, null)?.value).toBeLessThan(0.001);
  });

  it("has nothing to compare where one group is left, and no rows without groups", () => {
    const alone = rowsOf(tableOf(raters, { judge, groupOf: (item) => (item < 70 ? "large" : "rare") }));
    expect(valuesOf(alone, "judge", /^osd_p$/)).toMatchObject([{ value: null, reason: "groups_lt_2" }]);
    expect(valuesOf(rowsOf(tableOf(raters, { judge })), "judge", /^os[ad]|^csd/)).toEqual([]);
  });

  it("does not hold constant what the groups determine", () => {
    const apart = rowsOf(
      tableOf(
        items.map((item) => (groupOf(item) === "large" ? [2, 2] : [4, 4])),
        { judge, groupOf },
      ),
    );
    expect(valuesOf(apart, "judge", /^csd_p$/)).toMatchObject([{ value: null, reason: "collinear" }]);
    expect(numbers(valuesOf(apart, "judge", /^osd_p$/))[0]).toBeGreaterThanOrEqual(0);
  });
});
