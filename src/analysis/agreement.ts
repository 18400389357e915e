import type { AgreementRow } from "../domain/analysis.ts";
import { percentileInterval } from "../statistics/cluster-bootstrap.ts";
import { clusteredCrosstab, clusteredRatings, type ClusteredTable } from "../statistics/clustered-table.ts";
import { crosstab, type Crosstab, type Pair } from "../statistics/crosstab.ts";
import { krippendorffAlpha } from "../statistics/krippendorff-alpha.ts";
import { undefinedReason } from "../statistics/undefined-reason.ts";
import { weightedKappa } from "../statistics/weighted-kappa.ts";
import {
  clusteredPairs,
  observedPairs,
  overall,
  pairsOn,
  pairsWithMissingAsFarthest,
  referenceHolds,
  type Pairing,
} from "./pairing.ts";
import { readingAt, type Readings } from "./readings.ts";
import type { ReferenceSet } from "./reference.ts";
import { meanOver, tableAt, type Block, type Resampled } from "./resampling.ts";
import { agreementStatistics, type AgreementStatistic } from "./statistics.ts";

/** Suffix of a statistic computed with every owed score at the farthest level: what missingness would hide. */
export const missingAsFarthest = "_missing_as_farthest";

/** What one row is about, before its number. */
export type AgreementFigure = Pick<
  AgreementRow,
  "grader" | "against" | "dimension" | "statistic" | "n" | "coverage" | "missing" | "clusters"
> & { readonly reason: () => string | null };

/** All figures of one grader on one dimension (or `overall`), beside what the raters reach on the same items. */
export function graderBlock(
  pairing: Pairing,
  set: ReferenceSet,
  grader: string,
  readings: Readings,
  dimension: string,
): Block<AgreementFigure> {
  const { panel } = pairing;
  const main = set.references.map((reference) => pairsOn(pairing, dimension, reference, readings));
  const held = set.references.map((reference) => referenceHolds(pairing, dimension, reference));
  const due = panel.sampleIds.map((_, sample) => held.some((holds) => holds[sample] === true));
  const scored = panel.sampleIds.map((_, sample) => main.some((pairs) => pairs[sample] !== null));
  const missing = due.filter((isDue, sample) => isDue && scored[sample] !== true).length;

  // Like with like: the ceiling and the grader beside it look at the samples on which both can be computed.
  const ceiling = set.ceiling.map((pair) => pairsOn(pairing, dimension, pair.reference, pair.rater));
  const shared = (sample: number): boolean =>
    scored[sample] === true && ceiling.some((pairs) => pairs[sample] !== null);
  const table = (pairs: readonly (Pair | null)[], keep?: (sample: number) => boolean) =>
    clusteredCrosstab(clusteredPairs(panel, pairs, keep));

  const tables = {
    main: main.map((pairs) => table(pairs)),
    ceiling: ceiling.map((pairs) => table(pairs, shared)),
    beside: set.beside.map((reference) => table(pairsOn(pairing, dimension, reference, readings), shared)),
    farthest:
      missing === 0
        ? []
        : set.references.map((reference) =>
            table(pairsWithMissingAsFarthest(pairing, dimension, reference, readings)),
          ),
    observed:
      dimension === overall
        ? []
        : set.references.map((reference) => table(observedPairs(panel, dimension, reference, readings))),
  };
  const figure = (
    statistic: string,
    from: readonly ClusteredTable<Crosstab>[],
    n: number,
  ): AgreementFigure => ({
    grader,
    against: "human",
    dimension,
    statistic,
    n,
    coverage: share(scored.filter(Boolean).length, due.filter(Boolean).length),
    missing,
    clusters: clustersIn(panel.clusterOf, scored),
    reason: () => reasonFor(from),
  });
  const scoredCount = scored.filter(Boolean).length;
  const sharedCount = panel.sampleIds.filter((_, sample) => shared(sample)).length;
  const { qwk } = agreementStatistics;
  const entries: Entry[] = [
    ...statisticEntries().map(({ name, compute }): Entry => ({
      figure: figure(name, tables.main, scoredCount),
      compute: (at) => meanOver(at(tables.main), compute),
    })),
    {
      figure: figure("qwk_ceiling", tables.ceiling, sharedCount),
      compute: (at) => meanOver(at(tables.ceiling), qwk.compute),
    },
    {
      figure: figure("qwk_beside_ceiling", tables.beside, sharedCount),
      compute: (at) => meanOver(at(tables.beside), qwk.compute),
    },
    {
      figure: figure("qwk_degradation", tables.ceiling, sharedCount),
      compute: (at) =>
        difference(meanOver(at(tables.beside), qwk.compute), meanOver(at(tables.ceiling), qwk.compute)),
    },
    ...(tables.farthest.length === 0 ? [] : statisticEntries()).map(({ name, compute }): Entry => ({
      figure: figure(`${name}${missingAsFarthest}`, tables.farthest, scoredCount + missing),
      compute: (at) => meanOver(at(tables.farthest), compute),
    })),
    ...(tables.observed.length === 0 ? [] : observedStatistics).map(({ name, compute }): Entry => ({
      figure: figure(name, tables.observed, Math.max(...tables.observed.map(countOf))),
      compute: (at) => meanOver(at(tables.observed), compute),
    })),
  ];
  return blockOf(entries);
}

