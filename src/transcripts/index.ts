import type { ParsedTranscript, TranscriptFormat } from "./format.ts";

export type { ParsedTranscript, TranscriptFormat } from "./format.ts";

type Entry = {
  readonly description: string;
  readonly load: () => Promise<{ readonly format: TranscriptFormat }>;
};

/** The transcript formats in the order in which they are tried; the last one takes any text. */
export const transcriptFormats = {
  "turns-json": {
    description: '{"turns": [{"role": "candidate", "text": "..."}]}',
    load: () => import("./turns-json.ts"),
  },
  "speaker-lines": {
    description: "lines that begin with Interviewer: or Candidate:",
    load: () => import("./speaker-lines.ts"),
  },
  "plain-text": {
    description: "a written answer: the whole text is one candidate turn",
    load: () => import("./plain-text.ts"),
  },
} as const satisfies Record<string, Entry>;

/** Reads a text in the first format that its content matches. */
export async function parseTranscript(text: string, fileName: string): Promise<ParsedTranscript> {
  const plain = text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  if (plain.trim() === "") return { ok: false, line: null, message: "the transcript is empty" };
  for (const { load } of Object.values(transcriptFormats)) {
    const { format } = await load();
    if (format.matches(plain, fileName)) return format.parse(plain);
  }
  throw new Error("plain-text matches every text");
}
