import type { AgreementRow } from "../domain/analysis.ts";
import type { Rater } from "../domain/label.ts";
import { overall } from "./pairing.ts";

/** Under this alpha people's ratings carry no conclusion (Krippendorff 2004, Content Analysis, chapter 11). */
const usableAlpha = 0.667;

/**
 * Why gates on a dimension do not break a build: people who do not agree with one another are no measure of a grader. Null where
 * they do, or nothing says that they do not. What spans dimensions (`overall`, null) is spared as long as one of them is reliable.
 */
export function unreliableReference(
  rows: readonly AgreementRow[],
  raters: readonly Rater[],
  dimensions: readonly string[],
): (dimension: string | null) => string | null {
  if (raters.filter(({ kind }) => kind === "human").length < 2) return () => null;
  const alphas = new Map(
    rows
      .filter(({ grader, statistic }) => grader === "human" && statistic === "alpha_ordinal")
      .map(({ dimension, value }) => [dimension, value]),
  );
  const reasonOn = (dimension: string): string | null => {
    const alpha = alphas.get(dimension) ?? null;
    return alpha === null || alpha >= usableAlpha
      ? null
      : `the reference is not reliable: alpha of the raters ${alpha.toFixed(2)} is under ${usableAlpha}`;
  };
  return (dimension) => {
    if (dimension !== null && dimension !== overall) return reasonOn(dimension);
    const reasons = dimensions.map(reasonOn);
    return dimensions.length > 0 && reasons.every((reason) => reason !== null)
      ? `the reference is not reliable on any dimension: alpha of the raters under ${usableAlpha}`
      : null;
  };
}
