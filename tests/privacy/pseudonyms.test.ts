import {
  array,
  tuple,
  assert,
  constantFrom,
  double,
  integer,
  oneof,
  pre,
  property,
  string,
} from "fast-check";
import { describe, expect, it } from "vitest";
import type { KnownName } from "../../src/domain/pseudonym.ts";
import { indexNames } from "../../src/privacy/name-index.ts";
import { pseudonymise, restore } from "../../src/privacy/pseudonyms.ts";
import { propertyRuns } from "../support/runs.ts";

const names: readonly KnownName[] = [
  { name: "Priya Raghunathan", kind: "person" },
  { name: "Will Grace", kind: "person" },
  { name: "Dr. Jean-Luc O'Brien", kind: "person" },
  { name: "José Müller", kind: "person" },
  { name: "王小明", kind: "person" },
  { name: "Acme Ltd.", kind: "employer" },
  { name: "Stripe", kind: "employer" },
  { name: "3M", kind: "employer" },
  { name: "Leeds College of Art", kind: "school" },
];
const indexes = [indexNames(names, "listed")];

function sent(text: string): string {
  return pseudonymise([text], indexes).texts.join("");
}

describe("a name is replaced", () => {
  it.each([
    ["whole", "I am Priya Raghunathan.", "I am [PERSON-1]."],
    ["in its parts", "Priya spoke, Raghunathan wrote.", "[PERSON-1] spoke, [PERSON-1b] wrote."],
    ["in any case", "thanks priya, said PRIYA RAGHUNATHAN", "thanks [PERSON-1], said [PERSON-1b]"],
    ["with its possessive left", "Priya's plan and Priya’s cost", "[PERSON-1]'s plan and [PERSON-1]’s cost"],
    ["with an s that nobody parted from it", "Priyas plan", "[PERSON-1] plan"],
    ["in reversed order", "Raghunathan, Priya", "[PERSON-1], [PERSON-1b]"],
    ["over a line break", "Priya\nRaghunathan", "[PERSON-1]"],
    ["with letters of another alphabet", "Рriyа", "[PERSON-1]"],
    ["with characters that nobody sees", "Pri\u200Bya Raghu\u00ADnathan", "[PERSON-1]"],
    ["in wide letters", "Ｐｒｉｙａ", "[PERSON-1]"],
    ["with or without accents", "Jose Muller. JOSÉ met Müller", "[PERSON-1]. [PERSON-1b] met [PERSON-1c]"],
    ["with or without hyphen", "Jean-Luc, Jean Luc, Jeanluc", "[PERSON-1], [PERSON-1b], [PERSON-1c]"],
    ["with or without apostrophe", "O'Brien, O’Brien, OBrien", "[PERSON-1], [PERSON-1b], [PERSON-1c]"],
    ["where no spaces are written", "我叫王小明今年", "我叫[PERSON-1]今年"],
    ["without its legal form", "At Acme I learnt", "At [EMPLOYER-1] I learnt"],
    ["as a school", "at leeds college of art", "at [SCHOOL-1]"],
    ["as a word of its own, where it has a capital", "At Stripe, they", "At [EMPLOYER-1], they"],
    ["as a word of its own, where somebody is addressed", "Will, and you?", "[PERSON-1], and you?"],
    ["twice by the same placeholder", "Priya met Priya", "[PERSON-1] met [PERSON-1]"],
  ])("%s", (_, text, expected) => {
    expect(sent(text)).toBe(expected);
  });
});

