import type { AgreementRow } from "../domain/analysis.ts";
import { percentileInterval } from "../statistics/cluster-bootstrap.ts";
import { clusteredRatings } from "../statistics/clustered-table.ts";
import type { Crosstab } from "../statistics/crosstab.ts";
import { alphaUndefinedReason, krippendorffAlpha } from "../statistics/krippendorff-alpha.ts";
import type { RatingTable } from "../statistics/rating-table.ts";
import { undefinedReason } from "../statistics/undefined-reason.ts";
import { weightedKappa } from "../statistics/weighted-kappa.ts";
import { completions, possibleValues, worstCompletion, type Possible } from "./missing.ts";
import { countsOf, overall, pairsOn, type Counts, type Pairing, type Pairs } from "./pairing.ts";
import { asObserved, readingAt, where, type Panel, type Readings } from "./readings.ts";
import type { ReferenceSet } from "./reference.ts";
import {
  asItIs,
  atSize,
  meanOver,
  measurable,
  type Figure,
  type Measurable,
  type Resampled,
} from "./resampling.ts";
import { agreementStatistics } from "./statistics.ts";

/** What an agreement row is about, before its number. */
export type AgreementAbout = Pick<AgreementRow, "grader" | "against" | "dimension" | "statistic"> &
  Counts & {
    /** Why its value is null, when it is. */
    readonly reason: () => string;
    /** Between which values it would lie, had the grader given every level that it owes; null when it owes none. */
    readonly possible: () => Possible | null;
  };

/** What the comparisons of an analysis share. */
export type Comparing = {
  readonly pairing: Pairing;
  readonly set: ReferenceSet;
  readonly tabulate: (pairs: Pairs) => Measurable<Crosstab>;
};

type NamedStatistic = { readonly name: string; readonly compute: (table: Crosstab) => number | null };

const statistics = Object.entries(agreementStatistics).map(([name, { compute, directed }]) => ({
  name,
  compute,
  directed,
}));
const undirected = statistics.filter(({ directed }) => !directed);
const { qwk } = agreementStatistics;

/** Agreement on whether a dimension was observed at all. */
const observedStatistics: readonly NamedStatistic[] = [
  { name: "observed_exact", compute: agreementStatistics.exact.compute },
  { name: "observed_kappa", compute: (table) => weightedKappa(table, [0, 1], "none") },
];

/** All figures of one grader on every dimension and `overall`, beside what the raters reach on the same items. */
export function graderFigures(
  comparing: Comparing,
  grader: string,
  readings: Readings,
): Figure<AgreementAbout>[] {
  const { pairing, set } = comparing;
  const ceiling = set.ceiling.map((place) => ({ ...place, raterWhereGrader: where(place.rater, readings) }));
  const observing = { ...comparing, pairing: { ...pairing, scale: { min: 0, max: 1 } } };
  const observedReferences = set.references.map(asObserved);
  const observedReadings = asObserved(readings);
  return [...pairing.panel.dimensions, overall].flatMap((dimension) => {
    const name = { grader, against: "human" as const, dimension };
    const levels = compare(comparing, dimension, set.references, readings);
    return [
      ...figuresOf(statistics, name, levels),
      ...worstFigures(comparing, name, levels),
      ...ceilingFigures(comparing, name, ceiling, readings),
      ...(dimension === overall
        ? []
        : figuresOf(
            observedStatistics,
            name,
            compare(observing, dimension, observedReferences, observedReadings),
          )),
    ];
  });
}

/** What a part of a combined grader reaches on the answers that it scored. */
export function partFigures(
  comparing: Comparing,
  part: string,
  readings: Readings,
): Figure<AgreementAbout>[] {
  const { pairing, set } = comparing;
  return [...pairing.panel.dimensions, overall].flatMap((dimension) =>
    figuresOf(
      statistics.filter(({ name }) => partStatistics.has(name)),
      { grader: part, against: "human", dimension },
      compare(comparing, dimension, set.references, readings),
    ),
  );
}

/** Enough to see which part carries the whole. */
const partStatistics: ReadonlySet<string> = new Set(["qwk", "exact", "bias"]);

