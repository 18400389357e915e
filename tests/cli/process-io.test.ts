import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";

const program = new URL("../../src/cli/process-io.ts", import.meta.url).href;

/** Prints more than a pipe holds, after its reader has gone, and then ends with a code of its own. */
const printing = `
  import { processIo } from ${JSON.stringify(program)};
  const io = processIo();
  process.exitCode = 7;
  io.stdout("x".repeat(1_000_000));
  setTimeout(() => io.stdout("more"), 50);
`;

it("a reader that has seen enough, as head has, leaves the exit code alone and causes no stack trace", async () => {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", printing]);
  child.stdout.destroy();
  let said = "";
  child.stderr.on("data", (words) => (said += String(words)));
  const [code] = await once(child, "close");
  expect(said).toBe("");
  expect(code).toBe(7);
});
