import type { WhatIf } from "../../domain/scorecard.ts";
import { decimal, notAvailable, percent, signed } from "../words.ts";
import type { Page } from "./page.ts";
import { candidateBanners } from "./scorecard-words.ts";

type ProfileView = WhatIf["profiles"][number];

/** The order of candidates under every profile, and how firm it is. */
export function whatIfPage(found: WhatIf): Page {
  return {
    title: `The same levels under other weights (grader ${found.grader}, run ${found.fingerprint.slice(0, 12)})`,
    banners: [
      ...candidateBanners(found.rubric),
      `Each weight moved by up to ${found.points} points, ${found.replicates} times (seed ${found.seed}).`,
    ],
    sections: found.profiles.map((profile) => ({
      title: `${profile.profile}: ${weightsOf(profile)}`,
      tables: [
        {
          head: ["candidate", "rank", "mean", "standard error", "rank in 95 %", "keeps its rank"],
          rows: profile.candidates.map((each) => [
            `${each.candidate} (${each.sample})`,
            each.rank === null ? notAvailable : String(each.rank),
            decimal(each.mean),
            decimal(each.standardError),
            each.rankLow === null ? notAvailable : `${each.rankLow}-${each.rankHigh}`,
            percent(each.keptRank),
          ]),
        },
      ],
      sentences: profile.neighbours.map(neighbourSentence),
    })),
  };
}

function weightsOf({ weights }: ProfileView): string {
  return Object.entries(weights)
    .map(([dimension, weight]) => `${dimension} ${weight}`)
    .join(", ");
}

function neighbourSentence({
  above,
  below,
  difference,
  withinNoise,
  notComparableOn,
}: ProfileView["neighbours"][number]): string {
  const noise =
    withinNoise === null
      ? "the error is not known, so nothing is claimed of the order"
      : withinNoise
        ? "within noise"
        : "more than noise";
  const gaps = notComparableOn.length === 0 ? "" : `; not comparable on: ${notComparableOn.join(", ")}`;
  return `${above} over ${below}: ${signed(difference)}, ${noise}${gaps}`;
}
