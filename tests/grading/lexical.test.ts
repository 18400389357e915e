import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ClusterBy } from "../../src/domain/cluster.ts";
import { lexicalGraderSchema } from "../../src/domain/eval.ts";
import type { Label } from "../../src/domain/label.ts";
import type { Sample } from "../../src/domain/sample.ts";
import { levelsOf } from "../../src/domain/scale.ts";
import type { Score } from "../../src/domain/score.ts";
import { createLexicalGrader, nearestLevel } from "../../src/grading/lexical.ts";
import { propertyRuns } from "../support/runs.ts";
import { caseStudies, interview, rubricOf } from "./fixtures.ts";

const rubric = rubricOf(["structure", "cost"]);
const spec = lexicalGraderSchema.parse({ lexical: {} });

function sampleOf(id: string, candidate: string, text: string): Sample {
  return { ...interview(`candidate: ${text}`), id, candidate };
}

function labelOf(sampleId: string, dimension: string, value: number | null, rater = "r1"): Label {
  return {
    sampleId,
    rater,
    dimension,
    value,
    quote: null,
    round: null,
    blind: true,
    sampling: "all",
    at: null,
  };
}

/** The better the answer, the more reasons, numbers and words it has. */
function answerOf(quality: number, index: number): string {
  const reason = "I would measure recall because each contract costs $12, therefore we stop at 95%.";
  const filler = ["Maybe it could help.", "Perhaps.", "We talk to people.", "It depends on things."][
    index % 4
  ];
  return [...Array.from({ length: quality }, () => reason), filler].join(" ");
}

const golden = Array.from({ length: 30 }, (_, index) => ({ quality: 1 + (index % 5), index }));
const samples = golden.map(({ quality, index }) =>
  sampleOf(`s${index}`, `c${index % 15}`, answerOf(quality, index)),
);
const labels = golden.flatMap(({ quality, index }) => [
  labelOf(`s${index}`, "structure", quality),
  labelOf(`s${index}`, "structure", Math.min(5, quality + (index % 2)), "r2"),
  labelOf(`s${index}`, "cost", 6 - quality),
]);

function graderOf(
  overrides: {
    samples?: readonly Sample[];
    labels?: readonly Label[];
    cluster?: ClusterBy;
    seed?: number;
  } = {},
) {
  return createLexicalGrader({
    name: "floor",
    spec,
    rubric,
    caseStudies,
    samples,
    labels,
    cluster: "candidate",
    seed: 1,
    ...overrides,
  });
}

async function scoresOf(
  grader: ReturnType<typeof graderOf>,
  graded: readonly Sample[] = samples,
): Promise<Map<string, readonly Score[]>> {
  return new Map(
    await Promise.all(graded.map(async (sample) => [sample.id, (await grader(sample)).scores] as const)),
  );
}

const levelOf = (score: Score | undefined): number | null =>
  score?.status === "scored" ? score.level : null;

