import { describe, expect, it } from "vitest";
import type { Score } from "../../src/domain/score.ts";
import { askNext, followUpsIn, missedOpportunity } from "../../src/scoring/opportunity.ts";
import { caseStudy, turns } from "./fixtures.ts";

const unasked = {
  turns: [...turns("interviewer: How would you launch it?", "candidate: Small.", "candidate: Then more.")],
};
const asked = {
  turns: [
    ...unasked.turns,
    ...turns("interviewer: So what would a document cost, say in a year?", "candidate: No idea."),
  ],
};

function scored(...kinds: readonly ("quote" | "absence")[]): Score {
  const evidence = kinds.map((kind) =>
    kind === "quote"
      ? { kind, turn: 2, quote: "Small", struck: null }
      : { kind, turn: 1, expected: "a figure", struck: null },
  );
  return { dimension: "cost", status: "scored", level: 1, evidence, rationale: "" };
}

describe("missedOpportunity", () => {
  it.each([
    {
      rule: "silence on what only a follow-up asks is not charged when none was put",
      score: scored("absence"),
      id: "cost",
      transcript: unasked,
      missed: true,
    },
    {
      rule: "it is charged once a question was put",
      score: scored("absence"),
      id: "cost",
      transcript: asked,
      missed: false,
    },
    {
      rule: "silence on what the prompt asks is charged",
      score: scored("absence"),
      id: "structure",
      transcript: unasked,
      missed: false,
    },
    {
      rule: "silence on what the case study never asks is not charged",
      score: scored("absence"),
      id: "risk",
      transcript: asked,
      missed: true,
    },
    {
      rule: "the candidate's own words count whoever asked",
      score: scored("absence", "quote"),
      id: "risk",
      transcript: unasked,
      missed: false,
    },
  ])("$rule", ({ score, id, transcript, missed }) => {
    expect(missedOpportunity(score, { id }, caseStudy, transcript) !== null).toBe(missed);
  });

  it("looks for the opportunity of the dimension that a stage's own maps to", () => {
    const dimension = { id: "unit_price", maps_to: ["structure"] };
    expect(missedOpportunity(scored("absence"), dimension, caseStudy, unasked)).toBeNull();
  });
});

describe("followUpsIn", () => {
  it("finds a follow-up in other words of the interviewer, never in the candidate's", () => {
    expect(followUpsIn(caseStudy, asked).map(({ turn }) => turn)).toEqual([4, null]);
    const echoed = { turns: [...turns("candidate: What does one document cost in a year?")] };
    expect(followUpsIn(caseStudy, echoed).map(({ turn }) => turn)).toEqual([null, null]);
  });
});

describe("askNext", () => {
  const cost = { id: "cost", asks: "Does the candidate size the cost (quality is judged elsewhere)?" };

  it("names the open follow-up that shows the dimension, or what it maps to", () => {
    const question = ["What does one document cost in a year?"];
    expect(askNext(cost, caseStudy, unasked)).toEqual(question);
    expect(askNext({ ...cost, id: "unit_price", maps_to: ["cost"] }, caseStudy, unasked)).toEqual(question);
  });

  it("says what the dimension asks where no follow-up is left", () => {
    expect(askNext(cost, caseStudy, asked)).toEqual([
      "No follow-up is left for it. It asks: Does the candidate size the cost?",
    ]);
  });
});
