import type { AgreementDocument, RatingsTable, TableRating } from "../domain/agreement.ts";
import { describeLeftOut } from "../domain/agreement.ts";
import type { AgreementRow, Analysis, CountRow } from "../domain/analysis.ts";
import { counted } from "../domain/counted.ts";
import { didYouMean } from "../domain/did-you-mean.ts";
import type { Label, Rater } from "../domain/label.ts";
import type { Scale } from "../domain/scale.ts";
import type { ScoreRow } from "../domain/score.ts";
import { HarnessError } from "../errors.ts";
import { advancedRows } from "./advanced.ts";
import type { RowFrame } from "./agreement.ts";
import { analyze, type AnalysisInput } from "./analyze.ts";
import { fewestClustersForGate } from "./gates.ts";
import { overall, type Weights } from "./pairing.ts";
import { flagRows } from "./flags.ts";
import { equalItemsTogether, type TablePart } from "./equal-items.ts";
import { adjudicatedRound, createPanel } from "./readings.ts";

/** How a ratings table is looked at. */
export type AgreeOptions = {
  /** null: inferred from the values. */
  readonly scale: Scale | null;
  /** each, mean, median, adjudicated or rater:<id>. */
  readonly reference: string;
  /** Which sources are graders; none: those of kind grader, and of kind model where there are people. */
  readonly graders: readonly string[];
  /** Of the composite; none: there is no composite. */
  readonly weights: Weights;
  readonly seed: number;
  readonly replicates: number;
  /** Whether to compute the figures beyond the default ones. */
  readonly advanced: boolean;
  /** How much less often than a rater a grader may be right in the alternative annotator test: .2 for experts. */
  readonly epsilon: number;
};

/** Every pair of raters is compared, so their number is bounded. */
const mostSources = 40;
/** With more, comparing each with all others in turn takes minutes. */
const mostTurns = 10;
/** Rows of this grader are those of the raters among themselves. */
const raterRows = "human";
/** Under this many clusters intervals are too narrow to be taken at their word. */
const lowClusters = 20;
/** From this many items on, those with the same ratings are drawn together: the same distribution in a fraction of the time. */
const manyItems = 5000;

/** Agreement on any ratings table: of graders with raters, or where all are of one kind of each with the others, by the figures of a run. */
export function agree(table: RatingsTable, options: AgreeOptions): AgreementDocument {
  const { raters, graders } = rolesOf(table, options);
  if (graders.includes(raterRows) || (graders.length === 0 && raters.includes(raterRows)))
    return agree(...withAnotherName(table, options));
  requireKnown(table, options, { raters, graders });
  const scale = options.scale === null ? inferredScale(table) : { ...options.scale, declared: true };
  const inTurn = graders.length === 0 && raters.length > 1 && raters.length <= mostTurns;
  const analyses = partsOf(withLevels(table), options).flatMap((part) => {
    const inputFor = inputOf(part, options, scale);
    const analyzed = (input: AnalysisInput): Analysis => {
      const analysis = analyze(input);
      const further = options.advanced
        ? advancedRows(input, { groups: part.items.map(({ group }) => group), epsilon: options.epsilon })
        : [];
      return { ...analysis, agreement: [...analysis.agreement, ...further] };
    };
    const turns = inTurn ? raters.map((grader) => inputFor(without(raters, grader), [grader])) : [];
    return [
      ...turns.map((input) => withoutRaters(analyzed(input))),
      analyzed(inputFor(raters, inTurn ? [] : graders)),
    ];
  });
  const flags = inTurn
    ? raters.flatMap((grader) => flagRowsOf(table, options, { raters: without(raters, grader), grader }))
    : graders.flatMap((grader) => flagRowsOf(table, options, { raters, grader }));
  const found = joined(table, analyses, options.weights);
  const ratingsBy = countedBy([...table.ratings, ...table.flags]);
  const roleOf = (name: string): AgreementDocument["sources"][number]["role"] => {
    if (graders.includes(name)) return "grader";
    if (!raters.includes(name)) return "aside";
    return inTurn ? "each" : "rater";
  };
  return {
    schema: "touchstone.agreement/1",
    table: table.name,
    items: table.items.length,
    ratings: [...ratingsBy.values()].reduce((sum, count) => sum + count, 0),
    sources: table.sources.map(({ name, kind }) => ({
      name,
      kind,
      role: roleOf(name),
      ratings: ratingsBy.get(name) ?? 0,
    })),
    dimensions: [...table.dimensions],
    scale,
    reference: options.reference,
    clusterBy: table.clusterBy,
    leftOut: table.leftOut.map((each) => ({ ...each, examples: [...each.examples] })),
    analysis: {
      ...found,
      agreement: [...found.agreement, ...flags],
      banners: bannersFor(table, { options, raters, graders, scale }),
    },
  };
}

