import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { main } from "../../src/cli/main.ts";
import type { Dataset } from "../../src/domain/dataset.ts";
import { runDocumentSchema, type RunDocument } from "../../src/domain/run.ts";
import { gradersOf, graderSentences, rowOf, verdictSentence } from "../../src/reports/words.ts";
import { crosstab, type Pair } from "../../src/statistics/crosstab.ts";
import { krippendorffAlpha } from "../../src/statistics/krippendorff-alpha.ts";
import { quadraticWeightedKappa } from "../../src/statistics/quadratic-weighted-kappa.ts";
import { ratingTable } from "../../src/statistics/rating-table.ts";
import { readDataset } from "../../src/store/datasets.ts";
import { collectingIo } from "../support/io.ts";
import { sharedPath } from "../support/shared.ts";
import { temporaryFolder } from "../support/temporary.ts";
import { layOut } from "./lay-out.ts";

const summeval = sharedPath("data/summeval");
const alttest = sharedPath("data/alttest");
const sources = summeval === null || alttest === null ? null : { summeval, alttest };

const dimensions = ["coherence", "consistency", "fluency", "relevance"] as const;
const experts = ["expert-1", "expert-2", "expert-3"] as const;

/** Graders that read raw replies: the model and mode that `golden.json` knows them by, and US dollars per million tokens of that time. */
const readers = [
  { grader: "gpt-4-rts", model: "gpt-4-0314", mode: "rts", input: 30, output: 60 },
  { grader: "gpt-3.5-rts", model: "gpt-3.5-turbo-0301", mode: "rts", input: 2, output: 2 },
  { grader: "gpt-3.5-mcq", model: "gpt-3.5-turbo-0301", mode: "mcq", input: 2, output: 2 },
  { grader: "gpt-3.5-stareval", model: "gpt-3.5-turbo-0301", mode: "stareval", input: 2, output: 2 },
  { grader: "gpt-3.5-altrts", model: "gpt-3.5-turbo-0301", mode: "altrts", input: 2, output: 2 },
  { grader: "gpt-3.5-altmcq", model: "gpt-3.5-turbo-0301", mode: "altmcq", input: 2, output: 2 },
] as const;
const imported = ["gemini-flash", "gemini-pro", "gpt-4o", "gpt-4o-mini", "llama-31", "mistral-v03"] as const;
const graders = [...readers.map(({ grader }) => grader), ...imported];

/** What we call a correlation, and what `golden.json` calls it. */
const correlations = [
  ["pearson", "pearson"],
  ["spearman", "spearman"],
  ["kendall_tau_b", "kendall_b"],
] as const;

const outputs = ["x.json", "x.md", "x.junit.xml", "x.csv", "x.ratings.csv"] as const;

type Finished = {
  readonly exit: number;
  readonly printed: string;
  readonly document: RunDocument;
  readonly dataset: Dataset;
  readonly written: Readonly<Record<(typeof outputs)[number], string>>;
};

/** Lays SummEval out in a folder of its own, runs the eval there with `main`, and keeps what came of it. */
async function run({ use = "mean" }: { readonly use?: "mean" | "each" } = {}): Promise<Finished> {
  if (sources === null) throw new Error("there is nothing to lay out");
  await using folder = await temporaryFolder();
  const at = (name: string): string => join(folder.path, name);
  await layOut(folder.path, sources);
  const text = await readFile(at("summeval.eval.yaml"), "utf8");
  await writeFile(at("summeval.eval.yaml"), text.replace("use: mean", `use: ${use}`));
  const io = collectingIo({ cwd: folder.path });
  const flags = ["--store", "store.sqlite", ...outputs.flatMap((name) => ["-o", name])];
  const exit = await main(["run", "summeval.eval.yaml", ...flags], io);
  const read = async (name: string): Promise<string> => readFile(at(name), "utf8");
  const written = {
    "x.json": await read("x.json"),
    "x.md": await read("x.md"),
    "x.junit.xml": await read("x.junit.xml"),
    "x.csv": await read("x.csv"),
    "x.ratings.csv": await read("x.ratings.csv"),
  };
  const document = runDocumentSchema.parse(JSON.parse(written["x.json"]));
  return { exit, printed: io.out(), document, dataset: await readDataset(at("dataset")), written };
}

