import {
  sourceKindSchema,
  type LeftOut,
  type RatingsTable,
  type SourceKind,
  type TableRating,
} from "../domain/agreement.ts";
import type { Scale } from "../domain/scale.ts";
import { unscoredReasonSchema, type UnscoredReason } from "../domain/score.ts";
import type { ColumnMap, RatingField } from "./column-map.ts";
import { parseNumber } from "./ratings.ts";

/** A rating as its file words it; empty where the file says nothing. `where` is its place: `line 5`, `results[4]`. */
export type WrittenRating = Readonly<Record<RatingField, string>> & { readonly where: string };

/** What ratings are held against while they are read. */
export type CollectOptions = {
  readonly words: ColumnMap["words"];
  /** The declared scale; null: whatever values there are. */
  readonly scale: Scale | null;
  /** Only these dimensions; none: all. */
  readonly dimensions: readonly string[];
};

/** Where a table has one rating per item and rater, what it rates. */
export const onlyDimension = "rating";

const examplesShown = 3;

/**
 * Gathers ratings into a table. A value that is no number, off the scale or there twice is counted and left out; what makes the table
 * contradict itself is reported, as is a rating without an item or a rater.
 */
export function collectRatings(
  { words, scale, dimensions }: CollectOptions,
  report: (where: string, message: string) => void,
) {
  const items = new Map<string, { id: string; index: number; cluster: string; group: string | null }>();
  const sources = new Map<string, SourceKind>();
  const columns = new Map<string, { readonly place: Place; readonly seen: boolean[] }>();
  const ratings: TableRating[] = [];
  const flags: TableRating[] = [];
  const leftOut = new Map<LeftOut["reason"], { count: number; examples: string[] }>();
  const others = new Set<string>();
  let clustered = false;

  const leave = (reason: LeftOut["reason"], example: string): void => {
    const entry = leftOut.get(reason) ?? { count: 0, examples: [] };
    leftOut.set(reason, entry);
    entry.count += 1;
    if (entry.examples.length < examplesShown) entry.examples.push(example);
  };
  const itemOf = ({ item, cluster, group, where }: WrittenRating) => {
    const known = items.get(item);
    if (known === undefined) {
      const made = { id: item, index: items.size, cluster: cluster || item, group: group || null };
      items.set(item, made);
      return made;
    }
    if (cluster !== "" && cluster !== known.cluster)
      report(where, `item "${item}" is in cluster "${known.cluster}" above and in "${cluster}" here`);
    if (group !== "" && group !== known.group)
      report(where, `item "${item}" is in group "${known.group ?? ""}" above and in "${group}" here`);
    return known;
  };
  const checkKind = (source: string, text: string, where: string): void => {
    const parsed = sourceKindSchema.safeParse(text === "" ? "unknown" : text.toLowerCase());
    if (!parsed.success) {
      report(
        where,
        `kind "${text}" is not human, model or grader; say what it is with --map kind:${text}=human`,
      );
      return;
    }
    const before = sources.get(source);
    if (before === undefined) sources.set(source, parsed.data);
    else if (before !== parsed.data)
      report(where, `rater "${source}" is of kind ${before} above and ${parsed.data} here`);
  };
  const columnOf = (source: string, dimension: string, round: string) => {
    const key = `${source}\0${dimension}\0${round}`;
    const known = columns.get(key);
    if (known !== undefined) return known;
    const made = {
      place: { source, dimension, round: round || null },
      seen: new Array<boolean>(),
    };
    columns.set(key, made);
    return made;
  };

  return {
    add(written: WrittenRating): void {
      const said = reworded(written, words);
      const { item, rater, where } = said;
      const dimension = dimensionName(said.dimension);
      if (item === "" || rater === "") {
        report(where, `the ${item === "" ? "item" : "rater"} is empty`);
        return;
      }
      if (dimensions.length > 0 && !dimensions.includes(dimension)) {
        others.add(dimension);
        return;
      }
      checkKind(rater, said.kind, where);
      if (said.cluster !== "") clustered = true;
      const { id, index } = itemOf(said);
      const { place, seen } = columnOf(rater, dimension, said.round);
      if (seen[index] === true) return leave("duplicate", where);
      seen[index] = true;
      const read = isFlag(dimension) ? readFlag(said) : readValue(said, scale);
      if (read.leftOut !== null) leave(read.leftOut, `${where}${said.value === "" ? "" : `: ${said.value}`}`);
      const rating = { item: id, ...place, value: read.value, unscored: read.unscored };
      (isFlag(dimension) ? flags : ratings).push(rating);
    },
    /** Dimensions that were not asked for. */
    others: (): string[] => [...others],
    table(name: string, clusterBy: string): RatingsTable {
      return {
        name,
        items: Array.from(items.values(), ({ id, cluster, group }) => ({ id, cluster, group })),
        sources: Array.from(sources, ([source, kind]) => ({ name: source, kind })),
        dimensions: [...new Set(Array.from(columns.values(), ({ place }) => place.dimension))].filter(
          (dimension) => !isFlag(dimension),
        ),
        clusterBy: clustered ? clusterBy : "item",
        ratings,
        flags,
        leftOut: Array.from(leftOut, ([reason, entry]) => ({ reason, ...entry })),
      };
    },
  };
}

type Place = Pick<TableRating, "source" | "dimension" | "round">;

/** `overall` is the composite under weights, so a table's own overall rating has another name. */
function dimensionName(dimension: string): string {
  if (dimension === "") return onlyDimension;
  return dimension === "overall" ? "overall_rating" : dimension;
}

function reworded(written: WrittenRating, words: ColumnMap["words"]): WrittenRating {
  if (words.size === 0) return written;
  const changed = Array.from(words, ([field, meanings]) => [
    field,
    meanings.get(written[field].toLowerCase()) ?? written[field],
  ]);
  return { ...written, ...Object.fromEntries(changed) };
}

type ReadValue = {
  readonly value: number | null;
  readonly unscored: UnscoredReason | null;
  readonly leftOut: LeftOut["reason"] | null;
};

/** A value, `NA` for not observed, or why there is none. */
function readValue({ value, reason }: WrittenRating, scale: Scale | null): ReadValue {
  if (value === "NA") return { value: null, unscored: null, leftOut: null };
  if (value === "") {
    const known = unscoredReasonSchema.safeParse(reason);
    return { value: null, unscored: known.success ? known.data : "not-imported", leftOut: "empty" };
  }
  const number = parseNumber(value);
  if (number === undefined || !Number.isFinite(number))
    return { value: null, unscored: "unparsable", leftOut: "not a number" };
  if (scale !== null && (number < scale.min || number > scale.max))
    return { value: null, unscored: "off-menu", leftOut: "off the scale" };
  return { value: onGrid(number), unscored: null, leftOut: null };
}

function isFlag(dimension: string): boolean {
  return dimension.startsWith("flag:");
}

/** Raised (1) or not (0), whatever the scale of the levels. */
function readFlag(said: WrittenRating): ReadValue {
  const read = readValue(said, null);
  return read.value === null || read.value === 0 || read.value === 1
    ? read
    : { value: null, unscored: "off-menu", leftOut: "flag" };
}

/** Free of binary residue, so that 0.1 + 0.2 and 0.3 are one level; -0 is 0. */
function onGrid(number: number): number {
  return Number(number.toFixed(9)) + 0;
}
