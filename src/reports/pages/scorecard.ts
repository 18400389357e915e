import { counted } from "../../domain/counted.ts";
import type { FigureClaim, Scorecard, ScorecardDimension } from "../../domain/scorecard.ts";
import type { Table } from "../table.ts";
import { decimal } from "../words.ts";
import type { Page } from "./page.ts";
import {
  candidateBanners,
  coverSentence,
  evidenceWords,
  profileTable,
  reviewSentences,
  withBounds,
} from "./scorecard-words.ts";

/** A scorecard for its reader: levels with what they rest on, what was not asked, every profile, and why a person should look. */
export function scorecardPage(card: Scorecard): Page {
  const { dimensions, profiles, signals, claims, signs } = card;
  return {
    title: `Scorecard of ${card.candidate} on ${card.caseStudy} (sample ${card.sample}, grader ${card.grader})`,
    banners: [
      ...candidateBanners(card.rubric),
      ...(card.evidence === "none"
        ? ["This grader brings no evidence that was checked: not for a real person's scorecard."]
        : []),
      ...errorBanner(card),
    ],
    sections: [
      {
        title: "Dimensions",
        tables: [dimensionTable(dimensions)],
        sentences: [coverSentence([...dimensions, ...profiles])],
      },
      { title: "Profiles", tables: [profileTable(profiles)] },
      { title: "What the levels rest on", sentences: dimensions.flatMap(groundsOf) },
      { title: "Not observed, and what to ask next", sentences: dimensions.flatMap(gapsOf) },
      { title: "Flags", sentences: flagSentences(card) },
      {
        title: "Signals (they move no level)",
        sentences: signals.map(({ signal, evidence }) => `${signal}: ${evidenceWords(evidence).join("")}`),
      },
      { title: "Figures (they move no level)", sentences: claims.map(claimSentence) },
      {
        title: "Words that may be meant for the grader",
        sentences: signs.map(({ turn, kind, quote }) => `turn ${turn}, ${kind}: "${quote}"`),
      },
      { title: "For a person to look at, most urgent first", sentences: reviewSentences(card.review) },
    ],
  };
}

function errorBanner({ errorsFrom: { samples, raters } }: Scorecard): string[] {
  return raters === null || raters === "human"
    ? []
    : [
        `The grader's error was estimated against raters of kind model (${counted(samples, "answer")}): how alike models are.`,
      ];
}

function dimensionTable(dimensions: readonly ScorecardDimension[]): Table {
  return {
    head: ["dimension", "level [95 %]", "before flags", "spread", "quotes that hold"],
    rows: dimensions.map((line) => {
      const quotes = line.evidence.filter(({ kind }) => kind === "quote");
      const held = quotes.filter(({ struck }) => struck === null).length;
      return [
        line.dimension,
        line.status === "scored" ? withBounds(line.level, line) : line.status.replace("-", " "),
        line.cappedBy.length === 0
          ? "-"
          : `${decimal(line.beforeFlags)}, ${line.cappedBy.map(({ flag, level }) => `${flag} caps at ${level}`).join(", ")}`,
        line.spread === null ? "-" : decimal(line.spread),
        quotes.length === 0 ? "-" : `${held} of ${quotes.length}`,
      ];
    }),
  };
}

function groundsOf({ dimension, status, why, evidence }: ScorecardDimension): string[] {
  if (status !== "scored") return [];
  return [`${dimension}: ${[why, ...evidenceWords(evidence)].filter((words) => words !== "").join(" | ")}`];
}

function gapsOf({ dimension, status, why, askNext }: ScorecardDimension): string[] {
  if (status === "scored") return [];
  const ask = askNext.length === 0 ? "" : ` Ask next: ${askNext.join(" / ")}`;
  return [`${dimension}: ${status.replace("-", " ")}, ${why}.${ask}`.replace("..", ".")];
}

function claimSentence({ turn, quote, tag, fact, expected, unit }: FigureClaim): string {
  return `turn ${turn}: "${quote}" is ${tag.replace("-", " ")} (${fact}: ${Number(expected.toPrecision(4))} ${unit})`;
}

function flagSentences({ flags, rulings }: Scorecard): string[] {
  return flags.flatMap((finding) => {
    if (finding.status !== "raised" && finding.status !== "cleared") return [];
    const ruled = rulings
      .filter(({ flag }) => flag === finding.flag)
      .map(({ ruling, by }) => `; ${ruling} by ${by}`);
    const cleared =
      finding.status === "cleared" ? ` Cleared by ${evidenceWords(finding.clearedBy).join("")}` : "";
    return [
      `${finding.flag} ${finding.status}: ${finding.rationale} | ${evidenceWords(finding.evidence).join("")}${cleared}${ruled.join("")}`,
    ];
  });
}
