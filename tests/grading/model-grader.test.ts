import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ModelGraderSpec } from "../../src/domain/eval.ts";
import { levelsOf } from "../../src/domain/scale.ts";
import { scoreSchema, type Grade, type Score } from "../../src/domain/score.ts";
import { HarnessError } from "../../src/errors.ts";
import { createModelGrader } from "../../src/grading/model-grader.ts";
import type { ModelFailure, ModelRequest, Tag } from "../../src/models/model.ts";
import { scriptedModel, type Script } from "../../src/models/scripted.ts";
import { propertyRuns } from "../support/runs.ts";
import {
  answer,
  caseStudies,
  conversation,
  goodQuote,
  interview,
  rubricOf,
  specOf,
  templates,
} from "./fixtures.ts";

const rubric = rubricOf(["structure", "cost", "risk"]);
const invented = { kind: "quote", turn: 2, text: "we will triple the margin" } as const;

type Asked = {
  readonly grade: Grade;
  readonly requests: readonly ModelRequest[];
  readonly tags: readonly Tag[];
};

async function grade(spec: Partial<ModelGraderSpec>, script: Script, sample = conversation): Promise<Asked> {
  const requests: ModelRequest[] = [];
  const model = scriptedModel((request) => {
    requests.push(request);
    return script(request);
  });
  const grader = createModelGrader({
    name: "judge",
    spec: specOf(spec),
    rubric,
    caseStudies,
    model,
    salt: "",
    templates,
  });
  const graded = await grader(sample);
  return { grade: graded, requests, tags: requests.map(({ tag }) => tag) };
}

