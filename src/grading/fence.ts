import { createHash } from "node:crypto";
import type { Role, Transcript } from "../domain/transcript.ts";

/** A turn as a model is shown it; its number is its place, counted from 1. */
export type SentTurn = { readonly role: Role; readonly text: string };

/** A transcript as a model is shown it. Evidence is checked against these turns, not against the file's. */
export type FencedTranscript = {
  readonly nonce: string;
  readonly turns: readonly SentTurn[];
  readonly text: string;
};

const lineBreaks = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
/** What a reader cannot see: controls, zero-width, bidi, tag and variation characters, fillers, private use, lone surrogates. */
const hidden =
  /(?!\n)[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;
/** A bracket that could begin a tag or a chat template's marker: `<x`, `</x`, `<!--`, `<|x`. A plain "less than" stays. */
const tagOpening = /[<＜﹤](?=\s*[\p{L}/／!?|<＜﹤])/gu;
const turnNumber = /[[［]\s*(\p{Nd}+)\s*[\]］]/gu;

/** Text without what a reader cannot see, in NFC, with plain line breaks. */
export function visible(text: string): string {
  return text.replace(lineBreaks, "\n").replaceAll("\t", " ").replace(hidden, "").normalize("NFC");
}

/** Makes text that is not ours unable to open or close a fence or to forge a turn's number. */
export function neutralise(text: string): string {
  return visible(text).replace(tagOpening, "‹").replace(turnNumber, "($1)");
}

/**
 * Fences a transcript: turns numbered `[3] candidate: ...`, between tags whose name ends in a nonce.
 * The nonce comes from the content, so that the same transcript gives the same prompt, and no transcript can contain its own.
 */
export function fenceTranscript(transcript: Transcript, salt: string): FencedTranscript {
  const turns = transcript.turns.map(({ role, text }) => ({ role, text: neutralise(text) }));
  const body = turns
    .map(({ role, text }, index) => `[${index + 1}] ${role}: ${text.replaceAll("\n", "\n    ")}`)
    .join("\n");
  const nonce = createHash("sha256")
    .update(JSON.stringify([body, salt]))
    .digest("hex")
    .slice(0, 12);
  return { nonce, turns, text: fence("transcript", nonce, body) };
}

/** Puts neutralised text between the tags of a fence. */
export function fence(name: string, nonce: string, body: string): string {
  return `<${name}-${nonce}>\n${body}\n</${name}-${nonce}>`;
}
