import { Command } from "commander";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gateMetrics } from "../src/analysis/gates.ts";
import { agreementStatistics } from "../src/analysis/statistics.ts";
import { commandGroups, commands } from "../src/cli/commands/index.ts";
import { graderSpecSchema } from "../src/domain/eval.ts";
import { graderKinds } from "../src/grading/index.ts";
import { createModel, providers } from "../src/models/index.ts";
import type { ModelRequest } from "../src/models/model.ts";
import { reportFor, reports } from "../src/reports/index.ts";
import { crosstab, type Pair } from "../src/statistics/crosstab.ts";
import type { ReadTurns } from "../src/transcripts/format.ts";
import { parseTranscript, transcriptFormats } from "../src/transcripts/index.ts";
import { inputNaming } from "./reports/documents.ts";
import { collectingIo } from "./support/io.ts";

type Described = Readonly<Record<string, { readonly description: string }>>;

const registries: Readonly<Record<string, Described>> = {
  providers,
  transcriptFormats,
  graderKinds,
  reports,
  commands,
  agreementStatistics,
  gateMetrics: Object.fromEntries(
    Object.entries(gateMetrics()).map(([name, description]) => [name, { description }]),
  ),
};

const statisticNames = "qwk exact within_1 bias mae smd spearman kendall_tau_b pearson".split(" ");

/** What users write in files and commands. Keys may be added; none is ever renamed or taken away. */
const documented: Readonly<Record<string, readonly string[]>> = {
  providers: ["openai", "anthropic", "compatible", "recorded", "scripted"],
  transcriptFormats: ["turns-json", "speaker-lines", "plain-text"],
  graderKinds: ["model", "lexical", "imported"],
  reports: [".json", ".jsonl", ".csv", ".ratings.csv", ".md", ".junit.xml", ".txt"],
  commands: ["init", "validate", "run", "report", "baseline", "replies", "doctor"],
  agreementStatistics: statisticNames,
  gateMetrics: [
    "scored_share",
    "coverage",
    "usd_per_sample",
    ...statisticNames,
    "qwk_degradation",
    "qwk_ceiling",
    "observed_kappa",
  ],
};

describe("every registry", () => {
  it.each(Object.entries(registries))("%s holds what is documented", (name, entries) => {
    expect(documented[name]?.filter((key) => !(key in entries))).toEqual([]);
  });

  it.each(Object.entries(registries))("%s describes each entry in one line of its own", (_, entries) => {
    const descriptions = Object.values(entries).map(({ description }) => description);
    for (const description of descriptions) expect(description).toMatch(/^\S.{2,118}[^\s.]$/u);
    expect(new Set(descriptions).size).toBe(descriptions.length);
  });
});

const request: ModelRequest = {
  prompt: {
    system: [{ text: "Grade.", cache: true }],
    user: [{ text: "An answer.", cache: false }],
    reply: {
      kind: "json",
      name: "grade",
      schema: { type: "object", properties: {}, additionalProperties: false },
    },
  },
  params: { max_output_tokens: 100 },
  tag: { sample: "s1", dimension: "cost", repeat: 1, attempt: 1 },
};

describe.each(Object.entries(providers))("provider %s", (name, { api }) => {
  const dependencies = {
    env: { [api?.keyVariable ?? "UNUSED"]: "sk-secret" },
    fetch: () => Promise.reject(new Error("this test has no network")),
    timeoutMs: 1000,
    price: { status: "unknown", reason: "none is needed" },
    baseUrl: "http://127.0.0.1:9",
    recorded: { label: "r", rows: [] },
    script: () => "{}",
  } as const;

  it("makes a model of that name whose requests are the same for the same question and hold no key", async () => {
    const model = await createModel(`${name}:m`, dependencies);
    expect(model.id).toBe(`${name}:m`);
    expect(Object.keys(model.capabilities).sort()).toEqual([
      "cacheTtls",
      "effort",
      "logprobs",
      "promptCache",
      "structuredOutput",
      "temperature",
    ]);
    const wire = model.wire(request);
    expect(wire.provider).toBe(name);
    expect(model.wire(structuredClone(request))).toEqual(wire);
    expect(JSON.stringify(wire)).not.toContain("sk-secret");
  });

  it("answers by a reply or a failure, never by throwing", async () => {
    const model = await createModel(`${name}:m`, dependencies);
    const outcome = await model.reply(request);
    expect(["replied", "failed"]).toContain(outcome.status);
  });
});

