/** Words on one line, without what cannot be seen or heard: control characters, marks of reading direction, soft hyphens. */
export function spokenText(text: string): string {
  return text
    .replaceAll(/[\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g, "")
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim();
}

const unspaced = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]$/u;

/** Pieces of one speech as one, with a space between them where the script writes one. */
export function joinWords(pieces: readonly string[]): string {
  return pieces
    .map((piece, index) => (index === 0 ? piece : gap(pieces[index - 1] ?? "", piece) + piece))
    .join("");
}

function gap(before: string, after: string): string {
  return unspaced.test(before.slice(-1)) && unspaced.test(after.slice(0, 1)) ? "" : " ";
}

/** Whether a sentence ends here. */
export function endsSentence(text: string): boolean {
  return /[.?!…。？！]["'”’)\]]*$/u.test(text.slice(-5));
}

/** The sentences of a text. */
export function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.?!…。？！]["'”’)\]]{0,2})\s+/u);
}

/** A text as it sounds: letters and digits alone, so that two spellings of the same words are equal. */
export function soundOf(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
