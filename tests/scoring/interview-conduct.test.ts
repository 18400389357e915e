import { describe, expect, it } from "vitest";
import { caseStudySchema } from "../../src/domain/case-study.ts";
import { interviewConductSchema } from "../../src/domain/interview-conduct.ts";
import { interviewConduct } from "../../src/scoring/interview-conduct.ts";
import { sampleOf, turns } from "./fixtures.ts";

const caseStudy = caseStudySchema.parse({
  id: "contracts",
  version: "1.0.0",
  title: "Contracts",
  provenance: [],
  prompt:
    "For inference you have 15,000 dollars a month, and 8,000 documents come in per day. How would you launch?",
  follow_ups: [
    { ask: "Which errors would be unacceptable here?", when: "errors were treated alike" },
    { ask: "Why that model?", when: "a model was named" },
  ],
  expected: { must: [{ evidence: "Lawyers judge a sample every week", dimension: "eval_metrics" }] },
  facts: [
    { id: "budget", says: "budget", expression: "15000", unit: "USD/month", given: true },
    { id: "volume", says: "documents in a month", expression: "8000 * 30", unit: "docs/month" },
  ],
});
const opening = "interviewer: For inference you have 15,000 dollars a month. How would you launch?";
const conduct = (...lines: readonly string[]) => interviewConduct(sampleOf(lines), caseStudy);

describe("interviewConduct", () => {
  const whole = conduct(
    opening,
    "candidate: I would take one model and start with friendly customers, slowly.",
    "interviewer: And which errors would be unacceptable to you here?",
    "candidate: Dates.",
  );

  it("says which figures of the prompt no interviewer spoke", () => {
    expect(whole.prompt.unspokenFigures).toHaveLength(1);
    expect(whole.prompt.unspokenFigures[0]).toContain("8,000");
    expect(whole.prompt.spokenShare).toBeGreaterThan(0.5);
    expect(interviewConductSchema.parse(whole)).toEqual(whole);
  });

  it("finds the follow-ups that were put", () => {
    expect(whole.followUps.map(({ turn }) => turn)).toEqual([3, null]);
  });

  it("counts whose words they were", () => {
    // 12 + 9 of the interviewer, 11 + 1 of the candidate.
    expect(whole.talk.words).toEqual({ interviewer: 21, candidate: 12, other: 0 });
    expect(whole.talk.interviewerShare).toBeCloseTo(21 / 33, 12);
    expect(conduct("candidate: A written answer.").talk.interviewerShare).toBeNull();
  });

  it("takes minutes from the turns' times", () => {
    const [first, last] = turns(opening, "candidate: Slowly.");
    if (first === undefined || last === undefined) throw new Error("two turns");
    const timed = {
      ...sampleOf(),
      transcript: {
        turns: [
          { ...first, start_s: 30 },
          { ...last, start_s: 60, end_s: 930 },
        ],
      },
    };
    expect(interviewConduct(timed, caseStudy).talk.minutes).toBe(15);
    expect(whole.talk.minutes).toBeNull();
  });

  it.each([
    {
      rule: "a figure that was to be worked out",
      said: "That makes 240,000 in a month.",
      why: /worked out: documents in a month/,
    },
    {
      rule: "a thought that was expected",
      said: "You would have lawyers judge a sample each week, every week.",
      why: /was expected: Lawyers/,
    },
    { rule: "a question that asks for agreement", said: "Wouldn't you check it first?", why: /agreement/ },
    { rule: "praise", said: "Great answer. Go on.", why: /grades/ },
  ])("notes $rule as a hint", ({ said, why }) => {
    const { hints } = conduct(opening, "candidate: Slowly.", `interviewer: ${said}`, "candidate: Yes.");
    expect(hints).toMatchObject([{ turn: 3, why: expect.stringMatching(why) }]);
  });

  it("takes no repetition of the candidate's figure, no follow-up and no prompt for a hint", () => {
    expect(
      conduct(
        opening,
        "candidate: That is 240,000 a month.",
        "interviewer: Those 240,000, which errors would be unacceptable here?",
        "candidate: Dates.",
      ).hints,
    ).toEqual([]);
  });

  it("notes questions that may be off limits", () => {
    const { offLimits } = conduct(opening, "candidate: Slowly.", "interviewer: Are you married, by the way?");
    expect(offLimits).toMatchObject([{ turn: 3, why: "family" }]);
  });
});
