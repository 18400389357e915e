import type { FamilyScore, ReadinessDocument, ReadinessModel } from "../domain/readiness.ts";

/** What an employer decides: the day that scores are aged to, other relevances, and whether the mean is mapped. */
export type ReadinessOptions = {
  readonly asOf: string;
  readonly overrides: Readonly<Record<string, number>>;
  readonly isMapped: boolean;
};

type Candidate = ReadinessDocument["candidates"][number];

/**
 * Each candidate's readiness: the mean of the families present, weighted by relevance and age.
 *
 *     w = relevance × 0.5 ^ (age in months ÷ half-life)        mean = Σ w × score ÷ Σ w
 *
 * A missing family counts nothing. The mean is null where no present family has a weight. Takes each candidate and family
 * once and no score taken after `asOf`: whoever reads the scores checks that.
 */
export function readiness(
  scores: readonly FamilyScore[],
  model: ReadinessModel,
  { asOf, overrides, isMapped }: ReadinessOptions,
): ReadinessDocument {
  const mapping = isMapped ? model.mapping : null;
  return {
    schema: "touchstone.readiness/1",
    model: { id: model.id, version: model.version, status: model.status },
    asOf,
    families: Object.entries(model.families).map(([family, { relevance, half_life_months: halfLife }]) => ({
      family,
      relevance: relevance.value,
      relevanceFrom: relevance.from,
      override: overrides[family] ?? null,
      halfLifeMonths: halfLife.value,
      halfLifeFrom: halfLife.from,
    })),
    mapping,
    candidates: Array.from(
      Map.groupBy(scores, ({ candidate }) => candidate),
      ([candidate, own]) => {
        const byDefaults = composite(own, model, asOf, {});
        const { mean, ...rest } = composite(own, model, asOf, overrides);
        const mapped = mapping === null || mean === null ? null : mapLinearly(mean, model.scale, mapping);
        return { candidate, mean, meanByDefaults: byDefaults.mean, mapped, ...rest };
      },
    ),
  };
}

function composite(
  scores: readonly FamilyScore[],
  { families }: ReadinessModel,
  asOf: string,
  overrides: Readonly<Record<string, number>>,
): Pick<Candidate, "mean" | "coverage" | "missing" | "families"> {
  const defaults = Object.entries(families).map(([family, { relevance }]) => [family, relevance.value]);
  const relevanceOf: Readonly<Record<string, number>> = { ...Object.fromEntries(defaults), ...overrides };
  const present = Object.entries(families).flatMap(([family, { half_life_months: halfLife }]) =>
    scores
      .filter((score) => score.family === family)
      .map(({ score, takenOn }) => {
        const ageMonths = monthsBetween(takenOn, asOf);
        const decay = 0.5 ** (ageMonths / halfLife.value);
        const relevance = relevanceOf[family] ?? 0;
        return { family, score, takenOn, ageMonths, decay, relevance, unscaled: relevance * decay };
      }),
  );
  const total = sum(present.map(({ unscaled }) => unscaled));
  const relevance = sum(Object.keys(families).map((family) => relevanceOf[family] ?? 0));
  return {
    mean: total === 0 ? null : sum(present.map(({ unscaled, score }) => unscaled * score)) / total,
    coverage: relevance === 0 ? null : sum(present.map((each) => each.relevance)) / relevance,
    missing: Object.keys(families).filter((family) => !scores.some((score) => score.family === family)),
    families: present.map(({ family, score, takenOn, ageMonths, decay, unscaled }) => ({
      family,
      score,
      takenOn,
      ageMonths,
      decay,
      weight: total === 0 ? null : unscaled / total,
    })),
  };
}

type Range = { readonly min: number; readonly max: number };

function mapLinearly(value: number, from: Range, to: Range): number {
  return to.min + ((to.max - to.min) * (value - from.min)) / (from.max - from.min);
}

/** Calendar months from one date to another, days as a fraction of their month: one year is 12, whatever its length. */
export function monthsBetween(from: string, to: string): number {
  return monthsAt(to) - monthsAt(from);
}

function monthsAt(date: string): number {
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  const daysInMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return year * 12 + month + (day - 1) / daysInMonth;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
