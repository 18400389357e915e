import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { main } from "../../src/cli/main.ts";
import { agreementDocumentSchema, type AgreementDocument } from "../../src/domain/agreement.ts";
import type { AgreementRow } from "../../src/domain/analysis.ts";
import { runDocumentSchema } from "../../src/domain/run.ts";
import { collectingIo } from "../support/io.ts";
import { temporaryFolder } from "../support/temporary.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

type Agreed = {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly document: AgreementDocument;
  readonly read: (name: string) => Promise<string>;
};

/** Runs `touchstone agree` on a table, writing the document too. */
async function agree(table: string, args: readonly string[] = [], name = "ratings.csv"): Promise<Agreed> {
  const folder = await temporaryFolder();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  await writeFile(join(folder.path, name), table);
  const io = collectingIo({ cwd: folder.path });
  const code = await main(["agree", name, "-o", "found.json", "--replicates", "200", ...args], io);
  const read = (file: string): Promise<string> => readFile(join(folder.path, file), "utf8");
  const document =
    code === 0
      ? agreementDocumentSchema.parse(JSON.parse(await read("found.json")))
      : agreementDocumentSchema.parse(nothing);
  if (code === 0) expectSound(document);
  return { code, out: io.out(), err: io.err(), document, read };
}

const nothing: AgreementDocument = {
  schema: "touchstone.agreement/1",
  table: "",
  items: 0,
  ratings: 0,
  sources: [],
  dimensions: [],
  scale: { min: 0, max: 1, step: 1, declared: true },
  reference: "each",
  clusterBy: "item",
  leftOut: [],
  analysis: { agreement: [], cost: [], counts: [], gates: [], regression: [], banners: [] },
};

/** What holds of every document: a value or a reason, an interval or a reason, never NaN (which JSON writes as null). */
function expectSound({ analysis }: AgreementDocument): void {
  const unsound = analysis.agreement.filter(
    ({ value, reason, low, intervalReason }) =>
      (value === null) !== (reason !== null) || (low === null) !== (intervalReason !== null),
  );
  expect(unsound).toEqual([]);
}

function rowOf({ analysis }: AgreementDocument, grader: string, statistic: string): AgreementRow {
  const found = analysis.agreement.find(
    (row) => row.grader === grader && row.statistic === statistic && row.group === null,
  );
  if (found === undefined) throw new Error(`no ${statistic} of ${grader}`);
  return found;
}

/** `item,rater,value` of two raters and a judge on n items; `change` may say something else of the cell. */
function longTable(
  n: number,
  change: (item: number, rater: string, value: number) => unknown = (_, __, value) => value,
): string {
  const lines = Array.from({ length: n }, (_, index) => index + 1).flatMap((item) =>
    ["h1", "h2", "judge"].map((rater, shift) => {
      const value = ((item * 7 + (item % 4 === 0 ? shift : 0)) % 5) + 1;
      return `i${item},${rater},${String(change(item, rater, value))}\n`;
    }),
  );
  return `item,rater,value\n${lines.join("")}`;
}

describe("agree on the ratings of a run", () => {
  it("gives the numbers of the run, to the last bit", async () => {
    const folder = await temporaryFolder();
    onTestFinished(() => folder[Symbol.asyncDispose]());
    const at = (name: string): string => join(folder.path, name);
    const weights =
      "ml_literacy=25,product_sense=25,eval_metrics=20,cost_infra=15,safety_ethics=10,stakeholder=5";
    const golden = (await readFile(join(root, "evals/golden.yaml"), "utf8"))
      .replaceAll("../", root)
      .replace("golden.recorded.jsonl", join(root, "evals/golden.recorded.jsonl"));
    await writeFile(at("golden.yaml"), `${golden}replicates: 250\n`);
    const table = "x.ratings.csv";
    const asked = ["--replicates", "250", "--scale", "1-5", "--weights", weights, "-o", "y.json"];
    const io = collectingIo({ cwd: folder.path });
    expect(await main(["run", "golden.yaml", "-o", table, "-o", "x.json"], io)).toBe(0);
    expect(await main(["agree", table, ...asked], io)).toBe(0);

    const ran = runDocumentSchema.parse(JSON.parse(await readFile(at("x.json"), "utf8")));
    const agreed = agreementDocumentSchema.parse(JSON.parse(await readFile(at("y.json"), "utf8")));
    const figures = (rows: readonly AgreementRow[]) =>
      new Map(
        rows.map(
          ({
            grader,
            against,
            dimension,
            statistic,
            group,
            reference,
            value,
            low,
            high,
            n,
            coverage,
            missing,
            clusters,
            reason,
          }) => [
            [grader, against, dimension, statistic, group, reference].join(" "),
            { value, low, high, n, coverage, missing, clusters, reason },
          ],
        ),
      );
    const found = figures(agreed.analysis.agreement);
    const wanted = figures(ran.analysis.agreement);
    expect(wanted.size).toBeGreaterThan(200);
    expect(Array.from(wanted, ([name]) => [name, found.get(name)])).toEqual([...wanted]);
    expect(agreed.analysis.banners[0]).toBe(
      "The raters are models: figures are repeatability, not agreement with people.",
    );
  });
});

