import { asks, countWords, prompts } from "./questions.ts";
import { isNoteTaker, labelOf, roleOfLabel, speakersOf } from "./roles.ts";
import type { Talk, TalkTurn } from "./talk.ts";

/** How much one speaker says and asks; "" stands for words without a label. */
export type SpeakerFigures = {
  readonly speaker: string;
  readonly turns: number;
  readonly words: number;
  /** Of all words. */
  readonly talkShare: number;
  /** Of the speaker's turns. */
  readonly askingShare: number;
};

/** Who is the candidate by how they speak. Only a person's word gives a role; this is shown for them to confirm. */
export type RoleGuess = {
  readonly candidate: string;
  /** In (0, 1); 1 where the label says so. */
  readonly confidence: number;
};

/** Something in a talk that a person should look at, at a turn counted from 1. */
export type TalkSign = { readonly turn: number; readonly says: string };

/** What a talk looks like before it is scored. */
export type TalkFigures = {
  readonly words: number;
  readonly minutes: number | null;
  readonly speakers: readonly SpeakerFigures[];
  readonly guess: RoleGuess | null;
  readonly gaps: readonly { readonly turn: number; readonly seconds: number }[];
  readonly overlaps: number;
  readonly misattribution: readonly TalkSign[];
};

/** Looks at a talk; `candidate` is the label that a person named, null where nobody did. */
export function examineTalk(talk: Pick<Talk, "turns">, candidate: string | null): TalkFigures {
  const speakers = speakerFigures(talk);
  const guess = guessCandidate(speakers);
  const meant = candidate ?? guess?.candidate ?? null;
  return {
    words: speakers.reduce((sum, { words }) => sum + words, 0),
    minutes: minutesOf(talk.turns),
    speakers,
    guess,
    ...pausesOf(talk.turns),
    misattribution: [...(meant === null ? [] : promptsBy(meant, talk.turns)), ...labelFlips(talk.turns)],
  };
}

function speakerFigures(talk: Pick<Talk, "turns">): SpeakerFigures[] {
  const all = talk.turns.reduce((sum, { text }) => sum + countWords(text), 0);
  const byLabel = Map.groupBy(talk.turns, labelOf);
  const figures = speakersOf(talk).map((speaker) => {
    const turns = byLabel.get(speaker) ?? [];
    const words = turns.reduce((sum, { text }) => sum + countWords(text), 0);
    const asking = turns.filter(({ text }) => asks(text)).length;
    return {
      speaker,
      turns: turns.length,
      words,
      talkShare: all === 0 ? 0 : words / all,
      askingShare: turns.length === 0 ? 0 : asking / turns.length,
    };
  });
  return figures.sort((one, other) => other.words - one.words);
}

/** The label that says so, else who talks most and asks least; never certain, and never from a talk of one. */
function guessCandidate(speakers: readonly SpeakerFigures[]): RoleGuess | null {
  const labelled = speakers.find(({ speaker }) => roleOfLabel(speaker) === "candidate");
  if (labelled !== undefined) return { candidate: labelled.speaker, confidence: 1 };
  const possible = speakers.filter(
    ({ speaker }) => speaker !== "" && roleOfLabel(speaker) === null && !isNoteTaker(speaker),
  );
  const weighed = possible
    .map(({ speaker, talkShare, askingShare }) => ({ speaker, weight: talkShare * (1 - askingShare) ** 2 }))
    .sort((one, other) => other.weight - one.weight);
  const [first, second] = weighed;
  if (first === undefined || second === undefined || first.weight === 0) return null;
  return {
    candidate: first.speaker,
    confidence: Math.min(0.95, first.weight / (first.weight + second.weight)),
  };
}

function minutesOf(turns: readonly TalkTurn[]): number | null {
  const times = turns.flatMap(({ start_s, end_s }) => [start_s, end_s].filter((time) => time !== null));
  if (times.length === 0) return null;
  const latest = times.reduce((most, time) => Math.max(most, time), 0);
  return latest / 60;
}

/** Seconds without a word that are worth a look. */
const longPause = 60;
const wordsPerSecond = 2;

function pausesOf(turns: readonly TalkTurn[]): Pick<TalkFigures, "gaps" | "overlaps"> {
  const gaps: { turn: number; seconds: number }[] = [];
  let overlaps = 0;
  let before: number | null = null;
  for (const [index, { start_s, end_s, text }] of turns.entries()) {
    if (start_s !== null && before !== null && start_s - before > longPause)
      gaps.push({ turn: index + 1, seconds: Math.round(start_s - before) });
    const previousEnd = turns[index - 1]?.end_s ?? null;
    if (start_s !== null && previousEnd !== null && start_s < previousEnd - 0.5) overlaps += 1;
    const spoken = countWords(text) / wordsPerSecond;
    if (end_s !== null) before = end_s;
    else if (start_s !== null) before = start_s + spoken;
    else if (before !== null) before += spoken;
  }
  return { gaps, overlaps };
}

/** Prompts under the candidate's label: perhaps the interviewer's words. */
function promptsBy(candidate: string, turns: readonly TalkTurn[]): TalkSign[] {
  return turns.flatMap((turn, index) => {
    const isPrompt =
      labelOf(turn) === candidate && asks(turn.text) && prompts(turn.text) && countWords(turn.text) <= 60;
    return isPrompt
      ? [{ turn: index + 1, says: `the candidate asks as an interviewer does: "${turn.text.slice(0, 60)}"` }]
      : [];
  });
}

/** Where one label puts the prompts up to a turn and another from there on, the recogniser may have swapped them. */
function labelFlips(turns: readonly TalkTurn[]): TalkSign[] {
  const asked = turns.flatMap((turn, index) =>
    prompts(turn.text) ? [{ label: labelOf(turn), turn: index + 1 }] : [],
  );
  const first = asked[0];
  const flip = asked.find(({ label }) => label !== first?.label);
  if (first === undefined || flip === undefined) return [];
  const at = asked.indexOf(flip);
  const isSwapped =
    at >= 2 && asked.length - at >= 2 && asked.slice(at).every(({ label }) => label === flip.label);
  return isSwapped
    ? [
        {
          turn: flip.turn,
          says: `"${first.label}" asks until here and "${flip.label}" from here on: the labels may have been swapped`,
        },
      ]
    : [];
}
