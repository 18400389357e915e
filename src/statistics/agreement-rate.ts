import { average, type Crosstab } from "./crosstab.ts";

/**
 * Share of the pairs that agree exactly, from 0 to 1: P(x = y). Null without pairs.
 * @see Williamson, Xi & Breyer (2012), A Framework for Evaluation and Use of Automated Scoring, EM:IP 31(1)
 */
export function exactAgreement(table: Crosstab): number | null {
  return agreementWithin(table, 0);
}

/**
 * Share of the pairs that lie at most `distance` apart, from 0 to 1: P(|x − y| ≤ distance); with 1, adjacent agreement.
 * Null without pairs. Distances are compared exactly, as everything here.
 */
export function agreementWithin(table: Crosstab, distance: number): number | null {
  return average(table, ({ x, y }) => (Math.abs(x - y) <= distance ? 1 : 0));
}

/** Share of the pairs that lie at least `distance` apart, from 0 to 1: P(|x − y| ≥ distance). Null without pairs. */
export function discrepancyFrom(table: Crosstab, distance: number): number | null {
  return average(table, ({ x, y }) => (Math.abs(x - y) >= distance ? 1 : 0));
}
