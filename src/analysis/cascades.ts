import type { CascadeRow, CostRow } from "../domain/analysis.ts";
import type { ScoreRow } from "../domain/score.ts";
import { percentileInterval, type ResamplingPlan } from "../statistics/cluster-bootstrap.ts";
import type { Comparing } from "./agreement.ts";
import { readingsOfGraders, type Panel } from "./readings.ts";
import { regressionFigures } from "./regression.ts";
import { resample } from "./resampling.ts";

/** What cascades are judged by. */
export type CascadeInput = {
  readonly panel: Panel;
  readonly scores: readonly ScoreRow[];
  readonly cost: readonly CostRow[];
  readonly graders: readonly Cascading[];
  readonly level: number;
  readonly plan: ResamplingPlan;
};

type Cascading = {
  readonly name: string;
  readonly cascade?: { readonly first: string; readonly second: string };
};

/** Dollars saved and agreement kept by every cascade, beside its second grader alone, where that grades the same answers in this eval. */
export function cascadeRows(input: CascadeInput, comparing: Comparing): CascadeRow[] {
  const names = new Set(input.graders.map(({ name }) => name));
  return input.graders.flatMap(({ name, cascade }) =>
    cascade === undefined
      ? []
      : [cascadeRow(input, comparing, { name, ...cascade }, names.has(cascade.second))],
  );
}

function cascadeRow(
  input: CascadeInput,
  comparing: Comparing,
  { name, first, second }: { readonly name: string; readonly first: string; readonly second: string },
  hasAlone: boolean,
): CascadeRow {
  const usdOf = (grader: string): number | null =>
    input.cost.find((row) => row.grader === grader)?.usd ?? null;
  const usd = usdOf(name);
  const usdAlone = hasAlone ? usdOf(second) : null;
  const common = {
    grader: name,
    first,
    second,
    ...askedOf(input.scores, name, first, second),
    usd,
    usdAlone,
  };
  if (!hasAlone) {
    const reason = `what "${second}" costs and reaches alone is not known: it is a part; as a grader of the eval it is compared, and replies that are stored count`;
    const unknown = { savedShare: null, qwk: null, qwkAlone: null, difference: null, low: null, high: null };
    return { ...common, ...unknown, n: 0, reason };
  }
  const said = readingsOfGraders(input.panel, input.scores);
  const [primary] = resample(
    regressionFigures(comparing, name, said(second, null), said(name, null)).slice(0, 1),
    input.plan,
  );
  if (primary === undefined) throw new RangeError("a comparison has a primary endpoint");
  const { about, point, replicates } = primary;
  const { low, high, reason } = percentileInterval(replicates, {
    clusters: about.clusters,
    level: input.level,
  });
  return {
    ...common,
    savedShare: usd === null || usdAlone === null || usdAlone === 0 ? null : 1 - usd / usdAlone,
    qwk: about.current,
    qwkAlone: about.baseline,
    difference: point,
    low,
    high,
    n: about.n,
    reason: point === null ? "no answer that both scored has a reference value" : reason,
  };
}

/** How many answers the second grader was asked about, and how many of the first's scores it changed. */
function askedOf(
  scores: readonly ScoreRow[],
  grader: string,
  first: string,
  second: string,
): Pick<CascadeRow, "answers" | "asked" | "changed"> {
  const own = scores.filter((score) => score.grader === grader);
  const place = ({ sample, dimension }: ScoreRow): string => `${sample}\0${dimension}`;
  const word = (score: ScoreRow): string => (score.status === "scored" ? String(score.level) : score.status);
  const finals = own.filter(({ repeat }) => repeat === null);
  const before = new Map(
    own.filter(({ part }) => part === first).map((score) => [place(score), word(score)]),
  );
  return {
    answers: new Set(finals.map(({ sample }) => sample)).size,
    asked: new Set(own.filter(({ part }) => part === second).map(({ sample }) => sample)).size,
    changed: finals.filter((score) => before.get(place(score)) !== word(score)).length,
  };
}
