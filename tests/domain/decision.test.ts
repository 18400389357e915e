import { describe, expect, it } from "vitest";
import { isContested, outcomeProblem, type Decision } from "../../src/domain/decision.ts";

const at = "2026-05-01T10:00:00Z";
const outcome = (by: string): Decision => ({
  kind: "outcome",
  outcome: "no",
  by,
  saw: ["scorecard"],
  at,
  reason: "r",
});
const appeal: Decision = { kind: "appeal", at, reason: "misheard" };
const ruling: Decision = {
  kind: "flag",
  flag: "RF1",
  ruling: "confirmed",
  by: "A",
  saw: ["recording"],
  at,
  reason: "r",
};

describe("an appeal", () => {
  it.each<{ name: string; decisions: readonly Decision[]; waits: boolean }>([
    { name: "nothing on record", decisions: [], waits: false },
    { name: "an outcome", decisions: [outcome("A")], waits: false },
    { name: "an appeal after it", decisions: [outcome("A"), appeal], waits: true },
    { name: "a ruling on a flag after that", decisions: [outcome("A"), appeal, ruling], waits: true },
    { name: "a second outcome", decisions: [outcome("A"), appeal, outcome("B")], waits: false },
  ])("waits for its decision: $name → $waits", ({ decisions, waits }) => {
    expect(isContested(decisions)).toBe(waits);
  });

  it.each<{
    name: string;
    decisions: readonly Decision[];
    by: string;
    saw: readonly "transcript"[] | readonly ("transcript" | "scorecard")[];
    says: RegExp;
  }>([
    {
      name: "without an appeal anybody",
      decisions: [outcome("A")],
      by: "A",
      saw: ["transcript", "scorecard"],
      says: /^$/,
    },
    {
      name: "the same person",
      decisions: [outcome("Ann Roy"), appeal],
      by: " ann  ROY",
      saw: ["transcript"],
      says: /has decided on this candidate before/,
    },
    {
      name: "one of two earlier people",
      decisions: [outcome("A"), appeal, outcome("B"), appeal],
      by: "A",
      saw: ["transcript"],
      says: /before/,
    },
    {
      name: "another who saw the scorecard",
      decisions: [outcome("A"), appeal],
      by: "B",
      saw: ["transcript", "scorecard"],
      says: /has not seen scorecard/,
    },
    {
      name: "another who saw the transcript alone",
      decisions: [outcome("A"), appeal],
      by: "B",
      saw: ["transcript"],
      says: /^$/,
    },
  ])("is decided by a second person who is blind to the first: $name", ({ decisions, by, saw, says }) => {
    const problem = outcomeProblem(decisions, { by, saw: [...saw] });
    expect(problem ?? "").toMatch(says);
  });
});
