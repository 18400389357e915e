import { isBoilerplate, isMadeUpInSilence } from "./boilerplate.ts";
import type { ReadTurns } from "./format.ts";
import { endsSentence, joinWords, sentencesOf, soundOf, spokenText } from "./spoken-text.ts";
import { refused, type TalkTurn, type TalkWarning } from "./talk.ts";

type Kind = TalkWarning["kind"];
type Note = (kind: Kind, example: string) => void;

/** Seconds by which a time must fall back to be a new beginning and not a cue out of order. */
const restartSeconds = 60;

/** The pieces of a recording as turns: cleaned, ordered by time, pieces of one speech joined. What was done to them is a warning. */
export function normalise(pieces: readonly TalkTurn[], before: readonly TalkWarning[] = []): ReadTurns {
  const counted = new Map<Kind, TalkWarning>(before.map((warning) => [warning.kind, warning]));
  const note: Note = (kind, example) => {
    const earlier = counted.get(kind) ?? { kind, count: 0, turn: null, example };
    counted.set(kind, { ...earlier, count: earlier.count + 1 });
  };
  const spoken = withoutRepeats(ordered(cleaned(pieces, note), note), note);
  noteRepetitions(spoken, note);
  const turns = withoutInterjections(joined(spoken), note);
  if (turns.length === 0) return refused("no-words", "nobody speaks in this file, expected words");
  for (const { text } of turns)
    for (const { index } of text.matchAll(lostNumber))
      note("number-loss", text.slice(Math.max(0, index - 20), index + 20));
  const warnings = [...counted.values()].map((warning) => ({ ...warning, turn: turnOf(warning, turns) }));
  return { ok: true, turns, warnings };
}

/** A sign of money or share without its figure, in digits or in words. */
const lostNumber =
  /[$€£](?!\s?[\d.])|(?<!\d\s?|\)\s?|\p{L}|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|teen|ty|hundred|half)\s)%/giu;

/** The first turn with the words that a warning shows, counted from 1. */
function turnOf({ example }: TalkWarning, turns: readonly TalkTurn[]): number | null {
  const index = example === null ? -1 : turns.findIndex(({ text }) => text.includes(example));
  return index === -1 ? null : index + 1;
}

function cleaned(pieces: readonly TalkTurn[], note: Note): TalkTurn[] {
  return pieces.flatMap((piece) => {
    const text = spokenText(piece.text);
    if (isBoilerplate(text)) note("boilerplate", text);
    if (text === "" || isBoilerplate(text)) return [];
    const speaker = spokenText(piece.speaker ?? "");
    const { start_s, end_s } = piece;
    const isBackwards = start_s !== null && end_s !== null && end_s < start_s;
    return [{ ...piece, text, speaker: speaker === "" ? null : speaker, end_s: isBackwards ? null : end_s }];
  });
}

/** By their times within each part of the recording; a piece without a time stays behind the one before it. */
function ordered(pieces: readonly TalkTurn[], note: Note): TalkTurn[] {
  const parts: { readonly piece: TalkTurn; readonly start: number; readonly part: number }[] = [];
  let [part, latest, previous] = [0, 0, 0];
  for (const piece of pieces) {
    const start = piece.start_s ?? previous;
    if (start < latest - restartSeconds) {
      note("backwards", piece.text);
      part += 1;
      latest = start;
    } else if (start < previous) note("out-of-order", piece.text);
    parts.push({ piece, start, part });
    latest = Math.max(latest, start);
    previous = start;
  }
  return parts
    .sort((one, other) => one.part - other.part || one.start - other.start)
    .map(({ piece }) => piece);
}

/** Captions give some words twice: the same again, or once more without their speaker. */
function withoutRepeats(pieces: readonly TalkTurn[], note: Note): TalkTurn[] {
  const key = (speaker: string | null, { start_s, text }: TalkTurn): string =>
    JSON.stringify([speaker, start_s, soundOf(text)]);
  const anyone = "\u0000anyone";
  const attributed = new Set(
    pieces.filter(({ speaker }) => speaker !== null).map((piece) => key(anyone, piece)),
  );
  const seen = new Set<string>();
  return pieces.filter((piece) => {
    if (piece.start_s === null) return true;
    const own = key(piece.speaker, piece);
    const isTwice = seen.has(own) || (piece.speaker === null && attributed.has(key(anyone, piece)));
    seen.add(own);
    if (isTwice) note("duplicate", piece.text);
    return !isTwice;
  });
}

/** A sentence said over and over, and those that recognisers make up in silence. */
function noteRepetitions(pieces: readonly TalkTurn[], note: Note): void {
  let [last, run] = ["", 0];
  for (const { text } of pieces) {
    for (const sentence of sentencesOf(text)) {
      const sound = soundOf(sentence);
      run = sound === last ? run + 1 : 1;
      last = sound;
      if (sound !== "" && run === (sound.split(" ").length < 4 ? 4 : 3)) note("repetition", sentence);
      if (isMadeUpInSilence(sound)) note("silence", sentence);
    }
  }
}

/** Pieces of one speaker in a row are one turn; where nobody knows the speaker, pieces of one sentence are. */
function joined(pieces: readonly TalkTurn[]): TalkTurn[] {
  const runs: { readonly first: TalkTurn; readonly rest: TalkTurn[] }[] = [];
  for (const piece of pieces) {
    const run = runs.at(-1);
    if (run !== undefined && isSameSpeech(run.rest.at(-1) ?? run.first, piece)) run.rest.push(piece);
    else runs.push({ first: piece, rest: [] });
  }
  return runs.map(({ first, rest }) => append(first, rest));
}

function isSameSpeech(first: TalkTurn, second: TalkTurn): boolean {
  const isSameVoice = first.speaker === second.speaker && first.role === second.role;
  return isSameVoice && (first.speaker !== null || !endsSentence(first.text));
}

function append(first: TalkTurn, rest: readonly TalkTurn[]): TalkTurn {
  const pieces = [first, ...rest];
  const ends = pieces.flatMap(({ end_s }) => end_s ?? []);
  const end_s = ends.length === 0 ? null : ends.reduce((latest, end) => Math.max(latest, end));
  return { ...first, text: joinWords(pieces.map(({ text }) => text)), end_s };
}

const interjection =
  /^(?:(?:yeah|yep|yes|ok|okay|right|sure|mm|mhm|uh|huh|hmm|hm|got it|i see)[\s,.-]*){1,3}$/i;

/** A sentence that another's "mm-hm" cuts in two is one turn again, so that it can be quoted; the "mm-hm" follows it. */
function withoutInterjections(turns: readonly TalkTurn[], note: Note): TalkTurn[] {
  const kept: TalkTurn[] = [];
  for (const turn of turns) {
    const [cut, heard] = kept.slice(-2);
    const continues =
      cut !== undefined &&
      heard !== undefined &&
      turn.speaker !== null &&
      cut.speaker === turn.speaker &&
      cut.role === turn.role &&
      interjection.test(heard.text) &&
      !endsSentence(cut.text) &&
      /^[\p{Ll}\p{N}]/u.test(turn.text);
    if (continues) {
      note("interjection", heard.text);
      kept.splice(-2, 2, append(cut, [turn]), heard);
    } else kept.push(turn);
  }
  return kept;
}
