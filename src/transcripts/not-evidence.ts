const heading =
  /^\s*(?:#{1,4}\s*|\*\*)?(?:(?:ai|meeting|call|interview|executive|candidate|overall)[ -]+)?(summary|recap|quick recap|notes|details|action items|key (?:takeaways|points|moments|themes)|(?:suggested )?next steps|highlights|overview|decisions|follow[- ]ups?|strengths|concerns|recommendation|chapters|outline)\s*(?:\*\*)?\s*:?\s*(?:\*\*)?\s*$/i;

const markers: readonly RegExp[] = [
  /\bnotes by gemini\b/i,
  /\bmeeting summary (?:for|generated)\b/i,
  /\bai[- ]generated (?:content|summary|notes)\b/i,
  /\b(?:summary|notes) (?:was|were) (?:automatically )?generated\b/i,
  /\b(?:generated|written|taken) by (?:granola|metaview|brighthire|fathom|fireflies|otter|zoom ai companion|copilot)\b/i,
];

/** What says that a text is notes on a talk and not its words, or null: notes are someone's reading and prove nothing. */
export function signOfNotes(text: string): string | null {
  const marker = markers.flatMap((pattern) => pattern.exec(text)?.[0] ?? [])[0];
  if (marker !== undefined) return `"${marker}"`;
  const headings = new Set(text.split("\n").flatMap((line) => heading.exec(line)?.[1]?.toLowerCase() ?? []));
  const [first, second] = headings;
  return first === undefined || second === undefined ? null : `the headings "${first}" and "${second}"`;
}

const derivedKeys: ReadonlySet<string> = new Set([
  "summary",
  "notes",
  "action_items",
  "actionitems",
  "key_takeaways",
  "takeaways",
  "highlights",
  "chapters",
  "next_steps",
  "scorecard",
  "overview",
  "recap",
  "headline",
]);

/** The key by which JSON says that it holds a summary, or null. */
export function keyOfSummary(keys: readonly string[]): string | null {
  return keys.find((key) => derivedKeys.has(key.toLowerCase())) ?? null;
}
