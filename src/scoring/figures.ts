/** What a figure counts, as far as the words next to it say; a share is one in words: "half of", "three quarters". */
export type FigureUnit = "money" | "percent" | "share" | "points" | "times" | "unsaid";

/** A number as a speaker says it; `start` and `end` are its place in the text, unit included. */
export type Figure = {
  readonly start: number;
  readonly end: number;
  /** Lowest and highest value meant: one and the same but for "four or five". */
  readonly low: number;
  readonly high: number;
  readonly unit: FigureUnit;
  /** The word after the figure: "mails" in "6,000 mails a day". */
  readonly noun: string;
  /** What it is a rate of: "day" in "6,000 mails a day"; empty where nothing is said. */
  readonly per: string;
  /** "about", "roughly", "almost": the speaker says that it is rounded. */
  readonly isHedged: boolean;
};

/** Every figure of a text in order: digits, number words, money, shares. */
export function figuresIn(text: string): Figure[] {
  const tokens = tokensOf(text);
  const figures: Figure[] = [];
  for (let index = 0; index < tokens.length;) {
    const number = readShare(tokens, index) ?? readNumber(tokens, index);
    if (number === null) {
      index += 1;
      continue;
    }
    const figure = figureAt(text, tokens, index, number);
    index = number.next;
    if (figure === null) continue;
    figures.push(figure);
    while ((tokens[index]?.start ?? Infinity) < figure.end) index += 1;
  }
  return joinRanges(text, figures);
}

/** A word or number in lower case; `joined`: only a space or hyphen stands before it; `magnitude`: 1000 for 38k. */
type Token = {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly joined: " " | "-" | null;
  readonly magnitude: number;
};

type Reading = { readonly value: number; readonly next: number; readonly unit: FigureUnit };

const suffixes: ReadonlyMap<string, number> = new Map([
  ["k", 1e3],
  ["m", 1e6],
  ["bn", 1e9],
]);
const magnitudes: ReadonlyMap<string, number> = new Map([
  ["thousand", 1e3],
  ["million", 1e6],
  ["billion", 1e9],
]);
const small: ReadonlyMap<string, number> = new Map(
  "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
    .split(" ")
    .map((word, index) => [word, index + 1]),
);
const tens: ReadonlyMap<string, number> = new Map(
  "twenty thirty forty fifty sixty seventy eighty ninety"
    .split(" ")
    .map((word, index) => [word, (index + 2) * 10]),
);
const parts: ReadonlyMap<string, number> = new Map([
  ["half", 1 / 2],
  ["third", 1 / 3],
  ["quarter", 1 / 4],
  ["quarters", 1 / 4],
  ["fifth", 1 / 5],
  ["tenth", 1 / 10],
]);

/** Numbers that are part of a name or an ordinal, as in GPT-4o and 24th, are words. */
function tokensOf(text: string): Token[] {
  const found = text.matchAll(
    /(?<![\w/.:-])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.?\d+)(k|m|bn)?(?![\w]|[/.:]\d)|[a-z]+(?:'[a-z]+)?/gi,
  );
  let before = 0;
  return [...found].map((match) => {
    const [all, digits, suffix = ""] = match;
    const gap = text.slice(before, match.index);
    before = match.index + all.length;
    return {
      text: digits?.replaceAll(",", "") ?? all.toLowerCase(),
      start: match.index,
      end: before,
      joined: gap === "-" ? "-" : /^\s+$/.test(gap) ? " " : null,
      magnitude: suffixes.get(suffix.toLowerCase()) ?? 1,
    };
  });
}

/** "half of", "a third of", "they're half", "three quarters", "a quarter of a million". */
function readShare(tokens: readonly Token[], start: number): Reading | null {
  const word = (offset: number): string => tokens[start + offset]?.text ?? "";
  const follows = (offset: number): boolean => tokens[start + offset]?.joined != null;
  const count = word(0) === "a" ? 1 : small.get(word(0));
  const lead = count === undefined ? 0 : 1;
  const part = parts.get(word(lead));
  if (part === undefined || (lead === 1 && !follows(1))) return null;
  const next = start + lead + 1;
  const rest = wordsAfter(tokens, next);
  const [, whole = ""] = /^(?:of )?a (\w+)/.exec(rest) ?? [];
  const magnitude = whole === "hundred" ? 100 : magnitudes.get(whole);
  if (magnitude !== undefined) {
    const taken = rest.startsWith("of") ? 3 : 2;
    return { value: (count ?? 1) * part * magnitude, next: next + taken, unit: "unsaid" };
  }
  const isShare =
    rest.startsWith("of ") || (lead === 0 ? word(0) === "half" && rest === "" : (count ?? 0) > 1);
  return isShare ? { value: (count ?? 1) * part * 100, next, unit: "share" } : null;
}

/** Up to three words that follow without punctuation. */
function wordsAfter(tokens: readonly Token[], start: number): string {
  const following = tokens.slice(start, start + 3);
  const stop = following.findIndex(({ joined }) => joined === null);
  return (stop < 0 ? following : following.slice(0, stop)).map(({ text }) => text).join(" ");
}

