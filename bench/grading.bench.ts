import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, test } from "vitest";
import { createRandom } from "../src/statistics/random.ts";
import { projectFiles } from "../tests/support/project.ts";
import { ended, measured, startServer, type Ended, type Measured } from "./grading/measured.ts";
import { howToInstall, installedVersion, peers } from "./grading/peers/index.ts";
import type { Work } from "./grading/peers/peer.ts";

const touchstone = fileURLToPath(new URL("../bin/touchstone.js", import.meta.url));
const bareLoop = fileURLToPath(new URL("grading/bare-loop.ts", import.meta.url));
const dimensions = ["literacy", "sense", "metrics", "cost", "safety", "people"] as const;
const [words, inFlight] = [1_500, 50];
const large = 5_000;
/** 200 and 1,000 answers, and with TOUCHSTONE_BENCH_LARGE 5,000: a quarter of an hour, with peers the better part of one. */
const sizes = process.env["TOUCHSTONE_BENCH_LARGE"] === undefined ? [200, 1_000] : [200, 1_000, large];
/** Where the reader has installed the peers, which are no dependency of ours. */
const peersFolder = process.env["TOUCHSTONE_BENCH_PEERS"];
const installed = peersFolder === undefined ? undefined : resolve(peersFolder);
const peerLimitS = 600;

type Folder = { readonly path: string; readonly dataset: string; readonly inputBytes: number };

/** A project whose answers have 1,500 words each, no two alike. */
async function writeProject(path: string, samples: number, url: string): Promise<Folder> {
  const files = projectFiles({
    samples,
    dimensions,
    graders: `  a: {model: "compatible:local", base_url: "${url}", mode: per-dimension}`,
    more: `gates: []\nlimits: {max_concurrency: ${inFlight}}`,
  });
  const random = createRandom(samples);
  const vocabulary =
    "we would measure cost risk contract review model answer customer lawyer week price".split(" ");
  const talk = (): string =>
    Array.from({ length: words }, () => vocabulary[random.below(vocabulary.length)] ?? "").join(" ");
  for (const [name, text] of Object.entries(files)) {
    const file = join(path, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(
      file,
      name.endsWith("samples.jsonl") ? text.replaceAll("and measure before", () => talk()) : text,
    );
  }
  const dataset = join(path, "datasets/d/samples.jsonl");
  return { path, dataset, inputBytes: (await stat(dataset)).size };
}

function say(what: string, { wallS, cpuS, peakMb }: Measured): void {
  process.stdout.write(
    `${what}: ${wallS.toFixed(1)} s, ${cpuS.toFixed(1)} s of CPU, ${peakMb.toFixed(0)} MB\n`,
  );
}

function judge(what: string, value: number, target: number, unit: string): void {
  const verdict = value <= target ? "met" : "missed";
  process.stdout.write(`  ${what} ${value.toFixed(2)} ${unit}, target ${target.toFixed(2)}: ${verdict}\n`);
}

/** Shows the peers beside ours. They have no targets, and however one of them ends the bench goes on. */
async function showPeers(grades: number, serverUrl: string, job: Omit<Work, "url">): Promise<void> {
  for (const [name, { runs }] of Object.entries(peers)) {
    const version = await installedVersion(name, job.installed);
    if (version === null) {
      process.stdout.write(`${grades} grades, ${name}: not in ${job.installed}; ${howToInstall}\n`);
      continue;
    }
    for (const run of await runs({ ...job, url: new URL(`/${name}/v1`, serverUrl).href })) {
      // Nothing of vitest's: under NODE_ENV=test a peer may keep in memory what it would write.
      const env = { PATH: process.env["PATH"], HOME: job.path, ...run.env };
      const end = await ended(run.script, run.args, { cwd: job.path, env, timeout: peerLimitS * 1000 });
      sayEnd(`${grades} grades, ${name} ${version}, ${run.what}`, end);
    }
  }
}

function sayEnd(what: string, { exit, said, took }: Ended): void {
  if (took !== undefined) say(what, took);
  if (exit === 0 && took !== undefined) return;
  const end = typeof exit === "number" ? `exit code ${exit}` : `${exit} (its limit was ${peerLimitS} s)`;
  const lines = said.split(/\n\s*/);
  const last = lines.findLast((line) => /Error:/.test(line)) ?? lines.slice(-5).join(" / ");
  process.stdout.write(`${what}: FAILED, ${end}; printed last: ${last}\n`);
}

beforeAll(() => {
  if (installed === undefined) process.stdout.write(`peers are not installed: ${howToInstall}\n`);
});

describe.each([50, 200])(`six calls an answer, ${inFlight} in flight, %i ms latency`, (latencyMs) => {
  const seen: { readonly samples: number; readonly ours: Measured }[] = [];

  test.each(sizes)("%i answers, beside a bare loop over the SDK", { timeout: 3_600_000 }, async (samples) => {
    using server = await startServer(latencyMs);
    const path = await mkdtemp(join(tmpdir(), "touchstone-bench-"));
    try {
      const project = await writeProject(path, samples, server.url);
      const args = [project.dataset, server.url, dimensions.join(",")];
      const bare = await measured(bareLoop, args, path);
      const run = ["run", "evals/story.yaml", "-o", "result.json"];
      const ours = await measured(touchstone, run, path);
      const cached = await measured(touchstone, run, path);
      const grades = samples * dimensions.length;
      say(`${grades} grades, bare loop`, bare);
      say(`${grades} grades, touchstone`, ours);
      say(`${grades} grades, touchstone, all stored`, cached);
      judge("wall", ours.wallS, samples <= 200 ? bare.wallS + 1 : bare.wallS * 1.1, "s");
      const { size } = await stat(join(path, ".touchstone/store.sqlite"));
      judge("store", size / project.inputBytes, 2, "times the input");
      if (samples === large) {
        judge("peak memory", ours.peakMb, 300, "MB");
        judge("all stored, wall", cached.wallS, 3, "s");
      }
      const smaller = seen.findLast((run) => run.samples >= 1_000) ?? seen.at(-1);
      if (smaller !== undefined) {
        const more = (samples - smaller.samples) * dimensions.length;
        judge("marginal CPU", ((ours.cpuS - smaller.ours.cpuS) * 1000) / more, 1, "ms per grade");
      }
      seen.push({ samples, ours });
      if (installed !== undefined) {
        if (samples === large) process.stdout.write(`peers take minutes a run at ${large} answers\n`);
        const { dataset } = project;
        await showPeers(grades, server.url, { path, dataset, dimensions, inFlight, installed });
      }
    } finally {
      await rm(path, { recursive: true, force: true });
    }
  });
});