describe("createLexicalGrader", () => {
  it("learns what raters reward, out of fold", async () => {
    const scores = await scoresOf(graderOf());
    const errors = golden.map(({ quality, index }) =>
      Math.abs((levelOf(scores.get(`s${index}`)?.[0]) ?? 99) - quality),
    );
    // Always saying 3 errs by (2 + 1 + 0 + 1 + 2) ÷ 5 = 1.2.
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.7);
  });

  it("gives levels of the scale, without evidence or replies", async () => {
    for (const sample of samples) {
      const { scores, replies, parts } = await graderOf()(sample);
      expect(replies).toStrictEqual([]);
      expect(parts).toStrictEqual([]);
      for (const score of scores) {
        expect(levelsOf(rubric.scale)).toContain(levelOf(score));
        expect(score).toMatchObject({ status: "scored", evidence: [] });
      }
    }
  });

  it("never lets what was said of an answer, or of its candidate's other answers, move its own score", async () => {
    const before = await scoresOf(graderOf());
    await fc.assert(
      fc.asyncProperty(fc.nat(29), fc.integer({ min: 1, max: 5 }), async (index, value) => {
        const own = samples[index];
        if (own === undefined) return;
        const changed = labels.map((label) =>
          samples.some(({ id, candidate }) => id === label.sampleId && candidate === own.candidate)
            ? { ...label, value }
            : label,
        );
        expect((await graderOf({ labels: changed })(own)).scores).toStrictEqual(before.get(own.id));
        const removed = labels.filter(({ sampleId }) => sampleId !== own.id);
        expect((await graderOf({ labels: removed })(own)).scores).toStrictEqual(before.get(own.id));
      }),
      { numRuns: Math.min(propertyRuns.numRuns, 500) },
    );
  });

  it("does not depend on the order of answers, labels or questions", async () => {
    const before = await scoresOf(graderOf());
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(samples, { minLength: samples.length }),
        fc.shuffledSubarray(labels, { minLength: labels.length }),
        async (samples, labels) => {
          const after = await scoresOf(graderOf({ samples, labels }), samples);
          for (const { id } of samples) expect(after.get(id)).toStrictEqual(before.get(id));
        },
      ),
      { numRuns: Math.min(propertyRuns.numRuns, 500) },
    );
  });

  it("ranks answers that are alike by their ids, whatever their order", async () => {
    const alike = samples.map((sample) => ({
      ...sample,
      transcript: interview("candidate: The same.").transcript,
    }));
    expect(await scoresOf(graderOf({ samples: alike.toReversed() }), alike)).toStrictEqual(
      await scoresOf(graderOf({ samples: alike }), alike),
    );
  });

  it("is the same for the same seed and fitted on other folds for another", async () => {
    const rationales = async (seed: number): Promise<string> =>
      JSON.stringify([...(await scoresOf(graderOf({ seed })))]);
    expect(await rationales(1)).toBe(await rationales(1));
    expect(await rationales(1)).not.toBe(await rationales(2));
  });

  it("leaves a dimension unscored when fewer than 8 labelled answers lie outside the fold", async () => {
    const few = labels.filter(
      ({ sampleId, dimension }) => dimension === "structure" || Number(sampleId.slice(1)) < 8,
    );
    const scores = await scoresOf(graderOf({ labels: few }));
    expect(scores.get("s0")?.[0]).toMatchObject({ status: "scored" });
    expect(scores.get("s0")?.[1]).toMatchObject({ status: "unscored", reason: "not-fitted" });
  });

  it("learns nothing where all answers are one cluster", async () => {
    const [only] = samples;
    const { scores = [] } = only === undefined ? {} : await graderOf({ cluster: "case" })(only);
    expect(scores.map(({ status }) => status)).toStrictEqual(["unscored", "unscored"]);
  });

  it("learns nothing from a rater's not observed", async () => {
    const silent = labels.map((label) => ({ ...label, value: null }));
    expect((await scoresOf(graderOf({ labels: silent }))).get("s0")).toMatchObject([
      { reason: "not-fitted" },
      { reason: "not-fitted" },
    ]);
  });

  it("grades an answer it has never seen, even an empty one", async () => {
    const { scores } = await graderOf()(sampleOf("new", "c99", ""));
    expect(scores.map(({ status }) => status)).toStrictEqual(["scored", "scored"]);
    expect(scores).toMatchObject([
      { rationale: expect.stringContaining("learnt from 30 other answers") },
      {},
    ]);
  });

  it("reads the candidate's words only", async () => {
    const [first] = samples;
    if (first === undefined) return;
    const prompted = {
      ...first,
      transcript: {
        turns: [{ role: "interviewer" as const, text: answerOf(5, 1) }, ...first.transcript.turns],
      },
    };
    expect((await graderOf()(prompted)).scores).toStrictEqual((await graderOf()(first)).scores);
  });
});

describe("nearestLevel", () => {
  const scale = { min: 1, max: 5, step: 1 };
  it.each([
    { predicted: 3.4, level: 3 },
    { predicted: 3.6, level: 4 },
    { predicted: 1.5, level: 1 },
    { predicted: 2.5, level: 3 },
    { predicted: 3.5, level: 3 },
    { predicted: 4.5, level: 5 },
    { predicted: -2, level: 1 },
    { predicted: 9, level: 5 },
  ])("$predicted is nearest $level", ({ predicted, level }) => {
    expect(nearestLevel(scale, predicted)).toBe(level);
  });

  it("knows half points", () => {
    expect(nearestLevel({ min: 1, max: 4, step: 0.5 }, 2.7)).toBe(2.5);
  });
});
