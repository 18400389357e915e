import type { KnownName } from "../domain/pseudonym.ts";
import type { Cells, Stretch } from "./cells.ts";
import { isOrdinary } from "./ordinary-words.ts";
import { isBetweenWords, wordsOf, writesNoSpaces, type Word } from "./words.ts";

/** Which spellings of a form count: any, those with a capital, or those with a capital that no sentence begins with. */
type Spelling = "any" | "capital" | "capital-within";

/** A form of a name: the words it is made of, one after the other. */
type Form = { readonly name: KnownName; readonly words: readonly string[]; readonly spelling: Spelling };

/** Forms of names by their first word. */
export type NameIndex = ReadonlyMap<string, readonly Form[]>;

/** A name found in a text. */
export type FoundName = Stretch & { readonly name: KnownName };

/**
 * How far a name is looked for. `whole`: as it is, where one word without a capital may be an id and needs one in the text. `parts`: by
 * its words too ("Priya", "Raghunathan"). `listed`: likewise, and a name that is an ordinary word ("May") wherever it has a capital, at
 * the start of a sentence too.
 */
export type Reach = "whole" | "parts" | "listed";

/** Indexes names; the earlier ones win where two share a form. */
export function indexNames(names: Iterable<KnownName>, reach: Reach): NameIndex {
  const index = new Map<string, Form[]>();
  const seen = new Set<string>();
  for (const name of names) {
    for (const form of formsOf(name, reach)) {
      const [first = ""] = form.words;
      const key = `${form.spelling} ${form.words.join(" ")}`;
      if (first === "" || seen.has(key)) continue;
      seen.add(key);
      index.set(first, [...(index.get(first) ?? []), form]);
    }
  }
  return index;
}

const titles = new Set(["dr", "mr", "mrs", "ms", "miss", "mx", "prof", "professor", "sir", "dame"]);
const legalForms = new Set(
  "inc incorporated ltd limited llc llp gmbh corp corporation co company ag plc sa bv oy ab pty pvt".split(
    " ",
  ),
);
const particles = new Set(
  "al bin da de del della den der di dos du el ibn la le los ter van von y zu".split(" "),
);

function formsOf(name: KnownName, reach: Reach): Form[] {
  const words = withoutFrills(name);
  const folded = words.map(({ folded: word }) => word);
  if (!isName(name.name, folded)) return [];
  const whole: Form = { name, words: folded, spelling: wholeSpelling(words, reach) };
  const forms = [whole];
  if (folded.length > 1 && !writesNoSpaces(name.name)) {
    forms.push({ name, words: [folded.join("")], spelling: "any" });
  }
  if (reach === "whole" || name.kind !== "person" || writesNoSpaces(name.name)) return forms;
  return [...forms, ...partsOf(name, words)];
}

function wholeSpelling(words: readonly Word[], reach: Reach): Spelling {
  const [first] = words;
  if (first === undefined || words.length > 1) return "any";
  if (reach === "whole" && !first.isCapitalised) return "capital";
  return spellingOf([first.folded], reach === "listed" ? "capital" : "capital-within");
}

/** The words of a name without titles and legal forms, unless there are no others. */
function withoutFrills({ name, kind }: KnownName): Word[] {
  const words = wordsOf(name);
  const frills = kind === "person" ? titles : legalForms;
  const kept = words.filter(({ folded }) => !frills.has(folded));
  return kept.length > 0 ? kept : words;
}

/** A name has letters: "3M" would be three million, and "A" is an article. */
function isName(name: string, words: readonly string[]): boolean {
  return writesNoSpaces(name) ? words.length > 1 : words.some((word) => /\p{L}{2}/u.test(word));
}

/** The first name, the last name and those between, each on its own; with a hyphen or apostrophe whole, and a hyphen's halves. */
function partsOf(name: KnownName, words: readonly Word[]): Form[] {
  const chunks: Word[][] = [];
  for (const [index, word] of words.entries()) {
    const previous = words[index - 1];
    const isJoined = previous !== undefined && !/\s/.test(name.name.slice(previous.to, word.from));
    if (isJoined) chunks.at(-1)?.push(word);
    else chunks.push([word]);
  }
  const halves = chunks.length > 1 || (chunks[0]?.length ?? 0) > 1 ? words.map((word) => [word]) : [];
  return [...(chunks.length > 1 ? chunks : []), ...halves].flatMap((chunk): Form[] => {
    const folded = chunk.map(({ folded: word }) => word);
    const [first = ""] = folded;
    if (
      chunk[0]?.isCapitalised !== true ||
      (folded.length === 1 && (first.length < 2 || particles.has(first)))
    )
      return [];
    const spelling = folded.length > 1 ? "any" : spellingOf(folded, "capital-within");
    const joined: Form[] = folded.length > 1 ? [{ name, words: [folded.join("")], spelling: "any" }] : [];
    return [{ name, words: folded, spelling }, ...joined];
  });
}

function spellingOf([word = ""]: readonly string[], otherwise: Spelling): Spelling {
  return isOrdinary(word) ? otherwise : "any";
}

/** Names in a text, the longest form where several begin at one word. Indexes are asked in their order. */
export function findNames({ text }: Pick<Cells, "text">, indexes: readonly NameIndex[]): FoundName[] {
  const words = wordsOf(text);
  const found: FoundName[] = [];
  for (let at = 0; at < words.length;) {
    const best = longest(formsAt(words, at, text, indexes));
    const first = words[at];
    const last = words[at + (best?.words.length ?? 0) - 1];
    if (best !== undefined && first !== undefined && last !== undefined) {
      found.push({ name: best.name, from: first.from, to: last.to });
    }
    at += best?.words.length ?? 1;
  }
  return found;
}

function longest(forms: readonly Form[]): Form | undefined {
  let best: Form | undefined;
  for (const form of forms) if (form.words.length > (best?.words.length ?? 0)) best = form;
  return best;
}

function formsAt(words: readonly Word[], at: number, text: string, indexes: readonly NameIndex[]): Form[] {
  const word = words[at];
  if (word === undefined) return [];
  const { folded } = word;
  // Speech recognition writes "Priyas plan".
  const singular = folded.length > 4 && folded.endsWith("s") ? folded.slice(0, -1) : folded;
  return indexes.flatMap((index) => [
    ...(index.get(folded) ?? []).filter((form) => stands(form, words, at, text)),
    ...(singular === folded
      ? []
      : (index.get(singular) ?? []).filter(
          ({ words: own, spelling }) => own.length === 1 && spelling === "any",
        )),
  ]);
}

function stands({ words: own, spelling }: Form, words: readonly Word[], at: number, text: string): boolean {
  const isWhole = own.every((folded, offset) => {
    const [previous, word] = [words[at + offset - 1], words[at + offset]];
    if (word?.folded !== folded) return false;
    return offset === 0 || previous === undefined || isBetweenWords(text.slice(previous.to, word.from));
  });
  const first = words[at];
  if (!isWhole || first === undefined || spelling === "any") return isWhole;
  if (!first.isCapitalised) return false;
  return spelling === "capital" || !opensSentence(text, first) || isAddressed(text, first);
}

function opensSentence(text: string, { from }: Stretch): boolean {
  return /(?:^|[.!?:;…\n])\s*$/u.test(text.slice(Math.max(0, from - 40), from));
}

/** "Will, what would you do?", "Will's point". */
function isAddressed(text: string, { to }: Stretch): boolean {
  return /^(?:,|['’]s\b)/u.test(text.slice(to, to + 3));
}
