import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { createGunzip } from "node:zlib";
import { nearestWord } from "../domain/did-you-mean.ts";
import { compareTexts } from "./order.ts";
import type { Problem } from "./problem.ts";

/** What a path names. */
export async function kindOf(path: string): Promise<"file" | "folder" | "absent"> {
  const found = await stat(path).catch(() => null);
  if (found === null) return "absent";
  return found.isDirectory() ? "folder" : "file";
}

/** Names in a folder, sorted; none where there is no folder. */
export async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.sort(compareTexts);
}

/** Says why a path is not a file to read, with the nearest name beside it. */
export async function missingFile(file: string): Promise<Problem> {
  const kind = await kindOf(file);
  if (kind === "absent") return whole(file, await absence(file, "file"));
  return whole(file, `is ${kind === "folder" ? "a folder" : "a pipe or a device"}, expected a file`);
}

/** Says why a path is not a folder, with the nearest name beside it. */
export async function missingFolder(folder: string): Promise<Problem> {
  const isFile = (await kindOf(folder)) === "file";
  return whole(folder, isFile ? "is a file, expected a folder" : await absence(folder, "folder"));
}

async function absence(path: string, kind: "file" | "folder"): Promise<string> {
  const parent = dirname(path);
  if ((await kindOf(parent)) !== "folder") return `there is no folder ${parent}`;
  const nearest = nearestWord(basename(path), await namesIn(parent));
  return `there is no such ${kind}${nearest === null ? "" : ` (did you mean ${join(parent, nearest)}?)`}`;
}

function whole(file: string, message: string): Problem {
  return { file, line: null, column: null, message };
}

/** Half of what a string can hold; no file of ours comes near it. */
const longestText = 2 ** 28;

/** A file's text, or null with a problem. */
export async function readText(file: string, problems: Problem[]): Promise<string | null> {
  const before = problems.length;
  let text = "";
  for await (const chunk of readChunks(file, problems)) {
    text += chunk;
    if (text.length > longestText) {
      problems.push(whole(file, "is too large to be read (more than 268 million characters)"));
      break;
    }
  }
  return problems.length > before ? null : text;
}

/**
 * A file's text piece by piece, `.gz` unpacked, without its byte order mark, line ends as `\n`. What cannot be read ends the stream
 * and is a problem: no such file, bytes that are not UTF-8, a damaged archive.
 */
export async function* readChunks(file: string, problems: Problem[]): AsyncGenerator<string> {
  if ((await kindOf(file)) !== "file") {
    problems.push(await missingFile(file));
    return;
  }
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let line = 1;
  let held = "";
  let bytes: Buffer | undefined;
  try {
    for await (const chunk of byteStream(file)) {
      bytes = chunk;
      const text = held + decoder.decode(chunk, { stream: true });
      held = text.endsWith("\r") ? "\r" : "";
      yield text.slice(0, text.length - held.length).replaceAll("\r\n", "\n");
      line += countNewlines(text);
    }
    bytes = undefined;
    yield held + decoder.decode();
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    problems.push(unreadable(file, line, bytes, String(error.code)));
  }
}

function byteStream(file: string): AsyncIterable<Buffer> {
  const stream = createReadStream(file);
  if (!file.endsWith(".gz")) return stream;
  const gunzip = createGunzip();
  stream.on("error", (error) => gunzip.destroy(error));
  return stream.pipe(gunzip);
}

function unreadable(file: string, line: number, bytes: Buffer | undefined, code: string): Problem {
  if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") {
    const [good = ""] = (bytes?.toString("utf8") ?? "").split("\uFFFD", 1);
    const message = "is not UTF-8 text; save it as UTF-8";
    return { file, line: line + countNewlines(good), column: null, message };
  }
  const reason = code.startsWith("Z_") ? "is not a whole .gz file" : "cannot be read";
  return { file, line, column: null, message: `${reason} (${code})` };
}

function countNewlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count++;
  return count;
}

/** A line of a file and its number. */
export type Line = { readonly line: number; readonly text: string };

/** No line or row of ours comes near it, and a device or a binary file passes it within a second. */
export const longestLine = 2 ** 24;
export const isTooLong = "is too long to be read (more than 16.7 million characters without an end)";

/** A file's lines as a stream, without their line ends. Where it cannot be read to its end, the line cut short is left out. */
export async function* readLines(file: string, problems: Problem[]): AsyncGenerator<Line> {
  const failed: Problem[] = [];
  let line = 0;
  let rest = "";
  for await (const chunk of readChunks(file, failed)) {
    const pieces = (rest + chunk).split("\n");
    rest = pieces.pop() ?? "";
    for (const piece of pieces) yield { line: ++line, text: piece };
    if (rest.length > longestLine) {
      failed.push({ file, line: line + 1, column: null, message: `the line ${isTooLong}` });
      break;
    }
  }
  problems.push(...failed);
  if (rest !== "" && failed.length === 0) yield { line: line + 1, text: rest };
}
