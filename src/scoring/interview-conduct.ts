import { factValues, type CaseStudy } from "../domain/case-study.ts";
import type { InterviewConduct } from "../domain/interview-conduct.ts";
import type { Sample } from "../domain/sample.ts";
import type { Transcript, Turn } from "../domain/transcript.ts";
import { figuresIn, type Figure } from "./figures.ts";
import { followUpsIn } from "./opportunity.ts";
import { matterOf, shareIn } from "./words.ts";

/**
 * What can be counted of how an interview was held: the prompt put, follow-ups used, hints given, talk share. It judges nobody, and
 * wording that says the same in other words may pass it.
 */
export function interviewConduct(sample: Sample, caseStudy: CaseStudy): InterviewConduct {
  const { transcript } = sample;
  const followUps = followUpsIn(caseStudy, transcript);
  return {
    schema: "touchstone.interview-conduct/1",
    sample: sample.id,
    caseStudy: caseStudy.id,
    prompt: promptPut(caseStudy, transcript),
    followUps: followUps.map(({ ask, when, turn }) => ({ ask, when, turn })),
    hints: hintsIn(caseStudy, transcript, followUps),
    offLimits: spokenBy(transcript, "interviewer").flatMap(({ text, turn }) =>
      remarks(offLimits, text, turn),
    ),
    talk: talkOf(transcript),
  };
}

type Spoken = { readonly text: string; readonly turn: number };

function spokenBy({ turns }: Transcript, role: Turn["role"]): readonly Spoken[] {
  return turns.flatMap((turn, index) => (turn.role === role ? [{ text: turn.text, turn: index + 1 }] : []));
}

function promptPut({ prompt }: CaseStudy, transcript: Transcript): InterviewConduct["prompt"] {
  const spoken = spokenBy(transcript, "interviewer");
  if (spoken.length === 0) return { spokenShare: null, unspokenFigures: [] };
  const all = spoken.map(({ text }) => text).join("\n");
  const values = figuresIn(all).map(middleOf);
  const unspoken = figuresIn(prompt)
    .filter((figure) => !values.includes(middleOf(figure)))
    .map(({ start, end }) => prompt.slice(start, end));
  return { spokenShare: shareIn(matterOf(prompt), matterOf(all)), unspokenFigures: [...new Set(unspoken)] };
}

type Remark = InterviewConduct["hints"][number];
type Pattern = { readonly why: string; readonly pattern: RegExp };

