import { sep } from "node:path";
import type { Io } from "./io.ts";

/** Paths below the working folder as the person would write them; everywhere else paths are absolute. */
export function shorten(text: string, { cwd }: Pick<Io, "cwd">): string {
  return cwd === sep ? text : text.replaceAll(`${cwd}${sep}`, "");
}
