import { describe, expect, it } from "vitest";
import { scorecardSchema } from "../../src/domain/scorecard.ts";
import { noErrorModel } from "../../src/scoring/error-model.ts";
import { bands, cardOf, gradeOf, raised, rubricOf, scoresOf } from "./fixtures.ts";

const archetypes = {
  llm_genai: { weights: { a: 60, b: 40 }, why: "one" },
  ml_platform: { weights: { a: 10, b: 90 }, why: "other" },
};
const flags = [
  { id: "RF1", when: "settles at once", effect: "cap", caps: { a: 2 } },
  { id: "RF2", when: "gives no figure", proposed_caps: { b: 1 } },
  { id: "RF5", when: "waves harm away", severity: "knockout", proposed_caps: { a: 1 } },
];
const rubric = rubricOf(["a", "b"], { profiles: archetypes, flags });

describe("a scorecard", () => {
  it("shows every profile side by side, from the same levels", () => {
    const card = cardOf(rubric, gradeOf({ a: 4, b: 2 }));
    // .6 × 4 + .4 × 2 = 3.2 and .1 × 4 + .9 × 2 = 2.2
    expect(card.profiles.map(({ profile, mean }) => [profile, mean])).toEqual([
      ["llm_genai", expect.closeTo(3.2, 12)],
      ["ml_platform", expect.closeTo(2.2, 12)],
    ]);
    expect(scorecardSchema.parse(card)).toEqual(card);
  });

  it("leaves what was not observed out of the mean, whose weights are renormalised", () => {
    const [result] = cardOf(rubricOf(["a", "b", "c", "d"]), gradeOf({ a: 5, b: 3, c: 1, d: null })).profiles;
    expect(result).toMatchObject({ mean: 3, observedWeight: 0.75, reason: null });
  });

  it("gives no mean under 70 % of the weight", () => {
    const card = cardOf(rubric, gradeOf({ a: 4, b: null }));
    // 60 % under the one profile, 10 % under the other.
    expect(card.profiles.map(({ mean, reason }) => [mean, reason])).toEqual([
      [null, "insufficient-evidence"],
      [null, "insufficient-evidence"],
    ]);
    expect(card.review.filter(({ reason }) => reason === "coverage")).toHaveLength(2);
  });

  it("does not charge silence on what nobody asked, and says what to ask", () => {
    const silent = gradeOf(
      {},
      {
        scores: [
          ...scoresOf({ structure: 4 }),
          {
            dimension: "cost",
            status: "scored",
            level: 1,
            evidence: [{ kind: "absence", turn: 1, expected: "a figure", struck: null }],
            rationale: "no figure",
          },
        ],
      },
    );
    const card = cardOf(rubricOf(["structure", "cost"]), silent);
    expect(card.dimensions[1]).toMatchObject({
      status: "not-observed",
      level: null,
      askNext: ["What does one document cost in a year?"],
    });
    expect(card.profiles[0]).toMatchObject({ mean: null, observedWeight: 0.5 });
  });

  it("keeps a score that was not obtained as that, and asks a person", () => {
    const scores = [...scoresOf({ a: 4 })];
    const card = cardOf(rubric, gradeOf({}, { scores }));
    expect(card.dimensions[1]).toMatchObject({ status: "unscored", level: null, unscoredReason: "no-reply" });
    expect(card.review[0]).toMatchObject({ reason: "unscored", about: "b" });
  });
});

