import type { AgreementRow, CostRow, CountRow, GateRow, Verdict } from "../domain/analysis.ts";
import type { GateSpec } from "../domain/eval.ts";
import { missingAsFarthest } from "./agreement.ts";
import { agreementStatistics } from "./statistics.ts";

/** Under this many samples there are numbers but no verdict. */
export const fewestForGate = 30;
/** Under this many clusters there is no interval and so no verdict. */
export const fewestClustersForGate = 10;

/** Metrics that count all there is, so that no interval stands between them and a threshold. */
export const countedMetrics = {
  scored_share: "share of scores obtained (scored or not observed), per grader",
  coverage: "share of the reference's values that the grader has a level for, per dimension",
  usd_per_sample: "US dollars per sample, per grader",
} as const;

/** Agreement figures that a gate may name beside the statistics themselves. */
const derivedMetrics = {
  qwk_degradation: "QWK of the grader minus QWK of the raters on the same samples",
  qwk_ceiling: "QWK of the raters on the same samples",
  observed_kappa: "kappa of observed against not observed",
} as const;

/** Every metric that a gate may name, with what it is. */
export function gateMetrics(): Record<string, string> {
  const statistics = Object.entries(agreementStatistics).map(([name, { description }]) => [
    name,
    description,
  ]);
  return { ...countedMetrics, ...Object.fromEntries(statistics), ...derivedMetrics };
}

/** A gate with the line that defines it, for annotations. */
export type LocatedGate = { readonly spec: GateSpec; readonly line: number | null };

/** What gates look at. */
export type GateInput = {
  readonly gates: readonly LocatedGate[];
  readonly agreement: readonly AgreementRow[];
  readonly counts: readonly CountRow[];
  readonly cost: readonly CostRow[];
  readonly graders: readonly { readonly name: string; readonly isFloor: boolean }[];
  readonly dimensions: readonly string[];
  readonly smallestDetectable: (row: AgreementRow) => number | null;
  /** Why required gates are advisory in this run; null: they are not. */
  readonly advisoryBecause: string | null;
};

/** Every gate on every grader (and dimension) it applies to. */
export function gateRows(input: GateInput): GateRow[] {
  return input.gates.flatMap((gate) =>
    gradersOf(input, gate.spec).flatMap((grader) =>
      isCounted(gate.spec.metric) && gate.spec.metric !== "coverage"
        ? [countedGate(input, gate, grader, null)]
        : dimensionsOf(input, gate.spec).map((dimension) =>
            gate.spec.metric === "coverage"
              ? countedGate(input, gate, grader, dimension)
              : agreementGate(input, gate, grader, dimension),
          ),
    ),
  );
}

/** The verdict over all required gates: a failure decides, then doubt. */
export function verdictOf(rows: readonly { readonly role: string; readonly verdict: Verdict }[]): Verdict {
  const verdicts = rows.filter((row) => row.role === "required").map((row) => row.verdict);
  if (verdicts.includes("fail")) return "fail";
  return verdicts.includes("inconclusive") ? "inconclusive" : "pass";
}

/** A threshold in words, the same in every report. */
export function describeGate(gate: GateSpec): string {
  const side = gate.at_least === undefined ? `at most ${gate.at_most}` : `at least ${gate.at_least}`;
  const lower = gate.lower_at_least === undefined ? "" : `, lower bound at least ${gate.lower_at_least}`;
  const upper = gate.upper_at_most === undefined ? "" : `, upper bound at most ${gate.upper_at_most}`;
  return `${isAbsolute(gate.metric) ? `|${gate.metric}|` : gate.metric} ${side}${lower}${upper}`;
}

function gradersOf({ graders }: GateInput, { graders: named }: GateSpec): string[] {
  return graders
    .filter(({ name, isFloor }) => (named === undefined ? !isFloor : named.includes(name)))
    .map(({ name }) => name);
}