/** What the raters reach among themselves on one dimension (or `overall`): the row of grader `human`. */
export function raterBlock(
  pairing: Pairing,
  set: ReferenceSet,
  raters: readonly Readings[],
  dimension: string,
): Block<AgreementFigure> {
  const { panel } = pairing;
  const pairs = set.ceiling.map((pair) => pairsOn(pairing, dimension, pair.reference, pair.rater));
  const tables = pairs.map((each) => clusteredCrosstab(clusteredPairs(panel, each)));
  const doubled = panel.sampleIds.map((_, sample) => pairs.some((each) => each[sample] !== null));
  const rated = panel.sampleIds.map((_, sample) =>
    raters.some((readings) => typeof readingAt(readings, dimension, sample) === "number"),
  );
  const n = doubled.filter(Boolean).length;
  const common = {
    grader: "human",
    against: "human" as const,
    dimension,
    n,
    coverage: dimension === overall ? null : share(n, rated.filter(Boolean).length),
    missing: dimension === overall ? 0 : rated.filter(Boolean).length - n,
    clusters: clustersIn(panel.clusterOf, doubled),
  };
  const entries = statisticEntries()
    .filter(({ directed }) => set.directed || !directed)
    .map(({ name, compute }): Entry => ({
      figure: { ...common, statistic: name, reason: () => reasonFor(tables) },
      compute: (at) => meanOver(at(tables), compute),
    }));
  if (dimension === overall) return blockOf(entries);

  const ratings = clusteredRatings(
    panel.sampleIds.map((_, sample) => ({
      observation: raters.map((readings) => {
        const reading = readingAt(readings, dimension, sample);
        return typeof reading === "number" ? reading : null;
      }),
      cluster: panel.clusterOf[sample] ?? 0,
    })),
  );
  const alpha: AgreementFigure = {
    ...common,
    statistic: "alpha_ordinal",
    reason: () => (n === 0 ? "no_overlap" : "no_variance"),
  };
  const block = blockOf(entries);
  return {
    figures: [...block.figures, alpha],
    evaluate: (multiplicity) => [
      ...block.evaluate(multiplicity),
      krippendorffAlpha(tableAt(ratings, multiplicity), "ordinal"),
    ],
  };
}

