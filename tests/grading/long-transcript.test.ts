import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ModelGraderSpec } from "../../src/domain/eval.ts";
import type { Sample } from "../../src/domain/sample.ts";
import { createModelGrader } from "../../src/grading/model-grader.ts";
import { segmentsOf } from "../../src/grading/segments.ts";
import type { ModelRequest } from "../../src/models/model.ts";
import { scriptedModel } from "../../src/models/scripted.ts";
import { countTokens } from "../../src/models/tokens.ts";
import { caseStudies, interview, rubricOf, specOf, templates } from "./fixtures.ts";

const dimensions = ["cost", "risk"];
const rubric = rubricOf(dimensions);

/** Ninety minutes in which every tenth answer says something of a dimension. */
const long: Sample = interview(
  ...Array.from({ length: 120 }, (_, index) => {
    if (index % 2 === 0) return `interviewer: And what about point ${index}?`;
    const filler = `On point ${index} we talked for a long while about nothing in particular. `.repeat(12);
    const told = index % 10 === 1 ? `Passage ${index} says that cost and risk were weighed. ` : "";
    return `candidate: ${told}${filler}`;
  }),
);

type Asked = { readonly segment: boolean; readonly prompt: string };

/** Copies out what the passages say where it is shown a segment; scores by the last passage that it is shown. */
function model(asked: Asked[]) {
  return scriptedModel((request: ModelRequest) => {
    const prompt = [...request.prompt.system, ...request.prompt.user].map(({ text }) => text).join("\n");
    const segment = prompt.includes("<topics>");
    asked.push({ segment, prompt });
    const passages = [
      ...prompt.matchAll(/^\[(\d+)\] candidate: (Passage \d+ says that cost and risk were weighed)/gm),
    ];
    const quotes = passages.map(([, turn, text]) => ({ turn: Number(turn), text }));
    if (segment) return JSON.stringify({ quotes: quotes.map((quote) => ({ ...quote, about: "cost" })) });
    const level = Math.min(5, Math.max(1, Math.round(quotes.length / 3)));
    const one = {
      evidence: quotes.slice(-1).map((quote) => ({ kind: "quote", ...quote })),
      rationale: `${quotes.length} passages`,
      level,
    };
    return JSON.stringify(
      request.tag.dimension === null ? Object.fromEntries(dimensions.map((id) => [id, one])) : one,
    );
  });
}

async function scoresWith(spec: Partial<ModelGraderSpec>) {
  const asked: Asked[] = [];
  const grade = createModelGrader({
    name: "judge",
    spec: specOf({ ...spec, params: { max_output_tokens: 500 } }),
    rubric,
    caseStudies,
    model: model(asked),
    salt: "",
    templates,
  });
  return { grade: await grade(long), asked };
}

describe("a transcript beyond the model's window", () => {
  it.each(["joint", "per-dimension"] as const)(
    "gets the scores of the whole one in %s mode",
    async (mode) => {
      const whole = await scoresWith({ mode });
      const segmented = await scoresWith({ mode, context_tokens: 6000 });
      expect(segmented.grade.scores).toEqual(whole.grade.scores);
      expect(whole.asked.some(({ segment }) => segment)).toBe(false);
      expect(segmented.asked.filter(({ segment }) => segment).length).toBeGreaterThan(2);
      expect(segmented.grade.replies.length).toBe(segmented.asked.length);
    },
  );

  it("is sent in no request that is longer than the window", async () => {
    const { asked } = await scoresWith({ context_tokens: 6000 });
    for (const { prompt } of asked) expect((await countTokens(prompt)) + 500).toBeLessThanOrEqual(6000);
  });

  it("says which turns are left out, under the numbers of the whole", async () => {
    const { asked } = await scoresWith({ context_tokens: 6000 });
    const scoring = asked.find(({ segment }) => !segment)?.prompt ?? "";
    expect(scoring).toContain("(turn 4 is left out)");
    expect(scoring).toContain("[2] candidate: Passage 1 says");
  });

  it("is sent whole where it fits", async () => {
    const { asked } = await scoresWith({ context_tokens: 200_000 });
    expect(asked.map(({ segment }) => segment)).toEqual([false]);
  });

  it("is unscored where a segment cannot be read, with the reason", async () => {
    const grade = createModelGrader({
      name: "judge",
      spec: specOf({ context_tokens: 6000, params: { max_output_tokens: 500 } }),
      rubric,
      caseStudies,
      model: scriptedModel(() => "no JSON"),
      salt: "",
      templates,
    });
    const { scores } = await grade(long);
    expect(scores).toMatchObject(dimensions.map((dimension) => ({ dimension, status: "unscored" })));
    expect(JSON.stringify(scores)).toContain("segment 1 could not be read");
  });
});

describe("segments", () => {
  const turns = fc.array(
    fc.record({
      role: fc.constantFrom("interviewer" as const, "candidate" as const),
      text: fc
        .array(fc.constantFrom("a", "word", "longer"), { minLength: 1, maxLength: 80 })
        .map((words) => words.join(" ")),
    }),
    { minLength: 1, maxLength: 40 },
  );

  it("hold every word of every turn in order, and fit", () => {
    fc.assert(
      fc.property(turns, fc.integer({ min: 80, max: 400 }), (given, capacity) => {
        const segments = segmentsOf(given, capacity, (text) => text.length);
        const said = given.map((_, index) =>
          [...new Set(segments.flat().filter(({ number }) => number === index + 1))]
            .map(({ text }) => text)
            .join(" "),
        );
        expect(said).toEqual(given.map(({ text }) => text));
        for (const segment of segments)
          expect(segment.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(1.5 * capacity);
      }),
    );
  });

  it("begin with the question that was open where they were cut", () => {
    const given = [
      { role: "interviewer" as const, text: "What of cost?" },
      ...Array.from({ length: 6 }, (_, index) => ({
        role: "candidate" as const,
        text: `${index} `.repeat(20).trim(),
      })),
    ];
    const segments = segmentsOf(given, 100, (text) => text.length);
    expect(segments.length).toBeGreaterThan(1);
    for (const segment of segments) expect(segment[0]?.text).toBe("What of cost?");
  });
});
