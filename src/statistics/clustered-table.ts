import { crosstab, reweighted, type Crosstab, type Pair } from "./crosstab.ts";
import { ratingTable, reweightedRatings, type RatingTable } from "./rating-table.ts";

/** An observation and the cluster (candidate, case study) it belongs to, clusters numbered from 0. */
export type Clustered<Observation> = { readonly observation: Observation; readonly cluster: number };

/** A table that knows which clusters its counts came from, so that whole clusters can be resampled. */
export type ClusteredTable<Table> = {
  /** Every cluster counted once. */
  readonly table: Table;
  /** Clusters with at least one observation: the number that an interval rests on. */
  readonly clusters: number;
  /** The table in which cluster c is present `multiplicity[c]` times. */
  readonly reweight: (multiplicity: Float64Array) => Table;
};

/** The contingency table of pairs that belong to clusters. */
export function clusteredCrosstab(pairs: readonly Clustered<Pair>[]): ClusteredTable<Crosstab> {
  const table = crosstab(pairs.map(({ observation }) => observation));
  const cells = table.cells.map(({ x, y }): Pair => [x, y]);
  return clusteredTable(table, cells, pairs, reweighted);
}

/** The table of rows of ratings that belong to clusters. */
export function clusteredRatings(
  rows: readonly Clustered<readonly (number | null)[]>[],
): ClusteredTable<RatingTable> {
  const table = ratingTable(rows.map(({ observation }) => observation));
  const patterns = table.patterns.map(({ ratings }) => ratings);
  return clusteredTable(table, patterns, rows, reweightedRatings);
}

function clusteredTable<Table, Observation extends readonly (number | null)[]>(
  table: Table,
  kinds: readonly Observation[],
  observations: readonly Clustered<Observation>[],
  reweightTable: (table: Table, weights: Float64Array) => Table,
): ClusteredTable<Table> {
  const { kindOf, clusterOf, countOf } = sourcesOf(kinds, observations);
  const highest = clusterOf.reduce((high, cluster) => Math.max(high, cluster), -1);
  return {
    table,
    clusters: new Set(clusterOf).size,
    reweight(multiplicity) {
      if (multiplicity.length <= highest) {
        throw new RangeError(`${multiplicity.length} multiplicities for clusters 0 to ${highest}`);
      }
      const weights = new Float64Array(kinds.length);
      for (let source = 0; source < kindOf.length; source += 1) {
        const kind = kindOf[source] ?? 0;
        const drawn = multiplicity[clusterOf[source] ?? 0] ?? 0;
        weights[kind] = (weights[kind] ?? 0) + drawn * (countOf[source] ?? 0);
      }
      return reweightTable(table, weights);
    },
  };
}

/** Which kind of observation was made in which cluster, and how often: columns of numbers, since every replicate reads them. */
type Sources = {
  readonly kindOf: Uint32Array;
  readonly clusterOf: Uint32Array;
  readonly countOf: Uint32Array;
};

function sourcesOf<Observation extends readonly (number | null)[]>(
  kinds: readonly Observation[],
  observations: readonly Clustered<Observation>[],
): Sources {
  const counts = new Map(kinds.map((kind) => [kind.join(), new Map<number, number>()]));
  for (const { observation, cluster } of observations) {
    if (!Number.isInteger(cluster) || cluster < 0) {
      throw new RangeError(`clusters are numbered 0, 1, 2 …, not ${cluster}`);
    }
    const byCluster = counts.get(observation.join());
    byCluster?.set(cluster, (byCluster.get(cluster) ?? 0) + 1);
  }
  const sources = [...counts.values()].flatMap((byCluster, kind) =>
    Array.from(byCluster, ([cluster, count]) => ({ kind, cluster, count })),
  );
  return {
    kindOf: Uint32Array.from(sources, ({ kind }) => kind),
    clusterOf: Uint32Array.from(sources, ({ cluster }) => cluster),
    countOf: Uint32Array.from(sources, ({ count }) => count),
  };
}
