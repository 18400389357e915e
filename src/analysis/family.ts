import type { GateRow, RegressionRow } from "../domain/analysis.ts";
import { holm } from "../statistics/multiple-testing.ts";

type Tested = Pick<GateRow, "role" | "p" | "adjustedP" | "reason"> & { readonly verdict: string };

/**
 * Holm over all that can break a build: required agreement gates and the required regression. One that fails on its own and not
 * after the adjustment is inconclusive and says so; its interval and its own p stay as they are. So the chance that a grader which
 * meets every threshold breaks the build is at most `alpha`, however many gates there are.
 */
export function holmOver<Gate extends GateRow, Regression extends RegressionRow>(
  { gates, regression }: { readonly gates: readonly Gate[]; readonly regression: readonly Regression[] },
  alpha: number,
): { gates: Gate[]; regression: Regression[] } {
  const tested = [...gates, ...regression].filter(isTested);
  const adjusted = holm(tested.map(({ p }) => p));
  const adjustedOf = new Map<Tested, number>(tested.map((row, index) => [row, adjusted[index] ?? 1]));
  const softened = <Row extends Gate | Regression>(row: Row, failure: Row["verdict"]): Row => {
    const adjustedP = adjustedOf.get(row);
    if (adjustedP === undefined) return row;
    if (row.verdict !== failure || adjustedP <= alpha) return { ...row, adjustedP };
    const reason = `on its own it is ${failure === "fail" ? "a failure" : "a regression"}, but not among ${tested.length} tests (Holm: p ${adjustedP.toFixed(3)} is above ${alpha.toFixed(3)})`;
    return { ...row, verdict: "inconclusive", reason, adjustedP };
  };
  return {
    gates: gates.map((row) => softened(row, "fail")),
    regression: regression.map((row) => softened(row, "regressed")),
  };
}

function isTested<Row extends GateRow | RegressionRow>(row: Row): row is Row & { readonly p: number } {
  return row.role === "required" && typeof row.p === "number";
}
