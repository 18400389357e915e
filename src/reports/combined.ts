import { counted } from "../domain/counted.ts";
import type { Table } from "./table.ts";
import {
  decimal,
  dimensionsOf,
  gradersOf,
  notAvailable,
  percent,
  rowOf,
  signed,
  usd,
  withInterval,
  type Figures,
} from "./words.ts";

/** What the graders that a grader is made of reach, dimension by dimension; no row: it is made of none. */
export function partsTable(document: Figures, grader: string): Table {
  const parts = partsOf(document, grader);
  return {
    head: [`${grader} is made of`, ...parts.flatMap((part) => [`${part} QWK [95 %]`, "n"])],
    rows: (parts.length === 0 ? [] : dimensionsOf(document)).map((dimension) => [
      dimension,
      ...parts.flatMap((part) => {
        const row = rowOf(document, `${grader}/${part}`, dimension, "qwk");
        return row === undefined ? [notAvailable, "0"] : [withInterval(row), String(row.n)];
      }),
    ]),
  };
}

function partsOf({ analysis }: Figures, grader: string): string[] {
  const names = analysis.agreement.map((row) => row.grader).filter((name) => name.startsWith(`${grader}/`));
  return [...new Set(names)].map((name) => name.slice(grader.length + 1));
}

/** What a cascade saved and kept, as one sentence. */
export function cascadeSentences({ analysis }: Figures): string[] {
  return (analysis.cascades ?? []).map((row) => {
    const asked = `${row.grader}: "${row.second}" was asked about ${row.asked} of ${counted(row.answers, "answer")} and changed ${counted(row.changed, "score")}`;
    if (row.n === 0) return `${asked}; ${row.reason ?? ""}`;
    const cost = `${usd(row.usd)} beside ${usd(row.usdAlone)} for "${row.second}" alone`;
    const saved =
      row.savedShare === null
        ? cost
        : `${percent(Math.abs(row.savedShare))} ${row.savedShare < 0 ? "dearer" : "saved"} (${cost})`;
    const interval =
      row.low === null || row.high === null ? "" : ` [${signed(row.low)}, ${signed(row.high)}]`;
    const kept = `mean QWK ${decimal(row.qwk)} beside ${decimal(row.qwkAlone)}, ${signed(row.difference)}${interval}, n=${row.n}`;
    return `${asked}; ${saved}; ${kept}`;
  });
}

/** How far apart repeats, members or likely levels lie, per grader. */
export function spreadSentences(document: Figures): string[] {
  return gradersOf(document).flatMap((grader) => {
    const own = document.analysis.counts.filter((row) => row.grader === grader && row.scored > 0);
    const spread = weightedMean(own.map((row) => [row.spread ?? null, row.scored]));
    const disputed = weightedMean(own.map((row) => [row.disputedShare ?? null, row.scored]));
    return spread === null
      ? []
      : [
          `${grader}: ${percent(disputed)} of its averaged scores come from levels that differ, mean spread ${decimal(spread)}`,
        ];
  });
}

function weightedMean(pairs: readonly (readonly [number | null, number])[]): number | null {
  const known = pairs.flatMap(([value, weight]) => (value === null ? [] : [{ value, weight }]));
  const weight = known.reduce((sum, each) => sum + each.weight, 0);
  return weight === 0 ? null : known.reduce((sum, each) => sum + each.value * each.weight, 0) / weight;
}