/** Questions that carry their answer. */
const leading: readonly Pattern[] = [
  {
    why: "asks for agreement",
    pattern:
      /\b(?:wouldn't|shouldn't|couldn't|don't|isn't|aren't|haven't) (?:you|it|that|there|we)\b[^.?!\n]{0,80}\?|, (?:right|correct|no|yes)\?/iu,
  },
  {
    why: "grades the answer",
    pattern: /\b(?:great|perfect|excellent|wrong|exactly right|good) (?:answer|point)\b/iu,
  },
];

/** Matters that no interview may ask about in most places. */
const offLimits: readonly Pattern[] = [
  {
    why: "family",
    pattern:
      /\b(?:are you (?:married|pregnant|single)|(?:do|will) you (?:have|want|plan)[^.?!\n]{0,20}(?:children|kids|family)|your (?:husband|wife|partner))\b/iu,
  },
  { why: "age", pattern: /\b(?:how old are you|what year were you born|your age)\b/iu },
  {
    why: "origin or belief",
    pattern:
      /\b(?:where are you (?:really|originally) from|your (?:religion|nationality|native language|ethnic)|which (?:church|party))\b/iu,
  },
  {
    why: "health",
    pattern:
      /\b(?:are you (?:disabled|ill|healthy)|your (?:disability|health condition|medical history)|sick days)\b/iu,
  },
];

const shownCharacters = 160;

function remarks(patterns: readonly Pattern[], text: string, turn: number): Remark[] {
  return patterns.flatMap(({ why, pattern }) => {
    const found = pattern.exec(text);
    if (found === null) return [];
    const from = Math.max(0, found.index - 60);
    return [{ turn, words: text.slice(from, from + shownCharacters).trim(), why }];
  });
}

/** From this share of an expected piece of evidence in one remark on, the remark gives it away. */
const givesAwayFrom = 0.6;

/** What an interviewer says beside prompt and follow-ups that states a figure or a thought before the candidate did, or leads. */
function hintsIn(
  caseStudy: CaseStudy,
  transcript: Transcript,
  followUps: readonly { readonly turn: number | null }[],
): Remark[] {
  const planned = new Set(followUps.map(({ turn }) => turn));
  const first = transcript.turns.findIndex(({ role }) => role === "candidate") + 1;
  const candidate = spokenBy(transcript, "candidate");
  return spokenBy(transcript, "interviewer")
    .filter(({ turn }) => first > 0 && turn > first && !planned.has(turn))
    .flatMap((remark) => {
      const before = (): string =>
        candidate
          .filter(({ turn }) => turn < remark.turn)
          .map(({ text }) => text)
          .join("\n");
      return [
        ...figuresGiven(caseStudy, remark, before),
        ...thoughtsGiven(caseStudy, remark, before),
        ...remarks(leading, remark.text, remark.turn),
      ];
    });
}

/** Numbers up to this one are said for many reasons. */
const smallCount = 12;

/** Figures that the candidate would have to work out and had not said. What was said before is read where something was given away. */
function figuresGiven(caseStudy: CaseStudy, { text, turn }: Spoken, before: () => string): Remark[] {
  const values = factValues(caseStudy);
  let read: readonly number[] | null = null;
  const isSaid = (value: number): boolean => {
    read ??= figuresIn(`${caseStudy.prompt}\n${before()}`).map(middleOf);
    return read.includes(value);
  };
  return figuresIn(text).flatMap((figure) => {
    const value = middleOf(figure);
    const fact = caseStudy.facts.find(
      ({ id, given, tolerance }) => !given && isNear(value, values.get(id), tolerance),
    );
    if (fact === undefined || isSmallCount(value) || isSaid(value)) return [];
    return [
      {
        turn,
        words: text.slice(figure.start, figure.end),
        why: `states a figure that was to be worked out: ${fact.says}`,
      },
    ];
  });
}

function isSmallCount(value: number): boolean {
  return Number.isInteger(value) && value <= smallCount;
}

function middleOf({ low, high }: Figure): number {
  return (low + high) / 2;
}

function isNear(value: number, expected: number | undefined, tolerance: number): boolean {
  return expected !== undefined && Math.abs(value - expected) <= Math.abs(expected) * tolerance;
}

function thoughtsGiven({ expected }: CaseStudy, { text, turn }: Spoken, before: () => string): Remark[] {
  const here = matterOf(text);
  return [...expected.must, ...expected.should].flatMap(({ evidence }) => {
    const words = matterOf(evidence);
    const isGiven =
      shareIn(words, here) >= givesAwayFrom && shareIn(words, matterOf(before())) < givesAwayFrom;
    return isGiven
      ? [{ turn, words: text.slice(0, shownCharacters), why: `states what was expected: ${evidence}` }]
      : [];
  });
}

function talkOf({ turns }: Transcript): InterviewConduct["talk"] {
  const wordsOf = (role: Turn["role"]): number =>
    turns
      .filter((turn) => turn.role === role)
      .reduce(
        (sum, { text }) => sum + (text.match(/[\p{L}\p{N}]+(?:['’.,][\p{L}\p{N}]+)*/gu)?.length ?? 0),
        0,
      );
  const words = {
    interviewer: wordsOf("interviewer"),
    candidate: wordsOf("candidate"),
    other: wordsOf("other"),
  };
  const all = words.interviewer + words.candidate + words.other;
  const times = turns.flatMap(({ start_s, end_s }) => [start_s ?? [], end_s ?? []].flat());
  const isConversation = words.interviewer > 0 && words.candidate > 0;
  return {
    words,
    interviewerShare: isConversation ? words.interviewer / all : null,
    minutes: times.length < 2 ? null : (Math.max(...times) - Math.min(...times)) / 60,
  };
}
