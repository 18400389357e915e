import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, test } from "vitest";
import { createRandom } from "../src/statistics/random.ts";

const bin = fileURLToPath(new URL("../bin/touchstone.js", import.meta.url));
const ratings = 1_000_000;
const kinds = { h1: "human", h2: "human", h3: "human", judge: "grader" };

/** A long table of three people and a judge on a five-point scale. */
function tableOf(dimensions: number): string {
  const random = createRandom(11);
  const lines = ["item,rater,kind,dimension,value"];
  const items = ratings / dimensions / Object.keys(kinds).length;
  for (let item = 0; item < items; item += 1) {
    for (let dimension = 0; dimension < dimensions; dimension += 1) {
      const level = 1 + random.below(5);
      for (const [rater, kind] of Object.entries(kinds)) {
        const value = Math.min(5, Math.max(1, level + random.below(3) - 1));
        lines.push(`item-${item},${rater},${kind},d${dimension},${value}`);
      }
    }
  }
  return `${lines.join("\n")}\n`;
}

/** Runs the command in a process of its own and says what that cost. */
function measured(args: readonly string[]): { readonly seconds: number; readonly megabytes: number } {
  const script = `process.argv.splice(1, 0, ""); process.on("exit", () => process.stderr.write("peak " + process.resourceUsage().maxRSS)); await import(${JSON.stringify(bin)});`;
  const started = performance.now();
  const { stderr, status } = spawnSync(
    process.execPath,
    ["--input-type=module", "-e", script, "--", ...args],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(stderr);
  return {
    seconds: (performance.now() - started) / 1000,
    megabytes: Number(/peak (\d+)/.exec(stderr)?.[1]) / 1000,
  };
}

describe("agree on a million ratings, 2,000 replicates", () => {
  test.each([1, 5])("of %s dimensions: target 10 s and 500 MB", async (dimensions) => {
    const folder = await mkdtemp(join(tmpdir(), "touchstone-bench-"));
    const file = join(folder, "ratings.csv");
    await writeFile(file, tableOf(dimensions));
    try {
      for (const args of [
        ["agree", file, "--scale", "1-5"],
        ["agree", file, "--scale", "1-5", "--all"],
      ]) {
        const { seconds, megabytes } = measured(args);
        const what = `${dimensions} dimensions${args.includes("--all") ? ", every figure" : ""}`;
        const verdict = seconds <= 10 && megabytes <= 500 ? "met" : "missed";
        process.stdout.write(`${what}: ${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB: ${verdict}\n`);
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
