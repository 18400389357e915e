import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { main } from "../../src/cli/main.ts";
import { runDocumentSchema, type RunDocument } from "../../src/domain/run.ts";
import { samplesOf } from "../../src/run/check-eval.ts";
import { loadEval } from "../../src/run/load.ts";
import { readPack, root } from "../../tools/coverage/pack.ts";
import { collectingIo } from "../support/io.ts";
import { temporaryFolder } from "../support/temporary.ts";

const { evals, loops } = await readPack();
const suites = [...evals].map(([name, { file, value }]) => ({ name, file, spec: value }));

/** Runs a bundled eval in a store of its own, without a network. */
async function run(name: string): Promise<RunDocument> {
  const folder = await temporaryFolder();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  const result = join(folder.path, "result.json");
  const io = collectingIo({ cwd: root });
  const store = join(folder.path, "store.sqlite");
  const code = await main(["run", `evals/${name}.yaml`, "--store", store, "-o", result], io);
  if (code !== 0) throw new Error(`exit ${code}: ${io.err()}${io.out()}`);
  return runDocumentSchema.parse(JSON.parse(await readFile(result, "utf8")));
}

describe.each(suites)("suite $name", ({ file, spec }) => {
  it("runs offline with the floor, and names paid graders that it is meant for", async () => {
    expect(Object.values(spec.graders).filter((grader) => "lexical" in grader).length).toBe(1);
    const text = await readFile(join(root, file), "utf8");
    expect(text).toMatch(/^#.*(?:openai|anthropic|recorded|paid graders)|model: "recorded:/m);
  });

  it("names the source of every threshold", () => {
    expect(spec.gates?.filter(({ source }) => source === undefined)).toEqual([]);
  });

  it("has a labelled answer to grade", async () => {
    const loaded = await loadEval(join(root, file));
    const labelled = new Set(loaded.dataset.labels.map(({ sampleId }) => sampleId));
    expect(samplesOf(loaded).some(({ id }) => labelled.has(id))).toBe(true);
  });
});

describe("the suites of loops", () => {
  const suiteOf: Readonly<Record<string, string>> = {
    "s0-question-bank": "s0-questions",
    "s1-three-stages": "s1-loop",
    "s2-five-stages": "s2-loop",
    "s3-role-readiness": "s3-loop",
    "s4-four-stages": "s4-loop",
  };

  it.each(Object.entries(suiteOf))(
    "%s take the answers to its case studies, all of them: %s",
    (loop, suite) => {
      const stages = loops.get(loop)?.value.stages ?? [];
      const asked = evals.get(suite)?.value.only?.case_studies ?? [];
      expect(asked.toSorted()).toEqual(stages.flatMap(({ case_studies: ids }) => ids).sort());
    },
  );

  it("are all, with that of the three rounds", () => {
    expect(new Set(loops.keys())).toEqual(new Set([...Object.keys(suiteOf), "s0-three-rounds"]));
  });
});

describe("running a suite", () => {
  it("smoke grades six answers", async () => {
    const { dataset } = await run("smoke");
    expect(dataset.samples).toBe(6);
  });

  it("contrast orders most pairs by the floor alone", async () => {
    const { analysis } = await run("contrast");
    const own = (analysis.order ?? []).filter(({ dimension }) => dimension !== "overall");
    expect(own.length).toBe(24);
    expect(own.filter(({ verdict }) => verdict === "held").length).toBeGreaterThanOrEqual(18);
  });

  it.each(["drift-anchors", "regression-ci"])(
    "%s is comparable with its baseline, and equal to it",
    async (name) => {
      const { analysis } = await run(name);
      expect(new Set(analysis.shift?.map(({ verdict }) => verdict))).toEqual(new Set(["identical"]));
      expect(analysis.regression.length).toBeGreaterThan(0);
    },
  );

  it("drift-anchors holds thirty answers", async () => {
    expect(evals.get("drift-anchors")?.value.only?.samples?.length).toBe(30);
  });

  it("launch judges evaluation, safety and cost", async () => {
    const { analysis } = await run("launch");
    const parts = analysis.gates.map(({ source }) => /part (\d) of 3: (\w+)/.exec(source ?? "")?.[2]);
    expect(new Set(parts)).toEqual(new Set(["evaluation", "safety", "cost"]));
  });
});
