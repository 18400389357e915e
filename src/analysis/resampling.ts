import { resamples, type ResamplingPlan } from "../statistics/cluster-bootstrap.ts";
import { clusteredCrosstab, type ClusteredTable } from "../statistics/clustered-table.ts";
import type { Crosstab } from "../statistics/crosstab.ts";
import type { Pairs } from "./pairing.ts";
import type { Panel } from "./readings.ts";

/** A draw of whole clusters, cluster c drawn `multiplicity[c]` times; null: the data as they are. */
export type Draw = { readonly multiplicity: Float64Array | null };

/** Everything once. */
export const asItIs: Draw = { multiplicity: null };

/** A figure of a report: what it is about, and its value under a draw. */
export type Figure<About> = {
  readonly about: About;
  readonly compute: (draw: Draw) => number | null;
};

/** A figure with its value and the values it took over the resamples. */
export type Resampled<About> = {
  readonly about: About;
  readonly point: number | null;
  readonly replicates: readonly (number | null)[];
};

/** One pass over one sequence of resamples for all figures, so that any two of them may be subtracted replicate by replicate. */
export function resample<About>(figures: readonly Figure<About>[], plan: ResamplingPlan): Resampled<About>[] {
  const results = figures.map(({ about, compute }) => ({
    about,
    compute,
    point: compute(asItIs),
    replicates: new Array<number | null>(),
  }));
  for (const multiplicity of resamples(plan)) {
    const draw: Draw = { multiplicity };
    for (const { compute, replicates } of results) replicates.push(compute(draw));
  }
  return results.map(({ about, point, replicates }) => ({ about, point, replicates }));
}

/** A table to compute statistics from, under one draw after the other. */
export type Measurable<Table> = {
  /** The table as it is. */
  readonly table: Table;
  /** The table under a draw. */
  readonly under: (draw: Draw) => Table;
  readonly measure: (draw: Draw, statistic: (table: Table) => number | null) => number | null;
};

/** Reweights the table once per draw and computes each statistic once per draw, however many figures ask for it. */
export function measurable<Table>({ table, reweight }: ClusteredTable<Table>): Measurable<Table> {
  let current: Draw | null = null;
  let drawn = table;
  const known = new Map<(table: Table) => number | null, number | null>();
  const under = (draw: Draw): Table => {
    if (draw === current) return drawn;
    current = draw;
    drawn = draw.multiplicity === null ? table : reweight(draw.multiplicity);
    known.clear();
    return drawn;
  };
  return {
    table,
    under,
    measure(draw, statistic) {
      const now = under(draw);
      const earlier = known.get(statistic);
      if (earlier !== undefined) return earlier;
      const value = statistic(now);
      known.set(statistic, value);
      return value;
    },
  };
}

/** A table whose clusters stand for as many as they do in the panel. */
export function atSize<Table>({ copies }: Panel, clustered: ClusteredTable<Table>): ClusteredTable<Table> {
  return copies === undefined
    ? clustered
    : { ...clustered, table: clustered.reweight(Float64Array.from(copies)) };
}

/** The contingency table of pairs by sample number. */
export function tableOf(panel: Panel, pairs: Pairs): ClusteredTable<Crosstab> {
  const clustered = pairs.flatMap((pair, sample) =>
    pair === null ? [] : [{ observation: pair, cluster: panel.clusterOf[sample] ?? 0 }],
  );
  return atSize(panel, clusteredCrosstab(clustered));
}

/** Makes the table of some pairs; equal pairs share one, as most comparisons on the same items do. */
export function createTabulator(panel: Panel): (pairs: Pairs) => Measurable<Crosstab> {
  const tables = new Map<string, Measurable<Crosstab>>();
  return (pairs) => {
    const key = pairs.join(";");
    const known = tables.get(key);
    if (known !== undefined) return known;
    const made = measurable(tableOf(panel, pairs));
    tables.set(key, made);
    return made;
  };
}

/** A statistic under a draw, averaged over the tables in which it is defined. */
export function meanOver<Table>(
  tables: readonly Measurable<Table>[],
  statistic: (table: Table) => number | null,
): (draw: Draw) => number | null {
  return (draw) => mean(tables.map(({ measure }) => measure(draw, statistic)));
}

/** Mean of the values that are defined; null where none is. */
export function mean(values: readonly (number | null)[]): number | null {
  const defined = values.filter((value) => value !== null);
  return defined.length === 0 ? null : defined.reduce((sum, value) => sum + value, 0) / defined.length;
}

/** Half-width of a one-sided 5 % test at 80 % power in standard errors: 1.645 + 0.84. */
const detectableInStandardErrors = 2.485;

/** The smallest distance from a threshold that data like these decide with 80 % power; null without a spread. */
export function smallestDetectable(replicates: readonly (number | null)[]): number | null {
  const values = replicates.filter((value) => value !== null);
  const centre = mean(values);
  if (centre === null || values.length < 2) return null;
  const variance = values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
  return detectableInStandardErrors * Math.sqrt(variance);
}
