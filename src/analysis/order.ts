import type { KnownOrder, OrderRow } from "../domain/order.ts";
import type { ScoreRow } from "../domain/score.ts";
import { overall, smallestObservedWeight, type Weights } from "./pairing.ts";
import { readingAt, readingsOfGraders, type Panel, type Readings } from "./readings.ts";

type OrderInput = {
  readonly panel: Panel;
  readonly weights: Weights;
  readonly orders: readonly KnownOrder[];
  readonly graders: readonly { readonly name: string }[];
  readonly scores: readonly ScoreRow[];
};

/** How every grader ordered each pair whose two answers are in the run: on the pair's dimension and by the composite. */
export function orderRows({ panel, weights, orders, graders, scores }: OrderInput): OrderRow[] {
  const position = new Map(panel.sampleIds.map((id, sample) => [id, sample]));
  const readingsOf = readingsOfGraders(panel, scores);
  return graders.flatMap(({ name }) => {
    const readings = readingsOf(name, null);
    return orders.flatMap(({ pair, weaker, stronger, dimension }): OrderRow[] => {
      const [low, high] = [position.get(weaker), position.get(stronger)];
      if (low === undefined || high === undefined) return [];
      const about = { grader: name, pair, weaker, stronger };
      const levels = (sample: number): number | null => levelAt(readings, dimension, sample);
      return [
        { ...about, dimension, ...ordered(levels(low), levels(high)) },
        { ...about, dimension: overall, ...ordered(...composites(readings, weights, low, high)) },
      ];
    });
  });
}

function ordered(
  weakerLevel: number | null,
  strongerLevel: number | null,
): Pick<OrderRow, "weakerLevel" | "strongerLevel" | "verdict"> {
  const found = { weakerLevel, strongerLevel };
  if (weakerLevel === null || strongerLevel === null) return { ...found, verdict: "missing" };
  if (weakerLevel === strongerLevel) return { ...found, verdict: "tied" };
  return { ...found, verdict: weakerLevel < strongerLevel ? "held" : "reversed" };
}

function levelAt(readings: Readings, dimension: string, sample: number): number | null {
  const reading = readingAt(readings, dimension, sample);
  return typeof reading === "number" ? reading : null;
}

/** Weighted means of two answers over the dimensions that both have a level on; null where those hold too little of the weight. */
function composites(
  readings: Readings,
  weights: Weights,
  low: number,
  high: number,
): [number | null, number | null] {
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  const shared = Object.entries(weights).flatMap(([dimension, weight]) => {
    const [a, b] = [levelAt(readings, dimension, low), levelAt(readings, dimension, high)];
    return a === null || b === null ? [] : [{ weight, a, b }];
  });
  const held = shared.reduce((sum, { weight }) => sum + weight, 0);
  if (held === 0 || held < smallestObservedWeight * total) return [null, null];
  const mean = (level: (each: (typeof shared)[number]) => number): number =>
    Number((shared.reduce((sum, each) => sum + each.weight * level(each), 0) / held).toFixed(9));
  return [mean(({ a }) => a), mean(({ b }) => b)];
}
