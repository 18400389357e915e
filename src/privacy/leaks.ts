import type { KnownName, Pseudonym, PseudonymKind } from "../domain/pseudonym.ts";
import { cellsOf } from "./cells.ts";
import { isOrdinary } from "./ordinary-words.ts";
import { isBetweenWords, wordsOf } from "./words.ts";

/** Finds what must not be in a text, of which kind it is; null: nothing. */
export type LeakCheck = (text: string) => PseudonymKind | null;

type Secret = { readonly kind: PseudonymKind; readonly words: readonly string[] };

/**
 * Looks for every name as a whole and for every form that was replaced, folded, in any case. It shares no rule of spelling with the
 * replacement, so that it notices where that failed. A single ordinary word ("Will") cannot be told from the word and is not looked for.
 */
export function createLeakCheck(
  names: Iterable<KnownName>,
  pseudonyms: Iterable<Pseudonym>,
  /** What may be sent, since it is no candidate's: rubric and case studies. Names in it are not looked for. */
  ours: readonly string[] = [],
): LeakCheck {
  const secrets = new Map<string, Secret[]>();
  const add = (kind: PseudonymKind, text: string): void => {
    const words = wordsOf(cellsOf(text).text).map(({ folded }) => folded);
    const [first = ""] = words;
    if (words.length < 2 ? isOrdinary(first) || !/\p{L}{2}/u.test(first) : words.join("").length < 5) return;
    secrets.set(first, [...(secrets.get(first) ?? []), { kind, words }]);
  };
  for (const { kind, name } of names) add(kind, name);
  for (const { kind, form } of pseudonyms) add(kind, form);
  const allowed = new Set(ours.flatMap((text) => secretsIn(text, secrets)));
  return (text) => secretsIn(text, secrets).find((secret) => !allowed.has(secret))?.kind ?? null;
}

function secretsIn(source: string, secrets: ReadonlyMap<string, readonly Secret[]>): Secret[] {
  const { text } = cellsOf(source);
  const words = wordsOf(text);
  return words.flatMap(({ folded }, at) =>
    (secrets.get(folded) ?? []).filter(({ words: own }) =>
      own.every((word, offset) => {
        const [previous, here] = [words[at + offset - 1], words[at + offset]];
        if (here?.folded !== word) return false;
        return offset === 0 || previous === undefined || isBetweenWords(text.slice(previous.to, here.from));
      }),
    ),
  );
}

/** Every text in a value, keys of objects included: what a request says when it is read and not how JSON writes it. */
export function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [key, ...textsIn(member)]);
}
