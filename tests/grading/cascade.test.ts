import { describe, expect, it } from "vitest";
import { cascadeGraderSchema, type Doubt } from "../../src/domain/eval.ts";
import type { FlagFinding } from "../../src/domain/flag.ts";
import type { Rubric } from "../../src/domain/rubric.ts";
import type { Score } from "../../src/domain/score.ts";
import { cascade } from "../../src/grading/cascade.ts";
import type { Grader } from "../../src/grading/grader.ts";
import { conversation, rubricOf } from "./fixtures.ts";

const scored = (dimension: string, level: number, spread?: number): Score => ({
  dimension,
  status: "scored",
  level,
  evidence: [],
  rationale: "",
  ...(spread !== undefined && { spread }),
});
const unscored = (dimension: string, reason: "no-evidence" | "refused"): Score => ({
  dimension,
  status: "unscored",
  reason,
  detail: "",
  evidence: [],
});
const raised: FlagFinding = { flag: "RF01", status: "raised", evidence: [], rationale: "" };
const cuts: Rubric["cuts"] = {
  method: "m",
  source: "s",
  on: "2026-01-01",
  bands: [{ name: "yes", from: 3.5 }],
};

type Scene = {
  readonly when: readonly Doubt[];
  readonly first: readonly Score[];
  readonly flags?: readonly FlagFinding[];
  readonly more?: Readonly<Record<string, number>>;
};

/** A cascade over given scores; the second grader gives 5 and says what it was asked about. */
async function run({ when, first, flags, more }: Scene) {
  const asked: string[][] = [];
  const second: Grader = async ({ id }, about = []) => {
    asked.push([...about]);
    const scores = ["cost", "risk"].map((each) => scored(each, 5));
    return { sampleId: id, grader: "strong", scores, replies: ["strong"], parts: [] };
  };
  const setup = {
    name: "both",
    // oxlint-disable-next-line unicorn/no-thenable -- a key of an eval.
    spec: cascadeGraderSchema.parse({ cascade: { first: "cheap", then: "strong", when, ...more } }),
    rubric: { ...rubricOf(["cost", "risk"]), cuts },
    weights: { cost: 50, risk: 50 },
    second,
    first: async ({ id }: typeof conversation) => ({
      sampleId: id,
      grader: "cheap",
      scores: first,
      ...(flags !== undefined && { flags }),
      replies: ["cheap"],
      parts: [],
    }),
  };
  return { grade: await cascade(setup)(conversation), asked };
}

describe("a cascade", () => {
  it("leaves alone what is not in doubt: the second grader is not asked, and the first's grade is its only part", async () => {
    const { grade, asked } = await run({
      when: ["spread"],
      first: [scored("cost", 3, 0), scored("risk", 2)],
    });
    expect(asked).toStrictEqual([]);
    expect(grade).toMatchObject({ grader: "both", replies: ["cheap"], parts: [{ grader: "cheap" }] });
  });

  it("replaces doubtful dimensions and no other, even where the second grader answers on all", async () => {
    const { grade, asked } = await run({
      when: ["spread"],
      first: [scored("cost", 3, 0.5), scored("risk", 2)],
    });
    expect(asked).toStrictEqual([["cost"]]);
    expect(grade.scores).toMatchObject([
      { dimension: "cost", level: 5 },
      { dimension: "risk", level: 2 },
    ]);
    expect(grade.replies).toStrictEqual(["cheap", "strong"]);
    expect(grade.parts.map(({ grader }) => grader)).toStrictEqual(["cheap", "strong"]);
  });

  it.each<Scene & { name: string; doubtful: string[] }>([
    {
      name: "spread: one of five repeats a step off, a standard deviation of 0.4",
      when: ["spread"],
      first: [scored("cost", 3.2, 0.4), scored("risk", 3, 0.39)],
      doubtful: ["cost"],
    },
    {
      name: "spread: from where the eval says",
      when: ["spread"],
      more: { spread: 0.3 },
      first: [scored("cost", 3, 0.4), scored("risk", 3, 0.39)],
      doubtful: ["cost", "risk"],
    },
    {
      name: "no-evidence: a level that stands on none",
      when: ["no-evidence"],
      first: [unscored("cost", "no-evidence"), unscored("risk", "refused")],
      doubtful: ["cost"],
    },
    {
      name: "unscored: whatever the reason",
      when: ["unscored"],
      first: [unscored("cost", "no-evidence"), unscored("risk", "refused")],
      doubtful: ["cost", "risk"],
    },
    {
      name: "near-cut: a composite of (3 + 3) ÷ 2 half a step below 3.5",
      when: ["near-cut"],
      first: [scored("cost", 3), scored("risk", 3)],
      doubtful: ["cost", "risk"],
    },
    {
      name: "near-cut: not (3 + 2) ÷ 2, a whole step below",
      when: ["near-cut"],
      first: [scored("cost", 3), scored("risk", 2)],
      doubtful: [],
    },
    {
      name: "flag: a raised one puts the whole answer in doubt",
      when: ["flag"],
      flags: [raised],
      first: [scored("cost", 3), scored("risk", 3)],
      doubtful: ["cost", "risk"],
    },
    {
      name: "any of several",
      when: ["flag", "no-evidence"],
      flags: [{ flag: "RF01", status: "not-raised", rationale: "" }],
      first: [scored("cost", 3), unscored("risk", "no-evidence")],
      doubtful: ["risk"],
    },
  ])("doubts $name", async ({ doubtful, ...scene }) => {
    const { asked } = await run(scene);
    expect(asked.flat()).toStrictEqual(doubtful);
  });

  it("keeps the first grader's findings on flags, since the second is asked about dimensions", async () => {
    const { grade } = await run({ when: ["flag"], flags: [raised], first: [scored("cost", 3)] });
    expect(grade.flags).toStrictEqual([raised]);
  });
});
