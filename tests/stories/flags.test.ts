import { describe, expect, it } from "vitest";
import type { Analysis } from "../../src/domain/analysis.ts";
import { startModelServer, type ServedRequest } from "../support/model-server.ts";
import { askedOf, createProject, evalPath, goodReply, sampleIds } from "../support/project.ts";

/** The grader raises the flag on the first six answers, of which the candidate cleared the last; the rater on the even ones. */
const raisedUntil = 6;
const numberOf = (sample: string): number => Number(sample.slice(1));
const quote = { kind: "quote", turn: 1, text: "begin with two friendly customers" };

function statusOf(sample: string): string {
  return numberOf(sample) < raisedUntil
    ? "raised"
    : numberOf(sample) === raisedUntil
      ? "cleared"
      : "not-raised";
}

function answer(request: ServedRequest): string {
  const { sample } = askedOf(request);
  const status = statusOf(sample);
  const flag = {
    evidence: status === "not-raised" ? [] : [quote],
    cleared_by: status === "cleared" ? [{ turn: 1, text: "measure before we open it" }] : [],
    rationale: "so",
    status,
  };
  const signals = [{ turn: 1, text: "measure before we open it to all", signal: "SS1" }];
  const further = request.prompt.includes("<flags>") ? { flags: { RF1: flag }, signals } : {};
  return JSON.stringify({ ...JSON.parse(goodReply(request)), ...further });
}

async function scene(spec: string, more = "") {
  const server = await startModelServer({ answer });
  const project = await createProject({
    graders: `  judge: {model: "openai:gpt-5.6-mini", base_url: "${server.url}/v1"${spec}}`,
    more: `gates: []\n${more}`,
  });
  await project.edit(
    "rubrics/r.yaml",
    "profiles:",
    'flags: [{id: RF1, when: "begins at once", cleared_when: "measures"}, {id: RF2, when: "elsewhere"}]\nsignals: [{id: SS1, when: "measures first"}]\nprofiles:',
  );
  await project.edit("datasets/d/case-studies/c.yaml", "provenance", "flags: [RF1]\nprovenance");
  const labels = sampleIds(12).map((id) => `${id},h1,flag:RF1,${Number(numberOf(id) % 2 === 0)}`);
  await project.write(
    "datasets/d/labels.csv",
    `${await project.read("datasets/d/labels.csv")}${labels.join("\n")}\n`,
  );
  return { server, project, [Symbol.asyncDispose]: server.close };
}

describe("a run whose grader is asked about flags", () => {
  it("keeps each finding and tag as a row, and holds the flags against the raters'", async () => {
    await using at = await scene(", flags: true, signals: true");
    const { code, out } = await at.project.touchstone(["run", evalPath, "-o", "result.json"]);
    expect(code).toBe(0);
    const { flags = [], signals = [], analysis } = await at.project.result();
    expect(flags.filter(({ flag }) => flag === "RF1").map(({ status }) => status)).toEqual(
      sampleIds(12).map(statusOf),
    );
    expect(flags.filter(({ flag }) => flag === "RF2").every(({ status }) => status === "not-observed")).toBe(
      true,
    );
    expect(signals).toHaveLength(12);
    const figure = (name: string) => analysis.agreement.find(({ statistic }) => statistic === name);
    // The grader raised 1-5, of which the rater raised 2 and 4; the rater raised 2, 4, 6, 8, 10 and 12, the grader 2 and 4.
    expect(figure("flag_precision")).toMatchObject({ dimension: "flag:RF1", value: 2 / 5, n: 5 });
    expect(figure("flag_recall")).toMatchObject({ value: 2 / 6, n: 6 });
    expect(out).toMatch(/^RF1 +judge +5 +1 +6 +0 +0$/m);
  });

  it("writes a ratings table on which agree finds the same of the flags", async () => {
    await using at = await scene(", flags: true");
    await at.project.touchstone(["run", evalPath, "-o", "result.json", "-o", "all.ratings.csv"]);
    await at.project.touchstone(["agree", "all.ratings.csv", "--grader", "judge", "-o", "agreed.json"]);
    const agreed: { analysis: Analysis } = JSON.parse(await at.project.read("agreed.json"));
    const figures = ({ agreement }: Analysis) =>
      agreement
        .filter(({ statistic, dimension }) => statistic.startsWith("flag_") && dimension === "flag:RF1")
        .map(({ statistic, value, n, low, high }) => ({ statistic, value, n, low, high }));
    expect(figures(agreed.analysis)).toEqual(figures((await at.project.result()).analysis));
    expect(figures(agreed.analysis)).toHaveLength(2);
  });

  it("asks one reply an answer, and none when it is run again", async () => {
    await using at = await scene(", flags: true");
    await at.project.touchstone(["run", evalPath]);
    expect(at.server.requests).toHaveLength(12);
    await at.project.touchstone(["run", evalPath]);
    expect(at.server.requests).toHaveLength(12);
  });
});

describe("a run whose grader is not asked about flags", () => {
  it("sends the same requests whether the rubric has flags or not, and has no rows of them", async () => {
    await using at = await scene("");
    await at.project.touchstone(["run", evalPath, "-o", "result.json"]);
    await using bare = await scene("");
    await bare.project.edit("rubrics/r.yaml", "flags: [", "flags: []\n# flags: [");
    await bare.project.touchstone(["run", evalPath, "-o", "result.json"]);
    const bodies = ({ server }: typeof at): string[] => server.requests.map(({ rawBody }) => rawBody).sort();
    expect(bodies(at)).toEqual(bodies(bare));
    expect(await at.project.result()).not.toHaveProperty("flags");
  });

  it("is refused where it asks for what the rubric does not have", async () => {
    await using at = await scene(", flags: true, signals: true");
    await at.project.edit("rubrics/r.yaml", "flags: [", "flags: []\n# flags: [");
    await at.project.edit("rubrics/r.yaml", "signals: [", "# signals: [");
    const { code, err } = await at.project.touchstone(["run", evalPath]);
    expect(code).toBe(2);
    expect(err).toContain("graders.judge.flags: rubric r has no flags");
    expect(err).toContain("graders.judge.signals: rubric r has no signals");
  });
});
