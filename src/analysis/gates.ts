import type { AgreementRow, CostRow, CountRow, GateRow, Verdict } from "../domain/analysis.ts";
import { counted } from "../domain/counted.ts";
import type { GateSpec } from "../domain/eval.ts";
import type { OrderRow } from "../domain/order.ts";
import { fewestClusters } from "../statistics/cluster-bootstrap.ts";
import type { Possible } from "./missing.ts";
import { overall } from "./pairing.ts";
import { agreementStatistics } from "./statistics.ts";

/** Under this many samples there are numbers but no verdict. */
export const fewestForGate = 30;
/** Under this many clusters there is no interval and so no verdict. */
export const fewestClustersForGate = fewestClusters;

/** Metrics that count all there is, so that no interval stands between them and a threshold. */
const countedMetrics = {
  scored_share: "share of scores obtained (scored or not observed), per grader",
  coverage: "share of the reference's values that the grader has a level for, per dimension",
  usd_per_sample: "US dollars per sample, per grader",
  order_accuracy:
    "share of the pairs of known order that the grader orders so, each on its own dimension; of `overall`: by the composite",
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

/** An agreement row with what a gate asks beyond it. */
export type GatedFigure = {
  readonly row: AgreementRow;
  readonly smallestDetectable: () => number | null;
  /** Between which values the figure would lie, were nothing missing; null when nothing is. */
  readonly possible: () => Possible | null;
  /** The values it took over the resamples; absent: its gate is not among those that Holm adjusts. */
  readonly replicates?: readonly (number | null)[];
};

/** What gates look at. */
export type GateInput = {
  readonly gates: readonly LocatedGate[];
  readonly figures: readonly GatedFigure[];
  readonly counts: readonly CountRow[];
  readonly cost: readonly CostRow[];
  readonly order?: readonly OrderRow[];
  readonly graders: readonly { readonly name: string; readonly isFloor: boolean }[];
  readonly dimensions: readonly string[];
  /** Why required gates are advisory in this run; null: they are not. */
  readonly advisoryBecause: string | null;
  /** Why required gates on agreement are advisory on a dimension: the raters do not agree among themselves. */
  readonly unreliable?: (dimension: string | null) => string | null;
};

/** Every gate on every grader (and dimension) it applies to. */
export function gateRows(input: GateInput): GateRow[] {
  const figures = new Map(input.figures.map((figure) => [placeOf(figure.row), figure]));
  const found: Found = {
    ...input,
    figureOf: (place) => figures.get(placeOf({ ...place, against: "human" })),
  };
  return input.gates.flatMap((gate) =>
    gradersOf(input, gate.spec).flatMap((grader) =>
      dimensionsOf(input, gate.spec).map((dimension): GateRow => {
        const decision = isCounted(gate.spec.metric)
          ? countedDecision(found, gate.spec, gate.spec.metric, { grader, dimension })
          : agreementDecision(found, gate.spec, { grader, dimension });
        const unreliable = isCounted(gate.spec.metric) ? null : (input.unreliable?.(dimension) ?? null);
        const because = input.advisoryBecause ?? unreliable;
        const { role, reason } = softened(gate.spec.role, decision.reason, because);
        return {
          gate: describeGate(gate.spec),
          threshold: gate.spec.at_least ?? gate.spec.at_most ?? 0,
          source: gate.spec.source ?? null,
          line: gate.line,
          grader,
          dimension,
          ...decision,
          role,
          reason,
        };
      }),
    ),
  );
}

type Place = { readonly grader: string; readonly dimension: string | null };
type Found = Pick<GateInput, "counts" | "cost" | "order"> & {
  readonly figureOf: (place: Place & { readonly statistic: string }) => GatedFigure | undefined;
};

function placeOf(row: Place & { readonly statistic: string; readonly against: string }): string {
  return [row.grader, row.dimension, row.statistic, row.against].join("\0");
}

/** A required role becomes advisory, and says so, where the run gives a reason. */
export function softened<Role extends GateRow["role"]>(
  role: Role,
  reason: string | null,
  because: string | null,
): { readonly role: Role | "advisory"; readonly reason: string | null } {
  if (role !== "required" || because === null) return { role, reason };
  return { role: "advisory", reason: reason === null ? because : `${reason}; ${because}` };
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

/** Those it names, or all; a floor is there to be beaten and left alone where another grader is. */
function gradersOf({ graders }: GateInput, { graders: named }: GateSpec): string[] {
  const hasOthers = graders.some(({ isFloor }) => !isFloor);
  return graders
    .filter(({ name, isFloor }) => named?.includes(name) ?? !(isFloor && hasOthers))
    .map(({ name }) => name);
}

/** What is counted over a whole grader has no dimension unless the gate names one; cost has none at all. */
function dimensionsOf(
  { dimensions }: GateInput,
  { metric, dimension }: GateSpec,
): readonly (string | null)[] {
  if (metric === "usd_per_sample") return [null];
  if (dimension !== undefined) return [dimension];
  return metric === "scored_share" || metric === "order_accuracy" ? [null] : dimensions;
}

function isCounted(metric: string): metric is keyof typeof countedMetrics {
  return Object.hasOwn(countedMetrics, metric);
}

function isAbsolute(metric: string): boolean {
  return Object.entries(agreementStatistics).some(
    ([name, { better }]) => name === metric && better === "zero",
  );
}

type Decision = Pick<
  GateRow,
  "verdict" | "point" | "bound" | "reason" | "smallestDetectable" | "nNeeded" | "p"
>;

const nothingBeside = { bound: null, reason: null, smallestDetectable: null, nNeeded: null };

function undecided(reason: string): Decision {
  return { ...nothingBeside, verdict: "inconclusive", point: null, reason };
}

function countedDecision(
  found: Found,
  gate: GateSpec,
  metric: keyof typeof countedMetrics,
  place: Place,
): Decision {
  const { point, reason } = countedFigures[metric](found, place);
  if (point === null) return undecided(reason);
  const { verdict } = compare(gate, point, { low: point, high: point });
  return { ...nothingBeside, verdict, point };
}

const countedFigures: Record<
  keyof typeof countedMetrics,
  (found: Found, place: Place) => { readonly point: number | null; readonly reason: string }
> = {
  scored_share({ counts }, { grader, dimension }) {
    const own = counts.filter(
      (row) =>
        row.grader === grader && (dimension === null || dimension === overall || row.dimension === dimension),
    );
    const unscored = own.reduce((sum, row) => sum + row.unscored, 0);
    const all = own.reduce((sum, row) => sum + row.scored + row.notObserved + row.unscored, 0);
    return { point: all === 0 ? null : (all - unscored) / all, reason: "nothing was graded" };
  },
  coverage({ figureOf }, place) {
    const point = figureOf({ ...place, statistic: "qwk" })?.row.coverage ?? null;
    return { point, reason: "the raters gave no value here" };
  },
  order_accuracy({ order = [] }, { grader, dimension }) {
    const own = order.filter(
      (row) =>
        row.grader === grader &&
        (dimension === null ? row.dimension !== overall : row.dimension === dimension),
    );
    const held = own.filter(({ verdict }) => verdict === "held").length;
    return { point: own.length === 0 ? null : held / own.length, reason: "the dataset knows no order here" };
  },
  usd_per_sample({ cost }, { grader }) {
    const row = cost.find((each) => each.grader === grader);
    return { point: row?.usdPerSample ?? null, reason: row?.reason ?? "no cost is known" };
  },
};

/** Wherever data are too few, or missing ones could turn the verdict, a number and no verdict. */
function agreementDecision({ figureOf }: Found, gate: GateSpec, place: Place): Decision {
  const figure = figureOf({ ...place, statistic: gate.metric });
  if (figure === undefined || figure.row.value === null) {
    return undecided(`undefined: ${figure?.row.reason ?? "no figure"}`);
  }
  const { row } = figure;
  const point = oriented(gate.metric, figure.row.value);
  const known = { ...nothingBeside, point, smallestDetectable: figure.smallestDetectable() };
  const tooFew = whyTooFew(row);
  if (tooFew !== null) {
    const nNeeded = row.n < fewestForGate ? fewestForGate : null;
    return { ...known, verdict: "inconclusive", reason: tooFew, nNeeded };
  }
  const interval = orientedInterval(gate.metric, row);
  if (interval === null) {
    return { ...known, verdict: "inconclusive", reason: `no interval: ${row.intervalReason}` };
  }
  const { verdict, bound, target } = compare(gate, point, interval);
  const tested = {
    ...known,
    ...(figure.replicates === undefined ? {} : { p: pOf(gate, figure.replicates) }),
  };
  if (verdict === "inconclusive") {
    const reason = `the interval ${rounded(interval.low)} to ${rounded(interval.high)} does not decide`;
    return { ...tested, verdict, bound, reason, nNeeded: samplesThatDecide(row.n, point, bound, target) };
  }
  const hidden = verdict === "pass" ? hiddenFailure(gate, figure) : null;
  return hidden === null
    ? { ...tested, verdict, bound }
    : { ...tested, verdict: "inconclusive", bound, reason: hidden };
}

/** One-sided p of "it meets the threshold": the share of replicates that do, as the interval's far end reads them. */
function pOf(gate: GateSpec, replicates: readonly (number | null)[]): number | null {
  return shareOf(replicates, (value) => !misses(gate, oriented(gate.metric, value)));
}

/** Share of the defined values that satisfy a condition; null without one. */
export function shareOf(
  values: readonly (number | null)[],
  satisfies: (value: number) => boolean,
): number | null {
  const defined = values.filter((value) => value !== null);
  return defined.length === 0 ? null : defined.filter(satisfies).length / defined.length;
}

function misses({ at_least: least, at_most: most = 0 }: GateSpec, value: number): boolean {
  return least === undefined ? value > most : value < least;
}

function whyTooFew({ n, clusters }: AgreementRow): string | null {
  if (n < fewestForGate) return `n=${n} is under ${fewestForGate}: a number, not a verdict`;
  if (clusters < fewestClustersForGate) {
    return `${counted(clusters, "cluster is", "clusters are")} under ${fewestClustersForGate}: no interval, no verdict`;
  }
  return null;
}

/**
 * Pass: the point clears the threshold, and the interval's near end clears it too, or the number given for it. Fail: the point and
 * the far end both miss the threshold. Else inconclusive: `bound` would have had to be beyond `target`.
 */
function compare(
  gate: GateSpec,
  point: number,
  { low, high }: { readonly low: number; readonly high: number },
): { readonly verdict: Verdict; readonly bound: number; readonly target: number } {
  const isFloor = gate.at_least !== undefined;
  const threshold = gate.at_least ?? gate.at_most ?? 0;
  const [near, far] = isFloor ? [low, high] : [high, low];
  const clears = (value: number, limit: number): boolean => (isFloor ? value >= limit : value <= limit);
  if (clears(point, threshold)) {
    const target = gate.lower_at_least ?? gate.upper_at_most ?? threshold;
    return { verdict: clears(near, target) ? "pass" : "inconclusive", bound: near, target };
  }
  return { verdict: clears(far, threshold) ? "inconclusive" : "fail", bound: far, target: threshold };
}

/** What missing levels could hide behind a pass, in words; null when nothing. */
function hiddenFailure(gate: GateSpec, { possible }: GatedFigure): string | null {
  const range = possible();
  if (range === null) return null;
  const fails = [range.low, range.high].some((end) => misses(gate, oriented(gate.metric, end)));
  return fails
    ? `missing levels could hide a failure: with them it lies between ${rounded(range.low)} and ${rounded(range.high)}`
    : null;
}

/**
 * Samples at which the bound would reach the target if the estimate stayed: intervals shrink with √n. Null where the estimate stands on
 * the target, or so near that no number can be given.
 */
export function samplesThatDecide(n: number, point: number, bound: number, target: number): number | null {
  const times = ((point - bound) / (point - target)) ** 2;
  const needed = Math.max(n + 1, Math.ceil(n * times));
  return Number.isSafeInteger(needed) ? needed : null;
}

/** Statistics whose good value is 0 are gated by their distance from it. */
function oriented(metric: string, value: number): number {
  return isAbsolute(metric) ? Math.abs(value) : value;
}

function orientedInterval(metric: string, { low, high }: AgreementRow): { low: number; high: number } | null {
  if (low === null || high === null) return null;
  if (!isAbsolute(metric)) return { low, high };
  const ends = [Math.abs(low), Math.abs(high)];
  return { low: low <= 0 && high >= 0 ? 0 : Math.min(...ends), high: Math.max(...ends) };
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
          {
            gate,
            why: `${counted(clusters, "cluster is", "clusters are")} under the ${fewestClustersForGate} that an interval needs`,
          },
        ];
      }
      return [];
    });
}
