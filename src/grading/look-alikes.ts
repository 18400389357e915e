/** Letters of other alphabets, and small capitals, that look like Latin ones. */
const latinOf: ReadonlyMap<string, string> = new Map(
  Object.entries({
    а: "a",
    ạ: "a",
    ɑ: "a",
    α: "a",
    в: "b",
    ь: "b",
    с: "c",
    ϲ: "c",
    ԁ: "d",
    е: "e",
    ё: "e",
    ҽ: "e",
    ε: "e",
    ɡ: "g",
    һ: "h",
    н: "h",
    і: "i",
    ї: "i",
    ı: "i",
    ι: "i",
    ɪ: "i",
    ӏ: "l",
    ј: "j",
    к: "k",
    κ: "k",
    м: "m",
    п: "n",
    ո: "n",
    η: "n",
    о: "o",
    ο: "o",
    օ: "o",
    σ: "o",
    р: "p",
    ρ: "p",
    ԛ: "q",
    г: "r",
    ѕ: "s",
    т: "t",
    τ: "t",
    υ: "u",
    ս: "u",
    ν: "v",
    ѵ: "v",
    ѡ: "w",
    ԝ: "w",
    х: "x",
    χ: "x",
    у: "y",
    γ: "y",
    ᴢ: "z",
  }),
);

/** A text in lower case with every letter that only looks Latin as the Latin one: what a reader takes it for. */
export function readAsLatin(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{ASCII}]/gu, (letter) => latinOf.get(letter) ?? letter);
}

const word = /[\p{L}\p{M}]{4,}/gu;

/** The words in which Latin letters stand beside others that look like them. */
export function disguisedWords(text: string): string[] {
  if (!/[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}]/u.test(text)) return [];
  return (text.match(word) ?? []).filter(
    (each) =>
      /\p{Script=Latin}/u.test(each) &&
      /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}]/u.test(each),
  );
}
