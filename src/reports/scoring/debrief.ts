import type { ScoredRecording } from "../../domain/recording.ts";
import type { Scorecard, ScorecardDimension } from "../../domain/scorecard.ts";
import { pageMarkdown, type Page, type Section } from "../pages/page.ts";
import {
  candidateBanners,
  coverSentence,
  profileTable,
  reviewSentences,
  withBounds,
} from "../pages/scorecard-words.ts";
import type { Table } from "../table.ts";
import { decimal, percent } from "../words.ts";
import { followUpWords, timedEvidence } from "./candidate-words.ts";
import { clockTime, type ScoringReport } from "./scoring-report.ts";

/** A packet for the people who talk a candidate over: two pages for each recording. */
export const debriefMarkdown: ScoringReport = async function* ({ recordings }) {
  let separator = "";
  for await (const recording of recordings()) {
    yield `${separator}${pagesOf(recording).map(pageMarkdown).join("\n---\n\n")}`;
    separator = "\n---\n\n";
  }
};

function pagesOf(recording: ScoredRecording): readonly Page[] {
  const { scorecard } = recording;
  if (scorecard !== null) return [levelsPage(recording, scorecard), groundsPage(recording, scorecard)];
  const why = recording.problem ?? recording.status;
  return [{ title: titleOf(recording), banners: [`No scorecard: ${why}`], sections: [] }];
}

function titleOf({ candidate, caseStudy, stage, heldOn }: ScoredRecording): string {
  return [
    `Debrief: ${candidate}`,
    ...(stage === null ? [] : [`stage ${stage}`]),
    ...(caseStudy === null ? [] : [caseStudy]),
    ...(heldOn === null ? [] : [`held on ${heldOn}`]),
  ].join(", ");
}

/** Most lines of a list, so that a packet stays two pages. */
const shownLines = 8;

function levelsPage(recording: ScoredRecording, card: Scorecard): Page {
  const { dimensions, profiles } = card;
  return {
    title: titleOf(recording),
    banners: [
      ...candidateBanners(card.rubric),
      `Cohort ${recording.cohort}; rubric ${card.rubric.id} ${card.rubric.version}; grader ${card.grader}; fingerprint ${card.fingerprint.slice(0, 12)}. Scorecards of another fingerprint are not compared with it.`,
      ...(card.evidence === "none"
        ? ["This grader brings no evidence that was checked: not for a real person's scorecard."]
        : []),
    ],
    sections: [
      {
        title: "Levels",
        tables: [levelTable(dimensions)],
        sentences: [coverSentence([...dimensions, ...profiles])],
      },
      { title: "Under each profile", tables: [profileTable(profiles)] },
      {
        title: "For a person to look at, most urgent first",
        sentences: firstOf(reviewSentences(card.review)),
      },
    ],
  };
}

function levelTable(dimensions: readonly ScorecardDimension[]): Table {
  return {
    head: ["dimension", "level [95 %]", "disagreement", "quotes that hold"],
    rows: dimensions.map((line) => {
      const quotes = line.evidence.filter(({ kind }) => kind === "quote");
      const held = quotes.filter(({ struck }) => struck === null).length;
      const caps = line.cappedBy.map(({ flag }) => `, ${decimal(line.beforeFlags)} before ${flag}`).join("");
      return [
        line.dimension,
        line.status === "scored" ? `${withBounds(line.level, line)}${caps}` : line.status.replace("-", " "),
        line.spread === null ? "-" : `sd ${decimal(line.spread)}`,
        quotes.length === 0 ? "-" : `${held} of ${quotes.length}`,
      ];
    }),
  };
}

