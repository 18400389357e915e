/** ` (did you mean "openai"?)` when a known name is close to the one given, else nothing. */
export function didYouMean(given: string, known: Iterable<string>): string {
  const nearest = [...known]
    .map((name) => ({ name, distance: editDistance(given.toLowerCase(), name.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance)[0];
  const isClose = nearest !== undefined && nearest.distance <= Math.max(1, Math.floor(given.length / 3));
  return isClose ? ` (did you mean "${nearest.name}"?)` : "";
}

/** Levenshtein distance: insertions, deletions and substitutions that turn one word into the other. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...from].entries()) {
    const current = [row + 1];
    for (const [column, other] of [...to].entries()) {
      const substituted = (previous[column] ?? 0) + (letter === other ? 0 : 1);
      const deleted = (previous[column + 1] ?? 0) + 1;
      const inserted = (current[column] ?? 0) + 1;
      current.push(Math.min(substituted, deleted, inserted));
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
}
