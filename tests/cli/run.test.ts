import { describe, expect, it } from "vitest";
import * as z from "zod";
import { contraryJudge, evalPath, goodJudge, judgedProject, silentJudge, type Judgement } from "./judged.ts";
import { createProject } from "../support/project.ts";

const required = "gates:\n  - {metric: qwk, at_least: 0.5, role: required}";
const advisory = required.replace("required", "advisory");
const failing = `${required}\non_inconclusive: fail`;

type Case = {
  readonly name: string;
  readonly judge: Judgement;
  readonly more: string;
  readonly samples?: number;
  readonly code: number;
  readonly word: string;
};

describe("the exit code of run", () => {
  it.each<Case>([
    {
      name: "0 where every required gate holds",
      judge: goodJudge,
      more: required,
      code: 0,
      word: "PASS: all 2 required gates held.",
    },
    {
      name: "1 where a required gate fails",
      judge: contraryJudge,
      more: required,
      code: 1,
      word: "FAIL: 2 of 2 required gates failed.",
    },
    {
      name: "0 where an advisory gate fails",
      judge: contraryJudge,
      more: advisory,
      code: 0,
      word: "PASS: no required gate; the figures are for reading, not for trust. Advisory: 0 passed, 2 failed",
    },
    {
      name: "0 where too few answers decide nothing",
      judge: goodJudge,
      more: required,
      samples: 12,
      code: 0,
      word: "INCONCLUSIVE: 2 of 2 required gates",
    },
    {
      name: "1 for the same under on_inconclusive: fail",
      judge: goodJudge,
      more: failing,
      samples: 12,
      code: 1,
      word: "INCONCLUSIVE: 2 of 2 required gates",
    },
    {
      name: "0 under on_inconclusive: fail where all is decided",
      judge: goodJudge,
      more: failing,
      code: 0,
      word: "PASS",
    },
    {
      name: "3 where a grader has no score at all, whatever gates say",
      judge: silentJudge,
      more: "gates: []",
      code: 3,
      word: "PASS",
    },
  ])("is $name", async ({ judge, more, samples = 40, code, word }) => {
    const project = await judgedProject({ judges: { judge }, more, samples });
    const finished = await project.touchstone(["run", evalPath]);
    expect(finished.out).toContain(word);
    expect(finished.code).toBe(code);
  });

  it("is 3 with the silent grader named, while the report of the others is printed and kept", async () => {
    const project = await judgedProject({ judges: { good: goodJudge, mute: silentJudge } });
    const { code, err, out } = await project.touchstone(["run", evalPath, "-o", "x.json"]);
    expect(code).toBe(3);
    expect(err).toContain("no score at all from mute (not-imported): ");
    expect(out).toContain("mute: 80 scores missing (80 not-imported)");
    expect((await project.result("x.json")).scores.length).toBe(160);
    expect((await project.touchstone(["report"])).out).toBe(out);
  });
});

describe("run --all", () => {
  it("shows every statistic with its n; the short report shows the table alone", async () => {
    const project = await judgedProject();
    const short = await project.touchstone(["run", evalPath]);
    const all = await project.touchstone(["run", evalPath, "--all"]);
    for (const statistic of ["kendall_tau_b", "pearson", "mae", "within_1"]) {
      expect(short.out).not.toContain(statistic);
      expect(all.out).toMatch(new RegExp(`risk +${statistic} .* 40 `));
    }
    expect(all.out).toContain("qwk: quadratic weighted kappa");
  });
});

describe("a partial run", () => {
  it.each([
    { flags: ["--limit", "30"], named: "--limit 30", scores: 30 * 2 * 2 },
    { flags: ["--seed", "7"], named: "--seed 7", scores: 40 * 2 * 2 },
    { flags: ["--grader", "good"], named: "--grader good", scores: 40 * 2 },
  ])("with $named says so first and cannot become a baseline", async ({ flags, named, scores }) => {
    const project = await judgedProject({ judges: { good: goodJudge, other: goodJudge } });
    await project.touchstone(["run", evalPath, "-o", "whole.json"]);
    const { code, out } = await project.touchstone(["run", evalPath, ...flags, "-o", "part.json"], {
      now: () => Date.UTC(2027, 0),
    });
    expect(code).toBe(0);
    expect(out).toContain(`! Partial run (${named}): it cannot become a baseline.`);
    const [part, whole] = [await project.result("part.json"), await project.result("whole.json")];
    expect(part.partial).toEqual([named]);
    expect(part.scores.length).toBe(scores);
    expect(part.fingerprint.hash).not.toBe(whole.fingerprint.hash);

    const accepted = await project.touchstone(["baseline", "accept", evalPath]);
    expect(accepted.code).toBe(2);
    expect(accepted.err).toBe(`a partial run (${named}) cannot become a baseline: run the whole eval\n`);
  });

  it("with a grader that the eval does not have is refused with the nearest name", async () => {
    const project = await judgedProject();
    const { code, err } = await project.touchstone(["run", evalPath, "--grader", "jugde"]);
    expect(code).toBe(2);
    expect(err).toBe(
      `--grader jugde: ${evalPath} has no such grader (did you mean "judge"?), expected one of judge\n`,
    );
  });
});

