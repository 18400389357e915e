import { describe, expect, it } from "vitest";
import { dossierSchema, loopSchema } from "../../src/domain/loop.ts";
import type { Rubric } from "../../src/domain/rubric.ts";
import type { Scorecard } from "../../src/domain/scorecard.ts";
import { dossierOf, type DossierInput } from "../../src/scoring/dossier.ts";
import { noErrorModel } from "../../src/scoring/error-model.ts";
import { caseStudy, cardOf, gradeOf, raised, rubricOf, sampleOf } from "./fixtures.ts";

const scorecard = rubricOf(["structure", "cost", "risk"], {
  profiles: { llm_genai: { weights: { structure: 50, cost: 40, risk: 10 }, why: "a test" } },
});

function stageRubric(
  id: string,
  maps: Readonly<Record<string, readonly string[]>>,
  flags: object[] = [],
): Rubric {
  const plain = rubricOf(Object.keys(maps));
  const dimensions = plain.dimensions.map((each) => ({ ...each, maps_to: maps[each.id] }));
  return rubricOf(Object.keys(maps), { id, dimensions, flags });
}

const rubrics = new Map([
  [
    "one",
    stageRubric("one", { opening: ["structure"], unit: ["cost"], growth: ["cost"] }, [
      { id: "RF07", when: "no figure", proposed_caps: { cost: 1 } },
    ]),
  ],
  ["two", stageRubric("two", { plan: ["structure", "cost"] })],
]);

const loop = loopSchema.parse({
  id: "loop",
  version: "1.0.0",
  title: "Two stages and one more",
  status: "draft",
  provenance: [],
  scorecard: "scorecard.yaml",
  case_studies: "cases",
  stages: [
    { id: "one", title: "First", rubric: "one.yaml", case_studies: ["contracts"], minutes: 30, weight: 60 },
    { id: "two", title: "Second", rubric: "two.yaml", case_studies: [], minutes: null, weight: 40 },
  ],
  why: "a test",
});

type Levels = Readonly<Record<string, number | null>>;

function cardFor(
  stage: string,
  levels: Levels,
  changes: { by?: string; variance?: number; flag?: string } = {},
): Scorecard {
  const rubric = rubrics.get(stage);
  if (rubric === undefined) throw new Error(stage);
  const { by = "judge", variance, flag } = changes;
  const grade = gradeOf(levels, { grader: by, ...(flag === undefined ? {} : { flags: [raised(flag)] }) });
  const known = rubric.dimensions.map(({ id }) => [id, variance ?? 0] as const);
  const errors = variance === undefined ? noErrorModel : { ...noErrorModel, raterVariance: new Map(known) };
  return {
    ...cardOf(rubric, grade, { errors, sample: sampleOf(undefined, `s-${stage}`) }),
    candidate: "ada",
  };
}

function joined(cards: readonly (readonly [string, Scorecard])[], changes: Partial<DossierInput> = {}) {
  const results = cards.map(([stage, card]) => ({
    stage,
    scorecard: card,
    transcript: sampleOf().transcript,
    caseStudy,
  }));
  return dossierOf({
    candidate: "ada",
    loop,
    scorecard,
    rubrics,
    caseStudies: new Map([[caseStudy.id, caseStudy]]),
    results,
    caps: "none",
    correlation: null,
    ...changes,
  });
}