describe.each(Object.entries(transcriptFormats))("transcript format %s", (_, entry) => {
  const texts = fc.oneof(
    fc.string(),
    fc.string().map((text) => `Interviewer: ${text}\nCandidate: ${text}`),
  );

  it("reads turns of any content that it takes for its own, or says what is wrong, and never throws", async () => {
    const check = (read: ReadTurns): void =>
      expect(read.ok ? read.turns.length : read.problem.message).toBeTruthy();
    if (entry.of === "json") {
      const { format } = await entry.load();
      fc.assert(
        fc.property(fc.jsonValue(), (value) => {
          if (format.matches(value)) check(format.read(value));
        }),
      );
    } else {
      const { format } = await entry.load();
      await fc.assert(
        fc.asyncProperty(texts, async (text) => {
          if (format.matches(text)) check(await format.read(text));
        }),
      );
    }
  });
});

describe("transcript formats together", () => {
  it("take every text that is not blank", async () => {
    const notBlank = fc
      .string({ minLength: 1 })
      .filter((text) => text.replace(/^\uFEFF/, "").trim() !== "" && !text.includes("{"));
    await fc.assert(
      fc.asyncProperty(notBlank, async (text) => {
        expect((await parseTranscript(text, "x.txt")).ok).toBe(true);
      }),
    );
  });
});

describe("grader kinds", () => {
  it.each([
    ["model", { model: "openai:m" }],
    ["lexical", { lexical: {} }],
    ["imported", { imported: { file: "f.csv", rater: "r" } }],
  ])("%s alone recognises its spec, and loads", async (kind, text) => {
    const spec = graderSpecSchema.parse(text);
    const recognising = Object.entries(graderKinds).filter(([, { recognises }]) => recognises(spec));
    expect(recognising.map(([name]) => name)).toEqual([kind]);
    for (const [, { load }] of recognising) expect(typeof (await load())).toBe("function");
  });
});

describe.each(Object.entries(reports))("report %s", (ending, { load }) => {
  it("is what -o picks for its ending, whatever stands before it, and renders the same text twice", async () => {
    const report = await load();
    expect(await reportFor(`out.d/2026.1${ending}`)()).toBe(report);
    const text = report.render(inputNaming("word"));
    expect(text).toMatch(/\n$/);
    expect(report.render(inputNaming("word"))).toBe(text);
  });
});

describe("commands", () => {
  it("stand in one group each, the first ones as --help shows them", () => {
    expect(Object.values(commandGroups).flat().sort()).toEqual(Object.keys(commands).sort());
    expect(commandGroups.first).toEqual(["init", "validate", "run", "score", "report"]);
  });

  it("spell an option alike wherever they have it, and say in a line what each does", async () => {
    const flags = new Map<string, Set<string>>();
    for (const [name, { load }] of Object.entries(commands)) {
      const command = new Command(name);
      (await load())(command, collectingIo(), () => {});
      for (const { options } of [command, ...command.commands]) {
        for (const option of options) {
          expect(option.description).toMatch(/^\S.*[^\s.]$/);
          flags.set(option.long ?? "", (flags.get(option.long ?? "") ?? new Set()).add(option.flags));
        }
      }
    }
    expect([...flags.values()].filter((spellings) => spellings.size > 1)).toEqual([]);
    expect([...flags.keys()]).toEqual(
      expect.arrayContaining([
        "--output",
        "--store",
        "--max-cost",
        "--max-concurrency",
        "--dry-run",
        "--offline",
        "--fresh",
        "--retry-unscored",
        "--json",
        "--limit",
        "--seed",
        "--grader",
      ]),
    );
  });
});

const levels = fc.integer({ min: 1, max: 5 });
const pairs = fc.array(fc.tuple(levels, levels), { minLength: 1, maxLength: 40 });
const swapped = (all: readonly Pair[]): Pair[] => all.map(([x, y]) => [y, x]);

describe.each(Object.entries(agreementStatistics))(
  "statistic %s",
  (_, { label, better, directed, compute }) => {
    it("has a short label", () => {
      expect(label).toMatch(/^\S.{0,14}$/);
    });

    it("is at its best where both sides agree throughout", () => {
      const best = better === "higher" ? 1 : 0;
      expect(
        compute(
          crosstab([
            [1, 1],
            [2, 2],
            [3, 3],
            [5, 5],
          ]),
        ),
      ).toBeCloseTo(best, 12);
    });

    it("is null without pairs", () => {
      expect(compute(crosstab([]))).toBeNull();
    });

    it("is a finite number or null, whatever the order of the pairs", () => {
      fc.assert(
        fc.property(pairs, (all) => {
          const value = compute(crosstab(all));
          expect(value === null || Number.isFinite(value)).toBe(true);
          expect(compute(crosstab(all.toReversed()))).toBe(value);
        }),
      );
    });

    it("changes with the sides where it is directed, and only there", () => {
      const same = fc.sample(pairs, { seed: 1, numRuns: 50 }).filter((all) => {
        const [one, other] = [compute(crosstab(all)), compute(crosstab(swapped(all)))];
        return one === other || (one !== null && other !== null && Math.abs(one - other) < 1e-9);
      });
      expect(same.length === 50).toBe(!directed);
    });
  },
);