function groundsPage(recording: ScoredRecording, card: Scorecard): Page {
  const { lowest, highest } = extremes(card.dimensions);
  return {
    title: `${titleOf(recording)} (2)`,
    banners: [],
    sections: [
      {
        title: "What the lowest levels rest on",
        sentences: lowest.map((line) => groundsOf(line, recording)),
      },
      {
        title: "What the highest levels rest on",
        sentences: highest.map((line) => groundsOf(line, recording)),
      },
      { title: "Flags", sentences: firstOf(flagSentences(card, recording)) },
      { title: "Figures that contradict the case's own", sentences: firstOf(wrongFigures(card, recording)) },
      { title: "Gaps to probe", sentences: firstOf(gapSentences(card.dimensions)) },
      interviewSection(recording),
    ],
  };
}

/** How many dimensions of each end are shown with their quotes. */
const shownOfEachEnd = 2;

function extremes(dimensions: readonly ScorecardDimension[]): {
  readonly lowest: readonly ScorecardDimension[];
  readonly highest: readonly ScorecardDimension[];
} {
  const ascending = dimensions
    .filter(({ level }) => level !== null)
    .toSorted((a, b) => (a.level ?? 0) - (b.level ?? 0));
  const count = Math.min(shownOfEachEnd, Math.floor(ascending.length / 2));
  return ascending.length === 1
    ? { lowest: ascending, highest: [] }
    : { lowest: ascending.slice(0, count), highest: ascending.slice(-count).toReversed() };
}

function groundsOf(line: ScorecardDimension, recording: ScoredRecording): string {
  return [
    `${line.dimension} ${decimal(line.level)}: ${line.why}`,
    ...timedEvidence(line.evidence, recording, 2),
  ].join(" | ");
}

function flagSentences({ flags, rulings }: Scorecard, recording: ScoredRecording): string[] {
  return flags.flatMap((finding) => {
    if (finding.status !== "raised" && finding.status !== "cleared") return [];
    const cleared =
      finding.status === "cleared"
        ? [`put right: ${timedEvidence(finding.clearedBy, recording).join("")}`]
        : [];
    const ruled = rulings
      .filter(({ flag }) => flag === finding.flag)
      .map(({ ruling, by }) => `${ruling} by ${by}`);
    const said = timedEvidence(finding.evidence, recording);
    return [
      [`${finding.flag} ${finding.status}: ${finding.rationale}`, ...said, ...cleared, ...ruled].join(" | "),
    ];
  });
}

/** Figures as the candidate said them. They move no level. */
function wrongFigures({ claims }: Scorecard, { times }: ScoredRecording): string[] {
  return claims
    .filter(({ tag }) => tag === "wrong")
    .map(({ turn, quote, fact, expected, unit }) => {
      const time = clockTime(times[String(turn)]);
      return `${time === "" ? "" : `${time}, `}turn ${turn}: "${quote}" for ${fact}, expected about ${decimal(expected)} ${unit}`;
    });
}

function gapSentences(dimensions: readonly ScorecardDimension[]): string[] {
  return dimensions
    .filter(({ status }) => status !== "scored")
    .map(({ dimension, status, why, askNext }) => {
      const ask = askNext.length === 0 ? "" : ` Ask: ${askNext.join(" / ")}`;
      return `${dimension} ${status.replace("-", " ")}: ${why}${ask}`;
    });
}

/** How the interview was held, since a weak interview is not charged to the candidate. */
function interviewSection(recording: ScoredRecording): Section {
  const { conduct, notes } = recording;
  if (conduct === null) return { title: "The interview", sentences: notes };
  const { put, notPut } = followUpWords(recording);
  const { prompt, talk, hints } = conduct;
  return {
    title: "The interview",
    sentences: [
      `Prompt: ${percent(prompt.spokenShare)} of its words spoken; follow-ups put: ${put.length} of ${put.length + notPut.length}; possible hints: ${hints.length}; interviewer's share of the talk: ${percent(talk.interviewerShare)}.`,
      ...firstOf(notPut.map((ask) => `Not put: ${ask}`)),
      ...notes,
    ],
  };
}

function firstOf(sentences: readonly string[]): string[] {
  const more = sentences.length - shownLines;
  return [
    ...sentences.slice(0, shownLines),
    ...(more > 0 ? [`and ${more} more, in the .json and the queue`] : []),
  ];
}
