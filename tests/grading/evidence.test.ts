import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { levelOf } from "../../src/domain/rubric.ts";
import { carries, checkEvidence } from "../../src/grading/evidence.ts";
import { fenceTranscript } from "../../src/grading/fence.ts";
import { propertyRuns } from "../support/runs.ts";
import { conversation, dimensionOf, interview, rubricOf, type Evidence } from "./fixtures.ts";

const rubric = rubricOf(["cost"]);
const cost = dimensionOf(rubric, "cost");

function check(claim: Evidence, level = 2, sample = conversation) {
  const { turns } = fenceTranscript(sample.transcript, "");
  return checkEvidence([claim], turns, { dimension: cost, level, scale: rubric.scale })[0];
}

const quote = (turn: number, text: string): Evidence => ({ kind: "quote", turn, text });
const absence = (turn: number, text = "a unit cost"): Evidence => ({ kind: "absence", turn, text });

describe("a quote", () => {
  it("is judged alike letter for letter and where it must be folded, wherever it is cut from a turn", () => {
    const words = [
      "we",
      "would",
      "3.5",
      "1,000",
      "that's",
      "(say)",
      "95%",
      "ﬁne",
      "a—b",
      "e\u0301",
      "Straße:",
      "“so”",
      "数",
      "...",
    ];
    const turn = fc
      .array(fc.constantFrom(...words), { minLength: 3, maxLength: 12 })
      .map((all) => all.join(" "));
    fc.assert(
      fc.property(turn, fc.nat(60), fc.nat(60), (said, from, length) => {
        const sample = interview("interviewer: What would you do?", `candidate: ${said}`);
        const text = said.slice(from, from + length);
        const struck = (asked: string) => check(quote(2, asked), 2, sample)?.struck;
        // Two spaces stand in no turn, so that the second must be folded.
        expect(struck(text)).toBe(struck(`  ${text}`));
      }),
      propertyRuns,
    );
  });

  it.each<{ name: string; turn: number; text: string }>([
    { name: "word for word", turn: 2, text: "I would start with two friendly customers." },
    { name: "in another case", turn: 2, text: "i would START with" },
    { name: "in other white space", turn: 2, text: "start  with\n two" },
    { name: "in other punctuation", turn: 2, text: "and then - once recall is above 95" },
    { name: "in straight quotation marks", turn: 4, text: 'that\'s "cheap enough" for us' },
    { name: "in curly apostrophes", turn: 4, text: "that’s cheap enough" },
    { name: "in compatibility forms", turn: 4, text: "each has ３０ pages" },
    { name: "between quotation marks of its own", turn: 4, text: '"each has 30 pages"' },
    { name: "with an ellipsis between parts of three words", turn: 2, text: "I would start … we open it up" },
    { name: "with three dots", turn: 2, text: "start with two ... is above 95%" },
    { name: "with dots in brackets", turn: 2, text: "start with two [...] is above 95%" },
    { name: "with dots at its ends", turn: 2, text: "...with two friendly customers..." },
    { name: "across an ellipsis that the candidate made", turn: 4, text: "30 pages… that's cheap" },
    { name: "of a whole short turn", turn: 6, text: "Yes, exactly." },
  ])("holds $name", ({ turn, text }) => {
    expect(check(quote(turn, text))).toStrictEqual({ kind: "quote", turn, quote: text, struck: null });
  });

  it.each<{ name: string; turn: number; text: string; struck: string }>([
    { name: "nobody said", turn: 2, text: "we ship to everybody", struck: "not found in the transcript" },
    {
      name: "with one other word",
      turn: 2,
      text: "start with three friendly customers",
      struck: "not found in the transcript",
    },
    {
      name: "with half a word",
      turn: 2,
      text: "art with two friendly",
      struck: "not found in the transcript",
    },
    {
      name: "cut off at an apostrophe",
      turn: 4,
      text: "30 pages… that",
      struck: "not found in the transcript",
    },
    { name: "of two words", turn: 2, text: "friendly customers", struck: "fewer than 3 words" },
    { name: "without words", turn: 2, text: "…!", struck: "fewer than 3 words" },
    { name: "of half a short turn", turn: 6, text: "exactly", struck: "fewer than 3 words" },
    {
      name: "the interviewer said",
      turn: 1,
      text: "gold plating kills launches",
      struck: "interviewer's words",
    },
    {
      name: "the interviewer said, under a candidate's turn",
      turn: 2,
      text: "gold plating kills launches",
      struck: "interviewer's words",
    },
    { name: "another speaker said", turn: 5, text: "the margin is fine", struck: "another speaker's words" },
    {
      name: "whose parts are in another order",
      turn: 2,
      text: "we open it up ... I would start",
      struck: "not found in the transcript",
    },
    {
      name: "whose parts come from two turns",
      turn: 2,
      text: "I would start ... per contract since each",
      struck: "not found in the transcript",
    },
    {
      name: "with a part of two words",
      turn: 2,
      text: "I would ... we open it up",
      struck: "not found in the transcript",
    },
    {
      name: "whose parts overlap",
      turn: 2,
      text: "start with two friendly ... two friendly customers",
      struck: "not found in the transcript",
    },
    {
      name: "in a turn that does not exist, of words nobody said",
      turn: 0,
      text: "we ship to everybody",
      struck: "not found in the transcript",
    },
  ])("is struck: words $name", ({ turn, text, struck }) => {
    expect(check(quote(turn, text))).toStrictEqual({
      kind: "quote",
      turn: Math.max(1, turn),
      quote: text,
      struck,
    });
  });

  it.each([1, 3, 4, 0, -7, 99])(
    "under the wrong number %i moves to the one candidate turn that has it",
    (turn) => {
      expect(check(quote(turn, "two friendly customers"))).toMatchObject({ turn: 2, struck: null });
    },
  );

  it("under the wrong number is struck when several candidate turns have it", () => {
    const twice = interview(
      "candidate: I would ask users.",
      "interviewer: Hm.",
      "candidate: I would ask users.",
    );
    expect(check(quote(2, "I would ask users"), 2, twice)).toMatchObject({
      struck: "not in turn 2, and in several others",
    });
    expect(check(quote(3, "I would ask users"), 2, twice)).toMatchObject({ turn: 3, struck: null });
  });

  it("is matched against the text as sent", () => {
    const hidden = interview("candidate: We sh\u200bip in [3] weeks </transcript-x> flat.");
    expect(check(quote(1, "We ship in (3) weeks"), 2, hidden)).toMatchObject({ struck: null });
    expect(check(quote(1, "ship in [3] weeks </transcript-x> flat"), 2, hidden)).toMatchObject({
      struck: null,
    });
  });

  it("counts characters where a script writes no spaces", () => {
    const chinese = interview("candidate: 我会先从两个客户开始。");
    expect(check(quote(1, "先从两个客户"), 2, chinese)).toMatchObject({ struck: null });
    expect(check(quote(1, "客户"), 2, chinese)).toMatchObject({ struck: "fewer than 3 words" });
  });

  it("of any run of at least three words of a candidate's turn holds", () => {
    const words = fc.array(fc.stringMatching(/^[a-zA-Z0-9é][a-zA-Z0-9'é]{0,7}$/), {
      minLength: 3,
      maxLength: 30,
    });
    fc.assert(
      fc.property(words, fc.nat(), fc.nat(), (words, start, length) => {
        const from = start % (words.length - 2);
        const quoted = words.slice(from, from + 3 + (length % words.length)).join(" ");
        const found = check(quote(1, quoted.toUpperCase()), 2, interview(`candidate: ${words.join(", ")}`));
        expect(found).toMatchObject({ struck: null });
      }),
      propertyRuns,
    );
  });

  it("of an interviewer's words never earns credit", () => {
    const texts = fc.array(fc.lorem({ maxCount: 12 }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(texts, fc.nat(), (texts, turn) => {
        const sample = interview(
          ...texts.map((text) => `interviewer: ${text}`),
          "candidate: Zzz zzz zzz zzz.",
        );
        for (const text of texts) expect(check(quote(turn, text), 2, sample)?.struck).not.toBeNull();
      }),
      propertyRuns,
    );
  });
});

describe("an absence", () => {
  it.each([
    { name: "an interviewer's turn", turn: 3, sample: conversation },
    { name: "the opening", turn: 1, sample: conversation },
    {
      name: "a written answer, which answers the prompt",
      turn: 1,
      sample: interview("candidate: We ship it."),
    },
  ])("holds with $name as the opportunity", ({ turn, sample }) => {
    expect(check(absence(turn), 2, sample)).toStrictEqual({
      kind: "absence",
      turn,
      expected: "a unit cost",
      struck: null,
    });
  });

  it.each<{ name: string; claim: Evidence; level: number; struck: string }>([
    {
      name: "above the middle",
      claim: absence(3),
      level: 4,
      struck: "absence may not carry level 4, above the middle of the scale",
    },
    {
      name: "for a level whose basis is quotes",
      claim: absence(3),
      level: 3,
      struck: "the basis of level 3 does not allow absence",
    },
    {
      name: "of a candidate's turn",
      claim: absence(2),
      level: 1,
      struck: "turn 2 is not the interviewer's and gave no opportunity",
    },
    {
      name: "of another speaker's turn",
      claim: absence(5),
      level: 1,
      struck: "turn 5 is not the interviewer's and gave no opportunity",
    },
    { name: "of a turn that does not exist", claim: absence(7), level: 1, struck: "there is no turn 7" },
    { name: "of turn 0", claim: absence(0), level: 1, struck: "there is no turn 0" },
    {
      name: "that does not say what was expected",
      claim: absence(3, " "),
      level: 1,
      struck: "does not say what was expected",
    },
  ])("is struck $name", ({ claim, level, struck }) => {
    expect(check(claim, level)).toMatchObject({ struck });
  });

  it("never carries a level above the middle, even where a rubric would allow it", () => {
    const lax = {
      ...cost,
      levels: { ...cost.levels, 4: { ...levelOf(cost, 4), basis: ["quote" as const, "absence" as const] } },
    };
    const { turns } = fenceTranscript(conversation.transcript, "");
    const evidence = checkEvidence([absence(3)], turns, { dimension: lax, level: 4, scale: rubric.scale });
    expect(carries(levelOf(lax, 4), evidence)).toBe(false);
  });
});

describe("carries", () => {
  const held = { kind: "quote", turn: 2, quote: "x", struck: null } as const;
  it("asks for one piece that holds, of a kind the basis allows", () => {
    expect(carries(levelOf(cost, 4), [])).toBe(false);
    expect(carries(levelOf(cost, 4), [{ ...held, struck: "not found" }])).toBe(false);
    expect(carries(levelOf(cost, 4), [{ ...held, struck: "not found" }, held])).toBe(true);
    expect(carries({ anchor: "silence", basis: ["absence"] }, [held])).toBe(false);
  });
});
