import { roleOfLabel } from "./roles.ts";
import type { TalkWarning } from "./talk.ts";

/** A line that may begin with a speaker's label, and what is known of it besides. */
export type LabelledLine<Known> = {
  readonly label: string | null;
  readonly text: string;
  readonly known: Known;
  /** The format says that the label is one. */
  readonly isCertain?: boolean;
};

const namePattern = /^[\p{L}\p{N}@_][\p{L}\p{M}\p{N}@'’._()/,& -]{0,59}$/u;
const headings =
  /^(?:costs?|risks?|plan|metrics?|steps?|notes?|examples?|summary|goals?|data|teams?|users?|timeline|quality|latency|first|second|third|finally|options?|pros|cons|evals?|trade-?offs?|assumptions?|next|result|problem|solution|case|edge cases)$/i;
const diarised = /^(?:speaker|spk|unknown speaker|participant|guest)[ _]?\d*$/i;

/** Whether words may be a person's name, a device's or a diarised label: short, no sentence. */
export function isNameLike(label: string): boolean {
  return namePattern.test(label) && label.split(" ").length <= 6;
}

/** Names of two and more capitalised words, diarised labels and words for a role: a single line with one is enough. */
export function isSurely(label: string): boolean {
  return (
    /^\p{Lu}[\p{L}.'’-]*(?: \p{Lu}[\p{L}.'’-]*)+$/u.test(label) ||
    diarised.test(label) ||
    roleOfLabel(label) !== null
  );
}

/** Whether a label is a word with which answers head their parts. */
export function isHeading(label: string): boolean {
  return headings.test(label);
}

/** `Name: words` in two parts; a label alone has no words yet. */
export function splitLabel(line: string): { readonly label: string; readonly text: string } | null {
  const [, label = "", text = ""] = /^\s*([^:\n]{1,80}?)\s*:(?:\s+(.*))?$/s.exec(line) ?? [];
  return isNameLike(label) ? { label, text } : null;
}

/**
 * Which labels are speakers. Where nearly every line has one, all are but for a heading (`Cost: two lawyers`). Elsewhere a label counts
 * from its second line on or if it is a full name. What does not count goes back to the words.
 */
export function settleLabels<Known>(lines: readonly LabelledLine<Known>[]): {
  readonly lines: readonly LabelledLine<Known>[];
  readonly warnings: readonly TalkWarning[];
} {
  const counts = new Map<string, number>();
  for (const { label } of lines) if (label !== null) counts.set(label, (counts.get(label) ?? 0) + 1);
  const labelled = lines.filter(({ label }) => label !== null).length;
  const isEverywhere = labelled >= lines.length * 0.8;
  const isSpeaker = (label: string): boolean => {
    const isRepeated = (counts.get(label) ?? 0) > 1;
    if (isEverywhere) return isRepeated || !isHeading(label);
    return isSurely(label) || (isRepeated && /^[\p{Lu}\p{N}@]/u.test(label));
  };
  const isDoubtful = ({ label, isCertain }: LabelledLine<Known>): boolean =>
    label !== null && isCertain !== true && !isSpeaker(label);
  const doubtful = [...new Set(lines.filter(isDoubtful).map(({ label }) => label))];
  const warnings: TalkWarning[] =
    doubtful.length === 0
      ? []
      : [{ kind: "doubtful-label", count: doubtful.length, turn: null, example: doubtful[0] ?? null }];
  return {
    lines: lines.map((line) =>
      isDoubtful(line) ? { ...line, label: null, text: `${line.label}: ${line.text}`.trim() } : line,
    ),
    warnings,
  };
}
