import type { Evidence } from "../../domain/score.ts";
import type { ProfileResult, ReviewReason, Scorecard, Uncertainty } from "../../domain/scorecard.ts";
import type { Table } from "../table.ts";
import { decimal, percent } from "../words.ts";

/** What every page about a candidate opens with. */
export function candidateBanners(rubric: Scorecard["rubric"]): string[] {
  return [
    "People decide: these are a grader's levels with what they rest on, and no prediction of how anyone will perform.",
    ...(rubric.status === "draft"
      ? [`Rubric ${rubric.id} ${rubric.version} is a draft: nobody has approved it.`]
      : []),
  ];
}

/** `3.40 [2.81, 3.99]`, or the figure alone. */
export function withBounds(value: number | null, { low, high }: Pick<Uncertainty, "low" | "high">): string {
  return low === null || high === null
    ? decimal(value)
    : `${decimal(value)} [${decimal(low)}, ${decimal(high)}]`;
}

/** One line per profile, the archetypes side by side. */
export function profileTable(profiles: readonly ProfileResult[]): Table {
  const bandNames =
    profiles.find(({ bands }) => bands.length > 0)?.bands.map(({ name }) => `P(${name})`) ?? [];
  return {
    head: ["profile", "mean [95 %]", "weight observed", ...bandNames, "note"],
    rows: profiles.map(({ bands, ...profile }) => [
      profile.profile,
      withBounds(profile.mean, profile),
      percent(profile.observedWeight),
      ...bandNames.map((_, index) => percent(bands[index]?.probability ?? null)),
      noteOf(profile),
    ]),
  };
}

function noteOf({ reason, openKnockouts, confirmedKnockouts }: Omit<ProfileResult, "bands">): string {
  if (confirmedKnockouts.length > 0) return `${confirmedKnockouts.join(", ")} confirmed: no band`;
  if (openKnockouts.length > 0) return `${openKnockouts.join(", ")} waits for a named person`;
  return reason === null ? "" : reason.replace("-", " ");
}

/** Why intervals are as wide as they are, once for all figures. */
export function coverSentence(figures: readonly Pick<Uncertainty, "covers">[]): string {
  const covered = new Set(figures.map(({ covers }) => covers).filter((covers) => covers !== "nothing"));
  const words = {
    "raters and repeats": "the grader's error against raters and its repeats",
    raters: "the grader's error against raters, not its repeats",
    repeats: "the grader's repeats alone, not its error against raters",
    nothing: "",
  } as const;
  if (covered.size === 0) return "No intervals: neither repeats nor labels say how large the error is.";
  return `Intervals cover ${[...covered].map((covers) => words[covers]).join("; or ")}.`;
}

/** `turn 4: "..."`, of what holds. */
export function evidenceWords(evidence: readonly Evidence[], shown = 1): string[] {
  return evidence
    .filter(({ struck }) => struck === null)
    .slice(0, shown)
    .map((piece) =>
      piece.kind === "quote"
        ? `turn ${piece.turn}: "${piece.quote}"`
        : `turn ${piece.turn} asked, and this was not said: ${piece.expected}`,
    );
}

/** Reasons for review, the most urgent first. */
export function reviewSentences(review: readonly ReviewReason[]): string[] {
  return review.map(
    ({ reason, priority, about, detail }) =>
      `${priority} ${reason}${about === null ? "" : ` (${about})`}: ${detail}`,
  );
}
