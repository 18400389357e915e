import { describe, expect, it } from "vitest";
import { estimate } from "../../src/run/survey.ts";
import { answerOf, createProject } from "../support/project.ts";
import { emptyStore, planOver } from "./plans.ts";

/** What a grader would buy for answers to a case study that gives occasion for two of three flags, about two dimensions. */
async function estimateOf(
  spec: string,
  { answers, inputUsd }: { answers: readonly string[]; inputUsd: 0 | 1 },
) {
  const project = await createProject({
    graders: `  judge: {model: "openai:gpt-5.6-mini", base_url: "http://127.0.0.1:9/v1"${spec}}`,
  });
  await project.edit(
    "rubrics/r.yaml",
    "profiles:",
    'flags: [{id: RF1, when: "begins at once"}, {id: RF2, when: "names no number"}, {id: RF3, when: "elsewhere"}]\nsignals: [{id: SS1, when: "measures first"}]\nprofiles:',
  );
  await project.edit("datasets/d/case-studies/c.yaml", "provenance", "flags: [RF1, RF2]\nprovenance");
  await project.edit("evals/prices.yaml", "input: 1", `input: ${inputUsd}`);
  return estimate(await planOver(project, answers), emptyStore);
}

describe("the output of short and of longest replies, at $10 a million tokens and input free", () => {
  const perDimension = ", mode: per-dimension";
  // Two answers on two dimensions: a level takes 150 tokens and a flag 40; a reply takes 4,096 at most where nothing else is said.
  it.each([
    { name: "levels in one call", spec: "", replies: 2, low: 2 * (2 * 150), high: 2 * 4096 },
    { name: "and flags", spec: ", flags: true", replies: 2, low: 2 * (2 * 150 + 2 * 40), high: 2 * 4096 },
    {
      name: "and signals, of which none need be found",
      spec: ", flags: true, signals: true",
      replies: 2,
      low: 2 * (2 * 150 + 2 * 40),
      high: 2 * 4096,
    },
    { name: "levels one by one", spec: perDimension, replies: 4, low: 2 * (150 + 150), high: 4 * 4096 },
    {
      name: "and flags in a call of their own",
      spec: `${perDimension}, flags: true`,
      replies: 6,
      low: 2 * (150 + 150 + 2 * 40),
      high: 6 * 4096,
    },
    {
      name: "and signals in a call of their own",
      spec: `${perDimension}, signals: true`,
      replies: 6,
      low: 2 * (150 + 150 + 0),
      high: 6 * 4096,
    },
    {
      name: "three repeats",
      spec: ", flags: true, repeat: 3",
      replies: 6,
      low: 3 * 2 * (2 * 150 + 2 * 40),
      high: 6 * 4096,
    },
    {
      name: "no more than a reply may be long",
      spec: ", flags: true, params: {max_output_tokens: 300}",
      replies: 2,
      low: 2 * 300,
      high: 2 * 300,
    },
  ])("$name", async ({ spec, replies, low, high }) => {
    const found = await estimateOf(spec, { answers: [answerOf("s001"), answerOf("s002")], inputUsd: 0 });
    expect(found).toMatchObject({ missingReplies: replies, missingAtMost: replies });
    expect(found.usdLow).toBeCloseTo((low * 10) / 1e6, 10);
    expect(found.usdHigh).toBeCloseTo((high * 10) / 1e6, 10);
  });
});

describe("an answer beyond the model's window, beside one within it", () => {
  const window = ", context_tokens: 4000, params: {max_output_tokens: 1000}";
  const weeks = Array.from(
    { length: 240 },
    (_, week) => ` In week ${week} we would measure and go on as before.`,
  );
  const answers = [answerOf("s001") + weeks.join(""), answerOf("s002")];

  // Read in as many segments as the questions beside it leave room for; the calls that score it follow, each with 4,000 tokens of
  // input and 1,000 of output at most, at $1 and $10 a million.
  it.each([
    { name: "in one call", spec: "", segments: 3, within: 1, later: 1 },
    { name: "one by one", spec: ", mode: per-dimension", segments: 2, within: 2, later: 2 },
    {
      name: "one by one, and flags",
      spec: ", mode: per-dimension, flags: true",
      segments: 3,
      within: 3,
      later: 3,
    },
    { name: "twice", spec: ", repeat: 2", segments: 2 * 3, within: 2, later: 2 },
    {
      name: "twice, and four times more where in doubt",
      spec: ", repeat: {at_least: 2, at_most: 6}",
      segments: 2 * 3,
      within: 2,
      later: 2,
      atMost: 3,
    },
  ])("is scored $name", async ({ spec, segments, within, later, atMost = 1 }) => {
    const found = await estimateOf(`${spec}${window}`, { answers, inputUsd: 1 });
    expect(found.missingReplies).toBe(segments + within);
    expect(found.missingAtMost).toBe(atMost * (segments + within + later));
    const askedUsd = (found.inputTokens * 1 + (segments + within) * 1000 * 10) / 1e6;
    const laterUsd = (later * (4000 * 1 + 1000 * 10)) / 1e6;
    expect(found.usdHigh).toBeCloseTo(atMost * (askedUsd + laterUsd), 10);
  });

  it("is scored once for two graders that ask the same", async () => {
    const same = `"openai:gpt-5.6-mini", base_url: "http://127.0.0.1:9/v1"${window}`;
    const found = await estimateOf(`${window}}\n  again: {model: ${same}`, { answers, inputUsd: 1 });
    expect(found).toMatchObject({ missingReplies: 3 + 1, missingAtMost: 3 + 1 + 1 });
  });
});
