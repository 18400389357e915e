import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { createGunzip } from "node:zlib";
import { nearestWord } from "../domain/did-you-mean.ts";
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
  return names.sort((a, b) => (a < b ? -1 : 1));
}

/** Says why a path is not a file to read, with the nearest name beside it. */
export async function missingFile(file: string): Promise<Problem> {
  const place = { file, line: null, column: null };
  if ((await kindOf(file)) === "folder") return { ...place, message: "is a folder, expected a file" };
  const folder = dirname(file);
  if ((await kindOf(folder)) !== "folder") return { ...place, message: `there is no folder ${folder}` };
  const nearest = nearestWord(basename(file), await namesIn(folder));
  const hint = nearest === null ? "" : `, did you mean ${join(folder, nearest)}?`;
  return { ...place, message: `there is no such file${hint}` };
}

/** A file's text, or null with a problem. */
export async function readText(file: string, problems: Problem[]): Promise<string | null> {
  const before = problems.length;
  let text = "";
  for await (const chunk of readChunks(file, problems)) text += chunk;
  return problems.length > before ? null : text;
}

/**
 * A file's text piece by piece, `.gz` unpacked, without its byte order mark. What cannot be read ends the stream and is a problem:
 * no such file, bytes that are not UTF-8, a damaged archive.
 */
export async function* readChunks(file: string, problems: Problem[]): AsyncGenerator<string> {
  if ((await kindOf(file)) !== "file") {
    problems.push(await missingFile(file));
    return;
  }
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let line = 1;
  let bytes: Buffer | undefined;
  try {
    for await (const chunk of byteStream(file)) {
      bytes = chunk;
      const text = decoder.decode(chunk, { stream: true });
      yield text;
      line += countNewlines(text);
    }
    bytes = undefined;
    yield decoder.decode();
  } catch (error) {
    problems.push(unreadable(file, line, bytes, error));
  }
}

function byteStream(file: string): AsyncIterable<Buffer> {
  const stream = createReadStream(file);
  if (!file.endsWith(".gz")) return stream;
  const gunzip = createGunzip();
  stream.on("error", (error) => gunzip.destroy(error));
  return stream.pipe(gunzip);
}

function unreadable(file: string, line: number, bytes: Buffer | undefined, error: unknown): Problem {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
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

/** A file's lines as a stream, without their line ends. */
export async function* readLines(file: string, problems: Problem[]): AsyncGenerator<Line> {
  let line = 0;
  let rest = "";
  for await (const chunk of readChunks(file, problems)) {
    const pieces = (rest + chunk).split("\n");
    rest = pieces.pop() ?? "";
    for (const piece of pieces) yield { line: ++line, text: piece.replace(/\r$/, "") };
  }
  if (rest !== "") yield { line: line + 1, text: rest.replace(/\r$/, "") };
}