/** How often the grader's repeats agree with one another: it bounds everything else. */
export function repeatBlock(
  pairing: Pairing,
  grader: string,
  repeats: readonly Readings[],
  dimension: string,
): Block<AgreementFigure> {
  const { panel } = pairing;
  const pairs = repeats.flatMap((first, index) =>
    repeats.slice(index + 1).map((second) => pairsOn(pairing, dimension, first, second)),
  );
  const tables = pairs.map((each) => clusteredCrosstab(clusteredPairs(panel, each)));
  const compared = panel.sampleIds.map((_, sample) => pairs.some((each) => each[sample] !== null));
  const n = compared.filter(Boolean).length;
  return blockOf(
    statisticEntries()
      .filter(({ directed }) => !directed)
      .map(({ name, compute }): Entry => ({
        figure: {
          grader,
          against: "repeat",
          dimension,
          statistic: name,
          n,
          coverage: share(n, panel.sampleIds.length),
          missing: panel.sampleIds.length - n,
          clusters: clustersIn(panel.clusterOf, compared),
          reason: () => reasonFor(tables),
        },
        compute: (at) => meanOver(at(tables), compute),
      })),
  );
}

/** What all rows of a run have in common. */
export type RowFrame = Pick<
  AgreementRow,
  "run" | "split" | "reference" | "profile" | "clusterBy" | "level" | "seed"
>;

/** A figure and its resamples as the row that reports and files hold. */
export function agreementRow(
  frame: RowFrame,
  { figure, point, replicates }: Resampled<AgreementFigure>,
): AgreementRow {
  const { reason, ...about } = figure;
  const interval = percentileInterval(replicates, { clusters: about.clusters, level: frame.level });
  const undefinedInterval = point === null || interval.reason !== null;
  return {
    run: frame.run,
    split: frame.split,
    grader: about.grader,
    against: about.against,
    reference: frame.reference,
    scoreType: "raw",
    dimension: about.dimension,
    profile: about.dimension === overall ? frame.profile : null,
    group: null,
    statistic: about.statistic,
    value: point,
    reason: point === null ? (reason() ?? "no_variance") : null,
    n: about.n,
    coverage: about.coverage,
    missing: about.missing,
    clusters: about.clusters,
    clusterBy: frame.clusterBy,
    low: undefinedInterval ? null : interval.low,
    high: undefinedInterval ? null : interval.high,
    level: frame.level,
    intervalReason: point === null ? "undefined" : interval.reason,
    method: "cluster bootstrap, percentile",
    replicates: interval.replicates,
    seed: frame.seed,
  };
}

/** The tables in use: as they are, or resampled. Each is reweighted once per resample, whoever asks. */
type At = (tables: readonly ClusteredTable<Crosstab>[]) => readonly Crosstab[];
type Entry = { readonly figure: AgreementFigure; readonly compute: (at: At) => number | null };

function blockOf(entries: readonly Entry[]): Block<AgreementFigure> {
  return {
    figures: entries.map((entry) => entry.figure),
    evaluate(multiplicity) {
      const resampled = new Map<readonly ClusteredTable<Crosstab>[], readonly Crosstab[]>();
      const at: At = (tables) => {
        const known = resampled.get(tables);
        if (known !== undefined) return known;
        const made = tables.map((table) => tableAt(table, multiplicity));
        resampled.set(tables, made);
        return made;
      };
      return entries.map((entry) => entry.compute(at));
    },
  };
}

function statisticEntries(): ({ readonly name: string } & AgreementStatistic)[] {
  return Object.entries(agreementStatistics).map(([name, statistic]) => ({ name, ...statistic }));
}

/** Agreement on whether a dimension was observed at all. */
const observedStatistics = [
  { name: "observed_exact", compute: agreementStatistics.exact.compute },
  { name: "observed_kappa", compute: (table: Crosstab) => weightedKappa(table, [0, 1], "none") },
];

function reasonFor(tables: readonly ClusteredTable<Crosstab>[]): string | null {
  const reasons = tables.map(({ table }) => undefinedReason(table)).filter((reason) => reason !== null);
  return tables.length === 0 ? "no_overlap" : (reasons[0] ?? undefinedReason(crosstab([])));
}

function countOf({ table }: ClusteredTable<Crosstab>): number {
  return table.cells.reduce((sum, { weight }) => sum + weight, 0);
}

function clustersIn(clusterOf: readonly number[], counts: readonly boolean[]): number {
  return new Set(clusterOf.filter((_, sample) => counts[sample] === true)).size;
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function difference(left: number | null, right: number | null): number | null {
  return left === null || right === null ? null : left - right;
}
