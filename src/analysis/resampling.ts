import { resamples, type ResamplingPlan } from "../statistics/cluster-bootstrap.ts";
import type { ClusteredTable } from "../statistics/clustered-table.ts";

/**
 * Figures that come from the same tables. `evaluate` gives one value per figure, for the data as they are (null) or with cluster c
 * present `multiplicity[c]` times.
 */
export type Block<Figure> = {
  readonly figures: readonly Figure[];
  readonly evaluate: (multiplicity: Float64Array | null) => readonly (number | null)[];
};

/** A figure with its value and the values it took over the resamples. */
export type Resampled<Figure> = {
  readonly figure: Figure;
  readonly point: number | null;
  readonly replicates: readonly (number | null)[];
};

/** One pass over one sequence of resamples for all blocks, so that any two figures may be subtracted replicate by replicate. */
export function resample<Figure>(
  blocks: readonly Block<Figure>[],
  plan: ResamplingPlan,
): Resampled<Figure>[] {
  const results = blocks.map((block) => ({
    block,
    points: block.evaluate(null),
    replicates: block.figures.map((): (number | null)[] => []),
  }));
  for (const multiplicity of resamples(plan)) {
    for (const { block, replicates } of results) {
      const values = block.evaluate(multiplicity);
      for (const [index, column] of replicates.entries()) column.push(values[index] ?? null);
    }
  }
  return results.flatMap(({ block, points, replicates }) =>
    block.figures.map((figure, index) => ({
      figure,
      point: points[index] ?? null,
      replicates: replicates[index] ?? [],
    })),
  );
}

/** The table as it is, or with its clusters resampled. */
export function tableAt<Table>(clustered: ClusteredTable<Table>, multiplicity: Float64Array | null): Table {
  return multiplicity === null ? clustered.table : clustered.reweight(multiplicity);
}

/** Mean of a statistic over the tables in which it is defined; null where it is in none. */
export function meanOver<Table>(
  tables: readonly Table[],
  statistic: (table: Table) => number | null,
): number | null {
  const values = tables.map(statistic).filter((value) => value !== null);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Half-width of a one-sided 5 % test at 80 % power in standard errors: 1.645 + 0.84. */
const detectableInStandardErrors = 2.485;

/** The smallest distance from a threshold that data like these decide with 80 % power; null without a spread. */
export function smallestDetectable(replicates: readonly (number | null)[]): number | null {
  const values = replicates.filter((value) => value !== null);
  if (values.length < 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return detectableInStandardErrors * Math.sqrt(variance);
}
