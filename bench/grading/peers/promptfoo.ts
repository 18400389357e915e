import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Peer, PeerRun, Work } from "./peer.ts";

/** Its command line; `-j` limits its connections to the model too. JSON Lines, as it refuses to write 5,000 results in JSON. */
export const promptfoo: Peer = {
  packages: ["promptfoo@0.123.1"],
  reply: { reason: "Names who comes first and what is measured.", pass: true, score: 1 },
  runs,
};

/** Of the terminal output only the summary, and everything that would call home off. */
const quiet = ["--no-table", "--no-progress-bar", "--no-share"];
const offline = {
  PROMPTFOO_DISABLE_TELEMETRY: "1",
  PROMPTFOO_DISABLE_UPDATE: "1",
  PROMPTFOO_DISABLE_REMOTE_GENERATION: "1",
  PROMPTFOO_DISABLE_SHARING: "1",
};

async function runs(work: Work): Promise<readonly PeerRun[]> {
  await writeFile(join(work.path, "tests.jsonl"), await testsOf(work));
  await writeFile(join(work.path, "promptfooconfig.json"), JSON.stringify(configOf(work)));
  const evaluate = (what: string, ...more: readonly string[]): PeerRun => ({
    what,
    script: join(work.installed, "node_modules/promptfoo/dist/src/entrypoint.js"),
    args: ["eval", "-j", String(work.inFlight), "-o", "promptfoo.jsonl", ...quiet, ...more],
    env: { ...offline, PROMPTFOO_CONFIG_DIR: join(work.path, "promptfoo") },
  });
  return [evaluate("without a cache", "--no-cache"), evaluate("filling its cache"), evaluate("all cached")];
}

/** The transcripts as test cases. */
async function testsOf({ dataset }: Work): Promise<string> {
  return (await readFile(dataset, "utf8"))
    .trimEnd()
    .split("\n")
    .map((line): { readonly answer: string } => JSON.parse(line))
    .map(({ answer }) => `${JSON.stringify({ vars: { answer } })}\n`)
    .join("");
}

/** A transcript is its own output, which one `llm-rubric` a dimension grades. */
function configOf({ dimensions, url }: Work): object {
  return {
    prompts: ["{{answer}}"],
    providers: ["echo"],
    tests: "file://tests.jsonl",
    defaultTest: {
      options: { provider: { id: "openai:chat:local", config: { apiBaseUrl: url, apiKey: "none" } } },
      assert: dimensions.map((dimension) => ({
        type: "llm-rubric",
        metric: dimension,
        value: `Score this dimension and no other: ${dimension}`,
      })),
    },
  };
}
