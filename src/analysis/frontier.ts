import type { Analysis } from "../domain/analysis.ts";

/** A grader by what it costs and how far it agrees; `dominatedBy`: one that costs no more and agrees no less, and is better in one. */
export type FrontierPoint = {
  readonly grader: string;
  readonly usdPerSample: number;
  readonly agreement: number;
  readonly n: number;
  readonly dominatedBy: string | null;
};

/** Graders whose cost or agreement is not known, with why. */
export type OffFrontier = { readonly grader: string; readonly reason: string };

/** The figure that graders are compared by: the composite's quadratic weighted kappa against the raters. */
const statistic = "qwk";

/**
 * The cost/agreement frontier of an eval's graders, the cheapest first. Points are estimates: of two that stand close together the
 * intervals decide, not their order here.
 */
export function frontierOf({ agreement, cost }: Pick<Analysis, "agreement" | "cost">): {
  readonly points: readonly FrontierPoint[];
  readonly off: readonly OffFrontier[];
} {
  const off: OffFrontier[] = [];
  const placed = cost.flatMap(({ grader, usdPerSample, reason }) => {
    const row = agreement.find(
      (each) =>
        each.grader === grader &&
        each.against === "human" &&
        each.statistic === statistic &&
        each.dimension === "overall" &&
        each.group === null,
    );
    if (usdPerSample === null) off.push({ grader, reason: reason ?? "its cost is not known" });
    else if (typeof row?.value !== "number")
      off.push({ grader, reason: row?.reason ?? "no overall agreement" });
    else return [{ grader, usdPerSample, agreement: row.value, n: row.n }];
    return [];
  });
  const points = placed
    .toSorted((a, b) => a.usdPerSample - b.usdPerSample || b.agreement - a.agreement)
    .map((point) => ({
      ...point,
      dominatedBy: placed.find((other) => dominates(other, point))?.grader ?? null,
    }));
  return { points, off };
}

type Placed = Pick<FrontierPoint, "usdPerSample" | "agreement">;

function dominates(a: Placed, b: Placed): boolean {
  if (a.usdPerSample > b.usdPerSample || a.agreement < b.agreement) return false;
  return a.usdPerSample < b.usdPerSample || a.agreement > b.agreement;
}
