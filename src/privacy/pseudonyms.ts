import type { Pseudonym, PseudonymKind } from "../domain/pseudonym.ts";
import { cellsOf, marked, placeOf, type Place } from "./cells.ts";
import { findContacts } from "./contacts.ts";
import { findNames, type NameIndex } from "./name-index.ts";
import { fold } from "./words.ts";

/** Texts with placeholders, and what each stands for. */
export type Pseudonymised = { readonly texts: readonly string[]; readonly pseudonyms: readonly Pseudonym[] };

/** Something to be replaced: two of one identity are the same person, firm or address. */
type Finding = Place & { readonly kind: PseudonymKind; readonly identity: string };

/**
 * Replaces the names of the indexes, and whatever has the shape of an e-mail address, phone number, link, handle or identity number, by
 * placeholders. They are numbered by kind in the order in which they appear in the texts, so that the same texts always give the same
 * ones; a second form of a name has the number of the first and a letter. Placeholders in the texts stay and their numbers are not used.
 *
 * Properties: `restore` gives each text back; a second time nothing changes; no figure changes.
 */
export function pseudonymise(texts: readonly string[], indexes: readonly NameIndex[]): Pseudonymised {
  const assign = assignment(texts);
  return {
    texts: texts.map((text) => {
      const pieces: string[] = [];
      let at = 0;
      for (const finding of findIdentifying(text, indexes)) {
        pieces.push(text.slice(at, finding.start), assign.placeholderFor(finding, text));
        at = finding.end;
      }
      return pieces.join("") + text.slice(at);
    }),
    pseudonyms: assign.pseudonyms,
  };
}

/** A text with the words that placeholders stand for. */
export function restore(text: string, pseudonyms: readonly Pseudonym[]): string {
  const forms = new Map(pseudonyms.map(({ placeholder, form }) => [placeholder, form]));
  return text.replaceAll(/\[[A-Z]+-\d+[a-z]*\]/g, (found) => forms.get(found) ?? found);
}

/** What identifies somebody, in order. Looked for until nothing is found any more, since a mark in the place of one may uncover another. */
export function findIdentifying(text: string, indexes: readonly NameIndex[]): Finding[] {
  const all: Finding[] = [];
  let cells = cellsOf(text);
  for (;;) {
    const contacts = findContacts(cells.text);
    const withoutContacts = marked(cells, contacts);
    const names = findNames(withoutContacts, indexes);
    if (contacts.length + names.length === 0) return all.sort((a, b) => a.start - b.start);
    all.push(
      ...contacts.map(({ kind, ...stretch }) => {
        return {
          ...placeOf(cells, stretch),
          kind,
          identity: fold(cells.text.slice(stretch.from, stretch.to)),
        };
      }),
      ...names.map(({ name, ...stretch }) => {
        return { ...placeOf(withoutContacts, stretch), kind: name.kind, identity: fold(name.name) };
      }),
    );
    cells = marked(withoutContacts, names);
  }
}

type Assignment = {
  readonly placeholderFor: (finding: Finding, text: string) => string;
  readonly pseudonyms: readonly Pseudonym[];
};

function assignment(texts: readonly string[]): Assignment {
  const taken = new Set(texts.flatMap((text) => text.match(/\[[A-Z]+-\d+/g) ?? []));
  const pseudonyms: Pseudonym[] = [];
  const known = new Map<string, string>();
  const stems = new Map<string, { readonly stem: string; forms: number }>();
  const numbers = new Map<PseudonymKind, number>();
  const nextStem = (kind: PseudonymKind): string => {
    const number = (numbers.get(kind) ?? 0) + 1;
    numbers.set(kind, number);
    const stem = `[${kind.toUpperCase()}-${number}`;
    return taken.has(stem) ? nextStem(kind) : stem;
  };
  return {
    pseudonyms,
    placeholderFor: ({ kind, identity, start, end }, text) => {
      const form = text.slice(start, end);
      const earlier = known.get(`${kind} ${identity} ${form}`);
      if (earlier !== undefined) return earlier;
      const entity = stems.get(`${kind} ${identity}`) ?? { stem: nextStem(kind), forms: 0 };
      stems.set(`${kind} ${identity}`, entity);
      const placeholder = `${entity.stem}${letters(entity.forms)}]`;
      entity.forms += 1;
      known.set(`${kind} ${identity} ${form}`, placeholder);
      pseudonyms.push({ placeholder, kind, form });
      return placeholder;
    },
  };
}

/** Nothing, b, c, ..., z, ba, bb, ...: digits of base 26. */
function letters(number: number): string {
  if (number === 0) return "";
  const rest = Math.floor(number / 26);
  return `${letters(rest)}${String.fromCodePoint(97 + (number % 26))}`;
}
