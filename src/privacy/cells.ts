import { pseudonymKindSchema } from "../domain/pseudonym.ts";

/**
 * A text as a reader or a model takes it in, each UTF-16 unit with its place in the source: without what cannot be seen, compatibility
 * forms as their plain ones, and everything that is or becomes a placeholder as one mark that no name and no pattern contains.
 */
export type Cells = {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
};

/** Where a character comes from, in UTF-16 units of the source. */
export type Place = { readonly start: number; readonly end: number };

/** A private-use character, which sources lose as one that cannot be seen. */
export const mark = "\uE000";

const placeholder = new RegExp(
  `\\[(?:${pseudonymKindSchema.options.map((kind) => kind.toUpperCase()).join("|")})-\\d+[a-z]*\\]`,
  "g",
);
/** What models are not shown: see `visible` of the fence around transcripts. */
const hidden =
  /(?![\t\n\v\f\r\u0085])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/u;
/** A placeholder, or a character that is not read as it stands. */
const special = new RegExp(`${placeholder.source}|[^\\n -~]`, "gu");

function readAs(found: string): string {
  if (found.length > 2) return mark;
  return hidden.test(found) ? "" : found.normalize("NFKC");
}

/** A text as it is read, without places. */
export function readableOf(source: string): string {
  return source.replace(special, readAs);
}

/** Reads a text; placeholders that it already has are marks. */
export function cellsOf(source: string): Cells {
  const pieces: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const push = (text: string, start: number, end: number): void => {
    pieces.push(text);
    for (let unit = 0; unit < text.length; unit++) {
      starts.push(start);
      ends.push(end);
    }
  };
  const copy = (from: number, to: number): void => {
    pieces.push(source.slice(from, to));
    for (let at = from; at < to; at++) {
      starts.push(at);
      ends.push(at + 1);
    }
  };
  let at = 0;
  for (const { 0: found, index } of source.matchAll(special)) {
    copy(at, index);
    at = index + found.length;
    push(readAs(found), index, at);
  }
  copy(at, source.length);
  return { text: pieces.join(""), starts, ends };
}

/** A stretch of cells, the end left out. */
export type Stretch = { readonly from: number; readonly to: number };

/** Where a stretch stands in the source. */
export function placeOf({ starts, ends }: Cells, { from, to }: Stretch): Place {
  return { start: starts[from] ?? 0, end: ends[to - 1] ?? 0 };
}

/** The same cells with each stretch as one mark. Stretches come in order and do not overlap. */
export function marked(cells: Cells, stretches: readonly Stretch[]): Cells {
  if (stretches.length === 0) return cells;
  const pieces: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const copy = (from: number, to: number): void => {
    pieces.push(cells.text.slice(from, to));
    for (let at = from; at < to; at++) {
      starts.push(cells.starts[at] ?? 0);
      ends.push(cells.ends[at] ?? 0);
    }
  };
  let at = 0;
  for (const stretch of stretches) {
    copy(at, stretch.from);
    const { start, end } = placeOf(cells, stretch);
    pieces.push(mark);
    starts.push(start);
    ends.push(end);
    at = stretch.to;
  }
  copy(at, cells.text.length);
  return { text: pieces.join(""), starts, ends };
}