const eventSchema = z.looseObject({ kind: z.string() });

describe("run --json", () => {
  it("writes one event a line on stderr and nothing else there; the report stays on stdout", async () => {
    const project = await judgedProject({
      judges: { good: goodJudge, mute: silentJudge },
      more: "gates: []\nreplies: none-yet.jsonl.gz",
    });
    const { code, err, out } = await project.touchstone(["run", evalPath, "--json"]);
    const events = err
      .trimEnd()
      .split("\n")
      .map((line) => eventSchema.parse(JSON.parse(line)));
    const kinds = events.map(({ kind }) => kind);
    expect(code).toBe(3);
    expect(kinds.slice(0, 3)).toEqual(["note", "planned", "estimated"]);
    expect(kinds.filter((kind) => kind === "graded").length).toBe(80);
    expect(kinds.slice(-3)).toEqual(["analysing", "finished", "note"]);
    expect(events.at(-2)).toMatchObject({
      run: expect.stringMatching(/^story-[0-9a-f]{8}$/),
      boughtReplies: 0,
      spentUsd: 0,
    });
    expect(err).not.toContain("friendly customers");
    expect(out).toContain("PASS");
  });
});

describe("run --dry-run", () => {
  it.each(["run", "score", "calibrate"])(
    "of %s is asked for no file, which it would not write",
    async (name) => {
      const project = await createProject();
      const args = [name, evalPath, ...(name === "score" ? ["m.csv"] : []), "--dry-run", "-o", "x.json"];
      expect(await project.touchstone(args)).toMatchObject({
        code: 2,
        err: "--dry-run writes no report: leave out -o x.json\n",
      });
    },
  );

  it("prints the estimate, grades nothing and keeps no run", async () => {
    const project = await judgedProject();
    const { code, out } = await project.touchstone(["run", evalPath, "--dry-run"]);
    expect([code, out]).toEqual([
      0,
      "estimate: 0 replies to buy (0 in the store), about 0 input tokens, for $0.0000 to at most $0.0000 before repeats of unreadable replies\nsmallest detectable drop: not known, since no baseline and no comparable run of this eval is stored\n",
    ]);
    expect((await project.touchstone(["report"])).err).toContain("the store holds no run yet");
  });
});

describe("the power of a set in run --dry-run", () => {
  const power = async (project: Awaited<ReturnType<typeof judgedProject>>) =>
    /detects a drop in mean QWK of (\d\.\d\d) with 80 % power \(from (.*), two runs that err independently\)/
      .exec((await project.touchstone(["run", evalPath, "--dry-run"])).out)
      ?.slice(1);

  it("is guessed from the last run, and from the baseline once there is one", async () => {
    const project = await judgedProject({
      more: "gates: []\nregression: {baseline: story.baseline.jsonl}",
    });
    await project.touchstone(["run", evalPath]);
    const [fromRun, run] = (await power(project)) ?? [];
    expect(run).toMatch(/^run story-/);
    expect(Number(fromRun)).toBeGreaterThan(0.01);
    await project.touchstone(["baseline", "accept", evalPath]);
    expect(await power(project)).toEqual([fromRun, "the baseline"]);
  });
});

describe("flags of run", () => {
  it.each([
    { flags: ["--limit", "0"], sentence: "expected a whole number from 1" },
    { flags: ["--limit", "two"], sentence: "expected a whole number from 1" },
    { flags: ["-j", "1.5"], sentence: "expected a whole number from 1" },
    { flags: ["--seed", "-1"], sentence: "expected a whole number" },
    { flags: ["--max-cost", "0"], sentence: "expected US dollars above 0" },
    {
      flags: ["--offline", "--fresh"],
      sentence: "--offline buys nothing and --fresh asks again: leave one out",
    },
    { flags: ["--offline", "--retry-unscored"], sentence: "--retry-unscored asks again" },
    { flags: ["--limt", "3"], sentence: "(Did you mean --limit?)" },
    { flags: ["another.yaml"], sentence: "too many arguments" },
  ])("$flags are refused with exit 2", async ({ flags, sentence }) => {
    const project = await judgedProject({ samples: 12 });
    const { code, err, out } = await project.touchstone(["run", evalPath, ...flags]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(sentence);
  });
});