function dimensionsOf({ dimensions }: GateInput, { dimension }: GateSpec): readonly string[] {
  return dimension === undefined ? dimensions : [dimension];
}

function isCounted(metric: string): metric is keyof typeof countedMetrics {
  return metric in countedMetrics;
}

function isAbsolute(metric: string): boolean {
  return Object.entries(agreementStatistics).some(
    ([name, { better }]) => name === metric && better === "zero",
  );
}

function countedGate(input: GateInput, gate: LocatedGate, grader: string, dimension: string | null): GateRow {
  const { point, reason } = countedValue(input, gate.spec.metric, grader, dimension);
  const verdict = point === null ? "inconclusive" : meets(gate.spec, point) ? "pass" : "fail";
  return gateRow(input, gate, {
    grader,
    dimension,
    verdict,
    point,
    bound: null,
    reason: point === null ? reason : null,
    smallestDetectable: null,
    nNeeded: null,
  });
}

function countedValue(
  { counts, cost, agreement }: GateInput,
  metric: string,
  grader: string,
  dimension: string | null,
): { point: number | null; reason: string | null } {
  if (metric === "usd_per_sample") {
    const row = cost.find((each) => each.grader === grader);
    return { point: row?.usdPerSample ?? null, reason: row?.reason ?? "no cost is known" };
  }
  if (metric === "coverage") {
    const row = agreement.find(
      (each) =>
        each.grader === grader &&
        each.dimension === dimension &&
        each.statistic === "qwk" &&
        each.against === "human",
    );
    return { point: row?.coverage ?? null, reason: "the raters gave no value here" };
  }
  const own = counts.filter((each) => each.grader === grader);
  const unscored = own.reduce((sum, row) => sum + row.unscored, 0);
  const all = own.reduce((sum, row) => sum + row.scored + row.notObserved + row.unscored, 0);
  return { point: all === 0 ? null : (all - unscored) / all, reason: "nothing was graded" };
}

function agreementGate(input: GateInput, gate: LocatedGate, grader: string, dimension: string): GateRow {
  const rowFor = (statistic: string) =>
    input.agreement.find(
      (row) =>
        row.grader === grader &&
        row.dimension === dimension &&
        row.statistic === statistic &&
        row.against === "human",
    );
  const row = rowFor(gate.spec.metric);
  const point = row === undefined ? null : oriented(gate.spec.metric, row.value);
  const interval = row === undefined ? null : orientedInterval(gate.spec.metric, row);
  const decision = decide(gate.spec, row, point, interval);
  const farthest = rowFor(`${gate.spec.metric}${missingAsFarthest}`);
  const worst = farthest === undefined ? null : oriented(gate.spec.metric, farthest.value);
  const hidden = decision.verdict === "pass" && worst !== null && !meets(gate.spec, worst);
  return gateRow(input, gate, {
    grader,
    dimension,
    point,
    ...decision,
    ...(hidden && row !== undefined
      ? {
          verdict: "inconclusive" as const,
          reason: `${row.missing} missing scores could hide a failure: ${rounded(worst)} with each at the level farthest from the raters`,
        }
      : {}),
    smallestDetectable: row === undefined ? null : input.smallestDetectable(row),
  });
}

type Decision = Pick<GateRow, "verdict" | "bound" | "reason" | "nNeeded">;

/**
 * Pass: the point and the near bound clear their thresholds (one number given: the bound must clear it). Fail: the far bound misses
 * the threshold too. Else, and wherever data are too few, inconclusive.
 */
