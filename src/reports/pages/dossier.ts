import type { Dossier } from "../../domain/loop.ts";
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

/** A candidate's loop for its reader: who saw what, what it comes to, and what nobody saw. */
export function dossierPage(dossier: Dossier): Page {
  const { stages, dimensions, profiles, flags } = dossier;
  const missing = stages.filter(({ status }) => status === "missing");
  return {
    title: `Dossier of ${dossier.candidate} over ${dossier.loop.id} ${dossier.loop.version} (${dossier.loop.status})`,
    banners: [
      ...candidateBanners(dossier.rubric),
      ...(missing.length === 0
        ? []
        : [`Not held, and counted as nothing: ${missing.map(({ title }) => title).join(", ")}.`]),
    ],
    sections: [
      { title: "Stages", tables: [stageTable(dossier)] },
      {
        title: "Dimensions, as each stage saw them",
        tables: [dimensionTable(dossier)],
        sentences: [coverSentence([...dimensions, ...profiles])],
      },
      { title: "Profiles", tables: [profileTable(profiles)] },
      {
        title: "What no stage observed, and what to ask next",
        sentences: dimensions
          .filter(({ level }) => level === null)
          .map(
            ({ dimension, askNext }) =>
              `${dimension}${askNext.length === 0 ? "" : `: ${askNext.map(({ stage, ask }) => `${stage}: ${ask}`).join(" / ")}`}`,
          ),
      },
      {
        title: "Flags",
        sentences: flags.map(
          ({ stage, by, finding }) =>
            `${stage}, ${by}: ${finding.flag} ${finding.status}${"evidence" in finding ? ` | ${evidenceWords(finding.evidence).join("")}` : ""}`,
        ),
      },
      { title: "For a person to look at, most urgent first", sentences: reviewSentences(dossier.review) },
    ],
  };
}

function stageTable({ stages }: Dossier): Table {
  return {
    head: ["stage", "weight", "minutes", "rubric", "case study", "by"],
    rows: stages.map(({ stage, title, weight, minutes, rubric, scorecards }) => [
      `${stage}: ${title}`,
      `${weight} %`,
      minutes === null ? "-" : String(minutes),
      `${rubric.id} ${rubric.version}`,
      scorecards.length === 0
        ? "not held"
        : [...new Set(scorecards.map((each) => each.caseStudy))].join(", "),
      scorecards.length === 0 ? "-" : [...new Set(scorecards.map(({ by }) => by))].join(", "),
    ]),
  };
}

function dimensionTable({ stages, dimensions }: Dossier): Table {
  return {
    head: [
      "dimension",
      "joined [95 %]",
      ...stages.map(({ stage }) => stage),
      "between raters",
      "between stages",
    ],
    rows: dimensions.map((line) => [
      line.dimension,
      line.level === null ? "not observed" : withBounds(line.level, line),
      ...stages.map(({ stage }) => seenIn(line.observations.filter((each) => each.stage === stage))),
      line.spreadOfRaters === null ? "-" : decimal(line.spreadOfRaters),
      line.spreadOfStages === null ? "-" : decimal(line.spreadOfStages),
    ]),
  };
}

/** `2.50 of 2`: the level and how many of the stage's dimensions it is the mean of; of several raters each one's. */
function seenIn(observations: Dossier["dimensions"][number]["observations"]): string {
  if (observations.length === 0) return "-";
  return observations
    .map(
      ({ level, from, cappedBy }) =>
        `${decimal(level)} of ${from.length}${cappedBy.map(({ flag }) => ` (${flag})`).join("")}`,
    )
    .join(" | ");
}
