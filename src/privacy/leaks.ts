import type { KnownName, Pseudonym, PseudonymKind } from "../domain/pseudonym.ts";
import { readableOf } from "./cells.ts";
import { isOrdinary } from "./ordinary-words.ts";
import { isBetweenWords, wordsOf } from "./words.ts";

type Secret = { readonly kind: PseudonymKind; readonly words: readonly string[] };

/** What must not be in a text, by its first word. */
export type Secrets = ReadonlyMap<string, readonly Secret[]>;

/**
 * Every name as a whole and every form that was replaced, folded, in any case. They share no rule of spelling with the replacement, so
 * that a search for them notices where that failed. A single ordinary word ("Will") cannot be told from the word and is not looked for.
 */
export function indexSecrets(
  names: Iterable<KnownName>,
  pseudonyms: Iterable<Pseudonym>,
  /** What may be sent, since it is no candidate's: rubric and case studies. Names in it are not looked for. */
  ours: readonly string[],
): Secrets {
  const secrets = new Map<string, Secret[]>();
  const add = (kind: PseudonymKind, text: string): void => {
    const words = wordsOf(readableOf(text)).map(({ folded }) => folded);
    const [first = ""] = words;
    if (words.length < 2 ? isOrdinary(first) || !/\p{L}{2}/u.test(first) : words.join("").length < 5) return;
    secrets.set(first, [...(secrets.get(first) ?? []), { kind, words }]);
  };
  for (const { kind, name } of names) add(kind, name);
  for (const { kind, form } of pseudonyms) add(kind, form);
  const allowed = new Set(ours.flatMap((text) => secretsIn(text, [secrets])));
  return new Map([...secrets].map(([first, own]) => [first, own.filter((secret) => !allowed.has(secret))]));
}

/** Of which kind the first secret in a text is; null: there is none. */
export function findLeak(text: string, secrets: readonly Secrets[]): PseudonymKind | null {
  return secretsIn(text, secrets)[0]?.kind ?? null;
}

function secretsIn(source: string, secrets: readonly Secrets[]): Secret[] {
  const text = readableOf(source);
  const words = wordsOf(text);
  const follows = ({ words: own }: Secret, at: number): boolean =>
    own.every((word, offset) => {
      const [previous, here] = [words[at + offset - 1], words[at + offset]];
      if (here?.folded !== word) return false;
      return offset === 0 || previous === undefined || isBetweenWords(text.slice(previous.to, here.from));
    });
  return words.flatMap(({ folded }, at) =>
    secrets.flatMap((some) => (some.get(folded) ?? []).filter((secret) => follows(secret, at))),
  );
}

/** Every text in a value, keys of objects included: what a request says when it is read and not how JSON writes it. */
export function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [key, ...textsIn(member)]);
}
