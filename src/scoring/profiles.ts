import type { Rubric } from "../domain/rubric.ts";
import type { ProfileResult } from "../domain/scorecard.ts";
import type { FlagEffects } from "./flag-caps.ts";
import { bandProbabilities, meanVariance, uncertaintyOf, type ErrorVariance } from "./uncertainty.ts";

/** A dimension as profiles weight it; level null: it is not scored. */
export type WeightedLevel = {
  readonly dimension: string;
  readonly level: number | null;
  readonly error: ErrorVariance | null;
};

/** Below this share of the weight a mean would speak of what was not seen. */
const minObservedWeight = 0.7;

export type ProfileMatter = {
  readonly rubric: Pick<Rubric, "profiles" | "scale" | "cuts">;
  readonly levels: readonly WeightedLevel[];
  /** Of the errors of two dimensions. */
  readonly correlation: number;
  readonly knockouts: Pick<FlagEffects, "openKnockouts" | "confirmedKnockouts">;
};

/** Every profile of a rubric side by side: the same levels, weighted otherwise. */
export function profileResults(matter: ProfileMatter): ProfileResult[] {
  return Object.entries(matter.rubric.profiles).map(([profile, { weights }]) =>
    profileResult(profile, weights, matter),
  );
}

/**
 * The mean of the scored dimensions by their weights, which are renormalised.
 *
 *     mean = Σ w x ÷ Σ w  over scored dimensions        observed weight = Σ w (scored) ÷ Σ w (all)
 *
 * Null where less than 70 % of the weight was observed. A knockout changes nothing until a named person confirms it, and then leaves no band.
 */
function profileResult(
  profile: string,
  weights: Readonly<Record<string, number>>,
  { rubric, levels, correlation, knockouts }: ProfileMatter,
): ProfileResult {
  const scored = levels.flatMap(({ dimension, level, error }) =>
    level === null ? [] : [{ level, error, weight: weights[dimension] ?? 0 }],
  );
  const all = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  const observed = scored.reduce((sum, { weight }) => sum + weight, 0);
  const observedWeight = all === 0 ? 0 : observed / all;
  const reason =
    observed === 0
      ? ("nothing-observed" as const)
      : observedWeight < minObservedWeight - 1e-9
        ? ("insufficient-evidence" as const)
        : null;
  const mean =
    reason === null ? scored.reduce((sum, { level, weight }) => sum + level * weight, 0) / observed : null;
  const uncertainty = uncertaintyOf(mean, meanVariance(scored, correlation), rubric.scale);
  const hasBands = mean !== null && rubric.cuts !== null && knockouts.confirmedKnockouts.length === 0;
  return {
    profile,
    mean,
    reason,
    observedWeight,
    ...uncertainty,
    bands: hasBands ? bandProbabilities(rubric.cuts?.bands ?? [], mean, uncertainty.standardError) : [],
    openKnockouts: [...knockouts.openKnockouts],
    confirmedKnockouts: [...knockouts.confirmedKnockouts],
  };
}
