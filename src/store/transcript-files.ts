import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { maxTranscriptBytes, tooLarge } from "../transcripts/content.ts";
import { refused, type TalkProblem } from "../transcripts/talk.ts";
import { missingFile } from "./files.ts";
import { compareTexts } from "./order.ts";

/** A transcript's bytes, or why they cannot be had. */
export type TranscriptBytes =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly problem: TalkProblem };

/** Reads a transcript's bytes; what is too large for one is not read at all. */
export async function readTranscriptBytes(file: string): Promise<TranscriptBytes> {
  const found = await stat(file).catch(() => null);
  if (found === null || !found.isFile()) return refused("unreadable", (await missingFile(file)).message);
  if (found.size > maxTranscriptBytes) return tooLarge(found.size);
  try {
    return { ok: true, bytes: await readFile(file) };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
    return refused("unreadable", `cannot be read${code}`);
  }
}

/** Files as they are, and for each folder the files below it in their order, hidden ones left out. */
export async function transcriptFiles(paths: readonly string[]): Promise<string[]> {
  const files = await Promise.all(
    paths.map(async (path) => {
      const found = await stat(path).catch(() => null);
      if (!found?.isDirectory()) return [path];
      const entries = await readdir(path, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name))
        .filter((file) => !/(?:^|[/\\])\./.test(file.slice(path.length)))
        .sort(compareTexts);
    }),
  );
  return files.flat();
}
