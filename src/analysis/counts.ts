import type { CountRow } from "../domain/analysis.ts";
import type { ScoreRow } from "../domain/score.ts";

/** How many final scores a grader has per dimension, why the others are missing, and what its evidence was worth. */
export function countRows(
  scores: readonly ScoreRow[],
  grader: string,
  dimensions: readonly string[],
  evidence: CountRow["evidence"],
): CountRow[] {
  return dimensions.map((dimension) => {
    const own = scores.filter(
      (score) => score.grader === grader && score.dimension === dimension && score.repeat === null,
    );
    const pieces = own.flatMap((score) => (score.status === "not-observed" ? [] : score.evidence));
    const quotes = pieces.filter((piece) => piece.kind === "quote");
    const struck = quotes.filter((quote) => quote.struck !== null);
    return {
      grader,
      dimension,
      scored: own.filter((score) => score.status === "scored").length,
      notObserved: own.filter((score) => score.status === "not-observed").length,
      unscored: own.filter((score) => score.status === "unscored").length,
      byReason: tally(own.flatMap((score) => (score.status === "unscored" ? [score.reason] : []))),
      evidence,
      verifiedQuoteShare: share(quotes.length - struck.length, quotes.length),
      struckQuoteShare: share(struck.length, quotes.length),
      absenceShare: share(pieces.length - quotes.length, pieces.length),
    };
  });
}

function tally(reasons: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const reason of [...reasons].sort()) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
