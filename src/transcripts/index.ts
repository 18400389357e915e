import type { Role, Transcript } from "../domain/transcript.ts";
import { contentOf, textContentOf, type Content } from "./content.ts";
import type { Columns, JsonFormat, ReadTurns, TextFormat } from "./format.ts";
import { keyOfSummary, signOfNotes } from "./not-evidence.ts";
import { toTranscript } from "./roles.ts";
import { refused, type ReadTalk } from "./talk.ts";
import { keysOf } from "./vendor-json.ts";

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
  "meet-api": {
    description: "Google Meet's REST entries, times of day",
    of: "json",
    load: () => import("./meet-api.ts"),
  },
  deepgram: {
    description: "Deepgram's JSON: channels of words, or utterances",
    of: "json",
    load: () => import("./deepgram.ts"),
  },
  aws: {
    description: "AWS Transcribe's JSON: items with times as text",
    of: "json",
    load: () => import("./aws.ts"),
  },
  rev: {
    description: "Rev's JSON: monologues of words and marks",
    of: "json",
    load: () => import("./rev.ts"),
  },
  whisperx: {
    description: "WhisperX's JSON: segments with speakers",
    of: "json",
    load: () => import("./whisperx.ts"),
  },
  whisper: {
    description: "Whisper's JSON: segments without speakers",
    of: "json",
    load: () => import("./whisper.ts"),
  },
  assemblyai: {
    description: "AssemblyAI's JSON: utterances in milliseconds",
    of: "json",
    load: () => import("./assemblyai.ts"),
  },
  json: {
    description: "any other JSON with a list of speeches (--map)",
    of: "json",
    load: () => import("./json.ts"),
  },
  "teams-vtt": {
    description: "WebVTT with a voice tag for each speaker",
    of: "text",
    load: () => import("./teams-vtt.ts"),
  },
  "zoom-vtt": {
    description: "WebVTT whose cues begin with a name and a colon, or name nobody",
    of: "text",
    load: () => import("./zoom-vtt.ts"),
  },
  srt: {
    description: "SubRip captions, with or without names",
    of: "text",
    load: () => import("./srt.ts"),
  },
  "teams-docx": {
    description: "the Word document of a Teams meeting",
    of: "text",
    recordingOnly: true,
    load: () => import("./teams-docx.ts"),
  },
  "meet-text": {
    description: "the document of a Google Meet call, in blocks of some minutes",
    of: "text",
    recordingOnly: true,
    load: () => import("./meet-text.ts"),
  },
  "otter-txt": {
    description: "a name and a time above each speech (Otter, Zoom, Rev)",
    of: "text",
    recordingOnly: true,
    load: () => import("./otter-txt.ts"),
  },
  csv: {
    description: "a table with a row for each speech (--map)",
    of: "text",
    recordingOnly: true,
    load: () => import("./csv.ts"),
  },
  markdown: {
    description: "paragraphs that begin with **Name:**",
    of: "text",
    recordingOnly: true,
    load: () => import("./markdown.ts"),
  },
  "name-lines": {
    description: "lines that begin with any name and a colon, with or without a time",
    of: "text",
    recordingOnly: true,
    load: () => import("./name-lines.ts"),
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

/** The format of a table or JSON of one's own. */
async function mappedFormat(content: Content, columns: Columns): Promise<Format> {
  if (content.kind === "json") {
    const { format } = await transcriptFormats.json.load();
    return { name: "json", read: () => format.read(content.value, columns) };
  }
  const { format } = await transcriptFormats.csv.load();
  return { name: "csv", read: () => format.read(content.text, columns) };
}

/** Reads the file of a recording in the first format that its content matches, or as its columns are mapped. Who is who is said later, by `toTranscript`. */
export async function readTalk(
  bytes: Uint8Array,
  fileName: string,
  { columns }: { readonly columns?: Columns } = {},
): Promise<ReadTalk> {
  const opened = await contentOf(bytes, fileName);
  if (!opened.ok) return opened;
  const { content } = opened;
  const format = columns === undefined ? await formatOf(content, true) : await mappedFormat(content, columns);
  const refusal = columns === undefined ? notATalk(content, format) : null;
  if (refusal !== null || format === null) return refusal ?? unknownJson(content);
  const read = await format.read();
  if (!read.ok) return read;
  const warnings = [...opened.warnings, ...read.warnings];
  return { ok: true, talk: { format: format.name, turns: read.turns, warnings, source: content.text } };
}

/** Formats whose content says little of itself: notes can look like them. */
const looseFormats: readonly string[] = ["markdown", "name-lines", "plain-text"];

function notATalk(content: Content, format: Format | null): ReturnType<typeof refused> | null {
  const isLoose = content.kind === "text" && format !== null && looseFormats.includes(format.name);
  const sign = isLoose ? signOfNotes(content.text) : null;
  return sign === null ? null : notes(sign);
}

function unknownJson(content: Content): ReturnType<typeof refused> {
  const keys = content.kind === "json" ? Object.keys(keysOf(content.value)) : [];
  const summary = keyOfSummary(keys);
  if (summary !== null) return notes(`the key "${summary}"`);
  const shown = keys.length === 0 ? "" : ` (keys: ${keys.slice(0, 8).join(", ")})`;
  return refused(
    "unknown-shape",
    `is JSON of no known shape${shown}; say where its speeches are: --map turns=KEY,speaker=KEY,text=KEY`,
  );
}

function notes(sign: string): ReturnType<typeof refused> {
  return refused(
    "not-evidence",
    `is notes or a summary (${sign}), which are no evidence; expected the transcript itself`,
  );
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
  if (transcript.ok) return transcript;
  const who = transcript.unknownSpeakers.map((label) => `"${label}"`).join(", ");
  const message = `nobody said who ${who} is, expected labels that say it: Interviewer, Candidate`;
  return { ok: false, line: null, message };
}
