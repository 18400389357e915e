/** Words too common to tell two sentences apart. */
const common = new Set(
  "a about after all also an and any are as at be been before but by can could did do does each else every for from had has have he her his how i if in into is it its itself just like may me more most much my no not of off on one only or other our out over own say says she should so some such than that the their them then there these they thing this those to too under until up was we were what when where which who whom whose why will with would you your".split(
    " ",
  ),
);

/** The words of a text that carry its matter, lower case, cut to a stem's length, each once. */
export function matterOf(text: string): ReadonlySet<string> {
  const words = text
    .normalize("NFKC")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1 && !common.has(word));
  return new Set(words.map((word) => word.slice(0, 6)));
}

/** Share of one text's words that another has; 0 where it has none. */
export function shareIn(words: ReadonlySet<string>, others: ReadonlySet<string>): number {
  if (words.size === 0) return 0;
  return [...words].filter((word) => others.has(word)).length / words.size;
}