/** Digits, or number words: "fifty-five hundred", "nine and a half thousand", "two-fifty", "a hundred thousand". */
function readNumber(tokens: readonly Token[], start: number): Reading | null {
  let total = 0;
  let current: number | null = null;
  let index = start;
  for (; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined || (index > start && token.joined === null)) break;
    const { text } = token;
    const magnitude = magnitudes.get(text);
    if (/^[\d.]/.test(text)) {
      if (index > start) break;
      current = Number(text) * token.magnitude;
    } else if (magnitude !== undefined) {
      if (current === null && index > start) break;
      total += (current ?? 1) * magnitude;
      current = null;
    } else if (text === "hundred") {
      if (current !== null && current >= 100) break;
      current = (current ?? 1) * 100;
    } else if (text === "and") {
      if (isHalf(tokens, index + 1) && current !== null) {
        current += 0.5;
        index += 2;
      } else if (!continuesAfterAnd(tokens[index + 1], total, current)) break;
    } else {
      const joined = joinWord(current, token);
      if (joined === null) break;
      current = joined;
    }
  }
  return index === start ? null : { value: total + (current ?? 0), next: index, unit: "unsaid" };
}

/** A number word after what was said before it: 20 and "three", 200 and "forty", "two" and "-fifty". */
function joinWord(current: number | null, { text, joined }: Token): number | null {
  const value = small.get(text) ?? tens.get(text);
  if (value === undefined || current === null) return value ?? null;
  if (current >= 100 && current % 100 === 0) return current + value;
  if (current >= 20 && current < 100 && current % 10 === 0 && value < 10) return current + value;
  if (current < 10 && value >= 20 && joined === "-") return current * 100 + value;
  return null;
}

function isHalf(tokens: readonly Token[], index: number): boolean {
  return tokens[index]?.text === "a" && tokens[index + 1]?.text === "half";
}

function continuesAfterAnd(next: Token | undefined, total: number, current: number | null): boolean {
  if (next === undefined || next.joined === null || !(small.has(next.text) || tens.has(next.text)))
    return false;
  return current === null ? total > 0 : current >= 100 && current % 100 === 0;
}

const unitWords: readonly { readonly pattern: RegExp; readonly unit: FigureUnit; readonly factor: number }[] =
  [
    { pattern: /^\s*(?:%|per ?cent\b)/i, unit: "percent", factor: 1 },
    { pattern: /^[\s-]*(?:percentage )?points?\b/i, unit: "points", factor: 1 },
    { pattern: /^[\s-]*cents?\b/i, unit: "money", factor: 0.01 },
    { pattern: /^[\s-]*(?:dollars?|bucks|euros?|usd|eur|chf|francs?)\b/i, unit: "money", factor: 1 },
    { pattern: /^ times (?:out )?of (?:a|one) hundred\b/i, unit: "percent", factor: 1 },
    { pattern: /^ (?:in|of|out of) (?:a|one|every) hundred\b/i, unit: "percent", factor: 1 },
    { pattern: /^ (?:in|of|out of|per) 100\b/i, unit: "percent", factor: 1 },
    { pattern: /^ times\b(?! [\d.(])/i, unit: "times", factor: 1 },
  ];

const hedge =
  /\b(?:about|around|roughly|some|almost|nearly|near|say|call it|maybe|approximately|a (?:little|bit) (?:over|under))\s+[$€]?$/i;
const hedgeAfter = /^[^.,;]{0,12}\b(?:roughly|or so|ish)\b/i;

function figureAt(text: string, tokens: readonly Token[], index: number, reading: Reading): Figure | null {
  const [first, last] = [tokens[index], tokens[reading.next - 1]];
  if (first === undefined || last === undefined || !Number.isFinite(reading.value)) return null;
  const [before, after] = [text.slice(Math.max(0, first.start - 30), first.start), text.slice(last.end)];
  const said = unitWords.find(({ pattern }) => pattern.test(after));
  const isProduct = said?.unit === "times" && readNumber(tokens, reading.next + 1) !== null;
  const suffix = said === undefined || isProduct ? "" : (said.pattern.exec(after)?.[0] ?? "");
  const symbol = /[$€£]\s?$/.exec(before)?.[0] ?? "";
  const factor = suffix === "" ? 1 : (said?.factor ?? 1);
  const unit = symbol !== "" ? "money" : suffix === "" || said === undefined ? reading.unit : said.unit;
  if (first.text === "one" && reading.next === index + 1 && unit === "unsaid") return null;
  const rest = after.slice(suffix.length);
  return {
    start: first.start - symbol.length,
    end: last.end + suffix.length,
    low: reading.value * factor,
    high: reading.value * factor,
    unit: unit === "unsaid" && isFactor(tokens, index) ? "times" : unit,
    noun: /^[\s-]+([a-z]+)/i.exec(rest)?.[1]?.toLowerCase() ?? "",
    per: /^(?: [a-z]+)? (?:a|an|per|each|every) ([a-z]+)/i.exec(rest)?.[1]?.toLowerCase() ?? "",
    isHedged: hedge.test(before) || hedgeAfter.test(rest),
  };
}

/** "times four" multiplies what was said before; in "250 times 40" the figure is what it is. */
function isFactor(tokens: readonly Token[], index: number): boolean {
  const times = tokens[index - 1];
  if (times?.text !== "times" || tokens[index]?.joined == null) return false;
  return times.joined === null || readNumber(tokens, index - 2) === null;
}

/** "four or five points" is one figure; "three or eight" are two. */
function joinRanges(text: string, figures: readonly Figure[]): Figure[] {
  const joined: Figure[] = [];
  for (const figure of figures) {
    const last = joined.at(-1);
    const isRange =
      last !== undefined &&
      text.slice(last.end, figure.start) === " or " &&
      figure.low > last.high &&
      figure.low <= last.high * 1.5;
    if (isRange) joined[joined.length - 1] = { ...figure, start: last.start, low: last.low };
    else joined.push(figure);
  }
  return joined;
}