const figuresSchema = z.object({
  dataset_level: z.object({ pearson: z.number(), spearman: z.number(), kendall_b: z.number() }),
  unparsed: z.number(),
  prompt_tokens: z.number(),
  completion_tokens: z.number(),
  calls: z.number(),
});
const goldenSchema = z.object({
  judges: z.record(z.string(), z.record(z.string(), z.record(z.enum(dimensions), figuresSchema))),
  human: z.object({
    expert: z.record(z.enum(dimensions), z.object({ ordinal: z.number(), interval: z.number() })),
  }),
});
type Golden = z.infer<typeof goldenSchema>;

async function readGolden(): Promise<Golden> {
  return goldenSchema.parse(JSON.parse(await readFile(join(summeval ?? "", "golden.json"), "utf8")));
}

function figure(document: RunDocument, grader: string, dimension: string, statistic: string): number {
  const value = rowOf(document, grader, dimension, statistic)?.value;
  if (value === undefined || value === null) throw new Error(`no ${statistic} of ${grader} on ${dimension}`);
  return value;
}

/** Per summary the three experts' ratings, and a grader's levels, both in the order of the samples. */
function ratingsOn({ dataset, document }: Finished, dimension: string, grader: string) {
  const levels = new Map(
    document.scores.flatMap((score) =>
      score.grader === grader && score.dimension === dimension && score.status === "scored"
        ? [[score.sample, score.level] as const]
        : [],
    ),
  );
  const values = new Map(
    dataset.labels
      .filter((label) => label.dimension === dimension)
      .map(({ sampleId, rater, value }) => [`${sampleId} ${rater}`, value]),
  );
  return dataset.samples.map(({ id }) => ({
    experts: experts.map((rater) => values.get(`${id} ${rater}`) ?? Number.NaN),
    level: levels.get(id) ?? Number.NaN,
  }));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe.skipIf(sources === null)("SummEval, 1,200 summaries by three experts (needs ../shared/data)", () => {
  let finished: Finished;
  let golden: Golden;

  beforeAll(async () => {
    golden = await readGolden();
    finished = await run();
  }, 120_000);

  it("reads every raw reply, 28,800 of them, and takes over 28,800 scores of other judges", () => {
    const { counts } = finished.document.analysis;
    expect(gradersOf(finished.document)).toEqual(graders);
    expect(counts).toHaveLength(graders.length * dimensions.length);
    expect(counts.filter(({ scored, unscored }) => scored !== 1200 || unscored !== 0)).toEqual([]);
  });

  it("reproduces the 72 correlations to 1e-6: six graders, four dimensions, three statistics", () => {
    const compared = readers.flatMap(({ grader, model, mode }) =>
      dimensions.flatMap((dimension) =>
        correlations.map(([statistic, column]) => ({
          of: `${grader} ${dimension} ${statistic}`,
          ours: figure(finished.document, grader, dimension, statistic),
          theirs: golden.judges[model]?.[mode]?.[dimension].dataset_level[column] ?? Number.NaN,
        })),
      ),
    );
    expect(compared).toHaveLength(72);
    expect(compared.filter(({ ours, theirs }) => !(Math.abs(ours - theirs) <= 1e-6))).toEqual([]);
  });

  it.each(readers)("costs $grader to the cent, every call counted", ({ grader, model, mode, ...price }) => {
    const modes = golden.judges[model]?.[mode];
    const total = (of: "calls" | "prompt_tokens" | "completion_tokens"): number =>
      dimensions.reduce((sum, dimension) => sum + (modes?.[dimension][of] ?? Number.NaN), 0);
    const row = finished.document.analysis.cost.find((each) => each.grader === grader);
    const usd =
      (total("prompt_tokens") * price.input + total("completion_tokens") * price.output) / 1_000_000;
    expect(row).toMatchObject({
      calls: total("calls"),
      inputTokens: total("prompt_tokens"),
      outputTokens: total("completion_tokens"),
      priceSource: "OpenAI list price of spring 2023, 2023-05-01",
    });
    expect(row?.usd).toBeCloseTo(usd, 8);
    expect(row?.usdPerSample).toBeCloseTo(usd / 1200, 8);
  });

  it("counts what was asked twice and leaves out the rows of the old files", () => {
    const calls = new Map(finished.document.analysis.cost.map((row) => [row.grader, row.calls]));
    expect(calls.get("gpt-3.5-mcq")).toBe(3 * 1200 + 1500);
    expect(calls.get("gpt-3.5-altmcq")).toBe(3 * 1200 + 1212);
    expect(calls.get("gpt-4-rts")).toBe(4 * 1200);
  });

  it("says that the cost of imported scores is unknown, not nothing", () => {
    const rows = finished.document.analysis.cost.filter(({ grader }) =>
      imported.some((name) => name === grader),
    );
    expect(rows.map(({ usd, reason }) => ({ usd, reason }))).toEqual(
      imported.map(() => ({ usd: null, reason: "imported scores carry no cost" })),
    );
  });

  it.each(dimensions)(
    "reproduces the experts' alpha on %s, ordinal in the report and interval beside it",
    (dimension) => {
      const table = ratingTable(
        ratingsOn(finished, dimension, "gpt-4o").map(({ experts: ratings }) => ratings),
      );
      const { ordinal, interval } = golden.human.expert[dimension];
      expect(figure(finished.document, "human", dimension, "alpha_ordinal")).toBeCloseTo(ordinal, 9);
      expect(krippendorffAlpha(table, "ordinal")).toBeCloseTo(ordinal, 9);
      expect(krippendorffAlpha(table, "interval")).toBeCloseTo(interval, 9);
    },
  );

  it.each(graders)(
    "holds %s against the ceiling like with like: both against the mean of the other two experts",
    (grader) => {
      for (const dimension of dimensions) {
        const ratings = ratingsOn(finished, dimension, grader);
        const against = (other: (rating: (typeof ratings)[number], expert: number) => number): number =>
          mean(
            experts.map((_rater, expert) => {
              const pairs = ratings.map((rating): Pair => [
                mean(rating.experts.filter((_level, index) => index !== expert)),
                other(rating, expert),
              ]);
              return quadraticWeightedKappa(crosstab(pairs)) ?? Number.NaN;
            }),
          );
        const ceiling = against(({ experts: levels }, expert) => levels[expert] ?? Number.NaN);
        const beside = against(({ level }) => level);
        const ours = (statistic: string): number => figure(finished.document, grader, dimension, statistic);
        expect(ours("qwk_ceiling")).toBeCloseTo(ceiling, 9);
        expect(ours("qwk_beside_ceiling")).toBeCloseTo(beside, 9);
        expect(ours("qwk_degradation")).toBeCloseTo(beside - ceiling, 9);
      }
    },
  );

  it("says in words which judges fail the default gates against the experts, as advice where these do not agree, and fails the build", () => {
    const sentences = graderSentences(finished.document);
    expect(sentences).toMatchInlineSnapshot(`
      [
        "gpt-4-rts, required gates: fails 1 of 3 (qwk on consistency)",
        "gpt-4-rts, advisory gates: fails 12 of 14 (qwk on coherence, fluency, relevance; |bias| on coherence, relevance; |smd| on coherence, fluency, relevance; qwk_degradation on every dimension); 2 undecided (|bias| on fluency; |smd| on consistency)",
        "gpt-3.5-rts, required gates: fails 2 of 3 (qwk on consistency; |bias| on consistency)",
        "gpt-3.5-rts, advisory gates: fails 12 of 14 (qwk on coherence, fluency, relevance; |bias| on coherence, fluency; |smd| on coherence, consistency, fluency; qwk_degradation on every dimension); 1 undecided (|smd| on relevance)",
        "gpt-3.5-mcq, required gates: fails 1 of 3 (qwk on consistency)",
        "gpt-3.5-mcq, advisory gates: fails 12 of 14 (qwk on coherence, fluency, relevance; |bias| on fluency, relevance; |smd| on coherence, fluency, relevance; qwk_degradation on every dimension); 1 undecided (|bias| on coherence)",
        "gpt-3.5-stareval, required gates: fails 2 of 3 (qwk on consistency; |bias| on consistency)",
        "gpt-3.5-stareval, advisory gates: fails 10 of 14 (qwk on coherence, fluency, relevance; |bias| on fluency; |smd| on consistency, fluency; qwk_degradation on every dimension); 2 undecided (|smd| on coherence, relevance)",
        "gpt-3.5-altrts, required gates: fails 2 of 3 (qwk on consistency; |bias| on consistency)",
        "gpt-3.5-altrts, advisory gates: fails 13 of 14 (qwk on coherence, fluency, relevance; |bias| on coherence, fluency; |smd| on every dimension; qwk_degradation on every dimension); 1 undecided (|bias| on relevance)",
        "gpt-3.5-altmcq, required gates: fails 1 of 3 (qwk on consistency)",
        "gpt-3.5-altmcq, advisory gates: fails 11 of 14 (qwk on coherence, fluency, relevance; |bias| on fluency; |smd| on coherence, fluency, relevance; qwk_degradation on every dimension); 2 undecided (|bias| on coherence, relevance)",
        "gemini-flash, required gates: fails 2 of 3 (qwk on consistency; |bias| on consistency)",
        "gemini-flash, advisory gates: fails 14 of 14 (qwk on coherence, fluency, relevance; |bias| on coherence, fluency, relevance; |smd| on every dimension; qwk_degradation on every dimension)",
        "gemini-pro, required gates: fails 2 of 3 (qwk on consistency; |bias| on consistency)",
        "gemini-pro, advisory gates: fails 14 of 14 (qwk on coherence, fluency, relevance; |bias| on coherence, fluency, relevance; |smd| on every dimension; qwk_degradation on every dimension)",
        "gpt-4o, required gates: fails 2 of 3 (qwk on consistency; |bias| on consistency)",
        "gpt-4o, advisory gates: fails 13 of 14 (qwk on coherence, fluency, relevance; |bias| on fluency, relevance; |smd| on every dimension; qwk_degradation on every dimension); 1 undecided (|bias| on coherence)",
        "gpt-4o-mini, required gates: fails 2 of 3 (qwk on consistency; |bias| on consistency)",
        "gpt-4o-mini, advisory gates: fails 13 of 14 (qwk on coherence, fluency, relevance; |bias| on fluency, relevance; |smd| on every dimension; qwk_degradation on every dimension); 1 undecided (|bias| on coherence)",
        "llama-31, required gates: fails 1 of 3 (qwk on consistency); 1 undecided (|bias| on consistency)",
        "llama-31, advisory gates: fails 10 of 14 (qwk on coherence, fluency, relevance; |bias| on fluency; |smd| on coherence, consistency, fluency; qwk_degradation on coherence, consistency, fluency); 3 undecided (|bias| on coherence; |smd| on relevance; qwk_degradation on relevance)",
        "mistral-v03, required gates: fails 1 of 3 (qwk on consistency); 1 undecided (|bias| on consistency)",
        "mistral-v03, advisory gates: fails 13 of 14 (qwk on coherence, fluency, relevance; |bias| on coherence, relevance; |smd| on every dimension; qwk_degradation on every dimension); 1 undecided (|bias| on fluency)",
      ]
    `);
    expect(verdictSentence(finished.document)).toMatchInlineSnapshot(
      `"FAIL: 19 of 36 required gates failed. Advisory: 6 passed, 147 failed, 15 inconclusive of 168."`,
    );
    for (const sentence of [...sentences, verdictSentence(finished.document)]) {
      expect(finished.printed).toContain(sentence);
      expect(finished.written["x.md"]).toContain(sentence);
    }
    expect(finished.exit).toBe(1);
  });

  it("writes every report: gates as JUnit, figures as CSV, all 72,000 ratings", () => {
    const { written, document } = finished;
    const failed = document.analysis.gates.filter(
      ({ verdict, role }) => verdict === "fail" && role === "required",
    );
    expect(written["x.junit.xml"].match(/<failure /g)).toHaveLength(failed.length);
    expect(written["x.junit.xml"]).toContain('<testsuite name="unscored samples" tests="0"');
    expect(written["x.csv"].trimEnd().split("\n")).toHaveLength(1 + document.analysis.agreement.length);
    expect(written["x.ratings.csv"].trimEnd().split("\n")).toHaveLength(1 + 15 * 4 * 1200);
  });

  it("gives the same reports byte for byte from another folder and an empty store", async () => {
    const again = await run();
    const differing = outputs.filter((name) => again.written[name] !== finished.written[name]);
    expect(differing).toEqual([]);
    expect(again.printed).toBe(finished.printed);
  }, 120_000);

  it("shows every judge below the experts, interval and all, when each expert is the reference", async () => {
    const { document, exit } = await run({ use: "each" });
    const rows = document.analysis.agreement.filter(({ statistic }) => statistic === "qwk_degradation");
    expect(rows.map(({ grader, dimension }) => `${grader} ${dimension}`).sort()).toEqual(
      graders.flatMap((grader) => [...dimensions, "overall"].map((each) => `${grader} ${each}`)).sort(),
    );
    const undecided = rows.filter(({ low, high }) => low === null || high === null || high >= 0);
    expect(undecided).toEqual([]);
    const partial = rows.filter(({ n, clusters, coverage }) => n < 1200 || clusters < 100 || coverage !== 1);
    expect(partial).toEqual([]);
    expect(exit).toBe(1);
  }, 120_000);
});