/** What the raters reach among themselves on one dimension (or `overall`): rows of grader `human`. */
export function raterFigures(
  comparing: Comparing,
  raters: readonly Readings[],
  dimension: string,
): Figure<AgreementAbout>[] {
  const { pairing, set, tabulate } = comparing;
  const name = { grader: "human", against: "human" as const, dimension };
  const pairs = set.ceiling.map(({ reference, rater }) => pairsOn(pairing, dimension, reference, rater));
  const due = raters.map((rater) => pairsOn(pairing, dimension, rater, rater));
  const compared = {
    panel: pairing.panel,
    counts: countsOf(pairing, pairs, due),
    tables: pairs.map(tabulate),
    completed: () => [],
  };
  const figures = figuresOf(set.directed ? statistics : undirected, name, compared);
  return dimension === overall ? figures : [...figures, alphaFigure(pairing, name, raters, due)];
}

/** How often the grader's repeats agree with one another: it bounds everything else. */
export function repeatFigures(
  { pairing, tabulate }: Comparing,
  grader: string,
  repeats: readonly Readings[],
  dimension: string,
): Figure<AgreementAbout>[] {
  const pairs = repeats.flatMap((first, index) =>
    repeats.slice(index + 1).map((second) => pairsOn(pairing, dimension, first, second)),
  );
  const due = repeats.map((repeat) => pairsOn(pairing, dimension, repeat, repeat));
  const compared = {
    panel: pairing.panel,
    counts: countsOf(pairing, pairs, due),
    tables: pairs.map(tabulate),
    completed: () => [],
  };
  return figuresOf(undirected, { grader, against: "repeat", dimension }, compared);
}

/** One source against each of some references, and what it could be against each had nothing been missing. */
type Compared = {
  readonly panel: Panel;
  readonly counts: Counts;
  readonly tables: readonly Measurable<Crosstab>[];
  readonly completed: () => readonly (readonly Pairs[])[];
};

function compare(
  { pairing, tabulate }: Comparing,
  dimension: string,
  references: readonly Readings[],
  readings: Readings,
): Compared {
  const pairs = references.map((reference) => pairsOn(pairing, dimension, reference, readings));
  const due = references.map((reference) => pairsOn(pairing, dimension, reference, reference));
  return {
    panel: pairing.panel,
    counts: countsOf(pairing, pairs, due),
    tables: pairs.map(tabulate),
    completed: () => references.map((reference) => completions(pairing, dimension, reference, readings)),
  };
}

function figuresOf(
  asked: readonly NamedStatistic[],
  name: Name,
  { panel, counts, tables, completed }: Compared,
): Figure<AgreementAbout>[] {
  return asked.map(({ name: statistic, compute }) => ({
    about: {
      ...name,
      ...counts,
      statistic,
      reason: () => reasonFor(tables),
      possible: () => possibleValues(completed(), compute, panel),
    },
    compute: meanOver(tables, compute),
  }));
}

/** QWK with every level that is owed where it agrees least; nothing when none is owed. */
function worstFigures(
  { tabulate }: Comparing,
  name: Name,
  { panel, counts, completed }: Compared,
): Figure<AgreementAbout>[] {
  const lists = completed();
  if (lists.every(({ length }) => length === 1)) return [];
  const tables = lists.map((list) => tabulate(worstCompletion(list, panel)));
  const n = counts.n + counts.missing;
  return figuresOf([{ name: "qwk_missing_at_worst", compute: qwk.compute }], name, {
    panel,
    counts: { ...counts, n },
    tables,
    completed: () => [],
  });
}

