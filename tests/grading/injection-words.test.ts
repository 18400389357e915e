import { describe, expect, it } from "vitest";
import { families } from "../../src/grading/injection-words.ts";
import { readAsLatin } from "../../src/grading/look-alikes.ts";
import { createMentions } from "../../src/grading/mentions.ts";
import { injections } from "./injections.ts";

const texts = injections.map(({ text }) => readAsLatin(text));

describe("families of phrases", () => {
  it.each(families.map((family, place) => ({ ...family, place })))(
    "has in family $place no phrase that is found where nothing it has in common is mentioned",
    ({ mentions, pattern, phrases }) => {
      const mentionsOf = createMentions([mentions ?? []]);
      const found = texts.filter((text) => phrases.some((phrase) => text.match(phrase.pattern) !== null));
      const isMentioned = (text: string): boolean =>
        (mentions === undefined || mentionsOf(text).includes(true)) && (pattern?.test(text) ?? true);
      expect(found.filter((text) => !isMentioned(text))).toEqual([]);
      expect(found.length).toBeGreaterThan(0);
    },
  );
});