/** Items and sources that have flags only take no part in the figures of the levels. */
function withLevels(table: RatingsTable): RatingsTable {
  if (table.flags.length === 0) return table;
  const items = new Set(table.ratings.map(({ item }) => item));
  const sources = new Set(table.ratings.map(({ source }) => source));
  return {
    ...table,
    items: table.items.filter(({ id }) => items.has(id)),
    sources: table.sources.filter(({ name }) => sources.has(name)),
  };
}

/** How one source's flags stand to those of some raters. */
function flagRowsOf(
  { name, items, flags, clusterBy }: RatingsTable,
  options: AgreeOptions,
  { raters, grader }: { readonly raters: readonly string[]; readonly grader: string },
): AgreementRow[] {
  const names = [...new Set(flags.map(({ dimension }) => dimension))].sort();
  if (names.length === 0) return [];
  return flagRows({
    panel: createPanel(items, names),
    frame: frameOf(name, clusterBy, options),
    raters,
    grader,
    labels: flags.filter(({ unscored }) => unscored === null).map(labelOf),
  });
}

/** A source called `human` that is compared as a grader is would be taken for all raters. */
function withAnotherName(table: RatingsTable, options: AgreeOptions): [RatingsTable, AgreeOptions] {
  const renamed = (name: string): string => (name === raterRows ? `${raterRows} (rater)` : name);
  const { reference } = options;
  return [
    {
      ...table,
      sources: table.sources.map(({ name, kind }) => ({ name: renamed(name), kind })),
      ratings: table.ratings.map((rating) => ({ ...rating, source: renamed(rating.source) })),
      flags: table.flags.map((flag) => ({ ...flag, source: renamed(flag.source) })),
    },
    {
      ...options,
      graders: options.graders.map(renamed),
      reference: reference === `rater:${raterRows}` ? `rater:${renamed(raterRows)}` : reference,
    },
  ];
}

type Roles = { readonly raters: readonly string[]; readonly graders: readonly string[] };

/** Who is named a grader, or is one by its kind; machines that are not named stand aside where there is somebody else to compare with. */
function rolesOf({ sources }: RatingsTable, { graders: named }: AgreeOptions): Roles {
  const hasPeople = sources.some(({ kind }) => kind === "human");
  const isMachine = ({ kind }: RatingsTable["sources"][number]): boolean =>
    kind === "grader" || (kind === "model" && hasPeople);
  const namesOf = (some: RatingsTable["sources"]): string[] => some.map(({ name }) => name);
  const others = sources.filter(({ name }) => !named.includes(name));
  const raters = others.filter((source) => !isMachine(source));
  if (named.length > 0)
    return { raters: namesOf(raters.length > 0 ? raters : others), graders: [...new Set(named)] };
  return raters.length > 0
    ? { raters: namesOf(raters), graders: namesOf(sources.filter(isMachine)) }
    : { raters: namesOf(sources), graders: [] };
}

/** Names in flags that the table does not hold, and tables that this comparison is not made for. */
function requireKnown(
  { sources, dimensions, ratings, flags }: RatingsTable,
  options: AgreeOptions,
  { raters, graders }: Roles,
): void {
  const refuse = (flag: string, kind: string, name: string, known: readonly string[]): never => {
    const message = `${flag} ${name}: the table has no such ${kind}${didYouMean(name, known)}, expected one of ${known.join(", ")}`;
    throw new HarnessError("usage", message);
  };
  const names = sources.map(({ name }) => name);
  for (const name of options.graders) if (!names.includes(name)) refuse("--grader", "rater", name, names);
  const reference = /^rater:(.+)$/.exec(options.reference)?.[1];
  if (reference !== undefined && !raters.includes(reference))
    refuse("--reference", "rater", reference, raters);
  for (const name of Object.keys(options.weights))
    if (!dimensions.includes(name)) refuse("--weights", "dimension", name, dimensions);
  const isSettled = ({ round }: TableRating): boolean => round === adjudicatedRound;
  if (options.reference === "adjudicated" && !ratings.some(isSettled) && !flags.some(isSettled))
    throw new HarnessError("usage", `--reference adjudicated: no rating has round "${adjudicatedRound}"`);
  const played = graders.length > 0 ? graders : raters;
  for (const name of played) {
    const rounds = new Set(ratings.flatMap(({ source, round }) => (source === name ? [round ?? ""] : [])));
    if (rounds.size < 2) continue;
    const message = `${name} rated in the rounds ${[...rounds].join(", ")}: a grader has one; name another with --grader, or keep one round`;
    throw new HarnessError("usage", message);
  }
  if (sources.length > mostSources) {
    const message = `${sources.length} raters: every pair is compared, so at most ${mostSources} can be; name fewer, or give raters who share the work one name with --map rater:...`;
    throw new HarnessError("usage", message);
  }
}

