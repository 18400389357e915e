import { describe, expect, it } from "vitest";
import { analyze } from "../../src/analysis/analyze.ts";
import type { KnownOrder } from "../../src/domain/order.ts";
import type { GateSpec } from "../../src/domain/eval.ts";
import { inputOf, type Cell } from "./panels.ts";

const pair = (name: string, weaker: string, stronger: string, dimension = "cost"): KnownOrder => ({
  pair: name,
  weaker,
  stronger,
  dimension,
});

function analyzed(
  cost: readonly Cell[],
  risk: readonly Cell[],
  orders: readonly KnownOrder[],
  gates: readonly GateSpec[] = [],
) {
  return analyze({
    ...inputOf({ raters: { a: { cost, risk } }, graders: { g: { cost, risk } } }),
    orders,
    gates: gates.map((spec) => ({ spec, line: null })),
  });
}

describe("known order", () => {
  it.each([
    [2, 4, "held"],
    [4, 2, "reversed"],
    [3, 3, "tied"],
    ["?", 3, "missing"],
    [3, "NA", "missing"],
  ] as const)("takes a weaker answer at %s and a stronger one at %s as %s", (weaker, stronger, verdict) => {
    const { order } = analyzed([weaker, stronger], [1, 1], [pair("p", "s1", "s2")]);
    expect(order?.[0]).toMatchObject({ dimension: "cost", verdict });
  });

  it("compares composites on what both answers have: (2+1)/2 < (4+1)/2, and 2 < 4 where one has no risk", () => {
    const composite = (risk: readonly Cell[]) =>
      analyzed([2, 4], risk, [pair("p", "s1", "s2")]).order?.find(({ dimension }) => dimension === "overall");
    expect(composite([1, 1])).toMatchObject({ weakerLevel: 1.5, strongerLevel: 2.5, verdict: "held" });
    expect(composite(["NA", 1])).toMatchObject({ weakerLevel: 2, strongerLevel: 4, verdict: "held" });
  });

  it("says nothing of pairs that are not in the run, nor of a dataset that knows no order", () => {
    expect(analyzed([2, 4], [1, 1], [pair("p", "s1", "s9")]).order).toBeUndefined();
    expect(analyzed([2, 4], [1, 1], []).order).toBeUndefined();
  });

  it("is gated by what is counted: ties and missing scores do not hold", () => {
    const orders = [
      pair("a", "s1", "s2"),
      pair("b", "s3", "s4"),
      pair("c", "s5", "s6"),
      pair("d", "s7", "s8", "risk"),
    ];
    const gate = { metric: "order_accuracy", at_least: 0.75, role: "required" } as const;
    const { gates } = analyzed([1, 2, 1, 2, 3, 3, 1, 1], [1, 1, 1, 1, 1, 1, 1, 5], orders, [
      gate,
      { ...gate, dimension: "cost" },
      { ...gate, dimension: "overall", at_least: 0.8 },
    ]);
    expect(gates.map(({ dimension, point, verdict }) => ({ dimension, point, verdict }))).toEqual([
      { dimension: null, point: 3 / 4, verdict: "pass" },
      { dimension: "cost", point: 2 / 3, verdict: "fail" },
      { dimension: "overall", point: 3 / 4, verdict: "fail" },
    ]);
  });
});