describe("a dossier", () => {
  const both = joined([
    ["one", cardFor("one", { opening: 4, unit: 2, growth: 3 })],
    ["two", cardFor("two", { plan: 5 })],
  ]);
  const line = (id: string, dossier = both) => dossier.dimensions.find(({ dimension }) => dimension === id);

  it("lists every observation of a dimension with its stage, and joins them by the stages' weights", () => {
    // cost: stage one saw (2 + 3) / 2 = 2.5, stage two 5; .6 × 2.5 + .4 × 5 = 3.5
    expect(line("cost")).toMatchObject({
      level: 3.5,
      observations: [
        {
          stage: "one",
          level: 2.5,
          from: [
            { dimension: "unit", level: 2 },
            { dimension: "growth", level: 3 },
          ],
        },
        { stage: "two", level: 5, from: [{ dimension: "plan", level: 5 }] },
      ],
      spreadOfStages: 2.5,
      spreadOfRaters: null,
    });
    expect(dossierSchema.parse(both)).toEqual(both);
  });

  it("says what no stage observed and what to ask next", () => {
    expect(both.notObserved).toEqual(["risk"]);
    expect(line("risk")?.askNext).toEqual([
      { stage: "one", ask: "Which errors would be unacceptable?" },
      { stage: "two", ask: "Which errors would be unacceptable?" },
    ]);
    // structure .5 × 4.4 + cost .4 × 3.5, over .9
    expect(both.profiles[0]?.mean).toBeCloseTo((0.5 * 4.4 + 0.4 * 3.5) / 0.9, 12);
    expect(both.profiles[0]?.observedWeight).toBeCloseTo(0.9, 12);
  });

  it("shows a stage that was not held as missing, and no mean from too little", () => {
    const half = joined([["two", cardFor("two", { plan: null })]]);
    expect(half.stages.map(({ status }) => status)).toEqual(["missing", "scored"]);
    expect(half.profiles[0]).toMatchObject({ mean: null, reason: "nothing-observed" });
    expect(line("cost", half)?.askNext).toEqual([
      { stage: "one", ask: "still to be held; contracts asks for it in a follow-up" },
      { stage: "two", ask: "What does one document cost in a year?" },
    ]);
  });

  it("widens the error to what the stages' disagreement shows", () => {
    const small = { variance: 0.01 };
    const dossier = joined([
      ["one", cardFor("one", { opening: 4, unit: 2, growth: 3 }, small)],
      ["two", cardFor("two", { plan: 5 }, small)],
    ]);
    // between = 2 × (.36 × (2.5 − 3.5)² + .16 × (5 − 3.5)²) = 2 × (.36 + .36) = 1.44
    expect(line("cost", dossier)?.standardError).toBeCloseTo(1.2, 12);
    const agreeing = joined([
      ["one", cardFor("one", { opening: 4, unit: 3, growth: 3 }, small)],
      ["two", cardFor("two", { plan: 3 }, small)],
    ]);
    // Stage one's two dimensions may err together: .01; within = .36 × .01 + .16 × .01
    expect(line("cost", agreeing)?.standardError).toBeCloseTo(Math.sqrt(0.0052), 12);
  });

  it("averages the raters of a stage first, and shows how far apart they are", () => {
    const dossier = joined([
      ["one", cardFor("one", { opening: 5, unit: 3, growth: 3 }, { by: "h1" })],
      ["one", cardFor("one", { opening: 2, unit: 3, growth: 3 }, { by: "h2" })],
    ]);
    expect(line("structure", dossier)).toMatchObject({ level: 3.5, spreadOfRaters: 3, spreadOfStages: null });
    expect(dossier.review).toContainEqual({
      reason: "spread",
      priority: 4,
      about: "structure",
      detail: "raters of a stage are 3.0 levels apart",
    });
  });

  it("caps what a stage saw of a dimension where the eval takes the proposed caps", () => {
    const flagged = cardFor("one", { opening: 4, unit: 2, growth: 3 }, { flag: "RF07" });
    expect(line("cost", joined([["one", flagged]]))?.level).toBe(2.5);
    const dossier = joined([["one", flagged]], { caps: "proposed" });
    expect(line("cost", dossier)).toMatchObject({
      level: 1,
      observations: [{ cappedBy: [{ flag: "RF07", level: 1 }] }],
    });
    expect(dossier.flags).toMatchObject([{ stage: "one", finding: { flag: "RF07", status: "raised" } }]);
  });

  it.each([
    {
      rule: "an unknown stage",
      stage: "three",
      card: cardFor("one", { opening: 4 }),
      expected: 'loop loop has no stage "three", expected one of one, two',
    },
    {
      rule: "another candidate",
      stage: "one",
      card: { ...cardFor("one", { opening: 4 }), candidate: "bob" },
      expected: "it is bob's, not ada's",
    },
    {
      rule: "another rubric",
      stage: "two",
      card: cardFor("one", { opening: 4 }),
      expected: "it follows one 1.0.0, stage two is judged by two 1.0.0",
    },
  ])("refuses a scorecard of $rule", ({ stage, card, expected }) => {
    expect(() => joined([[stage, card]])).toThrow(expected);
  });
});
