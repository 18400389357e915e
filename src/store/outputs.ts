import { createWriteStream } from "node:fs";
import { mkdtemp, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { HarnessError } from "../errors.ts";
import { makeFolder } from "./make-folder.ts";

/**
 * Writes a file whole or not at all: beside its place first, then renamed. Folders are made, `.gz` is packed, and what is no ordinary
 * file (a pipe, a device) is written as it is.
 */
export async function writeOutput(path: string, text: string | AsyncIterable<string>): Promise<void> {
  try {
    const source = typeof text === "string" ? [text] : text;
    if (await isSpecial(path)) await writeTo(path, source, path.endsWith(".gz"));
    else await writeWhole(await realpath(path).catch(() => path), source);
  } catch (error) {
    throw outputError(path, error);
  }
}

type Source = Iterable<string> | AsyncIterable<string>;

async function writeWhole(path: string, source: Source): Promise<void> {
  await makeFolder(dirname(path));
  const folder = await mkdtemp(join(dirname(path), ".touchstone-"));
  const unfinished = join(folder, basename(path));
  try {
    await writeTo(unfinished, source, path.endsWith(".gz"));
    await rename(unfinished, path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeTo(path: string, source: Source, isPacked: boolean): Promise<void> {
  const file = createWriteStream(path, { flush: !(await isSpecial(path)) });
  if (isPacked) await pipeline(Readable.from(source), createGzip(), file);
  else await pipeline(Readable.from(source), file);
}

async function isSpecial(path: string): Promise<boolean> {
  if (/^\/(dev|proc)\//.test(path)) return true;
  const found = await stat(path).catch(() => null);
  return found !== null && !found.isFile() && !found.isDirectory();
}

const diskFull = ["ENOSPC", "EDQUOT", "EFBIG", "EIO"];

/** A failure to write as the error it means: the disk's, or the path's. What is no system error is given back. */
export function outputError(path: string, error: unknown): unknown {
  if (!(error instanceof Error && "syscall" in error && "code" in error)) return error;
  const code = String(error.code);
  if (diskFull.includes(code)) {
    const message = `${path}: the disk is full or failing (${code}); free some space and run the same command again`;
    return new HarnessError("disk", message, { cause: error });
  }
  const reasons: Readonly<Record<string, string>> = {
    EISDIR: "is a folder, expected a file to write",
    EACCES: "may not be written (EACCES), choose another place",
    EPERM: "may not be written (EPERM), choose another place",
    EROFS: "is on a read-only disk, choose another place",
    ENOTDIR: "has a file where a folder is expected",
    EEXIST: "has a file where a folder is expected",
  };
  const reason = reasons[code] ?? `cannot be written (${code}), choose another place`;
  return new HarnessError("usage", `${path}: ${reason}`, { cause: error });
}
