/** Latin and its extensions. Characters beyond them stand in no word that is looked for. */
const knownCharacters = 0x180;

type Word = { readonly list: number; readonly text: string; readonly beginsAlone: boolean };

/**
 * Tells which of several lists a text has a word of, in one pass: the automaton of Aho and Corasick (1975) as a table. A word may stand
 * within a longer one; one with a space before it begins where no letter of English, digit or underscore goes before.
 */
export function createMentions(lists: readonly (readonly string[])[]): (text: string) => readonly boolean[] {
  const words = lists.flatMap((list, index) =>
    list.map((word): Word => ({ list: index, text: word.trimStart(), beginsAlone: word.startsWith(" ") })),
  );
  const characters = [...new Set(words.map(({ text }) => text).join(""))];
  const classOf = new Uint8Array(knownCharacters);
  for (const [index, character] of characters.entries()) classOf[character.charCodeAt(0)] = index + 1;
  const { next, ends, isEnd } = createTable(words, classOf, characters.length + 1);
  return (text) => {
    const mentioned = lists.map(() => false);
    let state = 0;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      state = next[state + (code < knownCharacters ? (classOf[code] ?? 0) : 0)] ?? 0;
      if (isEnd[state] !== 1) continue;
      for (const word of ends.get(state) ?? []) {
        mentioned[word.list] ||= !word.beginsAlone || !isWordCharacter(text[at - word.text.length]);
      }
    }
    return mentioned;
  };
}

function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /\w/.test(character);
}

/** `next` has a row of `classes` entries for each state; a state is named by where its row begins. */
type Table = {
  readonly next: Int32Array;
  readonly isEnd: Uint8Array;
  /** The words that end in a state. */
  readonly ends: ReadonlyMap<number, readonly Word[]>;
};

function createTable(words: readonly Word[], classOf: Uint8Array, classes: number): Table {
  const most = words.reduce((sum, { text }) => sum + text.length, 1);
  const next = new Int32Array(most * classes);
  const isEnd = new Uint8Array(most * classes);
  const ends = new Map<number, Word[]>();
  const addEnds = (state: number, found: readonly Word[]): void => {
    if (found.length === 0) return;
    ends.set(state, [...(ends.get(state) ?? []), ...found]);
    isEnd[state] = 1;
  };
  let states = 1;
  for (const word of words) {
    let state = 0;
    for (let at = 0; at < word.text.length; at += 1) {
      const place = state + (classOf[word.text.charCodeAt(at)] ?? 0);
      if (next[place] === 0) next[place] = states++ * classes;
      state = next[place] ?? 0;
    }
    addEnds(state, [word]);
  }
  // Level by level: where a state has no way on, it goes on as the longest end of it that begins a word would.
  const fallbacks = new Map<number, number>([[0, 0]]);
  for (const [state, fallback] of fallbacks) {
    addEnds(state, state === 0 ? [] : (ends.get(fallback) ?? []));
    for (let each = 0; each < classes; each += 1) {
      const onward = next[state + each] ?? 0;
      const instead = state === 0 ? 0 : (next[fallback + each] ?? 0);
      if (onward === 0) next[state + each] = instead;
      else fallbacks.set(onward, instead);
    }
  }
  return { next, isEnd, ends };
}
