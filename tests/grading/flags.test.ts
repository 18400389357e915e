import { describe, expect, it } from "vitest";
import { caseStudySchema } from "../../src/domain/case-study.ts";
import type { ModelGraderSpec } from "../../src/domain/eval.ts";
import type { FlagFinding } from "../../src/domain/flag.ts";
import { rubricSchema } from "../../src/domain/rubric.ts";
import { flagRows, signalRows, type Grade } from "../../src/domain/score.ts";
import { joinGrades } from "../../src/grading/join-grades.ts";
import { createModelGrader } from "../../src/grading/model-grader.ts";
import type { ModelRequest } from "../../src/models/model.ts";
import { scriptedModel, type Script } from "../../src/models/scripted.ts";
import { answer, caseStudy, interview, rubricOf, specOf, templates } from "./fixtures.ts";

const rubric = rubricSchema.parse({
  ...rubricOf(["structure"]),
  flags: [
    { id: "RF01", when: "settles on one model", cleared_when: "compares it with another" },
    { id: "RF07", when: "ends without a cost figure", basis: "absence", cleared_when: "gives one" },
    { id: "RF14", when: "has no step at all" },
    { id: "RF99", when: "never occurs in this case" },
  ],
  signals: [
    { id: "SS01", when: "starts from the problem" },
    { id: "SS03", when: "works out a unit cost" },
  ],
});
const withFlags = caseStudySchema.parse({ ...caseStudy, flags: ["RF01", "RF07", "RF14"] });

const talk = interview(
  "interviewer: How would you launch contract review, and what may it cost?",
  "candidate: We take the big model from Acme and we are done with it.",
  "interviewer: Why that one?",
  "candidate: Fair, I'd hold it against a small open model on price per contract first.",
);
const jumps = { kind: "quote", turn: 2, text: "We take the big model from Acme" } as const;
const compares = { turn: 4, text: "hold it against a small open model on price per contract" };
const silence = { kind: "absence", turn: 1, text: "a cost figure" } as const;
const quiet = { evidence: [], cleared_by: [], rationale: "not so", status: "not-raised" };
const scored = answer(3, [jumps]);

type Asked = { readonly grade: Grade; readonly requests: readonly ModelRequest[] };

async function grade(spec: Partial<ModelGraderSpec>, script: Script, sample = talk): Promise<Asked> {
  const requests: ModelRequest[] = [];
  const model = scriptedModel((request) => {
    requests.push(request);
    return script(request);
  });
  const caseStudies = new Map([[withFlags.id, withFlags]]);
  const setup = { name: "judge", spec: specOf(spec), rubric, caseStudies, model, salt: "", templates };
  return { grade: await createModelGrader(setup)(sample), requests };
}

function reply(flags: Readonly<Record<string, unknown>>, signals: readonly unknown[] = []): string {
  const answered = { RF01: quiet, RF07: quiet, RF14: quiet, ...flags };
  return JSON.stringify({ structure: scored, flags: answered, signals });
}

function statusOf(graded: Grade, id: string): FlagFinding["status"] | undefined {
  return graded.flags?.find(({ flag }) => flag === id)?.status;
}

describe("a grader that is not asked about flags", () => {
  it("asks and answers as if the rubric had none", async () => {
    const { grade: graded, requests } = await grade({}, () => reply({}));
    expect(JSON.stringify(requests[0]?.prompt)).not.toMatch(/RF0|SS0/);
    expect(graded).not.toHaveProperty("flags");
    expect(flagRows(graded)).toStrictEqual([]);
  });
});

