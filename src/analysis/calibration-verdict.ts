import type { AgreementRow } from "../domain/analysis.ts";
import { counted } from "../domain/counted.ts";
import type { Trust, TrustReason } from "../domain/grader-card.ts";
import { fewestClustersForGate, fewestForGate, samplesThatDecide } from "./gates.ts";

/** From most to least. */
const order: readonly Trust[] = ["may-gate", "trend-only", "explore", "not-better-than-floor"];

type Bar = { readonly point: number; readonly lower: number };

/** A gate's bars (rsmtool after Williamson, Xi & Breyer 2012; own lower bound) and a trend's (Braintrust's band, same margin). */
const bars: { readonly gate: Bar; readonly trend: Bar } = {
  gate: { point: 0.7, lower: 0.6 },
  trend: { point: 0.4, lower: 0.3 },
};
/** rsmtool: raters who agree less among themselves are no reference for a gate, and a grader may fall this far behind them. */
const leastCeiling = 0.7;
const largestDegradation = 0.1;

/** What a verdict looks at. */
export type TrustEvidence = {
  readonly isFloor: boolean;
  /** A figure of the grader on this dimension of the test split. */
  readonly figure: (statistic: string) => AgreementRow | undefined;
  /** What holds for every grader and dimension and allows a trend at most: raters that are models, splits that share a cluster. */
  readonly limits: readonly string[];
};

/** The verdict is the least that any reason allows; reasons come with the most limiting first. */
export function trustVerdict(evidence: TrustEvidence): { verdict: Trust; reasons: TrustReason[] } {
  const { isFloor, figure, limits } = evidence;
  const qwk = figure("qwk");
  if (isFloor) return concluded([reason("not-better-than-floor", "it is the floor itself")]);
  if (qwk === undefined || qwk.n < fewestForGate || qwk.clusters < fewestClustersForGate) {
    const { n = 0, clusters = 0 } = qwk ?? {};
    const says = `n=${counted(n, "answer")} of ${counted(clusters, "cluster")}: numbers only under ${fewestForGate} answers or ${fewestClustersForGate} clusters`;
    return concluded([reason("explore", says)]);
  }
  return concluded([
    agreementReason(qwk),
    ...missingReason(figure("qwk_missing_at_worst"), qwk),
    ceilingReason(figure("qwk_ceiling")),
    ...degradationReason(figure("qwk_degradation")),
    floorReason(figure("qwk_over_floor")),
    constantReason(figure("mae_saved_over_constant")),
    ...limits.map((says) => reason("trend-only", says)),
  ]);
}

function concluded(reasons: readonly TrustReason[]): { verdict: Trust; reasons: TrustReason[] } {
  const rank = ({ allows }: TrustReason): number => order.indexOf(allows);
  const sorted = reasons.toSorted((a, b) => rank(b) - rank(a));
  return { verdict: sorted[0]?.allows ?? "explore", reasons: sorted };
}

function agreementReason(row: AgreementRow): TrustReason {
  const { value, low, n } = row;
  if (value === null || low === null) {
    return reason(
      "explore",
      `QWK has no value or no interval: ${row.reason ?? row.intervalReason ?? "unknown"}`,
    );
  }
  const reaches = (bar: Bar): boolean => value >= bar.point && low >= bar.lower;
  const shown = `QWK ${figureText(row)}`;
  if (reaches(bars.gate)) return reason("may-gate", `${shown} reaches ${barText(bars.gate)}`);
  const needed = value > bars.gate.lower ? samplesThatDecide(n, value, low, bars.gate.lower) : null;
  const more =
    value >= bars.gate.point && needed !== null ? `; about ${needed} answers would decide at this QWK` : "";
  return reaches(bars.trend)
    ? reason("trend-only", `${shown} misses the gate's ${barText(bars.gate)}${more}`)
    : reason("explore", `${shown} misses the trend's ${barText(bars.trend)}${more}`);
}

/** A score that is missing must not pay: the band is that of the point with each missing score where it agrees least. */
function missingReason(worst: AgreementRow | undefined, qwk: AgreementRow): TrustReason[] {
  if (worst === undefined || worst.value === null) return [];
  const says = `${qwk.missing} of ${qwk.n + qwk.missing} scores are missing: QWK ${worst.value.toFixed(2)} with each where it agrees least`;
  if (worst.value >= bars.gate.point) return [reason("may-gate", says)];
  return [reason(worst.value >= bars.trend.point ? "trend-only" : "explore", says)];
}

function ceilingReason(ceiling: AgreementRow | undefined): TrustReason {
  const value = ceiling?.value ?? null;
  if (value === null)
    return reason("trend-only", "no two raters rated the same answers: how far people agree is unknown");
  return value >= leastCeiling
    ? reason("may-gate", `the raters agree with one another at QWK ${value.toFixed(2)}`)
    : reason(
        "trend-only",
        `the raters agree with one another at QWK ${value.toFixed(2)} only, under ${leastCeiling}: no reference for a gate`,
      );
}

function degradationReason(row: AgreementRow | undefined): TrustReason[] {
  if (row === undefined || row.value === null) return [];
  const shown = `difference in QWK to the raters' own ${figureText(row)}`;
  return row.value >= -largestDegradation
    ? [reason("may-gate", shown)]
    : [reason("trend-only", `${shown}: more than ${largestDegradation} behind`)];
}

function floorReason(row: AgreementRow | undefined): TrustReason {
  if (row === undefined || row.value === null) {
    return reason(
      "trend-only",
      "the lexical floor could not be fitted, so nothing says whether a model is needed",
    );
  }
  const shown = `difference in QWK to the lexical floor ${figureText(row)}`;
  if (row.value <= 0) return reason("not-better-than-floor", shown);
  return (row.low ?? 0) > 0
    ? reason("may-gate", shown)
    : reason("explore", `${shown}: not shown to be better`);
}

function constantReason(row: AgreementRow | undefined): TrustReason {
  if (row === undefined || row.value === null) {
    return reason("trend-only", "no label in the calibration split, so no constant to compare with");
  }
  const shown = `errs by ${figureText(row)} levels less than one constant level`;
  return (row.low ?? 0) > 0
    ? reason("may-gate", shown)
    : reason("explore", `${shown}: not shown to be better`);
}

function reason(allows: Trust, says: string): TrustReason {
  return { allows, says };
}

function barText({ point, lower }: Bar): string {
  return `${point.toFixed(2)} (lower bound ${lower.toFixed(2)})`;
}

function figureText({ value, low, high }: AgreementRow): string {
  const at = value?.toFixed(2) ?? "n/a";
  return low === null || high === null ? at : `${at} [${low.toFixed(2)}, ${high.toFixed(2)}]`;
}