describe("who is compared with whom", () => {
  it("compares a named grader with all others", async () => {
    const { document, out } = await agree(longTable(40), ["--grader", "judge", "--scale", "1-5"]);
    expect(document.sources.map(({ name, role }) => [name, role])).toEqual([
      ["h1", "rater"],
      ["h2", "rater"],
      ["judge", "grader"],
    ]);
    expect(rowOf(document, "judge", "qwk")).toMatchObject({
      n: 40,
      coverage: 1,
      clusters: 40,
      clusterBy: "item",
    });
    expect(out).toMatch(/^judge +QWK/m);
  });

  it("compares each with all others where none is a grader, and says so", async () => {
    const { document } = await agree(longTable(40), ["--scale", "1-5"]);
    expect(document.sources.map(({ role }) => role)).toEqual(["each", "each", "each"]);
    expect(new Set(document.analysis.agreement.map(({ grader }) => grader))).toEqual(
      new Set(["h1", "h2", "judge", "human"]),
    );
    expect(document.analysis.banners).toContain(
      "No rater is a grader (--grader NAME): each is compared with all others.",
    );
  });

  it("takes models for graders where there are people, and for raters where there are none", async () => {
    const kinds = (people: string): string =>
      `item,rater,kind,value\n${[1, 2, 3, 1, 2].map((value, item) => `${item},a,${people},${value}\n${item},b,${people},${value}\n${item},m,model,${value}\n`).join("")}`;
    const roles = async (table: string) => (await agree(table)).document.sources.map(({ role }) => role);
    expect(await roles(kinds("human"))).toEqual(["rater", "rater", "grader"]);
    expect(await roles(kinds("model"))).toEqual(["each", "each", "each"]);
  });

  it("leaves other graders aside when one is named", async () => {
    const table = `item,rater,kind,value\n${[1, 2, 3, 1].map((value, item) => `${item},h,human,${value}\n${item},a,grader,${value}\n${item},b,grader,3\n`).join("")}`;
    const { document } = await agree(table, ["--grader", "a"]);
    expect(document.sources.map(({ role }) => role)).toEqual(["rater", "grader", "aside"]);
  });

  it.each([
    ["--grader", "juge", 'the table has no such rater (did you mean "judge"?)'],
    ["--reference", "rater:h3", 'the table has no such rater (did you mean "h1"?)'],
    ["--weights", "cost=1", "the table has no such dimension"],
    ["--dimension", "ratings", 'no rating is on dimension "ratings" (did you mean "rating"?)'],
  ])("refuses %s %s", async (flag, value, message) => {
    const { code, err } = await agree(longTable(12), [flag, value]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

describe("unusual sources", () => {
  it("does not take a rater called human for all raters", async () => {
    const table = longTable(40).replaceAll(",h2,", ",human,");
    const { document } = await agree(table, ["--scale", "1-5"]);
    const expected = await agree(longTable(40), ["--scale", "1-5"]);
    expect(rowOf(document, "human (rater)", "qwk").value).toBe(rowOf(expected.document, "h2", "qwk").value);
    expect(rowOf(document, "human", "qwk").value).toBe(rowOf(expected.document, "human", "qwk").value);
  });

  it("refuses a grader of several rounds, since one of them would silently win", async () => {
    const table = "item,rater,round,value\n1,a,1,2\n1,judge,1,2\n1,judge,2,3\n";
    const { code, err } = await agree(table, ["--grader", "judge"]);
    expect(code).toBe(2);
    expect(err).toContain("judge rated in the rounds 1, 2");
  });

  it("shows more than ten raters among themselves only", async () => {
    const rows = Array.from({ length: 12 }, (_, item) =>
      Array.from({ length: 11 }, (__, rater) => `${item},r${rater},${((item + (rater % 2)) % 5) + 1}\n`).join(
        "",
      ),
    );
    const { document } = await agree(`item,rater,value\n${rows.join("")}`);
    expect(new Set(document.analysis.agreement.map(({ grader }) => grader))).toEqual(new Set(["human"]));
    expect(rowOf(document, "human", "qwk").n).toBe(12);
  });
});

describe("the scale", () => {
  it.each([
    ["half points", longTable(20, (_, __, value) => value / 2), { min: 0.5, max: 2.5, step: 0.5 }],
    ["a scale from 0", longTable(20, (_, __, value) => value - 1), { min: 0, max: 4, step: 1 }],
    ["negative labels", longTable(20, (_, __, value) => value - 3), { min: -2, max: 2, step: 1 }],
    ["10 beside 2", longTable(20, (_, __, value) => value * 2), { min: 2, max: 10, step: 1 }],
    [
      "shares",
      longTable(20, (_, __, value) => value / 7),
      { min: 0.142857143, max: 0.714285714, step: null },
    ],
  ])("is inferred from %s, and said to be", async (_, table, expected) => {
    const { document } = await agree(table, ["--grader", "judge"]);
    expect(document.scale).toEqual({ ...expected, declared: false });
    expect(document.analysis.banners.join(" ")).toContain("is inferred from the values");
    expect(rowOf(document, "judge", "qwk").value).toBeGreaterThan(0.5);
  });

  it("orders 2 before 10: weighted kappa and alpha are those of 1 and 5", async () => {
    const ones = await agree(longTable(30), ["--grader", "judge", "--scale", "1-5"]);
    const twos = await agree(
      longTable(30, (_, __, value) => value * 2),
      ["--grader", "judge", "--scale", "2-10/2"],
    );
    for (const [grader, statistic] of [
      ["judge", "qwk"],
      ["judge", "kappa_quadratic"],
      ["human", "alpha_ordinal"],
    ] as const) {
      expect(rowOf(twos.document, grader, statistic).value).toBeCloseTo(
        rowOf(ones.document, grader, statistic).value ?? Number.NaN,
        12,
      );
    }
  });

  it("leaves out what is off a declared scale, counts it, and counts the grader's as missing", async () => {
    const { document, out } = await agree(longTable(40), ["--grader", "judge", "--scale", "1-4"]);
    expect(document.leftOut).toEqual([
      { reason: "off the scale", count: 24, examples: ["line 5: 5", "line 6: 5", "line 7: 5"] },
    ]);
    expect(out).toContain("! Left out: 24 off the scale 1-4 (line 5: 5; ");
    expect(document.analysis.counts).toMatchObject([
      { grader: "judge", scored: 32, unscored: 8, byReason: { "off-menu": 8 } },
    ]);
  });

  it("never rounds what lies between the levels: it counts, and statistics of categories are null", async () => {
    const table = longTable(30, (item, rater, value) => (item === 3 && rater === "judge" ? 2.5 : value));
    const { document } = await agree(table, ["--grader", "judge", "--scale", "1-5"]);
    expect(document.analysis.banners).toContain(
      "1 rating lies between the levels of 1-5; it counts as it is.",
    );
    expect(rowOf(document, "judge", "qwk").n).toBe(30);
    expect(rowOf(document, "judge", "kappa")).toMatchObject({ value: null, reason: "between_levels" });
  });

  it.each(["2", "-0.1", "many", ""])("refuses an epsilon of %j", async (epsilon) => {
    const { code, err } = await agree(longTable(3), [`--epsilon=${epsilon}`]);
    expect(code).toBe(2);
    expect(err).toContain("expected a share from 0 to below 1");
  });

  it("says how many raters a reliable mean takes", async () => {
    const { out, read } = await agree(longTable(40), ["--scale", "1-5", "--all", "-o", "x.md"]);
    const sentence = /raters, rating: (one|the mean of \d+) reaches phi \.80 \(one: 0\.\d\d\)/;
    expect(out).toMatch(sentence);
    expect(await read("x.md")).toMatch(sentence);
  });

  it("notes nothing beside a figure that has no interval", async () => {
    const { out, document } = await agree(longTable(40), ["--scale", "1-5", "--all"]);
    expect(rowOf(document, "judge", "kappa_max")).toMatchObject({ low: null, intervalReason: "none" });
    expect(out).toMatch(/^rating +kappa_max \(h1\) +\d\.\d\d +\d+ +100 % +\d+$/m);
    expect(out).not.toMatch(/ none$/m);
  });

  it.each(["5-1", "1", "1-5/0", "one-five"])("refuses %s", async (scale) => {
    const { code, err } = await agree(longTable(3), ["--scale", scale]);
    expect(code).toBe(2);
    expect(err).toContain("such as 1-5, 0-1 or 1-5/0.5");
  });
});

describe("ratings that are bad", () => {
  it("counts text in the value column with its lines, and computes from the rest", async () => {
    const table = longTable(40, (item, rater, value) => (item === 2 && rater === "h1" ? "good" : value));
    const { document } = await agree(table, ["--grader", "judge"]);
    expect(document.leftOut).toEqual([{ reason: "not a number", count: 1, examples: ["line 5: good"] }]);
    expect(rowOf(document, "judge", "qwk").n).toBe(40);
  });

  it("refuses a table of words and names the remedy", async () => {
    const table = "item,rater,value\n1,a,poor\n1,b,good\n";
    const { code, err } = await agree(table);
    expect(code).toBe(2);
    expect(err).toContain("no rating is a level: 2 not a number (line 2: poor; line 3: good)");
    expect(err).toContain("--map value:poor=1,fair=2,good=3");
    expect((await agree(table, ["--map", "value:poor=1,good=3"])).code).toBe(0);
  });

  it("finds nothing to compare with one rater", async () => {
    const { document, code } = await agree("item,rater,value\n1,a,3\n2,a,4\n3,a,1\n");
    expect(code).toBe(0);
    expect(document.analysis.banners[0]).toBe("One rater only: there is nobody to agree with.");
    expect(rowOf(document, "human", "qwk")).toMatchObject({ value: null, reason: "no_overlap", n: 0 });
  });

  it("finds no kappa in one item, and still shows that it agrees", async () => {
    const { document } = await agree("item,rater,value\n1,a,3\n1,b,3\n");
    expect(rowOf(document, "human", "qwk")).toMatchObject({ value: null, reason: "n_lt_2" });
    expect(rowOf(document, "human", "exact")).toMatchObject({
      value: 1,
      low: null,
      intervalReason: "few_clusters",
    });
  });

  it("never prints 1 for a kappa of ratings that are all equal", async () => {
    const { document, out } = await agree(
      longTable(30, () => 4),
      ["--grader", "judge"],
    );
    expect(rowOf(document, "judge", "qwk")).toMatchObject({ value: null, reason: "single_category", n: 30 });
    expect(rowOf(document, "judge", "exact").value).toBe(1);
    expect(out).toContain("judge, rating: no QWK: single_category (n=30)");
  });

  it("says that there is no overlap", async () => {
    const table = "item,rater,value\n1,a,3\n2,a,1\n3,b,2\n4,b,5\n";
    const { document } = await agree(table);
    expect(rowOf(document, "a", "qwk")).toMatchObject({
      value: null,
      reason: "no_overlap",
      n: 0,
      missing: 2,
    });
    expect(rowOf(document, "human", "alpha_ordinal")).toMatchObject({ value: null, reason: "no_overlap" });
  });

  it("takes the first of ratings that are there twice, and counts the others", async () => {
    const { document } = await agree(`${longTable(30)}i1,h1,1\ni2,judge,5\n`, ["--grader", "judge"]);
    expect(document.leftOut).toEqual([{ reason: "duplicate", count: 2, examples: ["line 92", "line 93"] }]);
    const once = await agree(longTable(30), ["--grader", "judge"]);
    expect(rowOf(document, "judge", "qwk").value).toBe(rowOf(once.document, "judge", "qwk").value);
  });

  it("computes from two in five ratings, with coverage and what missing ones could cost beside", async () => {
    const table = longTable(100, (item, rater, value) => ((item + rater.length) % 5 < 2 ? value : ""));
    const { document } = await agree(table, ["--grader", "judge", "--scale", "1-5"]);
    expect(document.leftOut).toMatchObject([{ reason: "empty", count: 180 }]);
    const qwk = rowOf(document, "judge", "qwk");
    expect(qwk.n).toBeLessThan(40);
    expect(qwk.coverage).toBeLessThan(1);
    expect(rowOf(document, "judge", "qwk_missing_at_worst").value).toBeLessThan(qwk.value ?? 0);
  });

  it("hides a group under 20, however it agrees", async () => {
    const rows = Array.from({ length: 50 }, (_, item) => {
      const group = item === 0 ? "rare" : item < 25 ? "one" : "two";
      return ["h1", "h2", "judge"]
        .map(
          (rater, shift) => `${item},${rater},${group},${((item + (item % 3 === 0 ? shift : 0)) % 5) + 1}\n`,
        )
        .join("");
    });
    const { document } = await agree(`item,rater,group,value\n${rows.join("")}`, ["--grader", "judge"]);
    const groups = document.analysis.agreement.filter(
      ({ group, statistic }) => group !== null && statistic === "dsm",
    );
    expect(groups.map(({ group, n, reason }) => [group, n, reason])).toEqual([
      ["one", 24, null],
      ["rare", 1, "small_group"],
      ["two", 25, null],
    ]);
  });

  it.each([
    ["an empty item", "item,rater,value\n,a,1\n1,b,2\n", "ratings.csv:2 the item is empty"],
    [
      "an unknown kind",
      "item,rater,kind,value\n1,a,robot,1\n",
      'ratings.csv:2 kind "robot" is not human, model or grader',
    ],
    [
      "a rater of two kinds",
      "item,rater,kind,value\n1,a,human,1\n2,a,model,1\n",
      'ratings.csv:3 rater "a" is of kind human above and model here',
    ],
    [
      "an item in two clusters",
      "item,rater,cluster,value\n1,a,x,1\n1,b,y,1\n",
      'ratings.csv:3 item "1" is in cluster "x" above and in "y" here',
    ],
    ["a wide table", "item,h1,h2\n1,2,3\n", "--wide h1,h2,judge"],
    ["a short row", "item,rater,value\n1,a\n", "ratings.csv:2 2 cells, expected 3"],
    ["an empty file", "", "the file is empty"],
  ])("refuses %s with its line", async (_, table, message) => {
    const { code, err } = await agree(table);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it("refuses more raters than it compares", async () => {
    const rows = Array.from({ length: 41 }, (_, rater) => `1,r${rater},1\n2,r${rater},2\n`);
    const { code, err } = await agree(`item,rater,value\n${rows.join("")}`);
    expect(code).toBe(2);
    expect(err).toContain("41 raters");
  });
});

describe("flags beside levels", () => {
  /** h1 raises RF01 on i1-i8, the judge on i1-i6 and i9: 6 by both, 7 by the judge, 8 by the rater. */
  const flags = Array.from({ length: 40 }, (_, index) => index + 1).flatMap((item) => [
    `i${item},h1,${item <= 8 ? 1 : 0},flag:RF01\n`,
    `i${item},judge,${item <= 6 || item === 9 ? 1 : 0},flag:RF01\n`,
  ]);
  const levels = longTable(40)
    .replace("item,rater,value", "item,rater,value,dimension")
    .replaceAll(/(\d)$/gm, "$1,cost");

  it("judges them on 0 and 1 whatever the scale, and shows them in their own table", async () => {
    const { document, out, read } = await agree(levels + flags.join(""), [
      "--scale",
      "1-5",
      "--grader",
      "judge",
      "-o",
      "x.md",
    ]);
    expect(document.leftOut).toEqual([]);
    expect(rowOf(document, "judge", "flag_precision")).toMatchObject({
      value: 6 / 7,
      n: 7,
      dimension: "flag:RF01",
    });
    expect(rowOf(document, "judge", "flag_recall")).toMatchObject({
      value: 6 / 8,
      n: 8,
      reference: "majority",
    });
    // Wilson, z² = 3.8415: 6 of 7 (0.85714 + 0.27439 ± 0.37747) ÷ 1.54878; 6 of 8 (0.75 + 0.24009 ± 0.38429) ÷ 1.48018.
    expect(out).toMatch(
      /flag +by +precision \[95 %\] +raised +recall \[95 %\] +raised by raters +coverage +note/,
    );
    expect(out).toMatch(/flag:RF01 +judge +0\.86 \[0\.49, 0\.97\] +7 +0\.75 \[0\.41, 0\.93\] +8 +100 %\n/);
    expect(await read("x.md")).toContain("| flag:RF01 | judge | 0.86 ");
  });

  it("leaves the figures of the levels as they are without flags, and without items and raters of flags alone", async () => {
    const args = ["--grader", "judge"];
    const { document } = await agree(levels + flags.join(""), args);
    const plain = await agree(levels, args);
    const further = await agree(`${levels}${flags.join("")}i99,h1,1,flag:RF01\ni1,h3,1,flag:RF01\n`, args);
    for (const { analysis } of [document, further.document]) {
      const ofLevels = analysis.agreement.filter(({ statistic }) => !statistic.startsWith("flag_"));
      expect(ofLevels).toEqual(plain.document.analysis.agreement);
    }
    expect(document.dimensions).toEqual(["cost"]);
    expect(document.scale).toEqual(plain.document.scale);
    expect(plain.out).not.toContain("raised");
  });

  it("takes a table of flags alone, each rater beside the others where nobody is a grader", async () => {
    const { code, document, out } = await agree(`item,rater,value,dimension\n${flags.join("")}`);
    expect(code).toBe(0);
    expect(rowOf(document, "judge", "flag_recall").value).toBe(6 / 8);
    expect(rowOf(document, "h1", "flag_recall").value).toBe(6 / 7);
    expect(out).not.toMatch(/QWK|scale/i);
  });

  it("finds a flag by name, and leaves flags out where only dimensions are asked for", async () => {
    const both = levels + flags.join("");
    const flag = await agree(both, ["--grader", "judge", "--dimension", "flag:RF01"]);
    expect(flag.document.analysis.agreement.map(({ dimension }) => dimension)).toEqual([
      "flag:RF01",
      "flag:RF01",
    ]);
    const level = await agree(both, ["--grader", "judge", "--dimension", "cost"]);
    expect(
      level.document.analysis.agreement.filter(({ statistic }) => statistic.startsWith("flag_")),
    ).toEqual([]);
  });

  it("counts what is neither 0 nor 1 with its line, and computes from the rest", async () => {
    const changed = flags.join("").replace("i1,judge,1", "i1,judge,3");
    const { document, out } = await agree(levels + changed, ["--scale", "1-5", "--grader", "judge"]);
    expect(document.leftOut).toEqual([{ reason: "flag", count: 1, examples: ["line 123: 3"] }]);
    expect(out).toContain("! Left out: 1 neither 0 nor 1 on a flag (line 123: 3).");
    expect(rowOf(document, "judge", "flag_precision")).toMatchObject({ value: 5 / 6, n: 6 });
    expect(rowOf(document, "judge", "flag_recall")).toMatchObject({ value: 5 / 7, n: 7, missing: 1 });
  });
});

describe("other shapes of table", () => {
  const long = longTable(30);
  const wide = ["ID,h1,h2,judge"];
  for (const [, item = "", a, b, c] of long.matchAll(/(i\d+),h1,(\d)\n\w+,h2,(\d)\n\w+,judge,(\d)/g))
    wide.push([item, a, b, c].join(","));

  it.each([
    ["named columns", "h1,h2,judge"],
    ["all other columns", "*"],
  ])("reads a wide table, %s, like the long one", async (_, columns) => {
    const found = await agree(`${wide.join("\n")}\n`, [
      "--wide",
      columns,
      "--map",
      "item=ID",
      "--grader",
      "judge",
    ]);
    const expected = await agree(long, ["--grader", "judge"]);
    expect(found.document).toEqual(expected.document);
  });

  it("reads other names and words like its own", async () => {
    const words = ["awful", "poor", "fair", "good", "great"];
    const renamed = long
      .replace("item,rater,value", "essay,who,grade")
      .replaceAll(/,(\d)$/gm, (_, digit: string) => `,${words[Number(digit) - 1]}`);
    const map = [
      "--map",
      "item=essay,rater=who",
      "--map",
      "value=grade",
      "--map",
      "value:awful=1,poor=2,fair=3,good=4,great=5",
    ];
    const found = await agree(renamed, [...map, "--grader", "judge"]);
    const expected = await agree(long, ["--grader", "judge"]);
    expect(found.document).toEqual(expected.document);
  });

  it.each(["rater", "=x", "raterr=x", "value:poor"])("refuses --map %s", async (map) => {
    const { code, err } = await agree(long, ["--map", map]);
    expect(code).toBe(2);
    expect(err).toContain(`--map ${map}`);
  });

  it("takes the cluster that a column names, and no interval where there are under 10", async () => {
    const table = longTable(40).replaceAll(
      /^i(\d+),(.*)$/gm,
      (_, item: string, rest: string) => `i${item},${rest},c${Number(item) % 8}`,
    );
    const named = table.replace("item,rater,value", "item,rater,value,person");
    const { document } = await agree(named, ["--cluster", "person", "--grader", "judge"]);
    expect(rowOf(document, "judge", "qwk")).toMatchObject({
      n: 40,
      clusters: 8,
      clusterBy: "person",
      intervalReason: "few_clusters",
    });
    expect(rowOf(document, "human", "icc_2_1")).toMatchObject({
      low: null,
      intervalReason: "items share clusters",
    });
  });
});

describe("what other programs read", () => {
  it("writes a predictions file for rsmeval", async () => {
    const { read } = await agree(longTable(12), ["--grader", "judge", "-o", "x.rsmtool.csv"]);
    const [head, first] = (await read("x.rsmtool.csv")).split("\n");
    expect(head).toBe("spkitemid,candidate,sc1,sc2,raw");
    expect(first).toBe("i1,i1,3,3,3");
  });

  it("refuses a predictions file of two systems", async () => {
    const { code, err } = await agree(longTable(12), [
      "--grader",
      "judge",
      "--grader",
      "h2",
      "-o",
      "x.rsmtool.csv",
    ]);
    expect(code).toBe(2);
    expect(err).toContain("choose with --grader, of h2, judge");
  });

  it("writes a control file with data for FACETS, half points as whole categories", async () => {
    const table = longTable(12, (_, __, value) => value / 2);
    const { read } = await agree(table, ["--scale", "0.5-2.5/0.5", "-o", "x.facets.txt"]);
    const lines = (await read("x.facets.txt")).split("\n");
    expect(lines).toContain("Facets = 3");
    expect(lines).toContain("Models = ?,?,?,R4");
    expect(lines[lines.indexOf("Data =") + 1]).toBe("1,1,1,2");
    expect(lines.filter((line) => /^\d+,\d+,1,\d$/.test(line))).toHaveLength(36);
  });

  it("writes CSV rows and Markdown", async () => {
    const { read } = await agree(longTable(12), ["-o", "x.csv", "-o", "x.md"]);
    expect(await read("x.csv")).toContain("run,split,grader,against");
    expect(await read("x.md")).toContain("# Agreement in ratings.csv");
  });

  it.each([
    ["--map rater", ["--wide", "*", "--map", "rater=who"]],
    ["--map value", ["--wide", "*", "--map", "value=level"]],
    ["--from", ["--wide", "*", "--from", "inspect"]],
  ])("refuses %s beside --wide, which would leave it unread", async (said, args) => {
    expect(await refused(args)).toContain(said);
  });
});

async function refused(args: readonly string[]): Promise<string> {
  await using folder = await temporaryFolder();
  const io = collectingIo({ cwd: folder.path });
  expect(await main(["agree", "ratings.csv", ...args], io)).toBe(2);
  return io.err();
}
