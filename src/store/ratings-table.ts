import { basename } from "node:path";
import { describeLeftOut, type RatingsTable, type TableRating } from "../domain/agreement.ts";
import { didYouMean } from "../domain/did-you-mean.ts";
import { collectRatings, type CollectOptions, type WrittenRating } from "./collect-ratings.ts";
import type { ColumnMap, RatingField } from "./column-map.ts";
import { readCsv } from "./csv.ts";
import { exportFormats, type ExportFormatName } from "./exports/index.ts";
import { readLines, readText } from "./files.ts";
import { invalidFile, type Problem } from "./problem.ts";

/** How a file holds ratings. */
export type RatingsLayout = {
  readonly map: ColumnMap;
  /** The columns that are raters, `*` for all that hold nothing else; null: a long table, one rating a row. */
  readonly wide: readonly string[] | null;
  /** Another program's result file instead of a table. */
  readonly from: ExportFormatName | null;
};

/** Reads ratings from a long or wide table, or from another program's results. Everything left out is counted in the table. */
export async function readRatingsTable(
  file: string,
  layout: RatingsLayout,
  options: Omit<CollectOptions, "words">,
): Promise<RatingsTable> {
  const problems: Problem[] = [];
  const collector = collectRatings({ ...options, words: layout.map.words }, (where, message) => {
    const line = /^line (\d+)$/.exec(where)?.[1];
    problems.push({
      file,
      line: line === undefined ? null : Number(line),
      column: null,
      message: line === undefined ? `${where}: ${message}` : message,
    });
  });
  for await (const rating of writtenRatings(file, layout, problems)) collector.add(rating);
  const clusterBy = layout.map.columns.get("cluster") ?? "cluster";
  const table = collector.table(basename(file), clusterBy);
  const rated = new Set([...table.dimensions, ...table.flags.map(({ dimension }) => dimension)]);
  const missing = options.dimensions.find((dimension) => !rated.has(dimension));
  if (problems.length === 0 && missing !== undefined) {
    const known = [...rated, ...collector.others()];
    const message = `no rating is on dimension "${missing}"${didYouMean(missing, known)}, expected one of ${known.join(", ")}`;
    problems.push({ file, line: null, column: null, message });
  }
  if (problems.length === 0) requireLevels(file, table, options, problems);
  if (problems.length > 0) throw invalidFile(problems);
  return table;
}

function requireLevels(
  file: string,
  { ratings, flags, leftOut }: RatingsTable,
  { scale }: Pick<CollectOptions, "scale">,
  problems: Problem[],
): void {
  const isGiven = ({ value }: TableRating): boolean => value !== null;
  if (ratings.some(isGiven) || flags.some(isGiven)) return;
  const why = leftOut.map((each) => describeLeftOut(each, scale)).join(", ");
  const words = leftOut.some(({ reason }) => reason === "not a number")
    ? "; say what words stand for with --map value:poor=1,fair=2,good=3"
    : "";
  const message = `no rating is a level${why === "" ? "" : `: ${why}`}${words}`;
  problems.push({ file, line: null, column: null, message });
}

async function* writtenRatings(
  file: string,
  { map, wide, from }: RatingsLayout,
  problems: Problem[],
): AsyncGenerator<WrittenRating> {
  if (from !== null) {
    const read = await exportFormats[from].load();
    const text = await readText(file, problems);
    if (text !== null) yield* read({ file, text, columns: map.columns }, problems);
    return;
  }
  const nameOf = await columnNames(file, map);
  if (wide === null) yield* longRatings(file, map, nameOf, problems);
  else yield* wideRatings(file, map, nameOf, wide, problems);
}

type NameOf = (field: RatingField) => string;

/** The columns' names: mapped, or the field's own; an item may be called `sample`. */
async function columnNames(file: string, { columns }: ColumnMap): Promise<NameOf> {
  let header = "";
  for await (const { text } of readLines(file, [])) {
    header = text;
    break;
  }
  const names = header.split(",").map((name) => name.trim().replaceAll('"', ""));
  const item = !names.includes("item") && names.includes("sample") ? "sample" : "item";
  return (field) => columns.get(field) ?? (field === "item" ? item : field);
}

async function* longRatings(
  file: string,
  { columns }: ColumnMap,
  nameOf: NameOf,
  problems: Problem[],
): AsyncGenerator<WrittenRating> {
  const names = { ...namesOf(nameOf), rater: nameOf("rater"), value: nameOf("value") };
  const required = [names.item, names.rater, names.value, ...columns.values()];
  const expected = { required: [...new Set(required)], optional: [], others: "keep" } as const;
  const before = problems.length;
  for await (const { line, cells } of readCsv(file, expected, problems)) {
    yield {
      ...sharedCells(cells, names),
      rater: cells[names.rater] ?? "",
      value: cells[names.value] ?? "",
      where: `line ${line}`,
    };
  }
  if (
    problems.slice(before).some(({ message }) => message.startsWith(`column "${names.rater}" is missing`))
  ) {
    const message = "a table with one column per rater is read with --wide h1,h2,judge";
    problems.push({ file, line: null, column: null, message });
  }
}

async function* wideRatings(
  file: string,
  { columns }: ColumnMap,
  nameOf: NameOf,
  wide: readonly string[],
  problems: Problem[],
): AsyncGenerator<WrittenRating> {
  const names = namesOf(nameOf);
  const named = wide.includes("*") ? [] : wide;
  const required = [...new Set([names.item, ...columns.values(), ...named])];
  for await (const { line, cells } of readCsv(file, { required, optional: [], others: "keep" }, problems)) {
    const shared = { ...sharedCells(cells, names), kind: "", where: `line ${line}` };
    const own: readonly string[] = Object.values(names);
    const raters = named.length > 0 ? named : Object.keys(cells).filter((name) => !own.includes(name));
    for (const rater of raters) yield { ...shared, rater, value: cells[rater] ?? "" };
  }
}

/** Names of the columns that say what a row is about. */
function namesOf(nameOf: NameOf) {
  return {
    item: nameOf("item"),
    kind: nameOf("kind"),
    dimension: nameOf("dimension"),
    cluster: nameOf("cluster"),
    group: nameOf("group"),
    round: nameOf("round"),
    reason: nameOf("reason"),
  } as const;
}

function sharedCells(cells: Readonly<Record<string, string>>, names: ReturnType<typeof namesOf>) {
  return {
    item: cells[names.item] ?? "",
    kind: cells[names.kind] ?? "",
    dimension: cells[names.dimension] ?? "",
    cluster: cells[names.cluster] ?? "",
    group: cells[names.group] ?? "",
    round: cells[names.round] ?? "",
    reason: cells[names.reason] ?? "",
  };
}
