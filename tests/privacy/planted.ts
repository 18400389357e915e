import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { KnownName } from "../../src/domain/pseudonym.ts";

const golden = fileURLToPath(new URL("../../datasets/ai-pm-golden/transcripts/", import.meta.url));

/** The golden set's transcripts: what a case's figures look like when they are spoken. */
export const goldenTexts: readonly string[] = readdirSync(golden)
  .sort()
  .map((name) => readFileSync(`${golden}${name}`, "utf8"));

const given = [
  "Priya",
  "Wei",
  "Olumide",
  "José",
  "Zoë",
  "Anders",
  "Fatima",
  "Siobhán",
  "Dmitri",
  "Aiko",
  "Jean-Luc",
  "Nkechi",
  "Łukasz",
  "Mehmet",
  "Ingrid",
  "Rahul",
  "Chloé",
  "Yusuf",
  "Hana",
  "Will",
] as const;
const family = [
  "Raghunathan",
  "O'Brien",
  "Müller",
  "Okonkwo",
  "Nguyễn",
  "Çelik",
  "van der Berg",
  "Kowalczyk",
  "Haddad",
  "Grace",
] as const;
const firms = [
  "Vexolane",
  "Quorvia",
  "Thrumble",
  "Nordquay",
  "Zephyrix",
  "Brackwell",
  "Lumenforth",
  "Ostrava Grain",
  "Kettleby",
  "Pinehurst Data",
  "Marlowe & Finch",
  "Dunmore",
  "Halcyonix",
  "Tessaract",
  "Wickerly",
  "Orsova",
  "Greyloch",
  "Falkenrath",
  "Belmarsh Foods",
  "Cindergate",
] as const;
const legal = [
  "",
  " Ltd",
  " GmbH",
  " Inc.",
  " Holdings",
  " Labs",
  " Systems",
  " Partners",
  " Group",
  " Analytics",
] as const;

/** 200 people and 200 employers, as a person would list them. */
export const listedPeople: readonly KnownName[] = family.flatMap((last) =>
  given.map((first): KnownName => ({ name: `${first} ${last}`, kind: "person" })),
);
export const listedEmployers: readonly KnownName[] = legal.flatMap((form) =>
  firms.map((firm): KnownName => ({ name: `${firm}${form}`, kind: "employer" })),
);

/** 20 people whom nobody listed and who are spoken of. */
export const unlistedPeople: readonly string[] = [
  "Tomasz Zielinski",
  "Keiko Tanabe",
  "Abdul Rahimi",
  "Greta Lindqvist",
  "Matteo Bianchi",
  "Ifeoma Eze",
  "Sanjay Kulkarni",
  "Noor Bakker",
  "Elif Yildiz",
  "Pavel Novotny",
  "Lucia Ferrari",
  "Dae-jung Park",
  "Amara Diallo",
  "Sven Eriksen",
  "Rosa Quintero",
  "Kwame Boateng",
  "Mina Farahani",
  "Oleg Baranov",
  "Tia Nakamura",
  "Bram Janssen",
];

/** 200 addresses and 200 numbers in the shapes that people write and speech recognition hears. */
export const emails: readonly string[] = Array.from({ length: 200 }, (_, index) => {
  const name = `person${index}`;
  return (
    [
      `${name}@example.com`,
      `${name}.surname+jobs@mail.example.co.uk`,
      `${name}_x@sub-domain.example.org`,
      `${name} at example dot com`,
      `${name} dot surname at gmail dot com`,
    ][index % 5] ?? ""
  );
});
export const phones: readonly string[] = Array.from({ length: 200 }, (_, index) => {
  const four = String(1000 + index * 37).slice(-4);
  return (
    [
      `+44 7700 90${four}`,
      `(415) 555-${four}`,
      `415.555.${four}`,
      `07700 90${four}`,
      `+49 30 1234${four}`,
      `+1-202-555-${four}`,
      `98450 1${four}`,
      `five five five oh one four ${["two", "three"][index % 2]}`,
      `+33 6 12 34 ${four.slice(0, 2)} ${four.slice(2)}`,
      `020 7946 ${four}`,
    ][index % 10] ?? ""
  );
});

const ways: readonly ((name: string) => string)[] = [
  (name) => `I worked with ${name} on that`,
  (name) => `as ${name}'s team put it`,
  (name) => `${name.toUpperCase()} said so`,
  (name) => `it was ${name.toLowerCase()} who asked`,
  (name) => `(${name})`,
  (name) => `${name.replaceAll(" ", "\n")} again`,
  (name) => `${name.replaceAll("a", "а").replaceAll("o", "о")} in another alphabet`,
  (name) => `${Array.from(name).join("\u200B")} with what nobody sees`,
  (name) => `${name.normalize("NFD")} in two pieces`,
  (name) => `${name.replaceAll("'", "’")}, and then`,
];

/** How a name is said, the how-manieth time. */
export function spoken(name: string, index: number): string {
  return ways[index % ways.length]?.(name) ?? name;
}

/** A golden transcript with things said in it, each a sentence of its own between two lines. */
export function transcriptSaying(index: number, said: readonly string[]): string {
  const lines = (goldenTexts[index % goldenTexts.length] ?? "").split("\n");
  return said
    .reduce((text, words, at) => {
      const place = (at * 7 + index) % text.length;
      return text.with(place, `${text[place]} And then, ${words}.`);
    }, lines)
    .join("\n");
}

/** The figures of a text, in order. */
export function figuresOf(text: string): string[] {
  return text.match(/[$€£]?\d[\d.,]*(?:\s?(?:K|M|B|k|m|%|x|pp))?/g) ?? [];
}