/** Every pattern of ratings once where there are very many items, each dimension by itself; else the table as it is. */
function partsOf(table: RatingsTable, { weights }: AgreeOptions): readonly TablePart[] {
  const { items } = table;
  const isFree = new Set(items.map(({ cluster }) => cluster)).size === items.length;
  return items.length >= manyItems && isFree && Object.keys(weights).length === 0
    ? table.dimensions.map((dimension) => equalItemsTogether(table, dimension))
    : [table];
}

/** From the least to the greatest value in the widest step that holds all of them. */
function inferredScale({ ratings }: RatingsTable): AgreementDocument["scale"] {
  const values = [...new Set(ratings.map(({ value }) => value))]
    .filter((value) => value !== null)
    .sort((a, b) => a - b);
  const [min = 0] = values;
  const max = values.at(-1) ?? min;
  const step = [1, 0.5, 0.25, 0.1, 0.05].find((each) => values.every((value) => isOnGrid(value, min, each)));
  return { min, max, step: step ?? null, declared: false };
}

function isOnGrid(value: number, min: number, step: number): boolean {
  const steps = (value - min) / step;
  return Math.abs(steps - Math.round(steps)) <= 1e-6;
}

function inputOf(
  { name, items, sources, dimensions, clusterBy, ratings }: TablePart,
  options: AgreeOptions,
  scale: AgreementDocument["scale"],
): (raters: readonly string[], graders: readonly string[]) => AnalysisInput {
  const panel = createPanel(items, dimensions);
  const kinds = new Map(sources.map((source) => [source.name, source.kind]));
  const isKnown = (name: string): boolean => kinds.has(name);
  return (raters, graders) => ({
    panel,
    scale: {
      min: scale.min,
      max: scale.max,
      step: scale.step ?? Math.max(1e-9, (scale.max - scale.min) / 1000),
    },
    weights: options.weights,
    frame: frameOf(name, clusterBy, options),
    replicates: options.replicates,
    graders: graders.filter(isKnown).map((grader) => ({
      name: grader,
      isFloor: false,
      evidence: "none",
      repeats: 1,
      spending: { kind: "unknown", reason: "a ratings table holds no cost" },
    })),
    scores: ratings.filter(({ source }) => graders.includes(source)).map(scoreOf),
    labels: ratings
      .filter(({ source, unscored }) => unscored === null && raters.includes(source))
      .map(labelOf),
    raters: raters.filter(isKnown).map((rater): Rater => ({
      rater,
      kind: kinds.get(rater) === "model" ? "model" : "human",
      training: "",
    })),
    gates: [],
    baseline: null,
    banners: [],
  });
}

function frameOf(run: string, clusterBy: string, { reference, weights, seed }: AgreeOptions): RowFrame {
  const profile = Object.keys(weights).length === 0 ? null : "weights";
  return { run, split: "all", reference, profile, clusterBy, level: 0.95, seed };
}

function labelOf({ item, source, dimension, round, value }: TableRating): Label {
  return {
    sampleId: item,
    rater: source,
    dimension,
    value,
    quote: null,
    round,
    blind: false,
    sampling: "unknown",
    at: null,
  };
}

function scoreOf({ item, source, dimension, value, unscored }: TableRating): ScoreRow {
  const place = { sample: item, grader: source, dimension, repeat: null };
  if (unscored !== null) return { ...place, status: "unscored", reason: unscored, detail: "", evidence: [] };
  if (value === null) return { ...place, status: "not-observed", opportunity: "" };
  return { ...place, status: "scored", level: value, evidence: [], rationale: "" };
}

/** Where each source has its turn the raters among themselves are counted once, all of them. */
function withoutRaters(analysis: Analysis): Analysis {
  return { ...analysis, agreement: analysis.agreement.filter(({ grader }) => grader !== raterRows) };
}

