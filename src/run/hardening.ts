import { setImmediate as nextTurn } from "node:timers/promises";
import type { HardenedAnswer, Neutralised } from "../domain/injection.ts";
import type { Sample } from "../domain/sample.ts";
import type { Transcript } from "../domain/transcript.ts";
import { harmlessTurn, neutralisedIn } from "../grading/fence.ts";
import { injectionSigns } from "../grading/injection.ts";

const answersInTurn = 4;

/**
 * Which answers hide or imitate something or speak to whoever grades them. It moves no score. A few answers in each turn of the event
 * loop, so that it can go on while replies are awaited.
 */
export async function hardenedAnswers(samples: readonly Sample[]): Promise<HardenedAnswer[]> {
  const hardened: HardenedAnswer[] = [];
  for (const [index, { id, transcript }] of samples.entries()) {
    const found = hardenedIn(transcript);
    if (found !== null) hardened.push({ sample: id, ...found });
    if (index % answersInTurn === 0) await nextTurn();
  }
  return hardened;
}

function hardenedIn(transcript: Transcript): Omit<HardenedAnswer, "sample"> | null {
  const sent = transcript.turns.map(harmlessTurn);
  const [neutralised, signs] = [neutralisedIn(sent), injectionSigns(transcript, sent)];
  const isPlain = signs.length === 0 && Object.values(neutralised).every((count) => count === 0);
  return isPlain ? null : { neutralised, signs };
}

const shownAnswers = 5;

/** What a reader must know of such answers; of a sealed set how many there are and not which. */
export function hardeningBanners(answers: readonly HardenedAnswer[], isSealed: boolean): string[] {
  const suspicious = answers.filter(({ signs }) => signs.length > 0);
  const changed = changesIn(answers);
  const where = ({ sample, signs }: HardenedAnswer): string =>
    `${sample} turn ${[...new Set(signs.map(({ turn }) => turn))].join(", ")}`;
  return [
    ...(suspicious.length === 0
      ? []
      : [
          `${countOf(suspicious.length, "answer shows", "answers show")} signs of instructions to graders, which move no score and need a person's look${isSealed ? "" : `: ${listed(suspicious.map(where))}`}.`,
        ]),
    ...(changed.length === 0
      ? []
      : [`Taken out of answers or made harmless before they were sent: ${changed.join(", ")}.`]),
  ];
}

const kinds: Readonly<Record<keyof Neutralised, readonly [one: string, many: string]>> = {
  hidden: ["hidden character", "hidden characters"],
  tags: ["tag", "tags"],
  turnNumbers: ["turn number", "turn numbers"],
  speakers: ["line that begins as a turn", "lines that begin as a turn"],
  replyKeys: ["key of a reply", "keys of a reply"],
  headings: ["heading of the instructions", "headings of the instructions"],
};

function changesIn(answers: readonly HardenedAnswer[]): string[] {
  return neutralisedKinds.flatMap((kind) => {
    const count = answers.reduce((sum, { neutralised }) => sum + neutralised[kind], 0);
    return count === 0 ? [] : [countOf(count, ...kinds[kind])];
  });
}

const neutralisedKinds = ["hidden", "tags", "turnNumbers", "speakers", "replyKeys", "headings"] as const;

function countOf(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function listed(words: readonly string[]): string {
  const more = words.length > shownAnswers ? ` and ${words.length - shownAnswers} more` : "";
  return `${words.slice(0, shownAnswers).join("; ")}${more}`;
}
