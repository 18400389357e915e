import { mark, type Stretch } from "./cells.ts";

/** A word as names are compared by, and where it stands. */
export type Word = Stretch & {
  readonly folded: string;
  /** Begins with a capital letter, or is written in a script that has none. */
  readonly isCapitalised: boolean;
};

/** Scripts that write no spaces, or write particles onto names: each of their characters is a word. */
const unspaced =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}";
const wordPattern = new RegExp(
  `[${unspaced}]\\p{M}*|(?![${unspaced}])[\\p{L}\\p{N}](?:(?![${unspaced}])[\\p{L}\\p{M}\\p{N}])*`,
  "gu",
);
const isUnspaced = new RegExp(`[${unspaced}]`, "u");

/** Whether a text is in a script without spaces, where a name may begin and end within a run of letters. */
export function writesNoSpaces(text: string): boolean {
  return isUnspaced.test(text);
}

const asciiWord = /[A-Za-z0-9]+/g;
const spacedWord = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu;

function isAscii(text: string): boolean {
  return /^[\n -~]*$/.test(text);
}

/** The words of a text. */
export function wordsOf(text: string): Word[] {
  // The same words, found faster where fewer scripts are written.
  const pattern = isAscii(text) ? asciiWord : isUnspaced.test(text) ? wordPattern : spacedWord;
  return Array.from(text.matchAll(pattern), ({ 0: word, index }) => ({
    from: index,
    to: index + word.length,
    folded: fold(word),
    isCapitalised: /^[\p{Lu}\p{Lt}\p{Lo}]/u.test(word),
  }));
}

const betweenWords = new RegExp(`^[^\\p{L}\\p{N}${mark}]{0,5}$`, "u");

/** Whether a text may stand between two words of one name: a space, a hyphen, a comma, a line break. */
export function isBetweenWords(text: string): boolean {
  return betweenWords.test(text);
}

/** Letters that look like Latin ones, and Latin ones that decompose into no base letter. */
const lookalikes = new Map([
  ...pairs("АВЕЅІЈКМНОРСТУХԌѴԚԜ", "ABESIJKMHOPCTYXGVQW"),
  ...pairs("аесоріјѕухһԁԛԝѵгвкмнт", "aecopijsyxhdqwvrbkmht"),
  ...pairs("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX"),
  ...pairs("αιοκνρτυχγ", "aiokvptuxy"),
  ...pairs("łŁøØđĐðÐħĦıŧŦɑɡ", "lLoOdDdDhHitTag"),
  ["ß", "ss"] as const,
  ["æ", "ae"] as const,
  ["Æ", "AE"] as const,
  ["œ", "oe"] as const,
  ["Œ", "OE"] as const,
  ["þ", "th"] as const,
]);

function pairs(from: string, to: string): (readonly [string, string])[] {
  return Array.from(from).map((letter, index) => [letter, to.charAt(index)] as const);
}

/** A word without case, accents, compatibility forms and look-alikes of other alphabets. */
export function fold(word: string): string {
  if (isAscii(word)) return word.toLowerCase();
  const plain = word.normalize("NFKD").replace(/\p{M}/gu, "");
  return Array.from(plain, (letter) => lookalikes.get(letter) ?? letter)
    .join("")
    .toLowerCase();
}
