import type { Role, Transcript } from "../domain/transcript.ts";
import { contentOf, textContentOf, type Content } from "./content.ts";
import type { JsonFormat, ReadTurns, TextFormat } from "./format.ts";
import { toTranscript } from "./roles.ts";
import { refused, type ReadTalk } from "./talk.ts";

type Entry = { readonly description: string } & (
  | {
      readonly of: "text";
      /** A written answer may look like it too, so that only recordings are read in it. */
      readonly recordingOnly?: true;
      readonly load: () => Promise<{ readonly format: TextFormat }>;
    }
  | { readonly of: "json"; readonly load: () => Promise<{ readonly format: JsonFormat }> }
);

/** The transcript formats in the order in which they are tried; the last one takes any text. */
export const transcriptFormats = {
  "turns-json": {
    description: '{"turns": [{"role": "candidate", "text": "..."}]}',
    of: "json",
    load: () => import("./turns-json.ts"),
  },
  "speaker-lines": {
    description: "lines that begin with Interviewer: or Candidate:",
    of: "text",
    load: () => import("./speaker-lines.ts"),
  },
  "plain-text": {
    description: "a written answer, or words whose speakers were not told apart",
    of: "text",
    load: () => import("./plain-text.ts"),
  },
} as const satisfies Record<string, Entry>;

type Format = { readonly name: string; readonly read: () => ReadTurns | Promise<ReadTurns> };

/** The first format that knows the content for its own. */
async function formatOf(content: Content, isRecording: boolean): Promise<Format | null> {
  const entries: readonly (readonly [string, Entry])[] = Object.entries(transcriptFormats);
  for (const [name, entry] of entries) {
    if (entry.of === "json" && content.kind === "json") {
      const { format } = await entry.load();
      if (format.matches(content.value)) return { name, read: () => format.read(content.value) };
    }
    if (entry.of === "text" && content.kind === "text" && (isRecording || entry.recordingOnly !== true)) {
      const { format } = await entry.load();
      if (format.matches(content.text)) return { name, read: () => format.read(content.text) };
    }
  }
  return null;
}

/** Reads the file of a recording in the first format that its content matches; who is who is said later, by `toTranscript`. */
export async function readTalk(bytes: Uint8Array, fileName: string): Promise<ReadTalk> {
  const opened = await contentOf(bytes, fileName);
  if (!opened.ok) return opened;
  const format = await formatOf(opened.content, true);
  if (format === null) return refused("unknown-shape", "JSON of a shape that is not known");
  const read = await format.read();
  if (!read.ok) return read;
  const warnings = [...opened.warnings, ...read.warnings];
  return {
    ok: true,
    talk: { format: format.name, turns: read.turns, warnings, source: opened.content.text },
  };
}

/** A transcript, or what is wrong with its text; `line` is null where the text as a whole is meant. */
export type ParsedTranscript =
  | { readonly ok: true; readonly transcript: Transcript }
  | { readonly ok: false; readonly line: number | null; readonly message: string };

/** Reads a dataset's answer, whose file must say by itself who the candidate is; a text without speakers is the candidate's. */
export async function parseTranscript(text: string, fileName: string): Promise<ParsedTranscript> {
  const opened = textContentOf(text.replaceAll("\r\n", "\n"), fileName);
  if (!opened.ok) return { ok: false, line: opened.problem.line, message: opened.problem.message };
  const { content } = opened;
  const isNamedJson = content.kind === "json" && fileName.endsWith(".json");
  const format =
    (await formatOf(content, false)) ?? (await formatOf({ kind: "text", text: content.text }, false));
  if (format === null || (isNamedJson && format.name === "plain-text"))
    return { ok: false, line: null, message: 'JSON of no known shape, expected {"turns": [...]}' };
  const read = await format.read();
  if (!read.ok) return { ok: false, line: read.problem.line, message: read.problem.message };
  const speakers =
    format.name === "plain-text" ? new Map([["", "candidate"] as const]) : new Map<string, Role>();
  const transcript = toTranscript(read, { speakers });
  return transcript.ok ? transcript : { ok: false, line: null, message: transcript.message };
}
