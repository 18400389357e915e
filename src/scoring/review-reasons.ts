import type { FlagFinding } from "../domain/flag.ts";
import type { InjectionSign } from "../domain/injection.ts";
import type { Rubric } from "../domain/rubric.ts";
import {
  reviewReasons,
  type ProfileResult,
  type ReviewReason,
  type ReviewReasonName,
  type ScorecardDimension,
} from "../domain/scorecard.ts";
import type { FlagEffects } from "./flag-caps.ts";

export type ReviewMatter = {
  readonly rubric: Pick<Rubric, "cuts" | "scale">;
  readonly dimensions: readonly ScorecardDimension[];
  readonly profiles: readonly ProfileResult[];
  readonly flags: readonly FlagFinding[];
  readonly effects: FlagEffects;
  readonly signs: readonly InjectionSign[];
  readonly isContested: boolean;
};

/** From this standard deviation on, in steps of the scale, repeats or members disagree: two of them one level apart. */
const wideSpread = 0.5;
/** From this many quotes on their share that holds says something, and below this share it is low. */
const minQuotes = 4;
const lowVerifiedShare = 0.75;
/** Where no error is known, a mean this near to a cut, in steps of the scale, is near it. */
const nearWithoutError = 0.25;

/** Why a person should look at an answer, the most urgent first; empty: nothing asks for one. */
export function reviewReasonsFor(matter: ReviewMatter): ReviewReason[] {
  const { dimensions, profiles, effects, flags } = matter;
  const found = [
    ...(matter.isContested ? [reason("appeal", null, "the candidate contests the result")] : []),
    ...effects.openKnockouts.map((flag) =>
      reason(
        "knockout",
        flag,
        "raised; nothing follows from it until a named person confirms or dismisses it",
      ),
    ),
    ...matter.signs.map(({ turn, kind, quote }) =>
      reason("injection", null, `turn ${turn}, ${kind}: ${JSON.stringify(quote)}`),
    ),
    ...effects.waiting
      .filter(({ id }) => !effects.openKnockouts.includes(id))
      .map(({ id, when }) => reason("flag", id, when)),
    ...flags.flatMap((finding) =>
      finding.status === "unscored" ? [reason("unscored", finding.flag, finding.detail)] : [],
    ),
    ...profiles.flatMap((profile) => nearCuts(profile, matter.rubric)),
    ...dimensions
      .filter(({ status }) => status === "unscored")
      .map(({ dimension, why }) => reason("unscored", dimension, why)),
    ...profiles
      .filter(({ mean }) => mean === null)
      .map(({ profile, observedWeight }) =>
        reason("coverage", profile, `${Math.round(100 * observedWeight)} % of its weight was observed`),
      ),
    ...dimensions
      .filter(({ spread }) => spread !== null && spread >= wideSpread * matter.rubric.scale.step - 1e-9)
      .map(({ dimension, spread }) =>
        reason("spread", dimension, `standard deviation ${spread?.toFixed(2)}`),
      ),
    ...lowVerified(dimensions),
  ];
  return found.toSorted((a, b) => a.priority - b.priority);
}

function reason(name: ReviewReasonName, about: string | null, detail: string): ReviewReason {
  return { reason: name, priority: reviewReasons[name].priority, about, detail };
}

function nearCuts(
  { profile, mean, low, high }: ProfileResult,
  { cuts, scale }: Pick<Rubric, "cuts" | "scale">,
): ReviewReason[] {
  if (mean === null) return [];
  const reach = nearWithoutError * scale.step;
  const [from, to] = low === null || high === null ? [mean - reach, mean + reach] : [low, high];
  return (cuts?.bands ?? [])
    .filter((band) => band.from > from && band.from <= to && band.from > scale.min)
    .map((band) =>
      reason(
        "near-cut",
        profile,
        `${band.name} begins at ${band.from}, within ${from.toFixed(2)}-${to.toFixed(2)}`,
      ),
    );
}

function lowVerified(dimensions: readonly ScorecardDimension[]): ReviewReason[] {
  const quotes = dimensions.flatMap(({ evidence }) => evidence.filter(({ kind }) => kind === "quote"));
  const held = quotes.filter(({ struck }) => struck === null).length;
  return quotes.length >= minQuotes && held / quotes.length < lowVerifiedShare
    ? [reason("low-verified", null, `${held} of ${quotes.length} quotes hold`)]
    : [];
}