/** One analysis of several, ordered by grader and dimension. Without weights there is no composite, and no row that says so. */
function joined(
  table: RatingsTable,
  analyses: readonly Analysis[],
  weights: Weights,
): Omit<Analysis, "banners"> {
  const { dimensions } = table;
  const rows = analyses.flatMap(({ agreement }) => agreement);
  const graders = [...new Set(analyses.flatMap(({ cost }) => cost.map(({ grader }) => grader)))];
  const order = Object.keys(weights).length === 0 ? dimensions : [...dimensions, overall];
  const inOrder = <Row extends { readonly grader: string; readonly dimension: string }>(
    all: readonly Row[],
  ): Row[] => {
    const groups = Map.groupBy(all, ({ grader, dimension }) => `${grader}\0${dimension}`);
    return [...graders, raterRows].flatMap((grader) =>
      order.flatMap((dimension) => groups.get(`${grader}\0${dimension}`) ?? []),
    );
  };
  const costs = new Map(analyses.flatMap(({ cost }) => cost.map((row) => [row.grader, row])));
  return {
    agreement: inOrder(rows),
    cost: [...costs.values()],
    counts: inOrder(countRowsOf(table, graders)),
    gates: [],
    regression: [],
  };
}

/** How many levels each grader gave per dimension, and why others are missing. */
function countRowsOf({ ratings, dimensions }: RatingsTable, graders: readonly string[]): CountRow[] {
  const rowFor = (grader: string, dimension: string): CountRow => ({
    grader,
    dimension,
    scored: 0,
    notObserved: 0,
    unscored: 0,
    byReason: {},
    evidence: "none",
    verifiedQuoteShare: null,
    struckQuoteShare: null,
    absenceShare: null,
  });
  const rows = graders.flatMap((grader) => dimensions.map((dimension) => rowFor(grader, dimension)));
  const rowOf = new Map(rows.map((row) => [`${row.grader}\0${row.dimension}`, row]));
  for (const { source, dimension, value, unscored } of ratings) {
    const row = rowOf.get(`${source}\0${dimension}`);
    if (row === undefined) continue;
    if (unscored !== null) {
      row.unscored += 1;
      row.byReason[unscored] = (row.byReason[unscored] ?? 0) + 1;
    } else if (value === null) row.notObserved += 1;
    else row.scored += 1;
  }
  return rows;
}

function countedBy(ratings: readonly TableRating[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { source, value } of ratings)
    if (value !== null) counts.set(source, (counts.get(source) ?? 0) + 1);
  return counts;
}

/** What a reader must know before the numbers, the most important first. */
function bannersFor(
  table: RatingsTable,
  {
    options,
    raters,
    graders,
    scale,
  }: Roles & { readonly options: AgreeOptions; readonly scale: AgreementDocument["scale"] },
): string[] {
  const kindsOf = (names: readonly string[]): string[] =>
    table.sources.filter(({ name }) => names.includes(name)).map(({ kind }) => kind);
  const { min, max, step } = scale;
  const clusters = new Set(table.items.map(({ cluster }) => cluster)).size;
  const between = table.ratings.filter(
    ({ value }) => value !== null && step !== null && !isOnGrid(value, min, step),
  ).length;
  const shape = `${min}-${max}${step === null ? ", on no grid" : step === 1 ? "" : ` in steps of ${step}`}`;
  return [
    ...(raters.length + graders.length < 2 ? ["One rater only: there is nobody to agree with."] : []),
    ...(raters.length === 0 ? ["Every rater is named as a grader: there is nobody to agree with."] : []),
    ...(kindsOf(raters).includes("model")
      ? ["The raters are models: figures are repeatability, not agreement with people."]
      : []),
    ...(kindsOf(raters).includes("unknown")
      ? ["The table does not say who is human (column kind): raters are taken as people."]
      : []),
    ...(graders.length === 0 && raters.length > 1
      ? [
          raters.length <= mostTurns
            ? "No rater is a grader (--grader NAME): each is compared with all others."
            : `No rater is a grader (--grader NAME), and each of more than ${mostTurns} is not compared with all others: the raters among themselves only.`,
        ]
      : []),
    ...(scale.declared || table.dimensions.length === 0
      ? []
      : [
          `Scale ${shape} is inferred from the values; declare it with --scale, since a level that nobody used counts too.`,
        ]),
    ...(between === 0
      ? []
      : [
          `${counted(between, "rating lies", "ratings lie")} between the levels of ${shape}; ${between === 1 ? "it counts as it is" : "they count as they are"}.`,
        ]),
    ...table.leftOut.map((each) => `Left out: ${describeLeftOut(each, options.scale)}.`),
    ...(clusters < fewestClustersForGate
      ? [`${counted(clusters, "cluster")} (${table.clusterBy}): no intervals under ${fewestClustersForGate}.`]
      : clusters < lowClusters
        ? [`${clusters} clusters (${table.clusterBy}): intervals are too narrow under ${lowClusters}.`]
        : []),
  ];
}

function without(names: readonly string[], left: string): string[] {
  return names.filter((name) => name !== left);
}
