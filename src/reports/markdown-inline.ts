import { oneLine } from "./one-line.ts";

/** Text within a line of Markdown: it starts no tag, no link and no line of its own. */
export function markdownInline(text: string): string {
  return oneLine(text)
    .replaceAll(/[\\<]/g, String.raw`\$&`)
    .replaceAll("](", String.raw`]\(`);
}
