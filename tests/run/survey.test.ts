import { describe, expect, it } from "vitest";
import { survey } from "../../src/run/survey.ts";
import type { Replies } from "../../src/store/replies.ts";
import { createProject } from "../support/project.ts";
import { emptyStore, planOver } from "./plans.ts";

const judge = `{model: "openai:gpt-5.6-mini", base_url: "http://127.0.0.1:9/v1"}`;

async function planOf({ graders, answers }: { graders: string; answers: readonly string[] }) {
  return planOver(await createProject({ graders }), answers);
}

describe("an estimate's requests", () => {
  it.each([
    {
      name: "of two samples with the same answer",
      graders: `  judge: ${judge}`,
      answers: ["one", "one", "two"],
    },
    {
      name: "of two members of a panel that ask the same about an answer",
      graders: `  a: ${judge}\n  b: ${judge}\n  both: {panel: {of: [a, b], combine: median}}`,
      answers: ["one", "two"],
    },
    {
      name: "of a panel alone",
      graders: `  both: {panel: {of: [a, b], combine: median}}\nparts:\n  a: ${judge}\n  b: ${judge}`,
      answers: ["one", "two"],
    },
  ])("$name are counted once", async ({ graders, answers }) => {
    const { estimate } = await survey(await planOf({ graders, answers }), emptyStore);
    const alone = await survey(
      await planOf({ graders: `  judge: ${judge}`, answers: ["one", "two"] }),
      emptyStore,
    );
    expect(estimate.missingReplies).toBe(2);
    expect(estimate.inputTokens).toBe(alone.estimate.inputTokens);
    expect(estimate.usdHigh).toBeCloseTo(alone.estimate.usdHigh ?? Number.NaN, 10);
  });

  it("are each counted where more answers are surveyed than at once", async () => {
    const answers = Array.from({ length: 230 }, (_, index) => `answer ${index}`);
    const { estimate } = await survey(await planOf({ graders: `  judge: ${judge}`, answers }), emptyStore);
    expect(estimate.missingReplies).toBe(230);
  });
});

describe("a survey", () => {
  it("looks no further once the store fails", async () => {
    let asked = 0;
    const failing: Replies = {
      ...emptyStore,
      get: async () => {
        asked += 1;
        throw new Error("the store is damaged");
      },
    };
    const answers = Array.from({ length: 230 }, (_, index) => `answer ${index}`);
    const plan = await planOf({ graders: `  judge: ${judge}`, answers });
    await expect(survey(plan, failing)).rejects.toThrow("the store is damaged");
    for (let turn = 0; turn < 300; turn += 1) await new Promise(setImmediate);
    expect(asked).toBeLessThan(230);
  });
});
