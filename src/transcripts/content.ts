import { decodeText } from "./decode.ts";
import { refused, type TalkProblem, type TalkWarning } from "./talk.ts";

/** What a file holds, whatever its name says; `text` is always there. */
export type Content =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "json"; readonly text: string; readonly value: unknown };

export type ReadContent =
  | { readonly ok: true; readonly content: Content; readonly warnings: readonly TalkWarning[] }
  | { readonly ok: false; readonly problem: TalkProblem };

const megabyte = 1024 * 1024;

/** Ten hours of speech with a time for every word stay below it. */
export const maxTranscriptBytes = 25 * megabyte;

/** Ten hours of captions stay below it. */
const maxTextLength = 8 * megabyte;

/** First bytes, in hexadecimal from their place. */
const binaries: readonly (readonly [at: number, bytes: string, what: string])[] = [
  [0, "255044462d", "a PDF document"],
  [0, "494433", "a recording"],
  [0, "fffb", "a recording"],
  [0, "52494646", "a recording"],
  [0, "4f676753", "a recording"],
  [0, "664c6143", "a recording"],
  [0, "1a45dfa3", "a recording"],
  [4, "66747970", "a recording"],
  [0, "d0cf11e0", "a document of an old Word, save it as .docx"],
  [0, "1f8b", "packed, unpack it first"],
];

const zip = "504b0304";

/** Says why a file of this size is not read. */
export function tooLarge(
  size: number,
  most = maxTranscriptBytes,
): { readonly ok: false; readonly problem: TalkProblem } {
  const [found, limit] = [size, most].map((bytes) => `${Number((bytes / megabyte).toFixed(1))} MB`);
  return refused("too-large", `is ${found}, expected a transcript of at most ${limit}`);
}

/** Opens a file: DOCX by its first bytes, then text in any usual encoding, then JSON by its content. */
export async function contentOf(bytes: Uint8Array, fileName: string): Promise<ReadContent> {
  if (bytes.length > maxTranscriptBytes) return tooLarge(bytes.length);
  const head = Buffer.from(bytes.subarray(0, 16)).toString("hex");
  if (head.startsWith(zip)) {
    const { readDocx } = await import("./docx.ts");
    const read = await readDocx(bytes);
    return read.ok ? textContentOf(read.text, fileName) : read;
  }
  const binary = binaries.find(([at, prefix]) => head.startsWith(prefix, at * 2));
  if (binary !== undefined) return refused("not-text", `is ${binary[2]}; expected its transcript`);
  const decoded = decodeText(bytes);
  if (decoded === null) return refused("not-text", "is not text, expected a transcript");
  const opened = textContentOf(decoded.text, fileName);
  if (!opened.ok || decoded.encoding !== "windows-1252") return opened;
  const warning = { kind: "encoding", count: 1, turn: null, example: "read as Windows-1252" } as const;
  return { ...opened, warnings: [warning] };
}

/** A text as it is, or as the JSON that it is. */
export function textContentOf(text: string, fileName: string): ReadContent {
  const plain = text.replace(/^\uFEFF/, "");
  if (plain.trim() === "") return refused("empty", "the transcript is empty");
  const named = fileName.toLowerCase().endsWith(".json");
  if (!named && !/^\s*[[{]/.test(plain)) return plainContentOf(plain);
  try {
    const value: unknown = JSON.parse(plain);
    return { ok: true, content: { kind: "json", text: plain, value }, warnings: [] };
  } catch (error) {
    if (named || /^\s*(?:\{\s*"|\[\s*\{\s*")/.test(plain)) return notWhole(plain, error);
    return plainContentOf(plain);
  }
}

function plainContentOf(text: string): ReadContent {
  if (text.length > maxTextLength) return tooLarge(text.length, maxTextLength);
  return { ok: true, content: { kind: "text", text }, warnings: [] };
}

function notWhole(text: string, error: unknown): { readonly ok: false; readonly problem: TalkProblem } {
  const reason = error instanceof Error ? error.message : "";
  const position = Number(/at position (\d+)/.exec(reason)?.[1] ?? text.length);
  const line = text.slice(0, position).split("\n").length;
  return refused("damaged", "not whole JSON", line);
}
