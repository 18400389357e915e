import { overall } from "../analysis/pairing.ts";
import { counted } from "../domain/counted.ts";
import type { OrderRow } from "../domain/order.ts";
import { wilsonInterval } from "../statistics/wilson.ts";
import { decimal, gradersOf, percent, type Figures } from "./words.ts";

/** Per grader in how many pairs the known order holds, and the pairs in which it does not; nothing where no order is known. */
export function orderSentences(document: Figures): string[] {
  const { order = [] } = document.analysis;
  if (order.length === 0) return [];
  return gradersOf(document).flatMap((grader) => {
    const rows = order.filter((row) => row.grader === grader);
    const own = rows.filter(({ dimension }) => dimension !== overall);
    const composite = rows.filter(({ dimension }) => dimension === overall);
    const broken = own.filter(({ verdict }) => verdict !== "held").map(describeBroken);
    return [
      `${grader}: the known order holds in ${held(own)} on the pair's own dimension, in ${held(composite)} by the composite`,
      ...(broken.length === 0 ? [] : [`${grader}: not in ${broken.join("; ")}`]),
    ];
  });
}

function held(rows: readonly OrderRow[]): string {
  const count = rows.filter(({ verdict }) => verdict === "held").length;
  const interval = wilsonInterval(count, rows.length);
  const within = interval === null ? "" : ` [${percent(interval.low)}, ${percent(interval.high)}]`;
  return `${count} of ${counted(rows.length, "pair")} (${percent(count / rows.length)}${within})`;
}

function describeBroken({ pair, dimension, verdict, weakerLevel, strongerLevel }: OrderRow): string {
  const levels =
    verdict === "missing" ? "" : `, ${decimal(strongerLevel, 1)} against ${decimal(weakerLevel, 1)}`;
  return `${pair} (${dimension}: ${verdict}${levels})`;
}
