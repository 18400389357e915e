import type { InjectionSign } from "../domain/injection.ts";
import type { Transcript } from "../domain/transcript.ts";
import { isPlain, neutraliseCounting, visible, type Harmless } from "./fence.ts";
import { cyrillicPhrases, families } from "./injection-words.ts";
import { disguisedWords, readAsLatin } from "./look-alikes.ts";
import { createMentions } from "./mentions.ts";

const quotedCharacters = 120;

/**
 * Signs that a transcript tries to move a grader rather than to answer: the first of each kind in each turn, turns counted from 1.
 * Deterministic. A sign proves nothing: a candidate may speak of such attacks. `harmless` are the turns neutralised, where they are known.
 */
export function injectionSigns({ turns }: Transcript, harmless: readonly Harmless[] = []): InjectionSign[] {
  return turns.flatMap(({ text, speaker }, index) => {
    const sent = harmless[index] ?? neutraliseCounting(text);
    const found = [...signsInLabel(speaker ?? ""), ...signsInText(text, sent)];
    const firsts = found.filter(({ kind }, at) => found.findIndex((sign) => sign.kind === kind) === at);
    return firsts.map(({ kind, quote }) => ({ turn: index + 1, kind, quote: shown(quote) }));
  });
}

type Sign = Omit<InjectionSign, "turn">;

function shown(quote: string): string {
  return visible(quote).replaceAll(/\s+/g, " ").trim().slice(0, quotedCharacters);
}

/** Nobody is called so, and a recorder gives no such name. */
const gradingLabel =
  /\b(?:system|assistant|grader|examiner|evaluator|assessor|scorer|rater|level \d|full marks|top score)\b|[<[\]]/;

/** What stands for a speaker's name is ours, and no sign of anything. */
const placeholder = /\[[A-Z]+-\d+[a-z]*\]/g;

function signsInLabel(label: string): Sign[] {
  return gradingLabel.test(readAsLatin(visible(label.replaceAll(placeholder, ""))))
    ? [{ kind: "fake-turn", quote: label }]
    : [];
}

function signsInText(text: string, sent: Harmless): Sign[] {
  const wasPlain = isPlain(text);
  const seen = wasPlain ? text : visible(text);
  const plain = wasPlain || isPlain(seen);
  const read = readingOf(seen, plain);
  const decoded = decodings(seen).flatMap(({ quote, meaning }) =>
    isReadable(meaning) ? [{ kind: "encoded" as const, quote }] : [],
  );
  const disguised = [
    ...(read.mentions.rotated ? [rotated(seen)] : []),
    ...(seen !== text && turnsDirection(text) ? [backwards(seen)] : []),
  ].flatMap((meaning) =>
    signsInWords(readingOf(meaning)).length > 0 ? [{ kind: "encoded" as const, quote: seen }] : [],
  );
  return [...signsInWords(read), ...signsOfForm(text, read, sent), ...decoded, ...disguised];
}

/** What is looked for besides the words of families: the end of a text, and common words with their letters moved by thirteen. */
const further = [["end of"], ["gur ", "naq ", "gb "]];
const mentionsIn = createMentions([...further, ...families.map(({ mentions = [] }) => mentions)]);

/** A text, and as it is read: in lower case, with what looks like Latin as Latin; and what it mentions. */
type TextReading = {
  readonly text: string;
  readonly plain: boolean;
  readonly folded: string;
  readonly mentions: {
    readonly end: boolean;
    readonly rotated: boolean;
    /** By place in `families`. */
    readonly families: readonly boolean[];
  };
};

function readingOf(text: string, plain = isPlain(text)): TextReading {
  const folded = plain ? text.toLowerCase() : readAsLatin(text);
  const [end = false, rotated = false, ...ofFamilies] = mentionsIn(folded);
  return { text, plain, folded, mentions: { end, rotated, families: ofFamilies } };
}

function signsInWords({ text, plain, folded, mentions: { families: mentioned } }: TextReading): Sign[] {
  const rules = families.flatMap(({ mentions, pattern, phrases }, index) =>
    (mentions === undefined || mentioned[index]) && (pattern?.test(folded) ?? true) ? phrases : [],
  );
  return [
    ...signsBy(rules, folded, text),
    ...(!plain && /\p{Script=Cyrillic}/u.test(text)
      ? signsBy(cyrillicPhrases, text.toLowerCase(), text)
      : []),
  ];
}

/** Quotes the text as it was written, where folding it moved no character. */
function signsBy(rules: typeof cyrillicPhrases, folded: string, text: string): Sign[] {
  const written = folded.length === text.length ? text : folded;
  return rules.flatMap(({ kind, pattern }) => {
    const [match] = folded.matchAll(pattern);
    return match === undefined ? [] : [{ kind, quote: sentenceAround(written, match.index) }];
  });
}

/** The sentence or line in which something stands. */
function sentenceAround(text: string, index: number): string {
  const before = Math.max(...[". ", "! ", "? ", "\n"].map((end) => text.lastIndexOf(end, index - 1))) + 1;
  return text.slice(before, Math.max(index, before) + quotedCharacters);
}

/** Names of our tags and of chat templates, and the end of a text that says so. */
const ourMarkup =
  /‹[\s/|!‹]{0,6}(?:transcript|rubric|dimension|case_study|instructions?|system|assistant|user|struck|flags?|signals?|im_(?:start|end)|sys\b|grader|note to)|\[\/?inst\]|\bend of (?:the )?(?:candidate|transcript|answer)\b/iu;
