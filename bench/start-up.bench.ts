import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, test } from "vitest";

const bin = fileURLToPath(new URL("../bin/touchstone.js", import.meta.url));
const runs = 20;

function milliseconds(args: readonly string[]): number {
  const started = performance.now();
  execFileSync(process.execPath, args);
  return performance.now() - started;
}

describe("start-up", () => {
  test(`touchstone --help beside node -e 0, ${runs} runs each, taken in turns`, ({ annotate }) => {
    const bare: number[] = [];
    const help: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      bare.push(milliseconds(["-e", "0"]));
      help.push(milliseconds([bin, "--help"]));
    }
    const mean = (values: readonly number[]): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    const ratio = (mean(help) / mean(bare)).toFixed(2);
    process.stdout.write(
      `node -e 0 ${mean(bare).toFixed(1)} ms, touchstone --help ${mean(help).toFixed(1)} ms: ${ratio} times\n`,
    );
    void annotate(`${ratio} times`);
  });
});