describe("contacts are replaced", () => {
  it.each([
    ["priya.r+x@mail.example.co.uk", "[EMAIL-1]"],
    ["priya＠example.com", "[EMAIL-1]"],
    ["ann dot lee at gmail dot com", "[EMAIL-1]"],
    ["https://linkedin.com/in/someone?x=1.", "[URL-1]."],
    ["see github.com/someone/repo, please", "see [URL-1], please"],
    ["I am @some_one", "I am [HANDLE-1]"],
    ["+44 7700 900123", "[PHONE-1]"],
    ["(415) 555-0134", "[PHONE-1]"],
    ["07700 900123", "[PHONE-1]"],
    ["+34 612 345 678", "[PHONE-1]"],
    ["my number is 5550143", "my number is [PHONE-1]"],
    ["five five five oh one four three", "[PHONE-1]"],
    ["SSN 123-45-6789", "SSN [ID-1]"],
    ["IBAN GB82 WEST 1234 5698 7654 32", "IBAN [ID-1]"],
    ["card 4111 1111 1111 1111", "card [ID-1]"],
    ["passport number X1234567", "passport number [ID-1]"],
  ])("%s", (text, expected) => {
    expect(sent(text)).toBe(expected);
  });
});

describe("what a case is about stays", () => {
  it.each([
    "15K a month, 8,000 docs, 2026, $1.2M, 12-15 %, 0.05, 1,234,567.89",
    "3M users at +10 000 000 a year, 100 200 300, 2024-01-02 to 2025-02-03",
    "precision@5 and p@k, recall @10; p = 0.001; 24/7; GPT-4; 1:30; 99.9%",
    "Will we launch? We will, and may stripe it: grace periods at the annual price",
    "Annual planning with an antenna",
    "one two three four five",
    "booking.com and Node.js; flags RF01 RF07 RF09 RF15 RF16",
  ])("%s", (text) => {
    expect(sent(text)).toBe(text);
  });
});

describe("the laws of pseudonyms", () => {
  const spelling = constantFrom(
    ...names.flatMap(({ name }) => [name, name.toUpperCase(), name.toLowerCase(), ...name.split(" ")]),
    "priya@example.com",
    "+44 7700 900123",
    "https://a.example/x",
    "[PERSON-1]",
    "[EMAIL-2b]",
    "Р",
    "\u200B",
    "'s",
  );
  const text = array(
    oneof(spelling, string({ unit: "binary", maxLength: 8 }), constantFrom(" ", ". ", "\n", "-", " call ")),
  ).map((pieces) => pieces.join(""));

  it("gives every text back", () => {
    assert(
      property(array(text), (texts) => {
        const { texts: safe, pseudonyms } = pseudonymise(texts, indexes);
        expect(safe.map((each) => restore(each, pseudonyms))).toEqual(texts);
      }),
      propertyRuns,
    );
  });

  it("changes nothing a second time", () => {
    assert(
      property(array(text), (texts) => {
        const { texts: safe } = pseudonymise(texts, indexes);
        expect(pseudonymise(safe, indexes)).toEqual({ texts: safe, pseudonyms: [] });
      }),
      propertyRuns,
    );
  });

  it("leaves every figure between words as it is", () => {
    const figure = oneof(
      integer({ min: 0, max: 9_999_999 }).map(String),
      integer({ min: 1000, max: 999_999_999 }).map((value) => value.toLocaleString("en")),
      double({ min: 0, max: 1000, noNaN: true }).map((value) => value.toFixed(2)),
      tuple(
        constantFrom("$", "€", "£", "~"),
        integer({ min: 1, max: 999 }),
        constantFrom("K", "M", "%", "x"),
      ).map((parts) => parts.join("")),
      integer({ min: 1990, max: 2040 }).map((year) => `${year}-03-01`),
    );
    assert(
      property(array(figure), (figures) => {
        const said = figures.map((value) => `then Priya says ${value} documents`).join(", ");
        expect(sent(said)).toBe(figures.map((value) => `then [PERSON-1] says ${value} documents`).join(", "));
      }),
      propertyRuns,
    );
  });

  it("numbers by first appearance, so that a text added later changes none before", () => {
    assert(
      property(array(text), text, (texts, later) => {
        pre(!/\[[A-Z]+-\d/.test(later));
        const before = pseudonymise(texts, indexes).texts;
        expect(pseudonymise([...texts, later], indexes).texts.slice(0, -1)).toEqual(before);
      }),
      propertyRuns,
    );
  });
});
