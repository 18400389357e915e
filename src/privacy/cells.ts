import { pseudonymKindSchema } from "../domain/pseudonym.ts";

/**
 * A text as a reader or a model takes it in, each character with its place in the source: without what cannot be seen, compatibility
 * forms as their plain ones, and everything that is or becomes a placeholder as one mark that no name and no pattern contains.
 */
export type Cells = { readonly text: string; readonly places: readonly Place[] };

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

/** Reads a text; placeholders that it already has are marks. */
export function cellsOf(source: string): Cells {
  const characters: string[] = [];
  const places: Place[] = [];
  const push = (text: string, place: Place): void => {
    for (let unit = 0; unit < text.length; unit++) {
      characters.push(text.charAt(unit));
      places.push(place);
    }
  };
  const read = (start: number, end: number): void => {
    for (let at = start; at < end;) {
      const character = String.fromCodePoint(source.codePointAt(at) ?? 0);
      const place = { start: at, end: at + character.length };
      if (character < "\u007F" && character >= " ") push(character, place);
      else if (!hidden.test(character)) push(character.normalize("NFKC"), place);
      at = place.end;
    }
  };
  let from = 0;
  for (const { 0: found, index } of source.matchAll(placeholder)) {
    read(from, index);
    from = index + found.length;
    push(mark, { start: index, end: from });
  }
  read(from, source.length);
  return { text: characters.join(""), places };
}

/** A stretch of cells, the end left out. */
export type Stretch = { readonly from: number; readonly to: number };

/** Where a stretch stands in the source. */
export function placeOf({ places }: Cells, { from, to }: Stretch): Place {
  return { start: places[from]?.start ?? 0, end: places[to - 1]?.end ?? 0 };
}

/** The same cells with each stretch as one mark. Stretches come in order and do not overlap. */
export function marked(cells: Cells, stretches: readonly Stretch[]): Cells {
  const pieces: string[] = [];
  const places: Place[] = [];
  let at = 0;
  for (const stretch of stretches) {
    pieces.push(cells.text.slice(at, stretch.from), mark);
    places.push(...cells.places.slice(at, stretch.from), placeOf(cells, stretch));
    at = stretch.to;
  }
  return { text: pieces.join("") + cells.text.slice(at), places: [...places, ...cells.places.slice(at)] };
}
