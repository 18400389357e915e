import type { Label } from "../domain/label.ts";

/** How samples were chosen where their labels may stand for all answers; labels picked by disagreement or doubt may not. */
const representative = ["random", "all"];

/** Labels that agreement and gates may use, and how many were left out and why. */
export type CleanLabels = {
  readonly clean: readonly Label[];
  readonly notBlind: number;
  readonly notRandom: number;
};

/**
 * Keeps labels given without sight of a grader's score, of samples that were not picked for their scores. A table that calls no label
 * blind, or names no sampling, is not judged by what it does not record.
 */
export function cleanLabels(labels: readonly Label[]): CleanLabels {
  const marksBlind = labels.some(({ blind }) => blind);
  const marksSampling = labels.some(({ sampling }) => sampling !== "unknown");
  const clean: Label[] = [];
  let notBlind = 0;
  let notRandom = 0;
  for (const label of labels) {
    if (marksBlind && !label.blind) notBlind += 1;
    else if (marksSampling && !representative.includes(label.sampling)) notRandom += 1;
    else clean.push(label);
  }
  return { clean, notBlind, notRandom };
}
