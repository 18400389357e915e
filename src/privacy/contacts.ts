import type { PseudonymKind } from "../domain/pseudonym.ts";
import { mark, type Stretch } from "./cells.ts";

/** Something that leads to a person and that its shape gives away. */
export type Contact = Stretch & { readonly kind: PseudonymKind };

type Pattern = {
  readonly kind: PseudonymKind;
  /** Where it has a group, the group is what is found. */
  readonly pattern: RegExp;
  /** What every find has, and most texts have not. */
  readonly sign: RegExp;
  readonly isMeant?: (found: string) => boolean;
};

const digit = "(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple)";
const before = "(?<![\\p{L}\\p{N}_.,$€£+-])";
const after = "(?![\\p{L}\\p{N}_%]|[.,]\\p{N})";
const gap = `[^\\p{N}${mark}]`;

const at = /@/;
const digits = /\d\D{0,3}\d/;
const digitWords = new RegExp(`(?:${digit}[\\s,-]+){6}`, "i");

/** In the order in which they are looked for. Bare figures are none of them: what a case is worth must survive. */
const patterns: readonly Pattern[] = [
  {
    kind: "email",
    sign: at,
    pattern: /[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N}._%+'-]*)@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu,
  },
  {
    kind: "email",
    sign: /\bdot\b/i,
    pattern:
      /(?<![\p{L}\p{N}])[\p{L}\p{N}_]+(?:\s+(?:dot|underscore|dash)\s+[\p{L}\p{N}_]+)*\s+at\s+[\p{L}\p{N}]+(?:\s+dot\s+[\p{L}\p{N}]+)*\s+dot\s+(?:com|org|net|edu|io|ai|co|dev|me|uk|de|fr|in)(?![\p{L}\p{N}])/giu,
  },
  { kind: "url", sign: /\/\/|www\./i, pattern: url("(?:https?://|www\\.)") },
  {
    kind: "url",
    sign: /\//,
    pattern: url("(?:[\\p{L}\\p{N}-]+\\.)+(?:com|org|net|io|ai|dev|edu|me|app|co|in|uk|de|fr)/"),
  },
  { kind: "id", sign: digits, pattern: around("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "giu") },
  { kind: "id", sign: digits, pattern: around("\\d{3}-\\d{2}-\\d{4}") },
  {
    kind: "id",
    sign: digits,
    pattern: around("[A-Z]{2}\\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?"),
    isMeant: isIban,
  },
  { kind: "id", sign: digits, pattern: around("[A-Z]{2} ?\\d{2} ?\\d{2} ?\\d{2} ?[A-D]") },
  {
    kind: "id",
    sign: digits,
    pattern: around("\\d{4}(?:[ -]?\\d{4}){2}[ -]?\\d{1,7}"),
    isMeant: hasCheckDigit,
  },
  {
    kind: "id",
    sign: digits,
    pattern: new RegExp(
      `(?:passport|employee|student|badge|candidate|applicant|national|licen[cs]e|insurance)\\s+(?:id|no\\.?|number)[\\s:#]{1,4}(?:is\\s+)?([A-Z0-9][A-Z0-9-]{4,}[A-Z0-9])${after}`,
      "giu",
    ),
    isMeant: (found) => /\d/.test(found) && (/[A-Z]/i.test(found) || found.length >= 7),
  },
  {
    kind: "phone",
    sign: digits,
    pattern: new RegExp(
      `(?:phone|mobile|cell|tel|telephone|whatsapp|my number|(?:call|text|reach|ring) me)(?![\\p{L}])${gap}{0,14}?(\\+?\\(?\\d[\\d\\s().-]{5,}\\d)${after}`,
      "giu",
    ),
    isMeant: (found) => digitsIn(found) >= 7 && !isFigure(found),
  },
  {
    kind: "phone",
    sign: digits,
    pattern: new RegExp(`(?<![\\p{L}\\p{N}])\\+\\d{1,3}(?:[\\s.-]?\\(?\\d{1,5}\\)?){2,6}${after}`, "gu"),
    isMeant: (found) => digitsIn(found) >= 8 && digitsIn(found) <= 15 && !isFigure(found),
  },
  {
    kind: "phone",
    sign: digits,
    pattern: around("(?:1[\\s.-])?(?:\\(\\d{3}\\)\\s?|\\d{3}[\\s.-])\\d{3}[\\s.-]\\d{4}"),
  },
  { kind: "phone", sign: digits, pattern: around("[6-9]\\d{4}[ -]\\d{5}") },
  {
    kind: "phone",
    sign: digits,
    pattern: around("\\(?0\\d(?:[\\s.)-]{0,2}\\d){7,9}"),
    isMeant: (found) => !/^\d{2}[./-]\d{2}[./-]\d{4}/.test(found),
  },
  {
    kind: "phone",
    sign: digitWords,
    pattern: new RegExp(`(?<![\\p{L}])(?:${digit}[\\s,-]+){6,}${digit}(?![\\p{L}])`, "giu"),
  },
  {
    kind: "handle",
    sign: at,
    pattern: /(?<![\p{L}\p{N}._@/])@(?=[\p{N}_.-]*\p{L})[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_])?/gu,
  },
];

function around(shape: string, flags = "gu"): RegExp {
  return new RegExp(`${before}${shape}${after}`, flags);
}

/** Without the punctuation that ends the sentence around it. */
function url(opening: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}@.])${opening}[^\\s<>"'\`${mark}]*[\\p{L}\\p{N}/=_-]`, "giu");
}

function digitsIn(text: string): number {
  return text.replaceAll(/\P{N}/gu, "").length;
}

/** Groups of three that end in 000 are thousands: "+10 000 000". */
function isFigure(text: string): boolean {
  return /^\+?\d{1,3}(?:[\s.,]\d{3})*[\s.,]000$/.test(text);
}

/** Luhn's check digit, which card numbers have and figures rarely do. */
function hasCheckDigit(text: string): boolean {
  const digits = Array.from(text.replaceAll(/\D/g, ""), Number).reverse();
  const sum = digits.reduce((total, digit, index) => {
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return digits.length >= 13 && digits.length <= 19 && sum % 10 === 0;
}

/** The check digits of an account number: as one number, letters as 10 to 35, it leaves 1 when divided by 97 (ISO 13616). */
function isIban(text: string): boolean {
  const plain = text.replaceAll(" ", "");
  const turned = `${plain.slice(4)}${plain.slice(0, 4)}`;
  return (
    Array.from(turned, (sign) => Number.parseInt(sign, 36).toString())
      .join("")
      .split("")
      .reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0) === 1
  );
}

/** E-mail addresses, phone numbers, links, handles and identity numbers; of those that overlap, the pattern that comes first. */
export function findContacts(text: string): Contact[] {
  const found: Contact[] = [];
  for (const { kind, pattern, sign, isMeant } of patterns) {
    if (!sign.test(text)) continue;
    for (const match of text.matchAll(pattern)) {
      const meant = match[1] ?? match[0];
      const from = match.index + match[0].length - meant.length;
      const contact = { kind, from, to: from + meant.length };
      if (isMeant?.(meant) === false || found.some((other) => overlaps(other, contact))) continue;
      found.push(contact);
    }
  }
  return found.sort((a, b) => a.from - b.from);
}

function overlaps(a: Stretch, b: Stretch): boolean {
  return a.from < b.to && b.from < a.to;
}
