import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { RatingsTable } from "../../src/domain/agreement.ts";
import { parseColumnMap } from "../../src/store/column-map.ts";
import type { ExportFormatName } from "../../src/store/exports/index.ts";
import { readRatingsTable } from "../../src/store/ratings-table.ts";
import { temporaryFolder } from "../support/temporary.ts";

async function read(
  from: ExportFormatName,
  content: unknown,
  map: readonly string[] = [],
): Promise<RatingsTable> {
  const folder = await temporaryFolder();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  const file = join(folder.path, "export.json");
  await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
  const layout = { map: parseColumnMap(map), wide: null, from };
  return readRatingsTable(file, layout, { scale: null, dimensions: [] });
}

function said({ ratings }: RatingsTable): string[] {
  return ratings.map(
    ({ item, source, dimension, value, unscored }) => `${item} ${source} ${dimension} ${unscored ?? value}`,
  );
}

/** One answer to one test, in the shape that promptfoo 0.123 writes. */
function promptfooRow(testIdx: number, components: readonly unknown[], vars: Record<string, unknown> = {}) {
  return {
    testIdx,
    promptIdx: 0,
    provider: { id: "echo", label: "" },
    vars: { question: "Which market first?", ...vars },
    response: { output: "The one we can serve." },
    success: true,
    score: 1,
    testCase: { vars: {}, assert: [], metadata: {} },
    gradingResult:
      components.length === 0 ? null : { pass: true, score: 1, reason: "fine", componentResults: components },
  };
}

const rubric = (score: number, more: Record<string, unknown> = {}) => ({
  pass: score > 0.5,
  score,
  reason: "as the rubric says",
  assertion: { type: "llm-rubric", value: "names a market", ...more },
});
const thumb = (score: number) => ({
  pass: score > 0.5,
  score,
  reason: "Manual result",
  assertion: { type: "human" },
});
const promptfoo = (rows: readonly unknown[]) => ({
  evalId: "e1",
  results: { version: 3, results: rows, stats: {} },
  config: {},
});

describe("promptfoo's results", () => {
  it("give each assertion as a grader on its metric, all together as promptfoo, the viewer's rating as human", async () => {
    const table = await read(
      "promptfoo",
      promptfoo([promptfooRow(0, [rubric(0.75, { metric: "market", weight: 3 }), rubric(0.25), thumb(1)])]),
    );
    expect(said(table)).toEqual([
      "test-0/echo/prompt-0 human rating 1",
      "test-0/echo/prompt-0 llm-rubric market 0.75",
      "test-0/echo/prompt-0 llm-rubric rating 0.25",
      "test-0/echo/prompt-0 promptfoo rating 0.625",
    ]);
    expect(table.sources.map(({ name, kind }) => [name, kind])).toEqual([
      ["human", "human"],
      ["llm-rubric", "grader"],
      ["promptfoo", "grader"],
    ]);
    expect(table.items).toEqual([{ id: "test-0/echo/prompt-0", cluster: "test-0", group: null }]);
  });

  it("count an answer without a grade as unscored", async () => {
    const table = await read("promptfoo", promptfoo([promptfooRow(0, [rubric(1)]), promptfooRow(1, [])]));
    expect(said(table)).toContain("test-1/echo/prompt-0 promptfoo rating provider-error");
  });

  it("give a person's label out of a test's variables, and repeats of a test as answers of their own", async () => {
    const rows = [1, 2].map((label) =>
      promptfooRow(0, [rubric(label / 2)], { expert: label / 2, person: "p1" }),
    );
    const table = await read("promptfoo", promptfoo(rows), ["value=expert", "cluster=person"]);
    expect(said(table).filter((line) => line.includes("expert"))).toEqual([
      "test-0/echo/prompt-0 expert rating 0.5",
      "test-0/echo/prompt-0/2 expert rating 1",
    ]);
    expect(table.items.map(({ cluster }) => cluster)).toEqual(["p1", "p1"]);
  });
});

const inspect = (samples: readonly unknown[]) => ({
  version: 2,
  status: "success",
  eval: { task: "cases" },
  samples,
});

describe("inspect_ai's log", () => {
  it("gives each scorer as a grader, its letters as numbers, keys of a record as dimensions", async () => {
    const table = await read(
      "inspect",
      inspect([
        {
          id: 1,
          epoch: 1,
          scores: { qa: { value: "C", explanation: "right" }, rubric: { value: { cost: 4, risk: 2 } } },
        },
        { id: 2, epoch: 1, scores: { qa: { value: "P" }, rubric: { value: { cost: 1, risk: null } } } },
      ]),
    );
    expect(said(table)).toEqual([
      "1 qa rating 1",
      "1 rubric cost 4",
      "1 rubric risk 2",
      "2 qa rating 0.5",
      "2 rubric cost 1",
      "2 rubric risk unparsable",
    ]);
  });

  it("takes epochs for answers of their own in the sample's cluster, and metadata for a person's label", async () => {
    const samples = [1, 2].map((epoch) => ({
      id: "s",
      epoch,
      metadata: { expert: epoch },
      scores: { qa: { value: true } },
    }));
    const table = await read("inspect", inspect(samples), ["value=expert"]);
    expect(said(table)).toEqual([
      "s/epoch-1 expert rating 1",
      "s/epoch-1 qa rating 1",
      "s/epoch-2 expert rating 2",
      "s/epoch-2 qa rating 1",
    ]);
    expect(table.items.map(({ cluster }) => cluster)).toEqual(["s", "s"]);
  });

  it("reads the NaN that Python writes as no score", async () => {
    const table = await read(
      "inspect",
      '{"samples": [{"id": "a", "scores": {"qa": {"value": NaN}}}, {"id": "b", "scores": {"qa": {"value": 1}}}]}',
    );
    expect(said(table)).toEqual(["a qa rating unparsable", "b qa rating 1"]);
  });
});

describe.each(["promptfoo", "inspect"] as const)("--from %s", (from) => {
  it.each([
    ["text", "no JSON here", "is not JSON"],
    ["another file", '{"a": 1}', "is not a"],
  ])("refuses %s", async (_, content, message) => {
    await expect(read(from, content)).rejects.toThrow(message);
  });
});
