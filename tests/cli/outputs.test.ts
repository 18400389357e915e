import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { agreementRowSchema } from "../../src/domain/analysis.ts";
import { runDocumentSchema, type RunDocument } from "../../src/domain/run.ts";
import { scoreRowSchema } from "../../src/domain/score.ts";
import { reports } from "../../src/reports/index.ts";
import { crosstab, type Pair } from "../../src/statistics/crosstab.ts";
import { quadraticWeightedKappa } from "../../src/statistics/quadratic-weighted-kappa.ts";
import { elementsNamed, parseXml } from "../reports/xml.ts";
import { levelOf } from "../support/project.ts";
import { evalPath, goodJudge, judgedProject, type Judgement } from "./judged.ts";

const endings = Object.keys(reports);

/** Silent on one answer, says of another that the dimension was not observed. */
const sparseJudge: Judgement = (sample, dimension) => {
  if (sample === "s002") return "";
  return sample === "s003" ? "NA" : levelOf(sample, dimension);
};

const more = [
  "gates:",
  "  - {metric: scored_share, at_least: 0.9}",
  "  - {metric: qwk, at_least: 1}",
  "  - {metric: exact, at_least: 0.9, dimension: risk, role: advisory}",
].join("\n");

function table(text: string): Record<string, string>[] {
  return parse(text, { columns: true });
}

function qwkOf(document: RunDocument, grader: string, dimension: string) {
  return document.analysis.agreement.find(
    (row) =>
      row.grader === grader &&
      row.dimension === dimension &&
      row.statistic === "qwk" &&
      row.against === "human",
  );
}

describe("run -o", () => {
  it("writes every format from one run, each readable by its own kind of program", async () => {
    const project = await judgedProject({ judges: { good: goodJudge, sparse: sparseJudge }, more });
    const outputs = endings.flatMap((ending) => ["-o", `out/x${ending}`]);
    const { code } = await project.touchstone(["run", evalPath, ...outputs]);
    expect(code).toBe(1);

    const document = runDocumentSchema.parse(await project.result("out/x.json"));
    expect(document.scores.length).toBe(2 * 40 * 2);

    const lines = (await project.read("out/x.jsonl")).trimEnd().split("\n");
    expect(lines.map((line) => scoreRowSchema.parse(JSON.parse(line)))).toEqual(document.scores);

    const rows = table(await project.read("out/x.csv"));
    expect(Object.keys(rows[0] ?? {})).toEqual(Object.keys(agreementRowSchema.shape));
    expect(rows.map(({ value }) => (value === "" ? null : Number(value)))).toEqual(
      document.analysis.agreement.map(({ value }) => value),
    );

    const markdown = await project.read("out/x.md");
    expect(markdown).toContain("# story: fail\n");
    expect(markdown).toContain("| good | QWK [95 %] | ceiling |");

    const suites = elementsNamed(parseXml(await project.read("out/x.junit.xml")), "testsuite");
    const counts = suites.map(({ attributes: { name, tests, failures, errors, skipped } }) => [
      name,
      ...[tests, failures, errors, skipped].map(Number),
    ]);
    const count = (verdict: string, isRequired: boolean): number =>
      document.analysis.gates.filter(
        (gate) => gate.verdict === verdict && (gate.role === "required") === isRequired,
      ).length;
    const skipped = count("inconclusive", true) + count("inconclusive", false) + count("fail", false);
    expect(counts).toEqual([
      ["gates", document.analysis.gates.length, count("fail", true), 0, skipped],
      ["regression", 0, 0, 0, 0],
      ["unscored samples", 1, 0, 1, 0],
    ]);
    expect(await project.read("out/x.junit.xml")).toContain('name="sparse · s002"');
    expect(await project.read("out/x.txt")).toContain("FAIL: ");
  });

  it("the ratings table alone gives the report's QWK, n and coverage again", async () => {
    const project = await judgedProject({ judges: { good: goodJudge, sparse: sparseJudge } });
    await project.touchstone(["run", evalPath, "-o", "x.json", "-o", "x.ratings.csv"]);
    const document = await project.result("x.json");
    const ratings = table(await project.read("x.ratings.csv"));
    const valuesOf = (rater: string, dimension: string): Map<string, number> =>
      new Map(
        ratings
          .filter(
            (row) =>
              row["rater"] === rater && row["dimension"] === dimension && /^\d/.test(row["value"] ?? ""),
          )
          .map((row) => [row["sample"] ?? "", Number(row["value"])]),
      );
    const pairsOf = (human: string, grader: string, dimension: string): Pair[] => {
      const levels = valuesOf(grader, dimension);
      return [...valuesOf(human, dimension)].flatMap(([sample, x]) => {
        const y = levels.get(sample);
        return y === undefined ? [] : [[x, y] as const];
      });
    };
    for (const grader of ["good", "sparse"]) {
      for (const dimension of ["cost", "risk"]) {
        const each = ["h1", "h2"].map((human) => pairsOf(human, grader, dimension));
        const kappas = each.map((pairs) => quadraticWeightedKappa(crosstab(pairs)) ?? Number.NaN);
        const row = qwkOf(document, grader, dimension);
        expect(row?.value).toBeCloseTo(kappas.reduce((sum, kappa) => sum + kappa) / 2, 12);
        expect(row?.n).toBe(each[0]?.length);
        expect(row?.coverage).toBeCloseTo((each[0]?.length ?? 0) / 40, 12);
      }
    }
    const missing = ratings.filter((row) => row["sample"] === "s002" && row["rater"] === "sparse");
    expect(missing.map((row) => [row["kind"], row["value"], row["reason"]])).toEqual([
      ["grader", "", "not-imported"],
      ["grader", "", "not-imported"],
    ]);
  });

  it("refuses an ending that no report has before anything is graded, naming those there are", async () => {
    const project = await judgedProject();
    const { code, err, out } = await project.touchstone(["run", evalPath, "-o", "x.xml"]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toBe(`x.xml: no report has this ending; expected one of ${endings.join(" ")}\n`);
  });

  it("gives the same JSON byte for byte when the same command is given again", async () => {
    const project = await judgedProject({ judges: { good: goodJudge, sparse: sparseJudge }, more });
    await project.edit(evalPath, "graders:", "graders:\n  floor: {lexical: {}}");
    await project.touchstone(["run", evalPath, "-o", "1.json"]);
    await project.touchstone(["run", evalPath, "-o", "2.json"], { now: () => 0, random: () => 0.9 });
    expect(await project.read("2.json")).toBe(await project.read("1.json"));
    expect(await project.read("1.json")).not.toContain(project.path);
  });
});
