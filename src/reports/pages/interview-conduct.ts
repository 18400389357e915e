import { counted } from "../../domain/counted.ts";
import type { InterviewConduct } from "../../domain/interview-conduct.ts";
import { percent } from "../words.ts";
import type { Page } from "./page.ts";

/** How an interview was held, for whoever wonders what the candidate was given a chance to show. */
export function interviewConductPage({
  prompt,
  followUps,
  hints,
  offLimits,
  talk,
  ...conduct
}: InterviewConduct): Page {
  const put = followUps.filter(({ turn }) => turn !== null).length;
  const { words } = talk;
  return {
    title: `Interview of sample ${conduct.sample} on ${conduct.caseStudy}`,
    banners: ["Counted by words: what was said otherwise, shown on paper or not due may look like a gap."],
    sections: [
      {
        title: "Counts",
        sentences: [
          `Prompt: ${percent(prompt.spokenShare)} of its words were spoken${prompt.unspokenFigures.length === 0 ? "" : `; figures not spoken: ${prompt.unspokenFigures.join(", ")}`}.`,
          `Follow-ups put: ${put} of ${followUps.length}.`,
          `Talk: interviewer ${counted(words.interviewer, "word")} (${percent(talk.interviewerShare)}), candidate ${words.candidate}, others ${words.other}${talk.minutes === null ? "" : `; ${counted(Math.round(talk.minutes), "minute")}`}.`,
        ],
      },
      {
        title: "Follow-ups",
        sentences: followUps.map(
          ({ ask, when, turn }) =>
            `${turn === null ? `not put (due when: ${when})` : `turn ${turn}`}: ${ask}`,
        ),
      },
      { title: "Possible hints", sentences: hints.map(remarkSentence) },
      { title: "Possibly off limits", sentences: offLimits.map(remarkSentence) },
    ],
  };
}

function remarkSentence({ turn, words, why }: InterviewConduct["hints"][number]): string {
  return `turn ${turn} ${why}: "${words}"`;
}