/** Who might be thought to grade, or to have asked, at the start of a text and before a colon further on. */
const graders = /^\W*(?:system|assistant|interviewer|grader|examiner|evaluator|assessor|scorer|rater)\b/;
const labelInside =
  /(?:^|[.!?] +|\) *|\n)[^\p{L}\n]{0,6}(?:system|assistant|interviewer|grader|examiner|evaluator|assessor|scorer|rater) ?[:：]/u;
/** Letters of mathematics, bold, italic and the like. */
const styledLetters = /[\u{1D400}-\u{1D7FF}]{3,}/gu;

/** Signs in how a text is written rather than in what it says. */
function signsOfForm(
  text: string,
  { text: seen, plain, mentions }: TextReading,
  { text: sent, neutralised }: Harmless,
): Sign[] {
  const mayBeMarkup = !plain || sent.includes("[") || sent.includes("‹") || mentions.end;
  const markup = mayBeMarkup ? sent.search(ourMarkup) : -1;
  const label = seen.includes(":") || seen.includes("：") ? readAsLatin(seen).search(labelInside) : -1;
  const forgesTurn =
    neutralised.turnNumbers > 0 && graders.test(readAsLatin(sent.replace(/^[^\p{L}]+/u, "")));
  const forgesReply = neutralised.replyKeys > 0 && /["“](?:evidence|rationale)["”]/u.test(sent);
  const disguised = plain ? [] : [...disguisedWords(seen), ...(seen.match(styledLetters) ?? [])];
  const found: readonly (readonly [kind: Sign["kind"], quote: string | null])[] = [
    ["markup", markup === -1 ? null : sent.slice(markup)],
    ["fake-turn", label === -1 ? null : seen.slice(label)],
    ["fake-turn", forgesTurn ? sent : null],
    ["reply-form", forgesReply ? sent : null],
    ["heading", neutralised.headings > 0 ? sent : null],
    ["hidden-text", seen === text ? null : hiddenText(text)],
    ["look-alikes", disguised.length === 0 ? null : disguised.join(" ")],
  ];
  return found.flatMap(([kind, quote]) => (quote === null ? [] : [{ kind, quote }]));
}

/** As many hidden characters between plain letters come from no word processor. */
const suspiciouslyHidden = 3;

/** What is hidden, in words that can be read; null: nothing that matters. Emoji and scripts that need joiners have theirs. */
function hiddenText(text: string): string | null {
  const tags = text.match(/(?<!\u{1F3F4}[\u{E0020}-\u{E007F}]*)[\u{E0020}-\u{E007E}]/gu) ?? [];
  if (tags.length > 0) {
    return `tag characters: ${tags.map((tag) => String.fromCodePoint((tag.codePointAt(0) ?? 0) - 0xe0000)).join("")}`;
  }
  if (turnsDirection(text)) return `reading direction turned: ${text}`;
  const between = text.match(
    /(?<![^\p{ASCII}\u200B-\u200D\u2060\uFEFF\u00AD])[\u200B-\u200D\u2060\uFEFF\u00AD]/gu,
  );
  return between !== null && between.length >= suspiciouslyHidden
    ? `${between.length} hidden characters: ${text}`
    : null;
}

/** Overrides of the reading direction anywhere, other controls of it where nothing is written from right to left. */
function turnsDirection(text: string): boolean {
  return (
    /[\u202D\u202E]/u.test(text) ||
    (/[\u202A\u202B\u2066-\u2068]/u.test(text) && !/[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(text))
  );
}

type Decoding = { readonly quote: string; readonly meaning: string };

/** What pieces of a text stand for: base64, hexadecimal, percent and entity encoding. */
function decodings(text: string): Decoding[] {
  const read = (pattern: RegExp, decode: (quote: string) => string): Decoding[] =>
    [...text.matchAll(pattern)].map(([quote]) => ({ quote, meaning: decode(quote) }));
  return [
    // Whoever writes prose puts no capital behind a small letter.
    ...(/[a-z][A-Z]/.test(text)
      ? read(/[A-Za-z0-9+/_-]{20,}={0,2}/g, (quote) => Buffer.from(quote, "base64").toString("utf8"))
      : []),
    // Letters and spaces are 20 to 7a.
    ...read(/(?:[2-7][0-9a-fA-F][ :]?){12,}/g, (quote) =>
      Buffer.from(quote.replaceAll(/[ :]/g, ""), "hex").toString("utf8"),
    ),
    ...(text.includes("%")
      ? read(/(?<![\w.~%-])[\w.~-]{0,200}(?:%[0-9A-Fa-f]{2}[\w.~-]{0,200}){3,}/g, percentDecoded)
      : []),
    ...(text.includes("&#")
      ? read(/(?:&#x?[0-9A-Fa-f]{2,6};[\p{L} ]{0,3}){4,}/gu, (quote) =>
          quote.replaceAll(/&#(x?)([0-9A-Fa-f]+);/g, (_, hex: string, digits: string) =>
            String.fromCharCode(Number.parseInt(digits, hex === "" ? 10 : 16)),
          ),
        )
      : []),
  ];
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

/** Words and not noise. */
function isReadable(meaning: string): boolean {
  return /^[\p{L}\p{M}\p{N}\p{P}\s]+$/u.test(meaning) && /\p{L}{2}\s+\p{L}/u.test(meaning);
}

/** A text with its letters moved by thirteen, which turns "gur", "naq" and "gb" into "the", "and" and "to". */
function rotated(text: string): string {
  return text.replaceAll(/[a-z]/gi, (letter) => {
    const base = letter <= "Z" ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });
}

function backwards(text: string): string {
  return Array.from(text).reverse().join("");
}
