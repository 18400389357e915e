import { describe, expect, it } from "vitest";
import { instructionChanges } from "../../src/analysis/instruction-changes.ts";

const printed = (parts: Readonly<Record<string, string>>) => ({ hash: "h", parts });
const before = printed({ "instructions:judge": "Be fair. Quote the candidate.\nReply.", rubric: "r" });

describe("instructionChanges", () => {
  it("names the sentences that only one side has", () => {
    const after = printed({ "instructions:judge": "Be strict. Quote the candidate.\nReply." });
    expect(instructionChanges(before, after, [{ a: "judge", b: "judge" }])).toEqual([
      { graderA: "judge", graderB: "judge", removed: ["Be fair."], added: ["Be strict."] },
    ]);
  });

  it("compares graders of two names where they stand beside one another", () => {
    const after = printed({ "instructions:other": "Be fair." });
    expect(instructionChanges(before, after, [{ a: "judge", b: "other" }])).toEqual([
      { graderA: "judge", graderB: "other", removed: ["Quote the candidate.", "Reply."], added: [] },
    ]);
  });

  it("has nothing to say of equal ones, nor of a grader that asks no model", () => {
    expect(instructionChanges(before, before, [{ a: "judge", b: "judge" }])).toEqual([]);
    expect(instructionChanges(before, printed({}), [{ a: "judge", b: "floor" }])).toEqual([]);
  });
});
