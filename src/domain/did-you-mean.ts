/** The known word close enough to be what was meant, or null: at most a third of its letters differ. */
export function nearestWord(given: string, known: Iterable<string>): string | null {
  let nearest: { readonly word: string; readonly distance: number } | null = null;
  const limit = Math.max(1, Math.floor(given.length / 3));
  for (const word of known) {
    if (Math.abs(word.length - given.length) > limit) continue;
    const distance = editDistance(given.toLowerCase(), word.toLowerCase());
    if (distance <= limit && distance < (nearest?.distance ?? Infinity)) nearest = { word, distance };
  }
  return nearest?.word ?? null;
}

/** ` (did you mean "openai"?)` when a known word is close to the one given, else nothing. */
export function didYouMean(given: string, known: Iterable<string>): string {
  const nearest = nearestWord(given, known);
  return nearest === null ? "" : ` (did you mean "${nearest}"?)`;
}

/** Insertions, deletions, substitutions and swaps of neighbours that turn one word into the other. */
function editDistance(from: string, to: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const substituted = (last[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      const swapped = isSwap ? (beforeLast[column - 2] ?? 0) + 1 : Infinity;
      const deleted = (last[column] ?? 0) + 1;
      const inserted = (current[column - 1] ?? 0) + 1;
      current.push(Math.min(substituted, swapped, deleted, inserted));
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? 0;
}
