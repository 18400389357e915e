import { counted } from "../domain/counted.ts";
import type { RunDocument } from "../domain/run.ts";
import type { Table } from "./table.ts";
import { pairStatistics } from "../analysis/advanced-statistics.ts";
import { annotatorStatistics } from "../analysis/alternative-annotator-rows.ts";
import { agreementStatistics } from "../analysis/statistics.ts";
import type { AgreementRow } from "../domain/analysis.ts";
import {
  ceilingWord,
  decimal,
  dimensionsOf,
  gradersOf,
  percent,
  rowOf,
  signed,
  usd,
  withInterval,
  type Figures,
} from "./words.ts";

/** The table that a person reads in ten seconds: one line per dimension of one grader. */
export function summaryTable(document: Figures, grader: string): Table {
  const cost = document.analysis.cost.find((row) => row.grader === grader);
  const rows = dimensionsOf(document).map((dimension) => {
    const row = (statistic: string) => rowOf(document, grader, dimension, statistic);
    const qwk = row("qwk");
    return [
      dimension,
      qwk === undefined ? "n/a" : withInterval(qwk),
      decimal(row("qwk_ceiling")?.value ?? null),
      percent(row("exact")?.value ?? null),
      signed(row("bias")?.value ?? null),
      percent(qwk?.coverage ?? null),
      String(qwk?.n ?? 0),
      dimension === "overall" ? usd(cost?.usdPerSample ?? null) : "",
      verdictWord(document, grader, dimension),
    ];
  });
  return {
    head: [
      grader,
      "QWK [95 %]",
      ceilingWord(document),
      "exact",
      "bias",
      "coverage",
      "n",
      "$ per answer",
      "verdict",
    ],
    rows,
  };
}

/** All figures, one line per statistic, for whoever asks for the rest. */
export function fullTable(document: Figures, grader: string): Table {
  const rows = document.analysis.agreement
    .filter((row) => row.grader === grader)
    .map((row) => [
      row.dimension,
      statisticName(row),
      withInterval(row),
      String(row.n),
      percent(row.coverage),
      String(row.clusters),
      noteOf(row),
    ]);
  return { head: [grader, "statistic", "value [95 %]", "n", "coverage", "clusters", "note"], rows };
}

/** Why a value or its interval is missing; nothing of a statistic that has no interval. */
function noteOf({ reason, intervalReason }: AgreementRow): string {
  return reason ?? (intervalReason === "none" ? "" : (intervalReason ?? ""));
}

/** A figure's name with what sets it apart: of repeats, of a group, of one rater. */
function statisticName({ statistic, against, group, reference }: AgreementRow): string {
  const apart = [
    ...(against === "repeat" ? ["repeats"] : []),
    ...(group === null ? [] : [group]),
    ...(reference.startsWith("rater:") && (statistic in pairStatistics || statistic in annotatorStatistics)
      ? [reference.slice("rater:".length)]
      : []),
  ];
  return apart.length === 0 ? statistic : `${statistic} (${apart.join(", ")})`;
}

/** Tokens and dollars per grader. */
export function costTable(document: RunDocument): Table {
  return {
    head: [
      "cost",
      "model",
      "calls",
      "tokens in",
      "cached",
      "cached share",
      "tokens out",
      "USD",
      "per answer",
      "price",
    ],
    rows: document.analysis.cost.map((row) => [
      row.grader,
      row.model ?? "none",
      String(row.calls),
      String(row.inputTokens),
      String(row.cachedTokens),
      percent(row.inputTokens === 0 ? null : row.cachedTokens / row.inputTokens),
      String(row.outputTokens),
      usd(row.usd),
      usd(row.usdPerSample),
      row.priceSource ?? row.reason ?? "",
    ]),
  };
}

/** What the statistics of the full table mean. */
export function statisticNotes(): string[] {
  return Object.entries(agreementStatistics).map(([name, { description }]) => `${name}: ${description}`);
}

/** Scores that are missing, per grader, with their reasons. */
export function missingSentences(document: Figures): string[] {
  return gradersOf(document).flatMap((grader) => {
    const own = document.analysis.counts.filter((row) => row.grader === grader);
    const unscored = own.reduce((sum, row) => sum + row.unscored, 0);
    if (unscored === 0) return [];
    const reasons = new Map<string, number>();
    for (const row of own) {
      for (const [reason, count] of Object.entries(row.byReason)) {
        reasons.set(reason, (reasons.get(reason) ?? 0) + count);
      }
    }
    const list = [...reasons].map(([reason, count]) => `${count} ${reason}`).join(", ");
    return [`${grader}: ${counted(unscored, "score")} missing (${list})`];
  });
}

/** The worst verdict of the gates on a dimension's agreement. */
function verdictWord(document: Figures, grader: string, dimension: string): string {
  const own = document.analysis.gates.filter(
    (gate) => gate.grader === grader && gate.dimension === dimension && gate.role !== "information",
  );
  const worst = ["fail", "inconclusive", "pass"].find((verdict) =>
    own.some((gate) => gate.verdict === verdict),
  );
  if (worst === undefined) return "";
  const binding = own.some((gate) => gate.verdict === worst && gate.role === "required");
  return binding ? worst : `${worst} (advisory)`;
}
