import type { Suspicion } from "../domain/scorecard.ts";
import type { Transcript } from "../domain/transcript.ts";

/** Ways in which an answer may address its grader instead of the interviewer. */
const patterns: readonly { readonly why: string; readonly pattern: RegExp }[] = [
  {
    why: "speaks to whoever grades",
    pattern:
      /\b(?:(?:dear|attention|note (?:to|for)|message (?:to|for)|to|for|hey|hi|hello) (?:whoever|whichever|the|any|an|all)?\s*(?:is |person |model |one )*(?:grad(?:er|ers|ing)|evaluators?|assessors?|scor(?:er|ing)|mark(?:er|ing))\b|(?:grader|evaluator|assistant|system)\s*:)/iu,
  },
  {
    why: "asks for earlier instructions to be set aside",
    pattern:
      /\b(?:ignore|disregard|forget|override|set aside)\b[^.?!\n]{0,40}\b(?:instructions?|rules?|rubric|prompt|guidelines?|criteria|what (?:was|you were|came) (?:said|told|before))\b/iu,
  },
  {
    why: "asks for a score",
    pattern:
      /\b(?:give|record|award|assign|mark|score|rate|grade)\b[^.?!\n]{0,40}\b(?:level (?:five|5)|highest (?:level|score|mark|rating)|full marks|maximum (?:score|level|points)|top (?:score|mark|level)|(?:a |all )?(?:5|five)s? (?:out of (?:5|five)|on (?:all|every|each)|across))\b/iu,
  },
  {
    why: "looks like a reply or markup of the grader's",
    pattern:
      /<\/?\s*(?:transcript|rubric|system|case_study|struck|instructions?)\b|<\|[a-z_]+\|>|\[\s*\d+\s*\]\s*(?:candidate|interviewer)\s*:|["“']?(?:level|score)["”']?\s*[:=]\s*["“']?[1-5]\b|\bsystem prompt\b/iu,
  },
  {
    why: "has characters that a reader cannot see",
    pattern: /[\u{200B}\u{2060}-\u{2064}\u{202A}-\u{202E}\u{2066}-\u{2069}\u{E0000}-\u{E007F}]+/u,
  },
];

/** Shown around what was found. */
const shownCharacters = 160;

/**
 * Words of anybody but the interviewer that may be meant for the grader, at most one of each kind a turn. A hint for a person's eyes:
 * paraphrase passes it, and an honest answer about prompt injection may not.
 */
export function suspicionsIn({ turns }: Transcript): readonly Suspicion[] {
  return turns.flatMap(({ role, text }, index) =>
    role === "interviewer"
      ? []
      : patterns.flatMap(({ why, pattern }) => {
          const found = pattern.exec(text);
          if (found === null) return [];
          const from = Math.max(0, found.index - 40);
          const words = text.slice(from, from + shownCharacters).trim();
          return [{ turn: index + 1, words, why }];
        }),
  );
}