/** QWK of the raters, of the grader in each rater's place, and the difference: on the same items, against the same references. */
function ceilingFigures(
  { pairing, tabulate }: Comparing,
  name: Name,
  places: readonly (ReferenceSet["ceiling"][number] & { readonly raterWhereGrader: Readings })[],
  readings: Readings,
): Figure<AgreementAbout>[] {
  const pairsOf = (of: (place: (typeof places)[number]) => Readings): Pairs[] =>
    places.map((place) => pairsOn(pairing, name.dimension, place.reference, of(place)));
  const raters = pairsOf(({ raterWhereGrader }) => raterWhereGrader);
  const whole = pairsOf(({ rater }) => rater);
  const ceiling = raters.map(tabulate);
  const beside = pairsOf(() => readings).map(tabulate);
  const atCeiling = meanOver(ceiling, qwk.compute);
  const atBeside = meanOver(beside, qwk.compute);
  const counts = countsOf(pairing, raters, whole);
  const figure = (
    statistic: string,
    compute: Figure<AgreementAbout>["compute"],
    possibleFrom: (beside: Possible, ceiling: number) => Possible,
  ): Figure<AgreementAbout> => ({
    about: {
      ...name,
      ...counts,
      statistic,
      reason: () => reasonFor([...ceiling, ...beside]),
      possible: () => {
        const completed = places.map(({ reference }) =>
          completions(pairing, name.dimension, reference, readings),
        );
        const range = possibleValues(completed, qwk.compute, pairing.panel);
        const reached = meanOver(whole.map(tabulate), qwk.compute)(asItIs);
        return range === null || reached === null ? null : possibleFrom(range, reached);
      },
    },
    compute,
  });
  return [
    figure("qwk_ceiling", atCeiling, (_, reached) => ({ low: reached, high: reached })),
    figure("qwk_beside_ceiling", atBeside, (range) => range),
    figure(
      "qwk_degradation",
      (draw) => difference(atBeside(draw), atCeiling(draw)),
      ({ low, high }, reached) => ({ low: low - reached, high: high - reached }),
    ),
  ];
}

/** Krippendorff's alpha of all raters, whatever the reference. */
function alphaFigure(
  pairing: Pairing,
  name: Name,
  raters: readonly Readings[],
  due: readonly Pairs[],
): Figure<AgreementAbout> {
  const { panel } = pairing;
  const { sampleIds, clusterOf } = panel;
  const rows = sampleIds.map((_, sample) =>
    raters.map((readings) => {
      const reading = readingAt(readings, name.dimension, sample);
      return typeof reading === "number" ? reading : null;
    }),
  );
  const ratings = measurable(
    atSize(
      panel,
      clusteredRatings(rows.map((observation, sample) => ({ observation, cluster: clusterOf[sample] ?? 0 }))),
    ),
  );
  const pairable = rows.map((row): Pairs[number] => {
    const [first = null, second = null] = row.filter((level) => level !== null);
    return first === null || second === null ? null : [first, second];
  });
  return {
    about: {
      ...name,
      ...countsOf(pairing, [pairable], due),
      statistic: "alpha_ordinal",
      reason: () => alphaUndefinedReason(ratings.table) ?? "no_variance",
      possible: () => null,
    },
    compute: (draw) => ratings.measure(draw, ordinalAlpha),
  };
}

function ordinalAlpha(table: RatingTable): number | null {
  return krippendorffAlpha(table, "ordinal");
}

/** What all rows of a run have in common. */
export type RowFrame = Pick<
  AgreementRow,
  "run" | "split" | "reference" | "profile" | "clusterBy" | "level" | "seed"
>;

/** A figure and its resamples as the row that reports and files hold. */
export function agreementRow(
  frame: RowFrame,
  { about, point, replicates }: Resampled<AgreementAbout>,
): AgreementRow {
  const interval = percentileInterval(replicates, { clusters: about.clusters, level: frame.level });
  const isDefined = point !== null;
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
    reason: isDefined ? null : about.reason(),
    n: about.n,
    coverage: about.coverage,
    missing: about.missing,
    clusters: about.clusters,
    clusterBy: frame.clusterBy,
    low: isDefined ? interval.low : null,
    high: isDefined ? interval.high : null,
    level: frame.level,
    intervalReason: isDefined ? interval.reason : "undefined",
    method: "cluster bootstrap, percentile",
    replicates: interval.replicates,
    seed: frame.seed,
  };
}

type Name = Pick<AgreementRow, "grader" | "against" | "dimension">;

function reasonFor(tables: readonly Measurable<Crosstab>[]): string {
  const reasons = tables.map(({ table }) => undefinedReason(table)).filter((reason) => reason !== null);
  return reasons[0] ?? (tables.length === 0 ? "no_overlap" : "no_variance");
}

function difference(left: number | null, right: number | null): number | null {
  return left === null || right === null ? null : left - right;
}
