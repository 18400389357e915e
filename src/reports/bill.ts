import { frontierOf } from "../analysis/frontier.ts";
import type { Bill } from "../domain/bill.ts";
import { counted } from "../domain/counted.ts";
import type { RunDocument } from "../domain/run.ts";
import { alignedTable, type Table } from "./table.ts";
import { decimal, usd } from "./words.ts";

/** The dearest answers that are named one by one. */
const samplesShown = 5;

/** What a run's replies cost: in tables by grader, dimension and answer, and how the estimate held. */
export function billText(bill: Bill): string {
  const { total } = bill;
  const dearest = bill.samples
    .toSorted((a, b) => (b.usd ?? 0) - (a.usd ?? 0))
    .slice(0, samplesShown)
    .map(({ sample, usd: cost }) => `${sample} ${usd(cost)}`);
  const sentences = [
    `all graders: ${counted(total.replies, "reply", "replies")} for ${usd(total.usd)}, of which ${total.boughtReplies} for ${usd(total.boughtUsd)} now and the rest before`,
    ...(dearest.length === 0 ? [] : [`dearest answers: ${dearest.join(", ")}`]),
    ...bill.failedAttempts.map(
      ({ grader, failure, attempts, usdAtMost }) =>
        `${grader}: ${counted(attempts, "attempt")} failed (${failure}), ${usdAtMost === 0 ? "free of charge" : `for at most ${usd(usdAtMost)}`}`,
    ),
    ...estimateSentence(bill),
  ];
  return [
    alignedTable(graderTable(bill)),
    alignedTable(dimensionTable(bill)),
    sentences.map((sentence) => `${sentence}\n`).join(""),
  ].join("\n");
}

function graderTable({ graders }: Bill): Table {
  return {
    head: [
      "bill",
      "replies",
      "bought now",
      "USD",
      "USD now",
      "list price",
      "live price",
      "in a batch",
      "cache saves",
    ],
    rows: graders.map((row) => [
      row.grader,
      String(row.replies),
      String(row.boughtReplies),
      usd(row.usd),
      usd(row.boughtUsd),
      usd(row.listUsd),
      usd(row.liveUsd),
      usd(row.batchUsd),
      row.listUsd === null || row.liveUsd === null ? "unknown" : usd(row.listUsd - row.liveUsd),
    ]),
  };
}

function dimensionTable({ dimensions }: Bill): Table {
  return {
    head: ["bill", "dimension", "replies", "USD", "list price"],
    rows: dimensions.map((row) => [
      row.grader,
      row.dimension ?? "all in one call",
      String(row.replies),
      usd(row.usd),
      usd(row.listUsd),
    ]),
  };
}

function estimateSentence({ estimate }: Bill): string[] {
  if (estimate === null || estimate.tokensOff === null) return [];
  const { usdLow, usdHigh, boughtUsd, usdOff, tokensOff } = estimate;
  return [
    `estimate: ${usd(usdLow)} to at most ${usd(usdHigh)}; the bill of ${usd(boughtUsd)} is ${besideEstimate(usdOff)}; input tokens ${signedPercent(tokensOff)}`,
  ];
}

function besideEstimate(usdOff: number | null): string {
  if (usdOff === null) return "at an unknown price";
  if (usdOff === 0) return "within it";
  const share = `${Math.abs(100 * usdOff).toFixed(1)} %`;
  return usdOff < 0 ? `${share} below it` : `${share} above it`;
}

function signedPercent(share: number): string {
  return `${share < 0 ? "-" : "+"}${Math.abs(100 * share).toFixed(1)} %`;
}

/** What so many interviews a month would cost with each grader, at what its replies cost here. */
export function projectionSentences({ analysis }: Pick<RunDocument, "analysis">, perMonth: number): string[] {
  return analysis.cost.map(({ grader, usdPerSample, reason }) =>
    usdPerSample === null
      ? `${counted(perMonth, "interview")} a month with ${grader}: unknown (${reason ?? "no price"})`
      : `${counted(perMonth, "interview")} a month with ${grader}: ${usd(usdPerSample * perMonth)} at ${usd(usdPerSample)} each`,
  );
}

/** Which graders are worth their price, the cheapest first; nothing where there is nothing to choose. */
export function frontierSentences({ analysis }: Pick<RunDocument, "analysis">): string[] {
  const { points, off } = frontierOf(analysis);
  if (points.length < 2) return [];
  const steps = points
    .filter(({ dominatedBy }) => dominatedBy === null)
    .map(
      ({ grader, usdPerSample, agreement }) =>
        `${grader} (${usd(usdPerSample)} an answer, QWK ${decimal(agreement)})`,
    );
  const beaten = points.flatMap(({ grader, dominatedBy }) =>
    dominatedBy === null ? [] : [`${grader} (costs no less than ${dominatedBy} and agrees no better)`],
  );
  return [
    `cost and agreement: ${steps.join(", then ")}`,
    ...(beaten.length === 0 ? [] : [`not worth their price here: ${beaten.join(", ")}`]),
    ...off.map(({ grader, reason }) => `${grader} has no place there: ${reason}`),
  ];
}
