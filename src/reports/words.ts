import type { AgreementRow, Analysis, GateRow, RegressionRow, ShiftRow } from "../domain/analysis.ts";
import type { RunDocument } from "../domain/run.ts";

/** What tables of figures are made of, whichever document holds them. */
export type Figures = {
  readonly analysis: Analysis;
  readonly dataset: { readonly raters: readonly { readonly kind: "human" | "model" }[] };
};

/** `n/a` stands wherever a number is undefined; the reason is in the row. */
export const notAvailable = "n/a";

export function decimal(value: number | null, digits = 2): string {
  return value === null ? notAvailable : value.toFixed(digits);
}

export function signed(value: number | null): string {
  return value === null ? notAvailable : `${value < 0 ? "-" : "+"}${Math.abs(value).toFixed(2)}`;
}

export function percent(share: number | null): string {
  return share === null ? notAvailable : `${(100 * share).toFixed(share === 1 || share === 0 ? 0 : 1)} %`;
}

/** Dollars with as many digits as the amount needs. */
export function usd(amount: number | null): string {
  if (amount === null) return "unknown";
  if (amount === 0) return "$0";
  return `$${amount.toFixed(amount < 0.01 ? 5 : amount < 1 ? 4 : 2)}`;
}

export function withInterval({ value, low, high }: Pick<AgreementRow, "value" | "low" | "high">): string {
  return low === null || high === null
    ? decimal(value)
    : `${decimal(value)} [${decimal(low)}, ${decimal(high)}]`;
}

/** The row of one figure of a grader against the raters. */
export function rowOf(
  document: Figures,
  grader: string,
  dimension: string,
  statistic: string,
): AgreementRow | undefined {
  return document.analysis.agreement.find(
    (row) =>
      row.grader === grader &&
      row.dimension === dimension &&
      row.statistic === statistic &&
      row.against === "human" &&
      row.group === null,
  );
}

/** Graders in the order of the eval. */
export function gradersOf(document: Figures): string[] {
  return document.analysis.cost.map(({ grader }) => grader);
}

/** Dimensions in the order of the rubric, the composite last. */
export function dimensionsOf(document: Figures): string[] {
  const own = document.analysis.counts.map(({ dimension }) => dimension);
  const hasComposite = document.analysis.agreement.some(({ dimension }) => dimension === "overall");
  return [...new Set(own), ...(hasComposite ? ["overall"] : [])];
}

/** What raters reach is a ceiling when they are people, repeatability when they are models. */
export function ceilingWord(document: Figures): string {
  return document.dataset.raters.some(({ kind }) => kind === "model") ? "repeatability" : "ceiling";
}

/** A gate's outcome as one sentence. */
export function gateSentence(row: GateRow): string {
  const where = row.dimension === null ? row.grader : `${row.grader}, ${row.dimension}`;
  const bound = row.bound === null ? "" : `, bound ${decimal(row.bound, 3)}`;
  const why = row.reason === null ? "" : ` (${row.reason})`;
  const needed = row.nNeeded === null ? "" : `; about ${row.nNeeded} samples would decide`;
  const detectable =
    row.verdict === "inconclusive" && row.smallestDetectable !== null
      ? `; this set detects a distance of ${decimal(row.smallestDetectable)}`
      : "";
  return `${where}: ${row.gate}: ${row.verdict} at ${decimal(row.point, 3)}${bound}${why}${needed}${detectable}`;
}

/** A comparison with the baseline as one sentence. */
export function regressionSentence(row: RegressionRow): string {
  const about = row.dimension === null ? "mean over dimensions" : row.dimension;
  const interval = row.low === null || row.high === null ? "" : ` [${signed(row.low)}, ${signed(row.high)}]`;
  const why = row.reason === null ? "" : ` (${row.reason})`;
  const needed = row.nNeeded === null ? "" : `; about ${row.nNeeded} samples would decide`;
  const detectable =
    row.smallestDetectable === null
      ? ""
      : `; smallest drop detected with 80 % power ${decimal(row.smallestDetectable)}`;
  return `${row.grader}, ${about}: ${row.verdict}: QWK ${decimal(row.baseline)} -> ${decimal(row.current)}, ${signed(row.difference)}${interval}${why}${needed}${detectable}`;
}

const shiftWords = {
  identical: "the same scores as in the baseline",
  shifted: "the scores shifted",
  "not-shown": "no shift shown",
} as const satisfies Record<ShiftRow["verdict"], string>;

