import { readFile, readdir } from "node:fs/promises";
import { describe, test } from "vitest";
import type { CostRow } from "../src/domain/analysis.ts";
import { startModelServer } from "../tests/support/model-server.ts";
import { createPrefixCache } from "../tests/support/prefix-cache.ts";
import { answerOf, createProject, evalPath, goodReply, sampleIds } from "../tests/support/project.ts";

const answers = 24;
/** An hour of talk at 150 words a minute. */
const wordsOfAnHour = 60 * 150;
/** As the server's cache counts. */
const charactersPerToken = 4;
/** What reading from and writing to a cache costs, as a share of input at full price (Anthropic, and OpenAI since gpt-5.6). */
const price = { cached: 0.1, written: 1.25 };
const targets = { joint: 1.35, perDimension: 0.95 };

const fromRoot = (path: string): URL => new URL(`../${path}`, import.meta.url);

/** Real talk of the bundled answers, one after the other, an hour of it. */
async function hourOfTalk(): Promise<string> {
  const folder = "datasets/ai-pm-golden/transcripts";
  const files = (await readdir(fromRoot(folder))).sort();
  const texts = await Promise.all(files.map((file) => readFile(fromRoot(`${folder}/${file}`), "utf8")));
  return texts.join("\n").split(/\s+/).slice(0, wordsOfAnHour).join(" ");
}

/** The bundled scorecard with all its anchors over answers of an hour each. */
async function projectOf(graders: string, talk: string) {
  const rubric = await readFile(fromRoot("rubrics/scorecard-6d.yaml"), "utf8");
  const dimensions = [...rubric.matchAll(/^ {2}- id: (\w+)$/gm)].map(([, id = ""]) => id).slice(0, 6);
  const project = await createProject({ samples: answers, dimensions, graders });
  await project.write("rubrics/r.yaml", rubric.replace(/^id: .*$/m, "id: r"));
  await project.edit("datasets/d/README.md", "max: 3", "max: 5");
  await project.edit(evalPath, "profile: even", "profile: llm_genai");
  const rows = sampleIds(answers).map((id) =>
    JSON.stringify({
      id,
      candidate: `candidate-${id}`,
      case_study: "c",
      answer: `${answerOf(id)}\n${talk}`,
    }),
  );
  await project.write("datasets/d/samples.jsonl", `${rows.join("\n")}\n`);
  return { project, dimensions: dimensions.length };
}

/** Input in tokens at full price. */
function fullPriceEquivalents({ inputTokens, cachedTokens, cacheWriteTokens }: CostRow): number {
  const uncached = inputTokens - cachedTokens - cacheWriteTokens;
  return uncached + cachedTokens * price.cached + cacheWriteTokens * price.written;
}

function verdict(isMet: boolean): string {
  return isMet ? "met" : "MISSED";
}

describe.each(["anthropic", "openai"] as const)(
  "tokens at %s, by the published rules of its cache",
  (provider) => {
    const graderAt = (url: string, mode: string): string =>
      provider === "anthropic"
        ? `  a: {model: "anthropic:claude-test", base_url: "${url}", mode: ${mode}}`
        : `  a: {model: "openai:gpt-5.6-mini", base_url: "${url}/v1", mode: ${mode}}`;

    async function costOf(mode: "joint" | "per-dimension"): Promise<{ cost: CostRow; talkTokens: number }> {
      await using server = await startModelServer({
        answer: goodReply,
        latencyMs: 20,
        cache: createPrefixCache(),
      });
      const talk = await hourOfTalk();
      const { project } = await projectOf(graderAt(server.url, mode), talk);
      const { code, err } = await project.touchstone(["run", evalPath, "-o", "result.json"]);
      const [cost] = (await project.result()).analysis.cost;
      if (code > 1 || cost === undefined) throw new Error(err);
      return { cost, talkTokens: (talk.length / charactersPerToken) * answers };
    }

    test("joint: full-price equivalents beside the transcript", async ({ annotate }) => {
      const { cost, talkTokens } = await costOf("joint");
      const ratio = fullPriceEquivalents(cost) / talkTokens;
      const line = `joint, ${provider}: ${ratio.toFixed(3)} x the transcript (at most ${targets.joint}: ${verdict(ratio <= targets.joint)})`;
      process.stdout.write(`${line}\n`);
      void annotate(line);
    });

    test("per dimension: cached share beside the possible one, and price beside six uncached calls", async ({
      annotate,
    }) => {
      const { cost } = await costOf("per-dimension");
      const achieved = cost.cachedTokens / cost.inputTokens;
      const prefix = cost.cacheWriteTokens / answers;
      const possible = ((5 / 6) * prefix) / (cost.inputTokens / (answers * 6));
      const share = achieved / possible;
      const paid = fullPriceEquivalents(cost) / cost.inputTokens;
      const line = `per dimension, ${provider}: ${(100 * achieved).toFixed(1)} % of the input cached, ${(100 * possible).toFixed(1)} % possible: ${(100 * share).toFixed(1)} % of it (at least ${100 * targets.perDimension} %: ${verdict(share >= targets.perDimension)}); at ${(100 * paid).toFixed(1)} % of the price of six uncached calls`;
      process.stdout.write(`${line}\n`);
      void annotate(line);
    });
  },
);
