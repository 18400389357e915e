import type { CountRow } from "../domain/analysis.ts";
import type { ScoreRow } from "../domain/score.ts";

/** How many final scores each grader has per dimension, why the others are missing, and what its evidence was worth. */
export function countRows(
  scores: readonly ScoreRow[],
  graders: readonly { readonly name: string; readonly evidence: CountRow["evidence"] }[],
  dimensions: readonly string[],
): CountRow[] {
  const place = (grader: string, dimension: string): string => `${grader}\0${dimension}`;
  const groups = Map.groupBy(
    scores.filter(({ repeat }) => repeat === null),
    (score) => place(score.grader, score.dimension),
  );
  return graders.flatMap(({ name, evidence }) =>
    dimensions.map((dimension) => ({
      grader: name,
      dimension,
      evidence,
      ...countsOf(groups.get(place(name, dimension)) ?? []),
    })),
  );
}

function countsOf(own: readonly ScoreRow[]): Omit<CountRow, "grader" | "dimension" | "evidence"> {
  const unscored = own.filter((score) => score.status === "unscored");
  const pieces = own.flatMap((score) => (score.status === "not-observed" ? [] : score.evidence));
  const quotes = pieces.filter((piece) => piece.kind === "quote");
  const struck = quotes.filter((quote) => quote.struck !== null);
  return {
    scored: own.filter((score) => score.status === "scored").length,
    notObserved: own.filter((score) => score.status === "not-observed").length,
    unscored: unscored.length,
    byReason: tally(unscored.map(({ reason }) => reason)),
    verifiedQuoteShare: share(quotes.length - struck.length, quotes.length),
    struckQuoteShare: share(struck.length, quotes.length),
    absenceShare: share(pieces.length - quotes.length, pieces.length),
    ...spreadOf(own),
  };
}

/** How far apart the levels are that scores were averaged from. */
function spreadOf(own: readonly ScoreRow[]): Pick<CountRow, "spread" | "disputedShare"> {
  const spreads = own.flatMap((score) =>
    score.status === "scored" && score.spread !== undefined ? [score.spread] : [],
  );
  if (spreads.length === 0) return {};
  const sum = spreads.reduce((total, spread) => total + spread, 0);
  return {
    spread: Number((sum / spreads.length).toFixed(9)),
    disputedShare: share(spreads.filter((spread) => spread > 0).length, spreads.length),
  };
}

function tally(reasons: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const reason of reasons.toSorted()) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
