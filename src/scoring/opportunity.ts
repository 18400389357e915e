import type { CaseStudy } from "../domain/case-study.ts";
import type { Dimension } from "../domain/rubric.ts";
import type { Score } from "../domain/score.ts";
import type { Transcript } from "../domain/transcript.ts";
import { matterOf, shareIn } from "./words.ts";

/** Where a case study gives the chance to show a dimension, its own or one that it maps to; null: nowhere. */
export function opportunityFor(
  { opportunities }: Pick<CaseStudy, "opportunities">,
  { id, maps_to: targets = [] }: Pick<Dimension, "id" | "maps_to">,
): "prompt" | "follow_up" | null {
  const places = [id, ...targets].map((dimension) => opportunities[dimension]);
  return places.find((place) => place === "prompt") ?? places.find((place) => place !== undefined) ?? null;
}

/**
 * Why a low level may not be charged: it rests on things not said alone, and nothing in the interview asked for them. Words of the
 * candidate count whoever asked. Null: the level stands.
 */
export function missedOpportunity(
  score: Score,
  dimension: Pick<Dimension, "id" | "maps_to">,
  caseStudy: Pick<CaseStudy, "id" | "opportunities">,
  transcript: Transcript,
): string | null {
  if (score.status !== "scored" || Object.keys(caseStudy.opportunities).length === 0) return null;
  const holding = score.evidence.filter(({ struck }) => struck === null);
  if (holding.length === 0 || holding.some(({ kind }) => kind === "quote")) return null;
  const place = opportunityFor(caseStudy, dimension);
  if (place === null) return `case study ${caseStudy.id} gives no opportunity for it`;
  return place === "follow_up" && questionsAfterPrompt(transcript).length === 0
    ? "only a follow-up question gives the opportunity for it, and none was asked"
    : null;
}

/** What the interviewer said once the candidate had spoken. */
function questionsAfterPrompt({ turns }: Transcript): readonly string[] {
  const first = turns.findIndex(({ role }) => role === "candidate");
  return turns.slice(first + 1).flatMap(({ role, text }) => (role === "interviewer" ? [text] : []));
}

/** From this share of a follow-up's words in one interviewer's turn on, it counts as put. */
const putFrom = 0.5;

/** A follow-up of the case study, and the turn in which the interviewer put it; null: not put. */
export type FollowUp = CaseStudy["follow_ups"][number] & { readonly turn: number | null };

/** Which of a case study's follow-ups were put, by the words they share with an interviewer's turn. */
export function followUpsIn(
  { follow_ups: followUps }: Pick<CaseStudy, "follow_ups">,
  { turns }: Transcript,
): readonly FollowUp[] {
  const asked = turns.map(({ role, text }) => (role === "interviewer" ? matterOf(text) : null));
  return followUps.map((followUp) => {
    const words = matterOf(followUp.ask);
    const found = asked.findIndex((turn) => turn !== null && shareIn(words, turn) >= putFrom);
    return { ...followUp, turn: found === -1 ? null : found + 1 };
  });
}

/** How many questions a gap is closed with. */
const questionsShown = 2;

/** Questions that would show a dimension: follow-ups that were not put and say that they show it, or else what the dimension asks. */
export function askNext(
  dimension: Pick<Dimension, "id" | "asks" | "maps_to">,
  caseStudy: Pick<CaseStudy, "follow_ups">,
  transcript: Transcript,
): readonly string[] {
  const open = openFollowUps(dimension, caseStudy, transcript).slice(0, questionsShown);
  return open.length > 0 ? open : [`No follow-up is left for it. It asks: ${questionOf(dimension)}`];
}

/** Follow-ups that were not put and say that they show a dimension, or one that it maps to. */
export function openFollowUps(
  { id, maps_to: targets = [] }: Pick<Dimension, "id" | "maps_to">,
  caseStudy: Pick<CaseStudy, "follow_ups">,
  transcript: Transcript,
): readonly string[] {
  return followUpsIn(caseStudy, transcript)
    .filter(
      ({ turn, shows = [] }) => turn === null && shows.some((shown) => [id, ...targets].includes(shown)),
    )
    .map(({ ask }) => ask);
}

/** A dimension's question without what belongs to other dimensions. */
export function questionOf({ asks }: Pick<Dimension, "asks">): string {
  return asks.replace(/\s*\([^)]*\)/g, "");
}