function decide(
  gate: GateSpec,
  row: AgreementRow | undefined,
  point: number | null,
  interval: { low: number; high: number } | null,
): Decision {
  const undecided = (reason: string): Decision => ({
    verdict: "inconclusive",
    bound: null,
    reason,
    nNeeded: null,
  });
  if (row === undefined || point === null) return undecided(`undefined: ${row?.reason ?? "no figure"}`);
  if (row.n < fewestForGate) {
    return {
      ...undecided(`n=${row.n} is under ${fewestForGate}: a number, not a verdict`),
      nNeeded: fewestForGate,
    };
  }
  if (row.clusters < fewestClustersForGate) {
    return undecided(`${row.clusters} clusters are under ${fewestClustersForGate}: no interval, no verdict`);
  }
  if (interval === null) return undecided(`no interval: ${row.intervalReason ?? "undefined"}`);

  const atLeast = gate.at_least !== undefined;
  const threshold = gate.at_least ?? gate.at_most ?? 0;
  const near = atLeast ? interval.low : interval.high;
  const far = atLeast ? interval.high : interval.low;
  const nearThreshold = (atLeast ? gate.lower_at_least : gate.upper_at_most) ?? threshold;
  const clears = (value: number, limit: number): boolean => (atLeast ? value >= limit : value <= limit);

  if (clears(point, threshold) && clears(near, nearThreshold)) {
    return { verdict: "pass", bound: near, reason: null, nNeeded: null };
  }
  if (!clears(far, threshold)) return { verdict: "fail", bound: far, reason: null, nNeeded: null };
  const bound = clears(point, threshold) ? near : far;
  const target = clears(point, threshold) ? nearThreshold : threshold;
  return {
    verdict: "inconclusive",
    bound,
    reason: `the interval ${rounded(interval.low)} to ${rounded(interval.high)} does not decide`,
    nNeeded: samplesThatDecide(row.n, point, bound, target),
  };
}

/** Samples at which the bound would reach the target if the estimate stayed: intervals shrink with √n. */
export function samplesThatDecide(n: number, point: number, bound: number, target: number): number | null {
  const distance = Math.abs(point - target);
  return distance === 0 ? null : Math.max(n + 1, Math.ceil(n * ((point - bound) / distance) ** 2));
}

function meets(gate: GateSpec, value: number): boolean {
  return gate.at_least === undefined ? value <= (gate.at_most ?? 0) : value >= gate.at_least;
}

/** Statistics whose good value is 0 are gated by their distance from it. */
function oriented(metric: string, value: number | null): number | null {
  return value !== null && isAbsolute(metric) ? Math.abs(value) : value;
}

function orientedInterval(metric: string, { low, high }: AgreementRow): { low: number; high: number } | null {
  if (low === null || high === null) return null;
  if (!isAbsolute(metric)) return { low, high };
  const ends = [Math.abs(low), Math.abs(high)];
  return { low: low <= 0 && high >= 0 ? 0 : Math.min(...ends), high: Math.max(...ends) };
}

function gateRow(
  { advisoryBecause }: GateInput,
  { spec, line }: LocatedGate,
  found: Omit<GateRow, "gate" | "role" | "threshold" | "source" | "line">,
): GateRow {
  const softened = spec.role === "required" && advisoryBecause !== null;
  return {
    gate: describeGate(spec),
    role: softened ? "advisory" : spec.role,
    threshold: spec.at_least ?? spec.at_most ?? 0,
    source: spec.source ?? null,
    line,
    ...found,
    reason: softened
      ? [found.reason, advisoryBecause].filter((each) => each !== null).join("; ")
      : found.reason,
  };
}

function rounded(value: number): string {
  return value.toFixed(2);
}

/** Gates that no outcome could decide with this many samples and clusters, in words. */
export function undecidableGates(
  gates: readonly LocatedGate[],
  samples: number,
  clusters: number,
): { readonly gate: LocatedGate; readonly why: string }[] {
  return gates
    .filter(({ spec }) => !isCounted(spec.metric))
    .flatMap((gate) => {
      if (samples < fewestForGate) {
        return [
          { gate, why: `${samples} labelled samples are under the ${fewestForGate} that a verdict needs` },
        ];
      }
      if (clusters < fewestClustersForGate) {
        return [
          { gate, why: `${clusters} clusters are under the ${fewestClustersForGate} that an interval needs` },
        ];
      }
      return [];
    });
}
