import { describe, expect, it } from "vitest";
import { comparisonSchema } from "../../src/domain/comparison.ts";
import { contraryJudge, evalPath, goodJudge, judgedProject, type Judgement } from "./judged.ts";

const gappy: Judgement = (sample, dimension) =>
  Number(sample.slice(1)) <= 5 ? "" : goodJudge(sample, dimension);

/** A project with one run of three judges, and its id. */
async function comparedProject() {
  const project = await judgedProject({ judges: { good: goodJudge, poor: contraryJudge, gappy } });
  const { err } = await project.touchstone(["run", evalPath, "-o", "result.json"]);
  await project.touchstone(["baseline", "accept", evalPath]);
  const compare = async (...args: string[]) => {
    const { code, out, err: said } = await project.touchstone(["compare", ...args, "-o", "compared.json"]);
    return {
      code,
      out,
      err: said,
      read: async () => comparisonSchema.parse(JSON.parse(await project.read("compared.json"))),
    };
  };
  return { project, compare, id: /run (\S+):/.exec(err)?.[1] ?? "" };
}

describe("compare", () => {
  it("compares two graders of one run, says which is worse and exits 1", async () => {
    const { compare, id } = await comparedProject();
    const { code, out, read } = await compare(`${id}:good`, `${id}:poor`);
    expect(code).toBe(1);
    expect(out).toContain("good -> poor: REGRESSED");
    const [primary] = (await read()).qwk;
    expect(primary).toMatchObject({
      graderA: "good",
      graderB: "poor",
      dimension: null,
      verdict: "regressed",
    });
    expect(primary?.high).toBeLessThan(0);
    const back = await compare(`${id}:poor`, `${id}:good`);
    expect(back.code).toBe(0);
    expect(back.out).toContain("poor -> good: IMPROVED");
  });

  it("finds a run equivalent to itself, wherever it is kept", async () => {
    const { compare, id } = await comparedProject();
    for (const [a, b] of [
      [id, "latest"],
      ["result.json", id],
      ["story", "evals/story.baseline.jsonl"],
    ] as const) {
      const { code, read } = await compare(a, b);
      expect(code).toBe(0);
      const { qwk, shift } = await read();
      expect(new Set(qwk.map(({ verdict }) => verdict))).toEqual(new Set(["equivalent"]));
      expect(new Set(shift.map(({ verdict }) => verdict))).toEqual(new Set(["identical"]));
      expect(
        qwk
          .filter(({ dimension }) => dimension === null)
          .map(({ graderA }) => graderA)
          .sort(),
      ).toEqual(["gappy", "good", "poor"]);
    }
  });

  it("uses the cells that both scored and reports what either lost", async () => {
    const { compare, id } = await comparedProject();
    const { read, code } = await compare(`${id}:good`, `${id}:gappy`);
    expect(code).toBe(0);
    const { qwk, shift, exact } = await read();
    expect(qwk[0]).toMatchObject({ verdict: "equivalent", difference: 0, n: 35 });
    expect(shift[0]).toMatchObject({ lost: 5, gained: 0, n: 35 });
    expect(exact[0]).toMatchObject({ n: 35, onlyA: 0, onlyB: 0, p: 1 });
  });

  it("tests exact agreement by McNemar: the good judge alone is right on what the contrary one turns", async () => {
    const { compare, id } = await comparedProject();
    const { exact } = await (await compare(`${id}:good`, `${id}:poor`)).read();
    const risk = exact.find(({ dimension }) => dimension === "risk");
    expect(risk?.agreeA).toBe(40);
    expect(risk?.onlyA).toBe(40 - (risk?.agreeB ?? 0));
    expect(risk?.p).toBeLessThan(0.001);
  });

  it("shows only how the scores moved where no labels are at hand, and takes them from --eval", async () => {
    const { compare } = await comparedProject();
    const files = ["result.json:good", "result.json:poor"] as const;
    const without = await compare(...files);
    expect(without.code).toBe(0);
    expect(without.out).toContain("No labels at hand");
    expect((await without.read()).qwk).toEqual([]);
    expect((await compare(...files, "--eval", evalPath)).code).toBe(1);
  });

  it("refuses what is not comparable, saying what differs, and exits 2", async () => {
    const { project, compare, id } = await comparedProject();
    await project.write("evals/other.yaml", `${await project.read(evalPath)}reference: {use: mean}\n`);
    await project.touchstone(["run", "evals/other.yaml"]);
    const { code, err } = await compare(id, "other");
    expect(code).toBe(2);
    expect(err).toContain(`non-comparable: ${id} and other differ in reference`);
  });

  it("names the graders there are where none fits", async () => {
    const { compare, id } = await comparedProject();
    const { code, err } = await compare(`${id}:god`, `${id}:poor`);
    expect(code).toBe(2);
    expect(err).toContain(`has no grader "god", expected one of ${id}:good, ${id}:poor, ${id}:gappy`);
  });
});
