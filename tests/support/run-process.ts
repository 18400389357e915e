import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { testKeys, type Project } from "./project.ts";

const program = fileURLToPath(new URL("../stories/killed-run.ts", import.meta.url));

/** Starting takes a third less where an earlier process left what it compiled. */
const compileCache = join(tmpdir(), "touchstone-compile-cache");

/** The command line in a process of its own, which can be killed. */
export function startRun({ path }: Project, args: readonly string[]) {
  const env = { ...process.env, ...testKeys, NODE_COMPILE_CACHE: compileCache };
  const child = spawn(process.execPath, [program, ...args], { cwd: path, env });
  let said = "";
  child.stderr.on("data", (words) => (said += String(words)));
  const ended = once(child, "exit").then(() => ({ code: child.exitCode, said }));
  return { kill: () => child.kill("SIGKILL"), ended, hasEnded: () => child.exitCode !== null };
}

/** Runs it to its end, which must be a good one; a failure shows what it said. */
export async function runToEnd(project: Project, args: readonly string[]): Promise<void> {
  const { code, said } = await startRun(project, args).ended;
  if (code !== 0) throw new Error(`exit ${code}: ${said}`);
}

export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(2);
}
