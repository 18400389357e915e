import { sep } from "node:path";
import { oneLine } from "../reports/one-line.ts";
import type { Io } from "./io.ts";

/** Text for the person at the terminal: paths below the working folder as they would write them, and no escapes out of a file. */
export function shorten(text: string, { cwd }: Pick<Io, "cwd">): string {
  const lines = text.split("\n").map(oneLine);
  return cwd === sep ? lines.join("\n") : lines.map((line) => withoutFolder(line, cwd)).join("\n");
}

/** A folder's name may also stand inside another path, as /tmp does in /var/tmp. */
function withoutFolder(line: string, folder: string): string {
  return line.replaceAll(`${folder}${sep}`, (path, offset: number) =>
    /[^\s"'(]$/.test(line.slice(0, offset)) ? path : "",
  );
}
