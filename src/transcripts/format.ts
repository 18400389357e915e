import type { Transcript } from "../domain/transcript.ts";

/** A transcript, or what is wrong with its text; `line` is null where the text as a whole is meant. */
export type ParsedTranscript =
  | { readonly ok: true; readonly transcript: Transcript }
  | { readonly ok: false; readonly line: number | null; readonly message: string };

/** One way to write down who said what. */
export type TranscriptFormat = {
  readonly matches: (text: string, fileName: string) => boolean;
  readonly parse: (text: string) => ParsedTranscript;
};
