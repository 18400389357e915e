import type { CaseStudy } from "../domain/case-study.ts";
import { isContested, type Decision } from "../domain/decision.ts";
import type { FlagFinding } from "../domain/flag.ts";
import type { ScoredRecording } from "../domain/recording.ts";
import { levelsOf } from "../domain/scale.ts";
import { levelOf, type Rubric } from "../domain/rubric.ts";
import type { Scorecard, ScorecardDimension } from "../domain/scorecard.ts";
import type { Page, Section } from "./pages/page.ts";
import { followUpWords, timedEvidence } from "./scoring/candidate-words.ts";
import { decimal } from "./words.ts";

/** A candidate's recording with what it was judged by, as it was then. */
export type ExplainedRecording = {
  readonly recording: ScoredRecording;
  readonly rubric: Rubric | null;
  readonly caseStudy: CaseStudy | null;
};

/** What a candidate who asks why is told: nothing of others, nothing of how graders are instructed. */
export function explanationPage(
  candidate: string,
  recordings: readonly ExplainedRecording[],
  decisions: readonly Decision[],
): Page {
  const isScored = recordings.some(({ recording }) => recording.scorecard !== null);
  return {
    title: `How the interview of ${candidate} was looked at`,
    banners: [
      ...(isScored
        ? [
            "A computer program read the transcript and proposed levels with quotes. It decided nothing; people decide, and are named below.",
          ]
        : ["No computer program scored this interview."]),
      ...(recordings.some(({ rubric }) => rubric?.status === "draft")
        ? ["The rubric is a draft that nobody has approved yet."]
        : []),
    ],
    sections: [
      ...recordings.flatMap((each) => sectionsOf(each, recordings.length > 1, decisions)),
      { title: "Who reviewed and decided", sentences: decisionSentences(decisions) },
      { title: "How to contest this", sentences: contestSentences },
    ],
  };
}

const contestSentences = [
  "Tell the person who invited you what you think is wrong; nothing else is needed.",
  "Your objection is put on record, and a second person decides who has not decided on you before and who sees what you said, not these levels.",
  "You may ask for everything that is held about you, and for its erasure.",
];

function sectionsOf(
  { recording, rubric, caseStudy }: ExplainedRecording,
  isOneOfMany: boolean,
  decisions: readonly Decision[],
): Section[] {
  const { scorecard, stage } = recording;
  const held = recording.heldOn === null ? "" : `, held on ${recording.heldOn}`;
  const of = isOneOfMany ? ` (${stage ?? caseStudy?.title ?? recording.source}${held})` : "";
  const { put, notPut } = followUpWords(recording);
  const asked: Section = {
    title: `What was asked${of}`,
    sentences: [...(caseStudy === null ? [] : [`${caseStudy.title}${held}: ${caseStudy.prompt}`]), ...put],
  };
  if (scorecard === null || rubric === null) {
    const why =
      recording.status === "human-only"
        ? "It is scored by people alone."
        : `Not scored: ${recording.problem ?? "its rubric is not kept here"}.`;
    return [asked, { title: `Levels${of}`, sentences: [why] }];
  }
  return [
    asked,
    {
      title: `Levels${of}`,
      sentences: scorecard.dimensions.flatMap((line) => dimensionSentence(line, rubric, recording)),
    },
    {
      title: `What was not seen, and counts neither for nor against${of}`,
      sentences: [
        ...scorecard.dimensions.flatMap((line) => unseenSentence(line, rubric)),
        ...notPut.map((ask) => `A question that was not put: ${ask}`),
      ],
    },
    {
      title: `Flags${of}`,
      sentences: scorecard.flags.flatMap((finding) => flagSentence(finding, rubric, recording, decisions)),
    },
    { title: `What it was judged by${of}`, sentences: [judgedSentence(scorecard)] },
  ];
}

function dimensionSentence(line: ScorecardDimension, rubric: Rubric, recording: ScoredRecording): string[] {
  const dimension = rubric.dimensions.find(({ id }) => id === line.dimension);
  if (line.level === null || dimension === undefined) return [];
  const { low, high, level, cappedBy } = line;
  const nearest = levelsOf(rubric.scale).reduce((best, each) =>
    Math.abs(each - level) < Math.abs(best - level) ? each : best,
  );
  const interval = low === null || high === null ? "" : `, plausibly ${decimal(low)} to ${decimal(high)}`;
  const caps = cappedBy.map(
    ({ flag }) => ` Held down by flag ${flag}; before it was ${decimal(line.beforeFlags)}.`,
  );
  const quotes = timedEvidence(line.evidence, recording, 2);
  return [
    [
      `${plain(dimension.asks)} (${line.dimension}): ${decimal(level)} of ${rubric.scale.max}${interval}.`,
      `Level ${nearest} reads: ${levelOf(dimension, nearest).anchor}${caps.join("")}`,
      ...quotes,
    ].join(" | "),
  ];
}

/** A dimension's question without what belongs to other dimensions. */
function plain(asks: string): string {
  return asks.replaceAll(/\s*\([^)]*\)/g, "");
}

function unseenSentence({ dimension: id, status, why }: ScorecardDimension, rubric: Rubric): string[] {
  if (status === "scored") return [];
  const asks = plain(rubric.dimensions.find((each) => each.id === id)?.asks ?? id);
  return [
    status === "not-observed" ? `${asks} (${id}): ${why}` : `${asks} (${id}): no level could be given.`,
  ];
}

function flagSentence(
  finding: FlagFinding,
  rubric: Rubric,
  recording: ScoredRecording,
  decisions: readonly Decision[],
): string[] {
  if (finding.status !== "raised" && finding.status !== "cleared") return [];
  const when = rubric.flags.find(({ id }) => id === finding.flag)?.when ?? finding.flag;
  const said = timedEvidence(finding.evidence, recording, 1);
  const rulings = decisions.flatMap((each) =>
    each.kind === "flag" && each.flag === finding.flag
      ? [`${each.ruling} by ${each.by} on ${each.at.slice(0, 10)}: ${each.reason}`]
      : [],
  );
  const cleared =
    finding.status === "cleared"
      ? [`put right later: ${timedEvidence(finding.clearedBy, recording, 1).join("")}`]
      : [];
  const open =
    finding.status === "raised" && rulings.length === 0 ? ["no person has confirmed or dismissed it"] : [];
  return [[`${finding.flag}: ${when}`, ...said, ...cleared, ...rulings, ...open].join(" | ")];
}

function judgedSentence({ rubric, grader, fingerprint }: Scorecard): string {
  return `Rubric ${rubric.id} ${rubric.version} (${rubric.status}); grader ${grader}, version ${fingerprint.slice(0, 12)}.`;
}

function decisionSentences(decisions: readonly Decision[]): string[] {
  const lines = decisions.map((decision) => {
    const on = decision.at.slice(0, 10);
    switch (decision.kind) {
      case "outcome":
        return `${on}: ${decision.by} decided "${decision.outcome}" with ${decision.saw.join(", ")} seen. Reason: ${decision.reason}`;
      case "appeal":
        return `${on}: you contested it. ${decision.reason}`;
      case "flag":
        return `${on}: ${decision.by} ${decision.ruling} flag ${decision.flag} with ${decision.saw.join(", ")} seen. Reason: ${decision.reason}`;
    }
  });
  if (lines.length === 0) return ["Nobody has decided yet."];
  return isContested(decisions) ? [...lines, "A second person has yet to decide."] : lines;
}
