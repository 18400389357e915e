/** The known word close enough to be what was meant, or null. */
export function nearestWord(given: string, known: Iterable<string>): string | null {
  const nearest = Array.from(known, (word) => ({
    word,
    distance: editDistance(given.toLowerCase(), word.toLowerCase()),
  })).toSorted((a, b) => a.distance - b.distance)[0];
  const isClose = nearest !== undefined && nearest.distance <= Math.max(1, Math.floor(given.length / 3));
  return isClose ? nearest.word : null;
}

/** ` (did you mean "openai"?)` when a known word is close to the one given, else nothing. */
export function didYouMean(given: string, known: Iterable<string>): string {
  const nearest = nearestWord(given, known);
  return nearest === null ? "" : ` (did you mean "${nearest}"?)`;
}

/** Levenshtein distance: insertions, deletions and substitutions that turn one word into the other. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 0; row < from.length; row += 1) {
    const current = [row + 1];
    for (let column = 0; column < to.length; column += 1) {
      const substituted = (previous[column] ?? 0) + (from[row] === to[column] ? 0 : 1);
      const deleted = (previous[column + 1] ?? 0) + 1;
      const inserted = (current[column] ?? 0) + 1;
      current.push(Math.min(substituted, deleted, inserted));
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
}