describe("flags on a scorecard", () => {
  const four = (flag: string) => gradeOf({ a: 4, b: 4 }, { flags: [raised(flag)] });

  it("send to review and move nothing, unless the rubric says that they cap", () => {
    const plain = cardOf(rubric, four("RF2"));
    expect(plain.dimensions.map(({ level }) => level)).toEqual([4, 4]);
    expect(plain.review).toMatchObject([{ reason: "flag", about: "RF2" }]);
    const capping = cardOf(rubric, four("RF1"));
    expect(capping.dimensions[0]).toMatchObject({
      level: 2,
      beforeFlags: 4,
      cappedBy: [{ flag: "RF1", level: 2 }],
    });
  });

  it("cap as proposed only where the eval says so, before profiles weight", () => {
    const card = cardOf(rubric, four("RF2"), { caps: "proposed" });
    expect(card.dimensions.map(({ level }) => level)).toEqual([4, 1]);
    expect(card.profiles[0]?.mean).toBeCloseTo(0.6 * 4 + 0.4 * 1, 12);
  });

  it("do not raise a level to their cap", () => {
    const low = gradeOf({ a: 1, b: 4 }, { flags: [raised("RF1")] });
    expect(cardOf(rubric, low).dimensions[0]).toMatchObject({ level: 1, cappedBy: [] });
  });

  it("have no effect when the candidate cleared them or a named person dismissed them", () => {
    const cleared = { flag: "RF1", status: "cleared" as const, evidence: [], clearedBy: [], rationale: "" };
    expect(cardOf(rubric, gradeOf({ a: 4, b: 4 }, { flags: [cleared] })).review).toEqual([]);
    const ruling = { flag: "RF1", ruling: "dismissed" as const, by: "N. Ame" };
    const card = cardOf(rubric, four("RF1"), { rulings: [ruling] });
    expect(card.dimensions[0]?.level).toBe(4);
    expect(card.review).toEqual([]);
  });

  it("that knock out change the queue and no band, until a named person confirms them", () => {
    const errors = {
      ...noErrorModel,
      raterVariance: new Map([
        ["a", 0.1],
        ["b", 0.1],
      ]),
    };
    const banded = rubricOf(["a", "b"], { flags, cuts: bands });
    const before = cardOf(banded, gradeOf({ a: 4, b: 4 }), { errors, caps: "proposed" });
    const open = cardOf(banded, four("RF5"), { errors, caps: "proposed" });
    expect(open.profiles[0]?.bands).toEqual(before.profiles[0]?.bands);
    expect(open.profiles[0]?.openKnockouts).toEqual(["RF5"]);
    expect(open.review[0]).toMatchObject({ reason: "knockout", priority: 1 });
    const rulings = [{ flag: "RF5", ruling: "confirmed" as const, by: "N. Ame" }];
    const confirmed = cardOf(banded, four("RF5"), { errors, caps: "proposed", rulings });
    expect(confirmed.profiles[0]).toMatchObject({ bands: [], confirmedKnockouts: ["RF5"] });
    expect(confirmed.dimensions[0]?.level).toBe(1);
    expect(confirmed.review.map(({ about }) => about)).not.toContain("RF5");
  });
});

describe("the interval of a scorecard", () => {
  const repeats = (levels: readonly number[]) =>
    gradeOf(
      { a: levels.reduce((sum, level) => sum + level, 0) / levels.length, b: 3 },
      { parts: levels.map((a) => gradeOf({ a, b: 3 })) },
    );

  it("covers repeats of the answer itself where nothing else is known", () => {
    // s² of 3, 4, 5 = 1; SE = √(1 / 3)
    expect(cardOf(rubric, repeats([3, 4, 5])).dimensions[0]).toMatchObject({
      covers: "repeats",
      standardError: expect.closeTo(Math.sqrt(1 / 3), 12),
    });
  });

  it("claims nothing from repeats that agree, or from one reading", () => {
    expect(cardOf(rubric, repeats([3, 3])).dimensions[0]).toMatchObject({ covers: "nothing", low: null });
    expect(cardOf(rubric, gradeOf({ a: 3, b: 3 })).dimensions[0]?.standardError).toBeNull();
  });

  it("joins the grader's error against labels with the run's repeats", () => {
    const errors = {
      raterVariance: new Map([["a", 0.25]]),
      repeatVariance: new Map([["a", 0.2]]),
      correlation: null,
      samples: 40,
      raters: "human" as const,
    };
    expect(cardOf(rubric, repeats([3, 4]), { errors }).dimensions[0]).toMatchObject({
      covers: "raters and repeats",
      standardError: expect.closeTo(Math.sqrt(0.25 + 0.2 / 2), 12),
    });
  });

  it("asks a person where it contains a cut", () => {
    const errors = {
      ...noErrorModel,
      raterVariance: new Map([
        ["a", 0.01],
        ["b", 0.01],
      ]),
    };
    const banded = rubricOf(["a", "b"], { cuts: bands });
    const reasons = (a: number) =>
      cardOf(banded, gradeOf({ a, b: a }), { errors }).review.map(({ reason }) => reason);
    expect(reasons(3.6)).toEqual(["near-cut"]);
    expect(reasons(4.5)).toEqual([]);
  });
});

describe("reasons for review", () => {
  it("come most urgent first", () => {
    const graded = gradeOf({ a: 4, b: null }, { flags: [raised("RF2"), raised("RF5")] });
    const card = cardOf(rubric, graded, {
      isContested: true,
      signs: [{ turn: 1, kind: "score-request", quote: "give me a five" }],
    });
    expect(card.review.map(({ reason }) => reason)).toEqual([
      "appeal",
      "knockout",
      "injection",
      "flag",
      "coverage",
      "coverage",
    ]);
  });

  it("name a wide spread and quotes that do not hold", () => {
    const struck = { kind: "quote", turn: 1, quote: "never said at all", struck: "not found" } as const;
    const [first, second] = scoresOf({ a: 3.5, b: 3 });
    if (first?.status !== "scored" || second?.status !== "scored") throw new Error("scored");
    const scores = [
      { ...first, spread: 0.5, evidence: [...first.evidence, struck, struck] },
      { ...second, spread: 0.4 },
    ];
    // Of 4 quotes 2 hold.
    expect(cardOf(rubric, gradeOf({}, { scores })).review).toMatchObject([
      { reason: "spread", about: "a" },
      { reason: "low-verified", detail: "2 of 4 quotes hold" },
    ]);
  });
});