describe("a joint grader with flags", () => {
  it("asks in the same call about the flags that the case study gives occasion for, and about no other", async () => {
    const { grade: graded, requests } = await grade({ flags: true }, () => reply({}));
    expect(requests).toHaveLength(1);
    const [request] = requests;
    expect(request?.prompt.system.at(-1)?.cache).toBe(true);
    expect(request?.prompt.system.at(-1)?.text).toContain('<flag id="RF07" basis="absence">');
    expect(JSON.stringify(request?.prompt)).not.toContain("RF99");
    expect(graded.flags?.map(({ flag, status }) => [flag, status])).toStrictEqual([
      ["RF01", "not-raised"],
      ["RF07", "not-raised"],
      ["RF14", "not-raised"],
      ["RF99", "not-observed"],
    ]);
  });

  it.each([
    {
      name: "a quote that holds raises it",
      answered: { evidence: [jumps], cleared_by: [], status: "raised" },
      status: "raised",
    },
    {
      name: "the candidate's later words clear it",
      answered: { evidence: [jumps], cleared_by: [compares], status: "cleared" },
      status: "cleared",
    },
    {
      name: "words that nobody said do not clear it",
      answered: {
        evidence: [jumps],
        cleared_by: [{ turn: 4, text: "we would compare three vendors" }],
        status: "cleared",
      },
      status: "raised",
    },
    {
      name: "the interviewer's words do not clear it",
      answered: { evidence: [jumps], cleared_by: [{ turn: 1, text: "what may it cost" }], status: "cleared" },
      status: "raised",
    },
    {
      name: "earlier words do not clear it",
      answered: {
        evidence: [{ ...jumps, turn: 4, text: compares.text }],
        cleared_by: [{ turn: 2, text: jumps.text }],
        status: "cleared",
      },
      status: "raised",
    },
    {
      name: "an absence does not carry a flag that rests on a quote",
      answered: { evidence: [silence], cleared_by: [], status: "raised" },
      status: "unscored",
    },
  ])("$name", async ({ answered, status }) => {
    const { grade: graded } = await grade({ flags: true }, () =>
      reply({ RF01: { ...answered, rationale: "so" } }),
    );
    expect(statusOf(graded, "RF01")).toBe(status);
  });

  it("clears by words further on in the same turn, as a written answer has only one", async () => {
    const written = interview(
      "candidate: We take Acme's model. No wait, first I compare it with a small one.",
    );
    const quote = (text: string) => ({ kind: "quote" as const, turn: 1, text });
    const said = {
      evidence: [quote("We take Acme's model")],
      cleared_by: [quote("first I compare it")],
      rationale: "so",
      status: "cleared",
    };
    const script: Script = () => reply({ RF01: said });
    expect(statusOf((await grade({ flags: true }, script, written)).grade, "RF01")).toBe("cleared");
    const backwards = { ...said, evidence: said.cleared_by, cleared_by: said.evidence };
    const reversed = await grade({ flags: true }, () => reply({ RF01: backwards }), written);
    expect(statusOf(reversed.grade, "RF01")).toBe("raised");
  });

  it("raises a flag of absence by the turn that gave the opportunity, and by no other", async () => {
    const said = (turn: number) => ({
      evidence: [{ ...silence, turn }],
      cleared_by: [],
      rationale: "so",
      status: "raised",
    });
    expect(statusOf((await grade({ flags: true }, () => reply({ RF07: said(3) }))).grade, "RF07")).toBe(
      "raised",
    );
    expect(statusOf((await grade({ flags: true }, () => reply({ RF07: said(2) }))).grade, "RF07")).toBe(
      "unscored",
    );
  });

  it("shows evidence that failed once more, counted, and takes the answer that holds", async () => {
    const invented = { ...jumps, text: "the most expensive model there is" };
    const { grade: graded, requests } = await grade({ flags: true }, ({ tag }) =>
      reply({
        RF01: {
          evidence: [tag.attempt === 1 ? invented : jumps],
          cleared_by: [],
          rationale: "so",
          status: "raised",
        },
      }),
    );
    expect(requests).toHaveLength(2);
    expect(requests[1]?.prompt.user.at(-1)?.text).toContain(
      "flag RF01: raised stands on no evidence that holds",
    );
    expect(requests[1]?.prompt.user.at(-1)?.text).toContain("Under every flag not listed above");
    expect(statusOf(graded, "RF01")).toBe("raised");
    expect(graded.replies).toHaveLength(2);
  });

  it("loses only the flag whose answer is bad", async () => {
    const { grade: graded } = await grade({ flags: true, attempts: 1 }, () => reply({ RF01: "yes" }));
    expect(graded.flags?.map(({ status }) => status)).toStrictEqual([
      "unscored",
      "not-raised",
      "not-raised",
      "not-observed",
    ]);
    expect(graded.scores[0]?.status).toBe("scored");
  });

  it("is refused where nothing could be checked", async () => {
    await expect(grade({ flags: true, evidence: "none" }, () => reply({}))).rejects.toThrow(
      "graders.judge: flags",
    );
  });
});

describe("a per-dimension grader with flags", () => {
  it("asks about them in one call of its own over the prefix that the dimensions share", async () => {
    const { grade: graded, requests } = await grade({ mode: "per-dimension", flags: true }, ({ tag }) =>
      tag.dimension === "flags"
        ? JSON.stringify({ flags: { RF01: quiet, RF07: quiet, RF14: quiet } })
        : JSON.stringify(scored),
    );
    expect(requests.map(({ tag }) => tag.dimension)).toStrictEqual(["structure", "flags"]);
    const [first, second] = requests.map(({ prompt }) => [...prompt.system, ...prompt.user].slice(0, -1));
    expect(second).toStrictEqual(first);
    expect(statusOf(graded, "RF14")).toBe("not-raised");
    expect(graded.scores.map(({ dimension }) => dimension)).toStrictEqual(["structure"]);
  });
});

describe("signals", () => {
  it("are tags with a quote that holds, and move no level", async () => {
    const tags = [
      { signal: "SS03", turn: 4, text: "price per contract first" },
      { signal: "SS01", turn: 2, text: "words that nobody said" },
    ];
    const { grade: graded } = await grade({ signals: true }, () => reply({}, tags));
    const plain = await grade({}, () => reply({}));
    expect(signalRows(graded)).toMatchObject([
      { sample: "s1", grader: "judge", repeat: null, signal: "SS03" },
    ]);
    expect(graded.scores).toStrictEqual(plain.grade.scores);
  });
});

describe("repeats", () => {
  const finding = (status: "raised" | "not-raised"): FlagFinding =>
    status === "raised"
      ? { flag: "RF01", status, evidence: [], rationale: "so" }
      : { flag: "RF01", status, rationale: "not so" };
  const graded = (status: "raised" | "not-raised"): Grade => ({
    sampleId: "s1",
    grader: "judge",
    scores: [],
    flags: [finding(status)],
    replies: [],
    parts: [],
  });

  it.each([
    [["raised", "not-raised", "not-raised"], "not-raised"],
    [["raised", "raised", "not-raised"], "raised"],
    [["raised", "not-raised"], "raised"],
  ] as const)("that find %j together find %s: a tie asks a person", (statuses, expected) => {
    expect(joinGrades(statuses.map(graded)).flags?.[0]?.status).toBe(expected);
  });
});