const joint = (answers: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({
    structure: answer(3),
    cost: answer(4),
    risk: answer(null, [], "risk was not asked"),
    ...answers,
  });
const single = (level: number | null, evidence = [goodQuote]): string =>
  JSON.stringify(answer(level, evidence));

function failure(kind: ModelFailure["kind"], fatal = false): ModelFailure {
  return {
    status: "failed",
    kind,
    message: "the endpoint said no",
    retryable: false,
    fatal,
    charged: "no",
    retryAfterMs: null,
  };
}

function gist({ scores }: Grade): readonly (number | string)[] {
  return scores.map((score) =>
    score.status === "scored" ? score.level : score.status === "unscored" ? score.reason : score.status,
  );
}

describe("a joint grader", () => {
  it("asks once and scores every dimension in the rubric's order", async () => {
    const { grade: graded, tags } = await grade({}, () => joint({}));
    expect(gist(graded)).toStrictEqual([3, 4, "not-observed"]);
    expect(graded.scores[2]).toStrictEqual({
      dimension: "risk",
      status: "not-observed",
      opportunity: "risk was not asked",
    });
    expect(tags).toStrictEqual([{ sample: "s1", dimension: null, repeat: 1, attempt: 1 }]);
    expect(graded).toMatchObject({ sampleId: "s1", grader: "judge", parts: [] });
    expect(graded.replies).toHaveLength(1);
  });

  it("keeps what it could read when a dimension is off the scale, and does not ask again", async () => {
    const { grade: graded, tags } = await grade({}, () => joint({ cost: answer(9) }));
    expect(gist(graded)).toStrictEqual([3, "off-menu", "not-observed"]);
    expect(tags).toHaveLength(1);
  });

  it("asks again for what it could not read, and the first reading of a dimension binds", async () => {
    const { grade: graded, tags } = await grade({ attempts: 3 }, ({ tag }) =>
      joint(tag.attempt === 1 ? { cost: "oops" } : { structure: answer(1), cost: answer(2) }),
    );
    expect(gist(graded)).toStrictEqual([3, 2, "not-observed"]);
    expect(tags.map(({ attempt }) => attempt)).toStrictEqual([1, 2]);
    expect(graded.replies).toHaveLength(2);
  });
});

describe("a per-dimension grader", () => {
  it("asks about every dimension in a call of its own", async () => {
    const { grade: graded, tags } = await grade({ mode: "per-dimension" }, () => single(3));
    expect(tags.map(({ dimension }) => dimension)).toStrictEqual(["structure", "cost", "risk"]);
    expect(gist(graded)).toStrictEqual([3, 3, 3]);
  });

  it("asks about those dimensions alone that somebody wants to know of", async () => {
    const asked: (string | null)[] = [];
    const model = scriptedModel(({ tag }) => {
      asked.push(tag.dimension);
      return single(3);
    });
    const spec = specOf({ mode: "per-dimension" });
    const grader = createModelGrader({
      name: "judge",
      spec,
      rubric,
      caseStudies,
      model,
      salt: "",
      templates,
    });
    const graded = await grader(conversation, ["risk", "cost"]);
    expect(asked).toStrictEqual(["cost", "risk"]);
    expect(graded.scores.map(({ dimension }) => dimension)).toStrictEqual(["cost", "risk"]);
  });

  it("loses only the dimension whose reply is bad", async () => {
    const { grade: graded } = await grade({ mode: "per-dimension", attempts: 1 }, ({ tag }) =>
      tag.dimension === "cost" ? "no idea" : single(3),
    );
    expect(gist(graded)).toStrictEqual([3, "unparsable", 3]);
  });

  it("lists its replies in the rubric's order, whichever came first", async () => {
    const scripted = scriptedModel(() => single(3));
    const slow: Readonly<Record<string, number>> = { structure: 0, cost: 20, risk: 0 };
    const model = {
      ...scripted,
      reply: async (request: ModelRequest) => {
        const { dimension } = request.tag;
        await new Promise((resolve) => setTimeout(resolve, slow[dimension ?? ""]));
        return { ...(await scripted.reply(request)), key: `key of ${dimension}` };
      },
    };
    const spec = specOf({ mode: "per-dimension" });
    const graded = await createModelGrader({
      name: "judge",
      spec,
      rubric,
      caseStudies,
      model,
      salt: "",
      templates,
    })(conversation);
    expect(graded.replies).toStrictEqual(["key of structure", "key of cost", "key of risk"]);
  });
});

describe("attempts", () => {
  const perDimension = { mode: "per-dimension" } as const;

  it.each([1, 2, 4])("an unreadable reply is asked for at most %i times", async (attempts) => {
    const { grade: graded, tags } = await grade({ attempts }, () => "I would rather not use JSON.");
    expect(gist(graded)).toStrictEqual(["unparsable", "unparsable", "unparsable"]);
    expect(tags.map(({ attempt }) => attempt)).toStrictEqual(
      Array.from({ length: attempts }, (_, index) => index + 1),
    );
    expect(graded.replies).toHaveLength(attempts);
  });

  it("asks again after a reply that was cut off, not after a refusal", async () => {
    const cut = await grade({}, ({ tag }) => ({
      text: joint({}),
      finish: tag.attempt === 1 ? "truncated" : "complete",
    }));
    expect(gist(cut.grade)).toStrictEqual([3, 4, "not-observed"]);
    const refused = await grade({}, () => ({ text: "", finish: "refused" }));
    expect(gist(refused.grade)).toStrictEqual(["refused", "refused", "refused"]);
    expect(refused.tags).toHaveLength(1);
  });

  it.each<{ kind: ModelFailure["kind"]; reason: string }>([
    { kind: "server", reason: "provider-error" },
    { kind: "bad-request", reason: "provider-error" },
    { kind: "no-reply", reason: "no-reply" },
  ])("a request that failed with $kind leaves its dimensions unscored: $reason", async ({ kind, reason }) => {
    const { grade: graded, tags } = await grade(perDimension, ({ tag }) =>
      tag.dimension === "cost" ? failure(kind) : single(3),
    );
    expect(gist(graded)).toStrictEqual([3, reason, 3]);
    expect(graded.scores[1]).toMatchObject({ detail: `${kind}: the endpoint said no` });
    expect(graded.replies).toHaveLength(2);
    expect(tags).toHaveLength(3);
  });

  it("a missing second reply does not hide that the first could not be read", async () => {
    const script: Script = ({ tag }) => (tag.attempt === 1 ? "prose" : failure("no-reply"));
    expect(gist((await grade({}, script)).grade)).toStrictEqual(["unparsable", "unparsable", "unparsable"]);
  });

  it.each([
    {
      name: "is read where the model has one",
      further: joint({}),
      expected: [3, 4, "not-observed"],
      attempts: 3,
    },
    {
      name: "is not made up where it has none",
      further: null,
      expected: ["unparsable", "unparsable", "unparsable"],
      attempts: 2,
    },
  ])("an attempt beyond those of the grader $name", async ({ further, expected, attempts }) => {
    const prose = scriptedModel(() => "prose");
    const later = scriptedModel(() => further ?? "");
    const model = {
      ...prose,
      further: async (request: ModelRequest) => (further === null ? null : later.reply(request)),
    };
    const grader = createModelGrader({
      name: "judge",
      spec: specOf(),
      rubric,
      caseStudies,
      model,
      salt: "",
      templates,
    });
    const graded = await grader(conversation);
    expect(gist(graded)).toStrictEqual(expected);
    expect(graded.replies).toHaveLength(attempts);
  });

  it("a failure after which no call can succeed stops the command", async () => {
    const stopped = grade(perDimension, () => failure("auth", true));
    await expect(stopped).rejects.toThrow(HarnessError);
    await expect(stopped).rejects.toMatchObject({ code: "provider", message: "the endpoint said no" });
  });
});

describe("evidence", () => {
  it("is shown with what was struck", async () => {
    const { grade: graded } = await grade({}, () =>
      joint({ cost: answer(4, [invented, { ...goodQuote, turn: 5 }]) }),
    );
    expect(graded.scores[1]).toStrictEqual({
      dimension: "cost",
      status: "scored",
      level: 4,
      rationale: "because",
      evidence: [
        { kind: "quote", turn: 2, quote: invented.text, struck: "not found in the transcript" },
        { kind: "quote", turn: 2, quote: goodQuote.text, struck: null },
      ],
    });
  });

  it("that fails is asked for once more, under the next attempt, with what failed shown", async () => {
    const { grade: graded, requests } = await grade({}, ({ tag }) =>
      tag.attempt === 1
        ? joint({ cost: answer(5, [invented]) })
        : joint({ structure: answer(1), cost: answer(3) }),
    );
    expect(gist(graded)).toStrictEqual([3, 3, "not-observed"]);
    expect(graded.replies).toHaveLength(2);
    const [first, repair] = requests;
    expect(repair?.tag).toStrictEqual({ sample: "s1", dimension: null, repeat: 1, attempt: 2 });
    expect(repair?.prompt.user.slice(0, -1)).toStrictEqual(first?.prompt.user);
    const shown = repair?.prompt.user.at(-1)?.text;
    expect(shown).toContain("cost: level 5 stands on no evidence that holds");
    expect(shown).toContain(`quote, turn 2: "${invented.text}" (not found in the transcript)`);
    expect(shown).not.toContain("structure:");
  });

  it("that fails again leaves the score unscored, and is not asked for a third time", async () => {
    const { grade: graded, tags } = await grade({ attempts: 5 }, () =>
      joint({ cost: answer(5, [invented]) }),
    );
    expect(gist(graded)).toStrictEqual([3, "no-evidence", "not-observed"]);
    expect(graded.scores[1]).toMatchObject({
      detail: "level 5 stands on no evidence that holds, nor did it when asked again",
      evidence: [{ struck: "not found in the transcript" }],
    });
    expect(tags).toHaveLength(2);
  });

  it.each<{ name: string; second: ReturnType<Script>; expected: string }>([
    { name: "prose", second: "sorry", expected: "no-evidence" },
    { name: "off the scale", second: joint({ cost: answer(8) }), expected: "no-evidence" },
    { name: "refused", second: { text: "", finish: "refused" }, expected: "no-evidence" },
    { name: "not recorded", second: failure("no-reply"), expected: "no-evidence" },
    { name: "a failed request", second: failure("server"), expected: "provider-error" },
    { name: "not observed", second: joint({ cost: answer(null, []) }), expected: "not-observed" },
  ])("whose repair is $name leaves $expected", async ({ second, expected }) => {
    const { grade: graded } = await grade({}, ({ tag }) =>
      tag.attempt === 1 ? joint({ cost: answer(5, []) }) : second,
    );
    expect(gist(graded)).toStrictEqual([3, expected, "not-observed"]);
  });

  it("is repaired under the attempt after the last one that was unreadable", async () => {
    const { tags } = await grade({}, ({ tag }) =>
      tag.attempt === 1 ? "prose" : joint({ cost: answer(5, []) }),
    );
    expect(tags.map(({ attempt }) => attempt)).toStrictEqual([1, 2, 3]);
  });

  it("of the interviewer earns nothing", async () => {
    const hint = { kind: "quote", turn: 1, text: "gold plating kills launches" } as const;
    const { grade: graded } = await grade({}, () => joint({ cost: answer(5, [hint]) }));
    expect(graded.scores[1]).toMatchObject({
      reason: "no-evidence",
      evidence: [{ struck: "interviewer's words" }],
    });
  });

  it("of absence carries a low level and no high one", async () => {
    const silence = { kind: "absence", turn: 3, text: "a unit cost" } as const;
    const { grade: graded } = await grade({}, () =>
      joint({ structure: answer(4, [silence]), cost: answer(1, [silence]) }),
    );
    expect(gist(graded)).toStrictEqual(["no-evidence", 1, "not-observed"]);
  });

  it("is neither checked nor shown where the grader declares none", async () => {
    const { grade: graded, tags } = await grade({ evidence: "none" }, () =>
      joint({ cost: answer(5, [invented]) }),
    );
    expect(graded.scores[1]).toStrictEqual({
      dimension: "cost",
      status: "scored",
      level: 5,
      evidence: [],
      rationale: "because",
    });
    expect(tags).toHaveLength(1);
  });
});

describe("a text grader", () => {
  const reply = { format: "text", pattern: "Score: (\\d)" } as const;

  it("reads one level from each reply", async () => {
    const { grade: graded } = await grade({ mode: "per-dimension", evidence: "none", reply }, ({ tag }) =>
      tag.dimension === "cost" ? "Vague. Score: 2" : "Fine. Score: 7",
    );
    expect(gist(graded)).toStrictEqual(["off-menu", 2, "off-menu"]);
  });

  it.each<{ name: string; spec: Partial<ModelGraderSpec>; problem: RegExp }>([
    { name: "asks for evidence", spec: { mode: "per-dimension", reply }, problem: /evidence: none/ },
    {
      name: "asks about several dimensions at once",
      spec: { evidence: "none", reply },
      problem: /mode: per-dimension/,
    },
  ])("that $name is refused", async ({ spec, problem }) => {
    await expect(grade(spec, () => "Score: 3")).rejects.toThrow(problem);
  });
});

describe("repeats", () => {
  it("are asked for under their own number, and averaged", async () => {
    const { grade: graded, tags } = await grade({ repeat: 3 }, ({ tag }) =>
      joint({ cost: answer(tag.repeat === 1 ? 3 : 4) }),
    );
    expect(tags.map(({ repeat }) => repeat)).toStrictEqual([1, 2, 3]);
    expect(gist(graded)).toStrictEqual([3, 11 / 3, "not-observed"]);
    expect(graded.parts.map(gist)).toStrictEqual([
      [3, 3, "not-observed"],
      [3, 4, "not-observed"],
      [3, 4, "not-observed"],
    ]);
    expect(graded.replies).toStrictEqual(graded.parts.flatMap(({ replies }) => replies));
  });
});

describe("levels by their probability", () => {
  const text = single(3);
  const at = text.lastIndexOf("3");
  const levelTokens = [
    { at, token: "3", top: [3, 4].map((level) => ({ token: String(level), logprob: Math.log(0.5) })) },
  ];

  it("are weighted, on the evidence of the level that was stated", async () => {
    const { grade: graded, requests } = await grade({ mode: "per-dimension", levels: "probability" }, () => ({
      text,
      levelTokens,
    }));
    expect(requests.every(({ logprobs }) => logprobs === true)).toBe(true);
    expect(graded.scores[0]).toMatchObject({ status: "scored", level: 3.5, spread: 0.5, confidence: 0.5 });
  });

  it("are never guessed: a reply without any is asked for again and then unscored", async () => {
    const { grade: graded, tags } = await grade({ mode: "per-dimension", levels: "probability" }, () => text);
    expect(tags).toHaveLength(6);
    expect(graded.scores[0]).toMatchObject({
      status: "unscored",
      reason: "unparsable",
      detail: "the reply does not say how probable its level was",
    });
  });
});

it("refuses a sample whose case study the dataset does not have", async () => {
  const lost = { ...interview("candidate: Hello there you."), caseStudyId: "lost" };
  await expect(grade({}, () => joint({}), lost)).rejects.toThrow(/case study "lost"/);
});

describe("whatever a model replies", () => {
  const claim = fc.record({
    kind: fc.constantFrom("quote", "absence", "hunch"),
    turn: fc.oneof(fc.integer({ min: -1, max: 8 }), fc.integer(), fc.double()),
    text: fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(goodQuote.text, invented.text, "gold plating kills launches", "Yes, exactly.", ""),
    ),
  });
  const reply = fc.oneof(
    fc.record({
      evidence: fc.array(claim, { maxLength: 4 }),
      rationale: fc.string({ unit: "binary" }),
      level: fc.oneof(fc.integer({ min: 0, max: 6 }), fc.double(), fc.constant(null)),
    }),
    fc.jsonValue(),
  );
  const text = fc.oneof(
    fc.dictionary(fc.constantFrom("structure", "cost", "risk"), reply).map((value) => JSON.stringify(value)),
    reply.map((value) => JSON.stringify(value)),
    fc.string({ unit: "binary" }),
  );
  const finish = fc.constantFrom(
    "complete" as const,
    "complete" as const,
    "truncated" as const,
    "refused" as const,
  );

  /** The rules that no reply may break. */
  function isLawful(score: Score): boolean {
    if (score.status !== "scored") return true;
    const held = score.evidence.filter(({ struck }) => struck === null);
    const spoken = held.filter(({ kind }) => kind === "quote");
    return (
      levelsOf(rubric.scale).includes(score.level) &&
      (score.level <= 2 ? held.length > 0 : spoken.length > 0) &&
      spoken.every(({ turn }) => conversation.transcript.turns[turn - 1]?.role === "candidate")
    );
  }

  it.each(["joint", "per-dimension"] as const)(
    "there is no level off the scale, no score without evidence that holds, and no exception (%s)",
    async (mode) => {
      await fc.assert(
        fc.asyncProperty(fc.infiniteStream(fc.tuple(text, finish)), async (stream) => {
          const { grade: graded } = await grade({ mode }, () => {
            const [text, finish] = stream.next().value;
            return { text, finish };
          });
          expect(graded.scores.map(({ dimension }) => dimension)).toStrictEqual([
            "structure",
            "cost",
            "risk",
          ]);
          for (const score of graded.scores) {
            expect(scoreSchema.safeParse(score).success).toBe(true);
            expect(isLawful(score)).toBe(true);
          }
        }),
        propertyRuns,
      );
    },
  );
});