/** How a grader's scores moved since the baseline, as one sentence; with the shares at each level where asked for. */
export function shiftSentence(row: ShiftRow, { levels: withLevels }: { readonly levels: boolean }): string {
  const where = `${row.grader}, ${row.dimension}: ${shiftWords[row.verdict]}`;
  const gaps = [
    ...(row.lost === 0 ? [] : [`${row.lost} lost`]),
    ...(row.gained === 0 ? [] : [`${row.gained} gained`]),
  ];
  const counts = `n=${row.n}${gaps.length === 0 ? "" : `, ${gaps.join(", ")}`}`;
  if (row.verdict === "identical") return `${where} (${counts})`;
  const interval =
    row.low === null || row.high === null
      ? row.reason === null
        ? ""
        : ` (no interval: ${row.reason})`
      : ` [${signed(row.low)}, ${signed(row.high)}]`;
  const noise =
    row.repeats === null
      ? ""
      : `; single repeats differ ${percent(row.repeats.changedBetweenRuns)} between the runs and ${percent(row.repeats.changedWithinRun)} within one`;
  const levels = row.levels
    .filter(({ baseline, current }) => baseline !== current)
    .map(({ level, baseline, current }) => `${level}: ${percent(baseline)} -> ${percent(current)}`);
  const shares = levels.length === 0 || !withLevels ? "" : `; levels ${levels.join(", ")}`;
  return `${where}: mean ${decimal(row.baseline)} -> ${decimal(row.current)}, ${signed(row.difference)}${interval}; ${percent(row.changedShare)} changed, PSI ${decimal(row.psi)}${noise}${shares} (${counts})`;
}

/** The verdict of a run as a sentence that a manager understands. */
export function verdictSentence(document: RunDocument): string {
  const { gates, regression } = document.analysis;
  const required = gates.filter((gate) => gate.role === "required");
  const advisory = gates.filter((gate) => gate.role === "advisory");
  const count = (rows: readonly { verdict: string }[], verdict: string): number =>
    rows.filter((row) => row.verdict === verdict).length;
  const regressed = regression.some((row) => row.role === "required" && row.verdict === "regressed");
  const advice =
    advisory.length === 0
      ? ""
      : ` Advisory: ${count(advisory, "pass")} passed, ${count(advisory, "fail")} failed, ${count(advisory, "inconclusive")} inconclusive of ${advisory.length}.`;
  switch (document.verdict) {
    case "pass":
      return required.length === 0
        ? `PASS: no required gate; the figures are for reading, not for trust.${advice}`
        : `PASS: all ${required.length} required gates held.${advice}`;
    case "fail":
      return `FAIL: ${count(required, "fail")} of ${required.length} required gates failed${regressed ? ", and the grader regressed against its baseline" : ""}.${advice}`;
    case "inconclusive":
      return `INCONCLUSIVE: ${count(required, "inconclusive")} of ${required.length} required gates have too little data to decide.${advice}`;
  }
}

/** Which grader may be trusted by its gates, in words, a line a grader and role. */
export function graderSentences(document: RunDocument): string[] {
  const { gates } = document.analysis;
  return gradersOf(document).flatMap((grader) =>
    (["required", "advisory"] as const).flatMap((role) => {
      const own = gates.filter((gate) => gate.grader === grader && gate.role === role);
      return own.length === 0 ? [] : [gatesSentence(`${grader}, ${role} gates`, own, dimensionsOf(document))];
    }),
  );
}

function gatesSentence(who: string, gates: readonly GateRow[], dimensions: readonly string[]): string {
  const failed = gates.filter((gate) => gate.verdict === "fail");
  const open = gates.filter((gate) => gate.verdict === "inconclusive");
  if (failed.length + open.length === 0) return `${who}: passes all ${gates.length}`;
  const parts = [
    ...(failed.length === 0
      ? []
      : [`fails ${failed.length} of ${gates.length} (${places(failed, dimensions)})`]),
    ...(open.length === 0 ? [] : [`${open.length} undecided (${places(open, dimensions)})`]),
  ];
  return `${who}: ${parts.join("; ")}`;
}

/** `qwk on every dimension; |bias| on coherence, relevance`. */
function places(gates: readonly GateRow[], dimensions: readonly string[]): string {
  const judged = dimensions.filter((dimension) => dimension !== "overall");
  const byMetric = Map.groupBy(gates, ({ gate }) => gate.split(" ")[0] ?? gate);
  const named = Array.from(byMetric, ([metric, rows]) => {
    const where = rows.map(({ dimension }) => dimension).filter((dimension) => dimension !== null);
    if (where.length === 0) return metric;
    return judged.every((dimension) => where.includes(dimension)) && judged.length > 1
      ? `${metric} on every dimension`
      : `${metric} on ${where.join(", ")}`;
  });
  return named.join("; ");
}
