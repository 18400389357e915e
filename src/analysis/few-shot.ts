import type { Example } from "../domain/examples.ts";
import type { Label } from "../domain/label.ts";
import { adjudicatedRound } from "./readings.ts";

/** Quotes of one answer are enough to show a level. */
const quotesShown = 2;

/**
 * Anchors by example: for each dimension and level the answer on whose level all its raters agree, the most raters first, with what they
 * quoted. Levels that no answer has in agreement, or none with a quote, have no example.
 */
export function chooseExamples(labels: readonly Label[], dimensions: readonly string[]): Example[] {
  const own = labels.filter(({ round, value }) => round !== adjudicatedRound && value !== null);
  const answers = [...Map.groupBy(own, ({ sampleId, dimension }) => `${dimension}\0${sampleId}`).values()];
  const agreed = answers.flatMap((same): Example[] => {
    const [first] = same;
    const raters = new Set(same.map(({ rater }) => rater)).size;
    const quotes = [
      ...new Set(same.flatMap(({ quote }) => (quote === null || quote.trim() === "" ? [] : [quote]))),
    ];
    if (first === undefined || first.value === null || quotes.length === 0) return [];
    if (same.some(({ value }) => value !== first.value)) return [];
    const { dimension, value: level, sampleId: sample } = first;
    return [{ dimension, level, sample, quotes: quotes.sort().slice(0, quotesShown), raters }];
  });
  const best = agreed.toSorted((a, b) => b.raters - a.raters || (a.sample < b.sample ? -1 : 1));
  return dimensions.flatMap((dimension) => {
    const levels = Map.groupBy(
      best.filter((example) => example.dimension === dimension),
      ({ level }) => level,
    );
    return [...levels].sort(([a], [b]) => a - b).flatMap(([, candidates]) => candidates.slice(0, 1));
  });
}
